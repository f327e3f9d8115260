"""The only door to the network: one request out, one typed answer in, and never a word of what was secret in it."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from email.utils import format_datetime
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from storyboard.provider.wire import HttpRequest, HttpResponse
from storyboard.run.machine.clock import Clock, utc_now
from storyboard.run.net.addresses import is_loopback
from storyboard.run.net.packing import PackedError, Unpacker
from storyboard.run.net.secrets import Secrets
from storyboard.version import __version__

if TYPE_CHECKING:
    import httpx

    Transport: TypeAlias = httpx.AsyncBaseTransport

MOST_JSON = 4 * 1024 * 1024
_CONNECTIONS = 8  # httpx's pool takes time by the square of them
_HEADERS = {"user-agent": f"storyboard/{__version__}", "accept-encoding": "identity"}


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSent:
    """The request never left: no connection was made."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """The request left, or some of it, and no whole answer came back."""

    reason: str


Reply = HttpResponse | NotSent | Lost


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """Seconds: to connect, between two bytes, and for a whole answer of the API, or until the first byte of a clip.

    A clip of which fewer than `least` bytes come in `window` seconds is not waited for.
    """

    connect: float = 15.0
    silence: float = 60.0
    answer: float = 120.0
    window: float = 30.0
    least: int = 32 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """The way to one API. `key` is the header that lets in, and goes to `base_url` alone; see `open_wire`.

    No answer is read with one of `secrets` in its words. `elapsed` gives seconds that never jump.
    """

    base_url: str
    key: tuple[str, str] | None = field(repr=False)
    pool: "httpx.AsyncClient" = field(repr=False)
    fresh: "Callable[[], httpx.AsyncClient]" = field(repr=False)
    in_process: bool
    timeouts: Timeouts
    elapsed: Callable[[], float]
    secrets: Secrets = field(repr=False)


@asynccontextmanager
async def open_wire(
    base_url: str,
    *,
    key: tuple[str, str] | None,
    transport: "Transport | None" = None,
    timeouts: Timeouts | None = None,
    clock: Clock | None = None,
) -> AsyncIterator[Wire]:
    """Open the way to an API. `key` is name and value of the header that lets in; `transport` replaces the network."""
    waits, secrets = timeouts or Timeouts(), Secrets()
    if key is not None:
        secrets.keep(key[1], name="(the key)")

    def client() -> "httpx.AsyncClient":
        return _client(base_url, transport, waits)

    async with client() as pool:
        yield Wire(
            base_url=base_url,
            key=key,
            pool=pool,
            fresh=client,
            in_process=transport is not None,
            timeouts=waits,
            elapsed=(clock or Clock()).elapsed,
            secrets=secrets,
        )


async def send_once(wire: Wire, request: HttpRequest, *, headers: Mapping[str, str]) -> Reply:
    """Send what must not be sent twice: on a connection of its own, no redirect followed, nothing tried again."""
    async with wire.fresh() as client:
        return await _exchange(wire, client, request, headers)


async def ask(wire: Wire, request: HttpRequest) -> Reply:
    """Send what may be sent as often as one likes, over the pool."""
    return await _exchange(wire, wire.pool, request, {})


async def _exchange(wire: Wire, client: "httpx.AsyncClient", request: HttpRequest, headers: Mapping[str, str]) -> Reply:
    url = request.path if "://" in request.path else wire.base_url + request.path
    key = {wire.key[0]: wire.key[1]} if wire.key and request.keyed and url.startswith(f"{wire.base_url}/") else {}
    kind = {"content-type": "application/json"} if request.body is not None else {}
    given = {**headers, **kind, "accept": "application/json", **key}
    made = client.build_request(request.method, url, content=request.body, headers=given)
    reply = await guarded(_whole(client, made), wire.timeouts.answer)
    # What an answer says is written down and shown, so nobody reads it without this.
    return replace(reply, hide=wire.secrets.hide) if isinstance(reply, HttpResponse) else reply


async def _whole(client: "httpx.AsyncClient", request: "httpx.Request") -> Reply:
    response = await client.send(request, stream=True)
    try:
        body, unpacker = bytearray(), Unpacker(response.headers.get("content-encoding", ""))
        async for raw in as_sent(response):
            for piece in unpacker.take(raw):
                body += piece
                if len(body) > MOST_JSON:
                    return Lost(reason=f"the answer is longer than {MOST_JSON} bytes")
        unpacker.end()
        return answered(response, bytes(body))
    finally:
        await response.aclose()


def as_sent(response: "httpx.Response") -> "httpx.AsyncByteStream":
    """Give the bytes of a body as they were sent: httpx would unpack without bounds whatever says that it is packed."""
    import httpx

    if not isinstance(response.stream, httpx.AsyncByteStream):
        raise TypeError("the transport is none for async")
    return response.stream


def answered(response: "httpx.Response", body: bytes) -> HttpResponse:
    """Give an answer as a value, with this body. One that bears no Date gets that of now, for dates to count from."""
    headers = tuple(response.headers.multi_items())
    dated = headers if "date" in response.headers else (*headers, ("date", format_datetime(utc_now(), usegmt=True)))
    return HttpResponse(status=response.status_code, headers=dated, body=body)


async def guarded(coming: Awaitable[Reply], within: float | None) -> Reply:
    """Wait for a reply and sort what may go wrong by the one question that costs money: did the request leave?"""
    import httpx

    try:
        async with asyncio.timeout(within):
            return await coming
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError, httpx.UnsupportedProtocol) as error:
        return NotSent(reason=_reason(error))
    except Exception as error:  # noqa: BLE001 - whatever broke, the request may have left
        return Lost(reason=_reason(error))


def _reason(error: BaseException) -> str:
    """Say what broke. The error's own words may hold a key or a signed URL, so they are never used."""
    import httpx

    for link in _chain(error):
        for kind, words in (
            (socket.gaierror, "the host's name is not known"),
            (ssl.SSLError, "no safe connection (TLS) could be made"),
            (ConnectionRefusedError, "the connection was refused"),
            (httpx.ConnectTimeout, "no connection was made in time"),
            (httpx.ProxyError, "the proxy made no connection"),
            (httpx.UnsupportedProtocol, "it is no http or https address"),
            (httpx.ConnectError, "no connection could be made"),
            (httpx.TimeoutException, "no answer came in time"),
            (TimeoutError, "no answer came in time"),
            (httpx.RemoteProtocolError, "the connection was closed before the answer was whole"),
            (httpx.NetworkError, "the connection broke"),
            (PackedError, "it came packed, and nobody asked for that"),
        ):
            if isinstance(link, kind):
                return words
    return f"it broke ({type(error).__name__})"


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Walk from the cause at the bottom up to the error itself."""
    deeper = error.__cause__ or error.__context__
    if deeper is not None:
        yield from _chain(deeper)
    yield error


@cache
def _certificates() -> ssl.SSLContext:
    import httpx

    return httpx.create_ssl_context()


def _client(base_url: str, transport: "Transport | None", waits: Timeouts) -> "httpx.AsyncClient":
    import httpx

    from storyboard.run.net.lent import Lent

    near = is_loopback(httpx.URL(base_url).host)
    return httpx.AsyncClient(
        transport=None if transport is None else Lent(transport),
        verify=_certificates() if transport is None else False,
        trust_env=transport is None and not near,
        follow_redirects=False,
        headers=_HEADERS,
        timeout=httpx.Timeout(waits.silence, connect=waits.connect, pool=None),
        limits=httpx.Limits(max_connections=_CONNECTIONS, max_keepalive_connections=_CONNECTIONS),
    )
