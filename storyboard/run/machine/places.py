"""Where a run keeps its things, and how a file comes to be there: written beside, then renamed."""

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from storyboard.problems import Refused

STATE = ".storyboard"
SCRATCH = r"\.[0-9a-f]{16}\.part(\.[a-z0-9]+)?"
"""What the name of a file looks like that is still being written."""


def state_folder(folder: Path) -> Path:
    """Give the folder of the ledger, the locks and what is derived, made where it is missing.

    Raises Refused where it cannot be made.
    """
    state = folder / STATE
    try:
        state.mkdir(parents=True, exist_ok=True)
        keep_from_git(state)
    except OSError as error:
        raise Refused(
            f"{state} cannot be made: {error.strerror}",
            help="A run keeps its ledger there, and without a ledger nothing is sent. Make the folder writable.",
        ) from error
    return state


def keep_from_git(folder: Path) -> None:
    """Let git pass a folder by, where that can be written: what is made belongs to one machine, and is too large."""
    ignore = folder / ".gitignore"
    if not ignore.exists():
        with suppress(OSError):
            ignore.write_text("*\n", encoding="utf-8")


def ledger_path(folder: Path) -> Path:
    """Name the ledger of a storyboard's folder."""
    return folder / STATE / "ledger.sqlite3"


def file_name_of(origin: str) -> str:
    """Name files after an origin: its letters and digits, with a dash for whatever stands between."""
    return re.sub("[^a-z0-9]+", "-", origin.lower()).strip("-") or "origin"


def relative(path: Path, start: Path) -> str:
    """Write a path as seen from a folder, with forward slashes."""
    return Path(os.path.relpath(path.absolute(), start.absolute())).as_posix()


@contextmanager
def scratch(folder: Path, *, ending: str = "") -> Iterator[Path]:
    """Give a temporary name in a folder, which is made; whatever bears it at the end is deleted.

    `ending` (`.png`) comes last, for who reads off a name what to write.
    """
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / f".{secrets.token_hex(8)}.part{ending}"
    try:
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def beside(target: Path) -> Iterator[Path]:
    """Give a temporary name beside `target`, which it becomes at the end; it is deleted where an error comes first."""
    with scratch(target.parent) as temporary:
        yield temporary
        put(temporary, target)


def put(temporary: Path, target: Path) -> None:
    """Give a file its name: its bytes are on disk before the rename, and the rename before this returns."""
    target.parent.mkdir(parents=True, exist_ok=True)
    sync(temporary)
    temporary.replace(target)
    sync(target.parent)


def sync(path: Path) -> None:
    """Wait until a file, or a folder's list of names, is on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def is_gone(file: str, folder: Path) -> bool:
    """Say whether a storyboard that once was in a folder is not there any more, as after it was renamed."""
    return not (folder / file).exists()
