"""The door to the network: what may be spoken to, what left and what did not, and where the key goes."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest

from storyboard.problems import NoAccess, UsageError
from storyboard.provider.envelope import parse
from storyboard.provider.wire import HttpRequest, HttpResponse
from storyboard.run.net import client
from storyboard.run.net.addresses import bare, checked_base, origin_of
from storyboard.run.net.client import Lost, NotSent, Reply, Timeouts, ask, open_wire, send_once
from storyboard.run.net.fetch import fetch
from storyboard.run.production.target import Target
from tests.run.films import KEY, FakeClock

BASE = "https://api.example.com/api/platform"
POST = HttpRequest(method="POST", path="/generation/x/ref2video", body=b"{}")
GET = HttpRequest(method="GET", path="/credit/balance")
DATED = {"date": "Mon, 01 Jan 2024 00:00:00 GMT"}
Handler = Callable[[httpx.Request], httpx.Response]


def talk(handler: Handler, request: HttpRequest = POST, *, base: str = BASE) -> Reply:
    async def once() -> Reply:
        async with open_wire(base, key=("x-api-key", KEY), transport=httpx.MockTransport(handler)) as wire:
            return await send_once(wire, request, headers={"x-label": "a label"})

    return asyncio.run(once())


def bring(handler: Handler, url: str = "https://cdn.example.com/a.mp4", *, most: int = 1000) -> tuple[Reply, bytes]:
    async def once() -> tuple[Reply, bytes]:
        got = bytearray()
        async with open_wire(BASE, key=("x-api-key", KEY), transport=httpx.MockTransport(handler)) as wire:
            return await fetch(wire, url, got.extend, most=most), bytes(got)

    return asyncio.run(once())


def raising(error: Exception) -> Handler:
    def handler(_request: httpx.Request) -> httpx.Response:
        raise error

    return handler


@pytest.mark.parametrize(
    "error",
    [httpx.ConnectError("x"), httpx.ConnectTimeout("x"), httpx.ProxyError("x"), httpx.UnsupportedProtocol("x")],
)
def test_what_never_left(error: Exception) -> None:
    assert isinstance(talk(raising(error)), NotSent)


@pytest.mark.parametrize(
    "error",
    [
        *(httpx.ReadError("x"), httpx.WriteError("x"), httpx.ReadTimeout("x"), httpx.WriteTimeout("x")),
        *(httpx.RemoteProtocolError("x"), httpx.LocalProtocolError("x"), httpx.CloseError("x"), RuntimeError("x")),
    ],
)
def test_what_may_have_left(error: Exception) -> None:
    assert isinstance(talk(raising(error)), Lost)


@pytest.mark.parametrize("headers", [{}, DATED], ids=["undated", "dated"])
def test_every_answer_has_a_date_to_count_from(headers: dict[str, str]) -> None:
    reply = talk(lambda _request: httpx.Response(429, headers=headers))
    assert isinstance(reply, HttpResponse)
    dates = [value for name, value in reply.headers if name.lower() == "date"]
    assert len(dates) == 1
    assert parsedate_to_datetime(dates[0]).tzinfo is not None
    assert dates == list(headers.values() or dates)


def test_no_reason_repeats_an_error_s_own_words() -> None:
    for error in (httpx.ConnectError(KEY), httpx.ReadError(KEY), ValueError(KEY)):
        assert KEY not in repr(talk(raising(error)))


def test_the_key_and_labels_go_with_a_submission() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        assert request.headers["x-api-key"] == KEY
        assert request.headers["x-label"] == "a label"
        assert str(request.url) == BASE + POST.path
        return httpx.Response(200, content=b"{}", headers=DATED)

    given = (("date", DATED["date"]), ("content-length", "2"))
    assert talk(handler) == HttpResponse(status=200, headers=given, body=b"{}")


@pytest.mark.parametrize(("key", "left"), [(KEY, False), ("sandbox", True)], ids=["a key", "a word"])
def test_an_answer_that_repeats_the_key_is_read_without_it(key: str, left: bool) -> None:
    """A word such as the sandbox's is no secret, and it stands in addresses too."""

    async def once() -> Reply:
        handler = httpx.MockTransport(lambda _: httpx.Response(200, json={"message": f"a bad {key}"}))
        async with open_wire(BASE, key=("x-api-key", key), transport=handler) as wire:
            return await ask(wire, GET)

    reply = asyncio.run(once())
    assert isinstance(reply, HttpResponse)
    assert (key in parse(reply)["message"]) is left


