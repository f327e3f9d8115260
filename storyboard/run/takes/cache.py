"""A cache of takes that productions share: a folder of clips by their content and of takes by what they were made of.

Nothing in it is ever changed, and only what is damaged goes: files come beside their names and are renamed, so that
many productions may use it at once.
"""

import json
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from storyboard.hashes import is_sha256, sha256_bytes, sha256_file
from storyboard.problems import Refused
from storyboard.run.machine.clock import moment, stamp
from storyboard.run.machine.places import beside, file_name_of
from storyboard.run.takes.clips import link_or_copy
from storyboard.run.takes.lines import TakeLine, read_line, write_line

_ABOVE = "https://origin"  # a line of takes cannot name the sandbox, so the origin stands above the lines
NOT_SENT = "Name another folder with --cache, or make this one writable. Nothing was sent for this shot."
_YEARS = range(2020, 2200)  # none before the first take, and none that cannot be counted on from
_KEEP = "Make room, name another folder with --cache, or none: what was made is here, and is not paid again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Cache:
    """A folder that productions share."""

    folder: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Cached:
    """A good take, and when it was asked for, as ISO 8601 in UTC; empty where nobody wrote that down."""

    line: TakeLine
    made_at: str = ""


def cache_of(folder: Path | None) -> Cache | None:
    """Give the cache in a folder; None where there is to be none."""
    return None if folder is None else Cache(folder=folder)


def list_cached(cache: Cache, *, origin: str) -> tuple[Cached, ...]:
    """Give every good take that was made at an origin and whose clip is here, the first made first."""
    paths = room_of(cache, origin).glob("??/*/*.json")
    return _in_turn(one for path in paths for one in _read(cache, path, origin, path.parent.name))


def find_cached(cache: Cache, *, origin: str, digest: str) -> tuple[Cached, ...]:
    """Give the good takes of a request at an origin whose clips are here, the first made first."""
    paths = takes_folder(cache, origin, digest).glob("*.json")
    return _in_turn(one for path in paths for one in _read(cache, path, origin, digest))


def _in_turn(takes: Iterable[Cached]) -> tuple[Cached, ...]:
    return tuple(sorted(takes, key=lambda one: (one.made_at, one.line.attempt, one.line.number)))


def cached_clip(cache: Cache, sha256: str) -> Path | None:
    """Give where the clip with these bytes is, None where it is not here; `is_whole` says whether it is whole."""
    place = _clip(cache, sha256)
    return place if place.is_file() else None


def bring_cached(cache: Cache, sha256: str, target: Path) -> bool:
    """Link or copy the clip with these bytes to `target`; say whether it is there, whole."""
    if not is_whole(cache, sha256):
        return False
    link_or_copy(_clip(cache, sha256), target)
    return True


def is_whole(cache: Cache, sha256: str) -> bool:
    """Say whether the clip with these bytes is here. One that was damaged goes, and makes room for a good one."""
    source = _clip(cache, sha256)
    with suppress(OSError):
        if sha256_file(source) == sha256:
            return True
        source.unlink()
    return False


def keep_cached(cache: Cache, clips: Mapping[Cached, Path]) -> None:
    """Put good takes and their clips where others find them. Raises Refused where the cache cannot be written."""
    groups = defaultdict[tuple[str, str, str], list[Cached]](list)
    for one in clips:
        groups[one.line.origin, one.line.digest, one.line.attempt].append(one)
    try:
        for (origin, digest, attempt), takes in groups.items():
            path = takes_folder(cache, origin, digest) / name_of(attempt)
            known = {one.line.sha256 for one in _read(cache, path, origin, digest)}
            if not {one.line.sha256 for one in takes} <= known:
                _write(cache, path, takes, clips)
    except OSError as error:
        raise unwritable(cache, error, help=_KEEP) from error


@contextmanager
def claim_request(cache: Cache, *, origin: str, digest: str) -> Iterator[bool]:
    """Claim the making of a request among all who share the cache; gives whether it is ours, without waiting.

    The system gives the claim up with the process. Raises Refused where the cache cannot be written.
    """
    import fcntl

    path = takes_folder(cache, origin, digest) / "claim.lock"
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise unwritable(cache, error, help=NOT_SENT) from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


def _write(cache: Cache, path: Path, takes: Sequence[Cached], clips: Mapping[Cached, Path]) -> None:
    """Put the clips first: a take that is told of is there."""
    for one in takes:
        place = _clip(cache, one.line.sha256 or "")
        if not place.exists():
            link_or_copy(clips[one], place)
    with beside(path) as temporary:
        lines = [write_line(replace(one.line, origin=_ABOVE)) for one in takes]
        content = {"cache": 1, "origin": takes[0].line.origin, "made": takes[0].made_at, "takes": lines}
        temporary.write_text(json.dumps(content), encoding="utf-8")


def _read(cache: Cache, path: Path, origin: str, digest: str) -> Iterator[Cached]:
    """Read the takes of a submission; what cannot be read, or is not what it stands under, is none."""
    try:
        content = json.loads(path.read_bytes())
        made_at = _moment(content.get("made", ""))
        lines = [read_line(str(line).encode()) for line in content["takes"]]
        if content["origin"] != origin:
            return
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return
    for line in lines:
        good = isinstance(line, TakeLine) and (line.digest, line.status) == (digest, "done")
        if isinstance(line, TakeLine) and good and cached_clip(cache, line.sha256 or "") is not None:
            yield Cached(line=replace(line, origin=origin), made_at=made_at)


def _moment(told: object) -> str:
    """Give a moment as `stamp` writes it; empty where it is told in any other way, as if nobody had written it down."""
    try:
        known = moment(str(told))
    except (ValueError, OverflowError):
        return ""
    return str(told) if known.year in _YEARS and stamp(known) == told else ""


def room_of(cache: Cache, origin: str) -> Path:
    """Name the folder of an origin in a cache."""
    return cache.folder / file_name_of(origin)


def takes_folder(cache: Cache, origin: str, digest: str) -> Path:
    """Name the folder of a request: its takes, one file a submission, and what is claimed of it."""
    if not is_sha256(digest):
        raise ValueError("no digest")
    return room_of(cache, origin) / digest[:2] / digest


def name_of(attempt: str) -> str:
    """Name the file of a submission, whatever its id is made of."""
    return f"{sha256_bytes(attempt.encode())[:16]}.json"


def _clip(cache: Cache, sha256: str) -> Path:
    name = sha256 if is_sha256(sha256) else "none"
    return cache.folder / "clips" / name[:2] / f"{name}.mp4"


def unwritable(cache: Cache, error: OSError, *, help: str) -> Refused:
    """Say that the cache cannot be written."""
    return Refused(f"The cache {cache.folder} cannot be written: {error.strerror or error}", help=help)
