"""One run at a time for each folder and origin: a lock that the system itself releases when the process dies.

What is about all origins, such as making room, holds the folder, and nobody else holds anything in it then.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storyboard.problems import Refused
from storyboard.run.machine.places import file_name_of, state_folder

_WAIT = "Wait for it to end. A run that died holds nothing: its lock is released with it."


@contextmanager
def hold_lock(folder: Path, *, origin: str, since: str) -> Iterator[None]:
    """Hold the lock of a storyboard's folder at an origin; `since` is the time that a second run is told.

    Raises Refused, saying who holds it, where another run does, and where the lock cannot be written.
    """
    path, whole = lock_path(folder, origin), _whole(folder)
    with _opened(whole) as gate, _opened(path) as descriptor:
        if not _take(gate, whole, fcntl.LOCK_SH):
            raise Refused(_swept(folder, gate), help=_WAIT)
        if not _take(descriptor, path, fcntl.LOCK_EX):
            raise Refused(f"Another run is at work in {folder} at {origin}{_holder(descriptor)}", help=_WAIT)
        _sign(descriptor, path, since)
        yield


@contextmanager
def hold_folder(folder: Path, *, since: str) -> Iterator[None]:
    """Hold a storyboard's folder against every run in it, at whatever origin.

    Raises Refused, saying who is at work, where anybody holds a lock in it, and where the lock cannot be written.
    """
    whole = _whole(folder)
    with _opened(whole) as gate:
        if not _take(gate, whole, fcntl.LOCK_EX):
            runner = _runner(folder)
            told = f"A run is at work in {folder}{runner}" if runner else _swept(folder, gate)
            raise Refused(told, help=_WAIT)
        _sign(gate, whole, since)
        yield


@contextmanager
def wait_for_lock(path: Path) -> Iterator[None]:
    """Hold a lock that nobody holds for long; whoever comes second waits. Raises Refused where it cannot be written."""
    with _opened(path) as descriptor:
        with _writing(path):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    with _writing(path):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Refused(
            f"The lock {path} cannot be written: {error.strerror or error}",
            help="Without it two runs could pay for the same. Make room on the disk, or make the folder writable.",
        ) from error


def lock_path(folder: Path, origin: str) -> Path:
    """Name the lock file of an origin. It is never deleted: a lock on a deleted file would hold nobody back."""
    return state_folder(folder) / f"run-{file_name_of(origin)}.lock"


def _whole(folder: Path) -> Path:
    return state_folder(folder) / "folder.lock"


def _take(descriptor: int, path: Path, how: int) -> bool:
    """Say whether a lock could be had."""
    with _writing(path):
        try:
            fcntl.flock(descriptor, how | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def _sign(descriptor: int, path: Path, since: str) -> None:
    signed = json.dumps({"pid": os.getpid(), "host": os.uname().nodename, "since": since})
    with _writing(path):
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, signed.encode(), 0)


def _swept(folder: Path, gate: int) -> str:
    return f"`storyboard gc` is at work in {folder}{_holder(gate)}"


def _runner(folder: Path) -> str:
    """Say which run is at work in a folder; empty where none is."""
    for path in sorted(state_folder(folder).glob("run-*.lock")):
        with _opened(path) as descriptor:
            if not _take(descriptor, path, fcntl.LOCK_SH):
                return _holder(descriptor)
    return ""


def _holder(descriptor: int) -> str:
    try:
        signed = json.loads(os.pread(descriptor, 1000, 0))
        return f" (process {signed['pid']} on {signed['host']}, since {signed['since']})"
    except (ValueError, KeyError, TypeError):
        return ""
