"""A cache of takes that productions share: a folder of clips by their content and of takes by what they were made of.

Nothing in it is ever changed, and only what is damaged goes: files come beside their names and are renamed, so that
many productions may use it at once.
"""

import json
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from storyboard.hashes import sha256_bytes, sha256_file
from storyboard.problems import Refused
from storyboard.run.machine.places import beside
from storyboard.run.takes.clips import link_or_copy
from storyboard.run.takes.lines import TakeLine, read_line, write_line

_ABOVE = "https://origin"  # a line of takes cannot name the sandbox, so the origin stands above the lines
_DIGEST = re.compile(r"[0-9a-f]{64}")
NOT_SENT = "Name another folder with --cache, or make this one writable. Nothing was sent for this shot."
_KEEP = "Make room, name another folder with --cache, or none: what was made is here, and is not paid again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Cache:
    """A folder that productions share."""

    folder: Path


def cache_of(folder: Path | None) -> Cache | None:
    """Give the cache in a folder; None where there is to be none."""
    return None if folder is None else Cache(folder=folder)


def list_cached(cache: Cache, *, origin: str) -> Iterator[TakeLine]:
    """Give every good take that was made at an origin and whose clip is here."""
    for path in sorted(room_of(cache, origin).glob("??/*/*.json")):
        yield from _read(cache, path, origin=origin, digest=path.parent.name)


def find_cached(cache: Cache, *, origin: str, digest: str) -> tuple[TakeLine, ...]:
    """Give the good takes of a request at an origin whose clips are here, by submission and number."""
    folder = takes_folder(cache, origin, digest)
    return tuple(line for path in sorted(folder.glob("*.json")) for line in _read(cache, path, origin, digest))


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


def keep_cached(cache: Cache, clips: Mapping[TakeLine, Path]) -> None:
    """Put good takes and their clips where others find them. Raises Refused where the cache cannot be written."""
    groups = defaultdict[tuple[str, str, str], list[TakeLine]](list)
    for line in clips:
        groups[line.origin, line.digest, line.attempt].append(line)
    try:
        for (origin, digest, attempt), lines in groups.items():
            path = takes_folder(cache, origin, digest) / name_of(attempt)
            known = {line.sha256 for line in _read(cache, path, origin, digest)}
            if not {line.sha256 for line in lines} <= known:
                _write(cache, path, lines, clips)
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


def _write(cache: Cache, path: Path, lines: Iterable[TakeLine], clips: Mapping[TakeLine, Path]) -> None:
    """Put the clips first: a take that is told of is there."""
    written = list(lines)
    for line in written:
        place = _clip(cache, line.sha256 or "")
        if not place.exists():
            link_or_copy(clips[line], place)
    with beside(path) as temporary:
        takes = [write_line(replace(line, origin=_ABOVE)) for line in written]
        content = {"cache": 1, "origin": written[0].origin, "takes": takes}
        temporary.write_text(json.dumps(content), encoding="utf-8")


def _read(cache: Cache, path: Path, origin: str, digest: str) -> Iterator[TakeLine]:
    """Read the takes of a submission; what cannot be read, or is not what it stands under, is none."""
    try:
        content = json.loads(path.read_bytes())
        lines = [read_line(str(line).encode()) for line in content["takes"]]
        if content["origin"] != origin:
            return
    except (OSError, ValueError, KeyError, TypeError):
        return
    for line in lines:
        good = isinstance(line, TakeLine) and (line.digest, line.status) == (digest, "done")
        if isinstance(line, TakeLine) and good and _clip(cache, line.sha256 or "").is_file():
            yield replace(line, origin=origin)


def room_of(cache: Cache, origin: str) -> Path:
    """Name the folder of an origin in a cache."""
    return cache.folder / (re.sub("[^a-z0-9]+", "-", origin.lower()).strip("-") or "origin")


def takes_folder(cache: Cache, origin: str, digest: str) -> Path:
    """Name the folder of a request: its takes, one file a submission, and what is claimed of it."""
    if not _DIGEST.fullmatch(digest):
        raise ValueError("no digest")
    return room_of(cache, origin) / digest[:2] / digest


def name_of(attempt: str) -> str:
    """Name the file of a submission, whatever its id is made of."""
    return f"{sha256_bytes(attempt.encode())[:16]}.json"


def _clip(cache: Cache, sha256: str) -> Path:
    name = sha256 if _DIGEST.fullmatch(sha256) else "none"
    return cache.folder / "clips" / name[:2] / f"{name}.mp4"


def unwritable(cache: Cache, error: OSError, *, help: str) -> Refused:
    """Say that the cache cannot be written."""
    return Refused(f"The cache {cache.folder} cannot be written: {error.strerror or error}", help=help)
