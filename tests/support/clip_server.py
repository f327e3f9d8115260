"""A server of clips on loopback, in the loop of the test: it answers each request as it is told, and notes its head."""

import asyncio
import struct
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer. `keep` bytes of the body are sent, all of them unless said; then the connection is closed.

    `length` says whether there is a Content-Length; with `ranges` a wish for the rest is met where its mark is right.
    """

    body: bytes = b""
    status: int = 200
    keep: int | None = None
    length: bool = True
    ranges: bool = True
    etag: str = '"one"'
    changed: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    range_from: int | None = None
    drop: bool = False


@dataclass(slots=True)
class ClipServer:
    """A running server: what it answers, in turn and then as the last one, and the heads of what it was asked."""

    url: str
    replies: list[Reply]
    asked: list[dict[str, str]] = field(default_factory=list)

    def next(self) -> Reply:
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


@asynccontextmanager
async def clip_server(replies: Sequence[Reply]) -> AsyncIterator[ClipServer]:
    """Serve while the block runs."""
    tasks: set[asyncio.Task[None]] = set()
    state = ClipServer("", list(replies))

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks.add(asyncio.current_task())  # type: ignore[arg-type]
        with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            asked = {key.lower(): value for key, _, value in (line.partition(": ") for line in head[1:] if line)}
            state.asked.append({"path": head[0].split(" ")[1], **asked})
            reply = state.next()
            writer.write(_answer(reply, asked))
            await writer.drain()
            if reply.drop:
                _reset(writer)
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    state.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    async with server:
        yield state
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _answer(reply: Reply, asked: dict[str, str]) -> bytes:
    start = _start(reply, asked)
    headers = dict(reply.headers)
    if reply.etag:
        headers["etag"] = reply.etag
    if reply.changed:
        headers["last-modified"] = reply.changed
    body, status = reply.body[start or 0 :], reply.status
    if start is not None:
        status = 206 if body else 416
        told = start if reply.range_from is None else reply.range_from
        headers["content-range"] = f"bytes {told}-{len(reply.body) - 1}/{len(reply.body)}"
    if reply.length:
        headers["content-length"] = str(len(body))
    lines = "".join(f"{key}: {value}\r\n" for key, value in headers.items())
    sent = body if reply.keep is None else body[: reply.keep]
    return f"HTTP/1.1 {status} X\r\nconnection: close\r\n{lines}\r\n".encode() + sent


def _start(reply: Reply, asked: dict[str, str]) -> int | None:
    """Give the byte that a wish for the rest begins with; None where all of it is sent."""
    right = asked.get("if-range") in (reply.etag, reply.changed) and asked.get("if-range")
    if not (reply.ranges and reply.status == 200 and right and "range" in asked):
        return None
    return int(asked["range"].removeprefix("bytes=").rstrip("-"))


def _reset(writer: asyncio.StreamWriter) -> None:
    sock = writer.get_extra_info("socket")
    sock.setsockopt(1, 13, struct.pack("ii", 1, 0))  # SOL_SOCKET, SO_LINGER
    writer.transport.abort()