def test_the_key_goes_nowhere_else() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, content=b"{}")

    talk(handler, HttpRequest(method="GET", path="https://other.example.com/specs"))
    talk(handler, HttpRequest(method="GET", path="/specs", keyed=False))
    bring(handler)
    bring(handler, BASE + "/clips/a.mp4")
    assert len(seen) == 4
    assert not [request for request in seen if "x-api-key" in request.headers]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_submission_follows_no_redirect(status: int) -> None:
    seen = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(status, headers={"location": "https://elsewhere.example.com/"})

    reply = talk(handler)
    assert isinstance(reply, HttpResponse)
    assert (reply.status, len(seen)) == (status, 1)


def test_an_endless_answer_is_cut() -> None:
    reply = talk(lambda _: httpx.Response(200, content=b"x" * (client.MOST_JSON + 1)))
    assert isinstance(reply, Lost)
    assert "longer" in reply.reason


Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def served(talk: Talk) -> AsyncIterator[str]:
    """Serve on loopback, give the base URL, and leave nothing open behind."""
    tasks: list[asyncio.Task[None]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.append(asyncio.current_task())  # type: ignore[arg-type]
        with suppress(asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            await talk(reader, writer)
        writer.transport.abort()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)


def test_each_submission_has_a_connection_of_its_own() -> None:
    connections: list[Any] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(writer)
        while True:
            await reader.readuntil(b"\r\n\r\n{}")
            writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}")

    async def thrice() -> None:
        async with served(talk) as base, open_wire(base, key=None) as wire:
            for _ in range(3):
                assert isinstance(await send_once(wire, POST, headers={}), HttpResponse)
            assert len(connections) == 3
            one = HttpRequest(method="POST", path="/quote", body=b"{}")
            assert isinstance(await ask(wire, one), HttpResponse)
            assert isinstance(await ask(wire, one), HttpResponse)
            assert len(connections) == 4

    asyncio.run(thrice())


def test_an_answer_that_drips_is_given_up() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n{}")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.01)

    async def once() -> Reply:
        async with served(talk) as base, open_wire(base, key=None, timeouts=Timeouts(answer=0.2)) as wire:
            return await send_once(wire, POST, headers={})

    assert asyncio.run(once()) == Lost(reason="no answer came in time")


def test_a_clip_is_streamed_and_counted() -> None:
    assert bring(lambda _: httpx.Response(200, content=b"clip"))[1] == b"clip"
    reply, _ = bring(lambda _: httpx.Response(200, content=b"x" * 2000))
    assert reply == Lost(reason="the clip is longer than 1000 bytes")
    short = httpx.Response(200, headers={"content-length": "9"}, stream=httpx.ByteStream(b"clip"))
    assert bring(lambda _: short)[0] == Lost(reason="4 of 9 bytes came")


class Dripping(httpx.AsyncByteStream):
    """A body whose pieces come a second of a clock apart."""

    def __init__(self, time: FakeClock, piece: bytes, count: int) -> None:
        self.time, self.piece, self.count, self.came = time, piece, count, 0

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for _ in range(self.count):
            self.time.seconds += 1
            self.came += 1
            yield self.piece


