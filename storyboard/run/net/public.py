"""What a URL gives: a look at its first bytes, or all of it brought into a file; never with the key."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

from storyboard.hashes import sha256_begun
from storyboard.provider.wire import HttpResponse
from storyboard.run.net.addresses import is_loopback
from storyboard.run.net.client import Lost, NotSent, Reply, Timeouts, Wire, open_wire
from storyboard.run.net.fetch import fetch

WAITS = Timeouts(connect=10.0, silence=20.0, answer=60.0)
WITHIN = 300.0  # seconds for one URL, so that a server that drips ends nevertheless
# Where a URL is allowed to lead depends on where it begins: only one on this machine may lead to this machine.
_NEAR, _FAR = "http://127.0.0.1", "https://reference.invalid"


class _Enough(Exception):
    """The first bytes are here."""


@asynccontextmanager
async def open_public(url: str, *, waits: Timeouts = WAITS) -> AsyncIterator[Wire]:
    """Open the way to what is public at a URL. No key goes along."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        host = ""
    async with open_wire(_NEAR if is_loopback(host) else _FAR, key=None, timeouts=waits) as wire:
        yield wire


async def peek(wire: Wire, url: str) -> str:
    """Say why a URL gives nothing, in words without the URL; empty where it gives something."""
    came: list[int] = []

    def first(piece: bytes) -> None:
        came.append(len(piece))
        raise _Enough

    reply = await fetch(wire, url, first)
    return "" if came else fault_of(reply)


async def sha256_at(wire: Wire, url: str) -> str | None:
    """Name the bytes that a URL gives by their sha256; None where not all of them come."""
    begun = sha256_begun()
    return None if fault_of(await fetch(wire, url, begun.update)) else begun.hexdigest()


def fault_of(reply: Reply) -> str:
    """Say what is wrong with an answer; empty for one that is good."""
    match reply:
        case HttpResponse(status=200):
            return ""
        case HttpResponse(status=status):
            return f"it answers with HTTP {status}"
        case NotSent(reason=reason) | Lost(reason=reason):
            return reason


async def bring(url: str, target: Path, *, most: int, waits: Timeouts = WAITS, within: float = WITHIN) -> str:
    """Write what a URL gives to a file; say in words without the URL why not, where it is not all there.

    `most` bytes are fetched, for `within` seconds at most. Raises OSError where this disk cannot take it.
    """
    troubles: list[OSError] = []
    with target.open("wb", buffering=0) as file:

        def write(piece: bytes) -> None:
            try:
                file.write(piece)
            except OSError as error:
                troubles.append(error)
                raise

        async with open_public(url, waits=waits) as wire:
            try:
                async with asyncio.timeout(within):
                    fault = fault_of(await fetch(wire, url, write, most=most))
            except TimeoutError:
                fault = f"it was not here after {within:g} s"
    if troubles:
        raise troubles[0]
    return fault
