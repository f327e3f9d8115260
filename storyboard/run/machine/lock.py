"""One run at a time for each folder and origin: a lock that the system itself releases when the process dies."""

import fcntl
import json
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storyboard.problems import Refused
from storyboard.run.machine.places import state_folder


@contextmanager
def hold_lock(folder: Path, *, origin: str, since: str) -> Iterator[None]:
    """Hold the lock of a storyboard's folder at an origin; `since` is the time that a second run is told.

    Raises Refused, saying who holds it, where another run does, and where the lock cannot be written.
    """
    path = lock_path(folder, origin)
    with _writing(path):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        with _writing(path):
            _take(descriptor, path, origin)
            _sign(descriptor, since)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def wait_for_lock(path: Path) -> Iterator[None]:
    """Hold a lock that nobody holds for long; whoever comes second waits. Raises Refused where it cannot be written."""
    with _writing(path):
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        with _writing(path):
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
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
    return state_folder(folder) / f"run-{re.sub('[^a-z0-9]+', '-', origin.lower()).strip('-') or 'origin'}.lock"


def _take(descriptor: int, path: Path, origin: str) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Refused(
            f"Another run is at work in {path.parent.parent} at {origin}{_holder(descriptor)}",
            help="Wait for it to end. A run that died holds nothing: its lock is released with it.",
        ) from None


def _sign(descriptor: int, since: str) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps({"pid": os.getpid(), "host": os.uname().nodename, "since": since}).encode(), 0)


def _holder(descriptor: int) -> str:
    try:
        signed = json.loads(os.pread(descriptor, 1000, 0))
        return f" (process {signed['pid']} on {signed['host']}, since {signed['since']})"
    except (ValueError, KeyError, TypeError):
        return ""