@pytest.mark.parametrize(("piece", "came"), [(b"x", 30), (b"x" * 1092, 30), (b"x" * 1093, 100)])
def test_a_clip_that_drips_is_not_waited_for(piece: bytes, came: int) -> None:
    time = FakeClock()
    body = Dripping(time, piece, 100)

    async def once() -> Reply:
        answer = httpx.MockTransport(lambda _: httpx.Response(200, stream=body))
        async with open_wire(BASE, key=None, transport=answer, clock=time.clock()) as wire:
            return await fetch(wire, "https://cdn.example.com/a.mp4", lambda _: None)

    reply = asyncio.run(once())
    assert body.came == came
    assert reply == Lost(reason="fewer than 32768 bytes of it came in 30 s") or came == 100


def test_a_clip_whose_head_drips_is_given_up() -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            writer.write(b"x: y\r\n")
            await writer.drain()
            await asyncio.sleep(0.01)

    async def once() -> Reply:
        async with served(talk) as base, open_wire(base, key=None, timeouts=Timeouts(answer=0.2)) as wire:
            return await fetch(wire, f"{base}/a.mp4", lambda _: None)

    assert asyncio.run(once()) == Lost(reason="no answer came in time")


def test_a_clip_s_redirects_are_followed_but_not_for_ever() -> None:
    hops = iter(["/one", "https://other.example.com/two"])

    def handler(_request: httpx.Request) -> httpx.Response:
        onward = next(hops, None)
        return httpx.Response(302, headers={"location": onward}) if onward else httpx.Response(200, content=b"clip")

    assert bring(handler)[1] == b"clip"
    reply, _ = bring(lambda _: httpx.Response(302, headers={"location": "/again"}))
    assert isinstance(reply, Lost)


@pytest.mark.parametrize(
    ("url", "ok"),
    [
        (BASE, True),
        ("http://127.0.0.1:8000/api", True),
        ("http://[::1]:8000", True),
        ("http://localhost", True),
        ("http://example.com", False),
        ("http://127.0.0.1.example.com", False),
        ("https://user:secret@example.com", False),
        ("https://example.com/?key=secret", False),
        ("ftp://example.com", False),
        ("example.com", False),
        ("", False),
    ],
)
def test_which_base_urls_will_do(url: str, ok: bool) -> None:
    if ok:
        assert checked_base(url + "/", in_process=False) == url
        return
    with pytest.raises(UsageError) as error:
        Target(name="pollo", provider="pollo", origin="x", base_url=url)
    assert "secret" not in str(error.value)


def test_plain_http_is_fine_where_there_is_no_network() -> None:
    assert checked_base("http://sandbox/api", in_process=True) == "http://sandbox/api"


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://pollo.ai/api/platform", "https://pollo.ai"),
        ("https://pollo.ai:443/", "https://pollo.ai"),
        ("http://127.0.0.1:8080/x", "http://127.0.0.1:8080"),
        ("https://[::1]:1/x", "https://[::1]:1"),
    ],
)
def test_an_origin_is_scheme_host_and_port(url: str, origin: str) -> None:
    assert origin_of(url) == origin


def test_a_url_is_kept_without_what_signs_it() -> None:
    assert bare("https://u:p@cdn.example.com/a/b.mp4?sig=1#x") == "https://cdn.example.com/a/b.mp4"
    assert bare("nonsense") == ""


@pytest.mark.parametrize("key", ["with\nbreak", "ümlaut", " padded", "tail "])
def test_a_key_that_no_header_can_carry_is_refused_without_being_shown(key: str) -> None:
    with pytest.raises(NoAccess) as error:
        Target(name="pollo", provider="pollo", origin="x", base_url=BASE, key=key)
    assert key.strip() not in str(error.value)


def test_a_target_does_not_show_its_key() -> None:
    target = Target(name="pollo", provider="pollo", origin="x", base_url=BASE, key=KEY)
    assert KEY not in repr(target)

    async def show() -> str:
        async with open_wire(BASE, key=("x-api-key", KEY)) as wire:
            return repr(wire)

    assert KEY not in asyncio.run(show())
