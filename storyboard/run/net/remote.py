"""What stands at the URLs that a storyboard refers to: fetched within bounds, hashed, measured and thrown away."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from tempfile import TemporaryDirectory

from storyboard.hashes import sha256_file
from storyboard.media.errors import MediaError
from storyboard.plan.shots.materials import Material, flaw_of, measured
from storyboard.problems import Refused
from storyboard.run.net.client import Lost, Reply, Timeouts, Wire
from storyboard.run.net.fetch import fetch
from storyboard.run.net.public import WAITS, WITHIN, fault_of, open_public

AT_ONCE = 4


@dataclass(slots=True)
class _Sink:
    """Writes to a file, remembers that it could not, and that there was more than was wanted."""

    file: FileIO
    most: int
    length: int = 0
    oversize: bool = False
    trouble: OSError | None = None

    def write(self, piece: bytes) -> None:
        self.length += len(piece)
        if self.length > self.most:
            self.oversize = True
            raise ValueError
        try:
            self.file.write(piece)
        except OSError as error:
            self.trouble = error
            raise


async def look_at(urls: Mapping[str, int], *, waits: Timeouts = WAITS, within: float = WITHIN) -> dict[str, Material]:
    """Look at what stands at each URL; the number behind it is the most bytes that are fetched.

    What cannot be fetched or read has its reason in `fault`. Raises Refused where this disk cannot take it.
    """
    with TemporaryDirectory(prefix="storyboard-") as folder:
        turns = asyncio.Semaphore(AT_ONCE)

        async def look(number: int, url: str, most: int) -> Material:
            async with turns, open_public(url, waits=waits) as wire:
                return await _look(wire, url, Path(folder) / str(number), most=most, within=within)

        seen = await asyncio.gather(*(look(number, url, most) for number, (url, most) in enumerate(urls.items())))
    return dict(zip(urls, seen, strict=True))


async def _look(wire: Wire, url: str, file: Path, *, most: int, within: float) -> Material:
    try:
        with file.open("wb", buffering=0) as opened:
            sink = _Sink(opened, most)
            reply = await _within(within, wire, url, sink)
        if sink.trouble is not None:
            raise sink.trouble
        fault = fault_of(reply)
        if sink.oversize:
            return Material(path=url, bytes=most, oversize=True)
        if fault:
            return Material(path=url, missing=True, fault=fault)
        return await asyncio.to_thread(_measure, file, url)
    except OSError as error:
        raise Refused(f"What a URL gives cannot be kept for a moment: {error.strerror}", help="Make room.") from error


async def _within(seconds: float, wire: Wire, url: str, sink: _Sink) -> Reply:
    try:
        async with asyncio.timeout(seconds):
            return await fetch(wire, url, sink.write)
    except TimeoutError:
        return Lost(reason=f"it was not here after {seconds:g} s")


def _measure(file: Path, url: str) -> Material:
    content = sha256_file(file)
    try:
        return measured(file, path=url, sha256=content)
    except MediaError as error:
        return Material(path=url, sha256=content, fault=flaw_of(error, file))
    finally:
        file.unlink()
