"""Opening the ledger's file: made once, never made again over a damaged one."""

import contextlib
import os
import secrets
import sqlite3
from pathlib import Path

from storyboard.problems import Refused
from storyboard.run.ledger.schema import APPLICATION, VERSION, upgrade, version_of
from storyboard.run.ledger.sound import flaw_in
from storyboard.run.machine.places import ledger_path, state_folder, sync

_HELP = (
    "It says what was paid for, so it is never made anew by itself. Bring back a copy of it; or, where nothing of it "
    "is needed any more, move it away yourself: what was made before would then be asked for and paid again."
)
_UNDAMAGED = frozenset(
    {
        *(sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN),
        *(sqlite3.SQLITE_PERM, sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED),
    }
)
"""What SQLite says of a disk, of rights or of another program, and not of what is in the file."""
_PRAGMAS = ("journal_mode=TRUNCATE", "synchronous=FULL", "secure_delete=ON", "foreign_keys=ON")


def open_to_write(folder: Path) -> sqlite3.Connection:
    """Open a folder's ledger, made where there is none and upgraded where it is older; for one thread at a time.

    Raises Refused where it is damaged, newer than this program, or cannot be written.
    """
    state_folder(folder)
    path = ledger_path(folder)
    try:
        if not path.exists():
            _create(path)
        return _checked(_connect(path), path, upgrades=True)
    except (sqlite3.Error, OSError) as error:
        raise _unusable(path, error) from error


def open_to_read(folder: Path) -> sqlite3.Connection | None:
    """Open a folder's ledger for reading, beside a run that may be writing it; None where there is none.

    Raises Refused where it is damaged or newer than this program.
    """
    path = ledger_path(folder)
    if not path.exists():
        return None
    try:
        db = _checked(_connect_to_read(path), path, upgrades=False)
        if version_of(db) == VERSION:
            return db
        # One of an older version is brought up to date first, so that there is one set of tables to read.
        db.close()
        _checked(_connect(path), path, upgrades=True).close()
        return _checked(_connect_to_read(path), path, upgrades=False)
    except sqlite3.Error as error:
        raise _unusable(path, error) from error


def open_beside(folder: Path) -> sqlite3.Connection:
    """Open for reading a ledger that is open for writing here: what was checked then is not checked again.

    Raises Refused where it cannot be read.
    """
    path = ledger_path(folder)
    try:
        return _connect_to_read(path)
    except sqlite3.Error as error:
        raise _unusable(path, error) from error


def _connect(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(_uri(path, "rw"), uri=True, isolation_level=None, timeout=30, check_same_thread=False)
    db.row_factory = sqlite3.Row
    for pragma in _PRAGMAS:
        db.execute(f"PRAGMA {pragma}")
    return db


def _connect_to_read(path: Path) -> sqlite3.Connection:
    """Open for reading. `rw` comes first: only that may roll back what a killed run left half written."""
    try:
        return _connect_as(path, "rw")
    except sqlite3.OperationalError:
        return _connect_as(path, "ro")


def _connect_as(path: Path, mode: str) -> sqlite3.Connection:
    db = sqlite3.connect(_uri(path, mode), uri=True, isolation_level=None, timeout=30)
    db.row_factory = sqlite3.Row
    try:
        db.execute("PRAGMA query_only=ON")
        db.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error:
        db.close()
        raise
    return db


def _uri(path: Path, mode: str) -> str:
    return f"{path.absolute().as_uri()}?mode={mode}"


def _checked(db: sqlite3.Connection, path: Path, *, upgrades: bool) -> sqlite3.Connection:
    try:
        _check(db, path, upgrades=upgrades)
    except BaseException:
        db.close()
        raise
    return db


def _check(db: sqlite3.Connection, path: Path, *, upgrades: bool) -> None:
    version = version_of(db)
    if db.execute("PRAGMA application_id").fetchone()[0] != APPLICATION or version == 0:
        raise _damaged(path, "it is no ledger of this program")
    if version > VERSION:
        raise Refused(
            f"The ledger {path} is of version {version}; this program knows up to {VERSION}",
            help="A newer program wrote it. Upgrade this one.",
        )
    found = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    if found != "ok":
        raise _damaged(path, str(found))
    if upgrades and version < VERSION:
        upgrade(db)
    if version_of(db) == VERSION and (flaw := flaw_in(db)):
        raise _damaged(path, flaw)


def _create(path: Path) -> None:
    """Make the ledger under another name, whole, so that one under its own name is never an unfinished one."""
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}.new")
    db = sqlite3.connect(fresh, isolation_level=None)
    try:
        upgrade(db)
        db.close()
        sync(fresh)
        with contextlib.suppress(FileExistsError):
            os.link(fresh, path)
        sync(path.parent)
    finally:
        db.close()
        fresh.unlink(missing_ok=True)


def _unusable(path: Path, error: sqlite3.Error | OSError) -> Refused:
    """Tell a ledger that is damaged from one that only cannot be reached now: that one must not be moved away."""
    code = getattr(error, "sqlite_errorcode", None)
    if isinstance(error, sqlite3.Error) and (code is None or code & 0xFF not in _UNDAMAGED):
        return _damaged(path, str(error))
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return Refused(
        f"The ledger {path} cannot be opened: {reason}",
        help=f"Leave it where it is. Make room on the disk, make {path.parent} writable, or end what else has it open, "
        "and run again.",
    )


def _damaged(path: Path, reason: str) -> Refused:
    return Refused(f"The ledger {path} cannot be used: {reason}", help=_HELP)
