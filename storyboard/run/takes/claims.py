"""Claims that outlast their run: who has asked for a request whose takes are not in a shared cache yet."""

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from storyboard.run.machine.clock import moment, stamp
from storyboard.run.machine.places import beside
from storyboard.run.takes.cache import NOT_SENT, Cache, name_of, room_of, takes_folder, unwritable

_ASKED = "asked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A submission of a production that shares the cache. `folder` and `host` are where its storyboard lies.

    `path` is the file that says so. Of one that cannot be read, everything but `path` and `since` is empty.
    """

    path: Path
    since: datetime
    attempt: str = ""
    folder: str = ""
    host: str = ""


def keep_claim(cache: Cache, *, origin: str, digest: str, attempt: str, folder: Path, since: datetime) -> None:
    """Write down, before it is sent, that a request is asked for. Raises Refused where that cannot be written."""
    path = _folder(cache, origin, digest) / name_of(attempt)
    told = {"attempt": attempt, "folder": str(folder.resolve()), "host": os.uname().nodename, "since": stamp(since)}
    try:
        if not path.exists():
            with beside(path) as temporary:
                temporary.write_text(json.dumps(told), encoding="utf-8")
    except OSError as error:
        raise unwritable(cache, error, help=NOT_SENT) from error


def claims_of(cache: Cache, *, origin: str, digest: str) -> tuple[Claim, ...]:
    """Give the claims on a request, whoever made them."""
    return tuple(_read(sorted(_folder(cache, origin, digest).glob("*.json"))))


def all_claims(cache: Cache, *, origin: str) -> tuple[Claim, ...]:
    """Give every claim on requests at an origin."""
    return tuple(_read(sorted(room_of(cache, origin).glob(f"??/*/{_ASKED}/*.json"))))


def drop_claim(claim: Claim) -> None:
    """Take a claim back. One that cannot be deleted stays until it is too old to count."""
    with suppress(OSError):  # its folder stays: another production may be looking into it, or writing there
        claim.path.unlink(missing_ok=True)


def _folder(cache: Cache, origin: str, digest: str) -> Path:
    return takes_folder(cache, origin, digest) / _ASKED


def _read(paths: list[Path]) -> Iterator[Claim]:
    for path in paths:
        try:
            written, content = path.stat().st_mtime, path.read_bytes()
        except FileNotFoundError:  # it was taken back just now
            continue
        except OSError:
            written, content = 0.0, b""
        yield _claim(path, content, written)


def _claim(path: Path, content: bytes, written: float) -> Claim:
    """Read a claim. One that is damaged is one all the same: somebody may have paid."""
    try:
        told = json.loads(content)
        since = moment(told["since"]).astimezone(UTC)
        attempt, folder, host = (str(told[key]) for key in ("attempt", "folder", "host"))
    except (ValueError, KeyError, TypeError):
        return Claim(path=path, since=datetime.fromtimestamp(written, UTC))
    return Claim(path=path, since=since, attempt=attempt, folder=folder, host=host)
