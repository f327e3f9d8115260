"""Streaming what stands at a URL that came over the network: where it leads is judged, what broke off is resumed."""

import asyncio
import re
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, aclosing, nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from storyboard.provider.wire import HttpResponse, header
from storyboard.run.net.addresses import Way, find_way
from storyboard.run.net.client import Lost, NotSent, Reply, Timeouts, Wire, answered, as_sent, guarded
from storyboard.run.net.packing import Unpacker, is_bare

if TYPE_CHECKING:
    import httpx

MOST_CLIP = 1024 * 1024 * 1024
_REDIRECTS = 5
_ONWARD = (301, 302, 303, 307, 308)
_RANGE = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18}|\*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What is here already of what a URL gives: how many bytes, and the mark by which the server knows them again."""

    length: int
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A body that is about to come: from which byte on, and of how many in all where that was said."""

    start: int
    whole: int | None
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wish:
    """What is asked of a URL, wherever it leads."""

    write: Callable[[bytes], object]
    begin: Callable[[Body], object]
    held: Held | None
    most: int
    flow: "_Flow"


@dataclass(slots=True, kw_only=True)
class _Flow:
    """How fast a body comes: one that drips would be waited for without end."""

    waits: Timeouts
    elapsed: Callable[[], float]
    since: float = 0.0
    came: int = 0

    def begin(self) -> None:
        self.since, self.came = self.elapsed(), 0

    def crawls(self, length: int) -> bool:
        """Hear that so many bytes came; say whether too few have for a while."""
        self.came += length
        if self.elapsed() - self.since < self.waits.window:
            return False
        few = self.came < self.waits.least
        self.begin()
        return few


def _hear(_body: Body) -> None:
    return None


async def fetch(
    wire: Wire,
    url: str,
    write: Callable[[bytes], object],
    *,
    most: int = MOST_CLIP,
    held: Held | None = None,
    begin: Callable[[Body], object] = _hear,
) -> Reply:
    """Stream a URL that came over the network into `write`; the answer has no body where all of it was written.

    `begin` hears what is about to come: all of it, or, where `held` says what is here and the server knows it, the
    rest. Redirects are followed, each checked like the first URL. The key goes nowhere here.
    """
    flow = _Flow(waits=wire.timeouts, elapsed=wire.elapsed)
    wish = _Wish(write=write, begin=begin, held=held, most=most, flow=flow)
    for _ in range(_REDIRECTS):
        way = Way() if wire.in_process else await find_way(url, base_url=wire.base_url)
        if way.refusal:
            return Lost(reason=f"its address is not followed: {way.refusal}")
        reply = await _along(wire, url, way, wish)
        onward = _location(reply, url)
        if onward is None:
            return reply
        url = onward
    return Lost(reason="its address leads from one place to the next without end")


async def _along(wire: Wire, url: str, way: Way, wish: _Wish) -> Reply:
    """Go one way. Where a name was looked up, what is spoken to is the very address that was judged."""
    if not way.addresses:
        return await guarded(_stream(nullcontext(wire.pool), url, {}, wish, server=None), None)
    reply: Reply = NotSent(reason="its host has no address")
    for address in way.addresses:
        reply = await guarded(_to_address(wire, url, address, wish), None)
        if not isinstance(reply, NotSent):
            break
    return reply


async def _to_address(wire: Wire, url: str, address: str, wish: _Wish) -> Reply:
    import httpx

    named = httpx.URL(url)
    # A connection of its own: one that was made for another name at this address must not be used again.
    return await _stream(
        wire.fresh(),
        named.copy_with(host=address),
        {"host": named.netloc.decode("ascii")},
        wish,
        server=named.raw_host.decode("ascii"),
    )


async def _stream(
    opening: "AbstractAsyncContextManager[httpx.AsyncClient]",
    url: "httpx.URL | str",
    headers: Mapping[str, str],
    wish: _Wish,
    *,
    server: str | None,
) -> Reply:
    asked = {**headers, **_range(wish.held)}
    named = {} if server is None else {"sni_hostname": server}
    async with opening as client:
        request = client.build_request("GET", url, headers=asked, extensions=named)
        async with asyncio.timeout(wish.flow.waits.answer):
            response = await client.send(request, stream=True)
        async with aclosing(response):
            answer = answered(response, b"")
            body = _body(answer, wish.held)
            return await _written(response, answer, body, wish) if isinstance(body, Body) else body


async def _written(response: "httpx.Response", answer: HttpResponse, body: Body, wish: _Wish) -> Reply:
    if body.whole is not None and body.whole > wish.most:
        return _too_long(wish.most)
    wish.begin(body)
    wish.flow.begin()
    length, unpacker = body.start, Unpacker(_encoding(answer))
    async for raw in as_sent(response):
        for piece in unpacker.take(raw):
            length += len(piece)
            if length > wish.most:
                return _too_long(wish.most)
            wish.write(piece)
        if wish.flow.crawls(len(raw)):
            return Lost(reason=f"fewer than {wish.flow.waits.least} bytes of it came in {wish.flow.waits.window:g} s")
    unpacker.end()
    if body.whole is not None and body.whole != length:
        return Lost(reason=f"{length} of {body.whole} bytes came")
    return replace(answer, status=200)


def _too_long(most: int) -> Lost:
    return Lost(reason=f"the clip is longer than {most} bytes")


def _range(held: Held | None) -> dict[str, str]:
    return {} if held is None else {"range": f"bytes={held.length}-", "if-range": held.mark}


def _body(answer: HttpResponse, held: Held | None) -> Body | HttpResponse | Lost:
    """Say what an answer's body is; an answer that has none of what was asked for is given back."""
    mark = _mark(answer)
    if answer.status == 200:
        return Body(start=0, whole=_length(answer), mark=mark)
    if answer.status != 206 or held is None:
        return answer
    found = _RANGE.fullmatch((header(answer, "content-range") or "").strip())
    same = mark in ("", held.mark) and is_bare(_encoding(answer))
    if found is None or int(found[1]) != held.length or not same:
        return Lost(reason="another part came than the one that was missing")
    whole = None if found[3] == "*" else int(found[3])
    return Body(start=held.length, whole=whole, mark=held.mark)


def _length(answer: HttpResponse) -> int | None:
    said = header(answer, "content-length") or ""
    plain = is_bare(_encoding(answer)) and header(answer, "transfer-encoding") is None
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 19 and plain else None


def _encoding(answer: HttpResponse) -> str:
    return ",".join(value for name, value in answer.headers if name.lower() == "content-encoding")


def _mark(answer: HttpResponse) -> str:
    """Give what names these very bytes: a strong ETag, else the date of their last change; empty where neither came.

    What came packed is named so, and not what it holds.
    """
    if not is_bare(_encoding(answer)):
        return ""
    etag = header(answer, "etag") or ""
    return etag if etag.startswith('"') else "" if etag else header(answer, "last-modified") or ""


def _location(reply: Reply, url: str) -> str | None:
    if not isinstance(reply, HttpResponse) or reply.status not in _ONWARD:
        return None
    onward = header(reply, "location")
    try:
        return None if onward is None else urljoin(url, onward)
    except ValueError:
        return onward  # it is no address, and is refused as one
