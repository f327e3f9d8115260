"""Bringing a clip here: streamed beside its place, counted, decoded, measured, hashed, and only then given its name."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from io import FileIO
from pathlib import Path

from storyboard import hashes
from storyboard.media.errors import MediaError
from storyboard.media.measure import Measure, measure
from storyboard.problems import Refused
from storyboard.provider.wire import HttpResponse
from storyboard.run.client import Lost, NotSent, Wire, fetch
from storyboard.run.places import put, scratch


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A clip that decodes, in its place."""

    path: Path
    sha256: str
    bytes: int
    measure: Measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """The clip is not here. `status` is that of HTTP where there was one."""

    reason: str
    status: int | None = None


@dataclass(slots=True)
class _Sink:
    """Writes to a file and remembers that it could not: that is this machine's trouble and not the network's."""

    file: FileIO
    trouble: OSError | None = field(default=None)

    def write(self, piece: bytes) -> None:
        try:
            self.file.write(piece)
        except OSError as error:
            self.trouble = error
            raise


async def download(
    wire: Wire,
    url: str,
    *,
    near: Path,
    place: Callable[[str], Path],
    known: str | None,
    at: Callable[[str], None],
) -> Brought | Missed:
    """Bring the clip at a URL to the path that `place` gives for its sha256; until then it lies in the folder `near`.

    `known` is the sha256 of the clip where it was here before: other bytes are then not taken for it.
    Raises Refused where this disk cannot take it.
    """
    try:
        with scratch(near) as temporary:
            missed = await _stream(wire, url, temporary)
            if missed is not None:
                return missed
            at("downloaded")
            checked = await asyncio.to_thread(_check, temporary, known)
            if isinstance(checked, Missed):
                return checked
            path = place(checked.sha256)
            put(temporary, path)
    except OSError as error:
        raise Refused(
            f"A clip cannot be written in {near}: {error.strerror or error}",
            help="Make room, or make the folder writable, and run again: the clip is fetched, nothing is paid twice.",
        ) from error
    at("placed")
    return replace(checked, path=path)


async def _stream(wire: Wire, url: str, temporary: Path) -> Missed | None:
    with temporary.open("wb", buffering=0) as file:
        sink = _Sink(file)
        reply = await fetch(wire, url, sink.write)
    if sink.trouble is not None:
        raise sink.trouble
    match reply:
        case HttpResponse(status=200):
            return None
        case HttpResponse(status=status):
            return Missed(reason=f"its address answers with HTTP {status}", status=status)
        case NotSent(reason=reason) | Lost(reason=reason):
            return Missed(reason=reason)


def _check(temporary: Path, known: str | None) -> Brought | Missed:
    sha256 = hashes.sha256_file(temporary)
    if known is not None and sha256 != known:
        return Missed(reason="the provider now gives other bytes than it gave before")
    with temporary.open("rb") as file:
        head = file.read(512)
    if head.lstrip().lower().startswith((b"<!doctype", b"<html", b"<?xml")):
        return Missed(reason="a web page came instead of the clip")
    try:
        measured = measure(temporary)
    except MediaError as error:
        return Missed(reason=f"what came is no whole clip: {_told(error, temporary)}")
    if not measured.frames or not measured.width:
        return Missed(reason="what came has no picture")
    return Brought(path=temporary, sha256=sha256, bytes=temporary.stat().st_size, measure=measured)


def _told(error: MediaError, temporary: Path) -> str:
    return str(error).replace(str(temporary), "it")
