"""What was packed on its way: read where one gzip holds it, within bounds, and refused in every other way."""

import asyncio
import gzip
import json
import tracemalloc
import zlib
from collections.abc import Callable

import httpx
import pytest

from storyboard.provider.wire import HttpResponse
from storyboard.run.net.client import MOST_JSON, Lost, Reply, ask, open_wire
from storyboard.run.net.fetch import fetch
from tests.run.test_client import BASE, GET

PACKED = Lost(reason="it came packed, and nobody asked for that")
ANSWER = json.dumps({"availableCredits": 5}).encode()


def bomb(size: int) -> bytes:
    """Pack so many zeros, without ever having them all."""
    packer, zeros = zlib.compressobj(9, zlib.DEFLATED, zlib.MAX_WBITS | 16), bytes(2**20)
    return b"".join([*(packer.compress(zeros) for _ in range(size // len(zeros))), packer.flush()])


def asked(content: bytes, encoding: str) -> Reply:
    async def once() -> Reply:
        async with open_wire(BASE, key=None, transport=answering(content, encoding)) as wire:
            return await ask(wire, GET)

    return asyncio.run(once())


def fetched(content: bytes, encoding: str, *, most: int = 2**20) -> tuple[Reply, int]:
    async def once() -> tuple[Reply, int]:
        lengths: list[int] = []
        async with open_wire(BASE, key=None, transport=answering(content, encoding)) as wire:
            reply = await fetch(wire, "https://cdn.test/a.mp4", lambda piece: lengths.append(len(piece)), most=most)
        return reply, sum(lengths)

    return asyncio.run(once())


def answering(content: bytes, encoding: str) -> httpx.MockTransport:
    headers = {"content-encoding": encoding, "etag": '"one"'}
    return httpx.MockTransport(lambda _: httpx.Response(200, headers=headers, stream=httpx.ByteStream(content)))


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [("", bytes), ("identity", bytes), ("gzip", gzip.compress), ("X-Gzip", gzip.compress)],
)
def test_what_one_gzip_holds_is_read(encoding: str, pack: Callable[[bytes], bytes]) -> None:
    reply = asked(pack(ANSWER), encoding)
    assert isinstance(reply, HttpResponse)
    assert reply.body == ANSWER
    assert fetched(pack(b"clip" * 50_000), encoding)[1] == 200_000


@pytest.mark.parametrize(
    ("encoding", "content"),
    [
        ("gzip, gzip", gzip.compress(gzip.compress(ANSWER))),
        ("deflate", zlib.compress(ANSWER)),
        ("br", ANSWER),
        ("gzip", ANSWER),
        ("gzip", gzip.compress(ANSWER)[:-9]),
        ("gzip", gzip.compress(ANSWER) + b"more"),
    ],
    ids=["twice", "deflate", "br", "not packed", "cut", "with a tail"],
)
def test_whatever_else_is_refused(encoding: str, content: bytes) -> None:
    assert asked(content, encoding) == PACKED
    assert fetched(content, encoding)[0] == PACKED


def test_a_bomb_takes_no_more_room_than_an_answer_may_have() -> None:
    small = bomb(64 * 2**20)
    tracemalloc.start()
    try:
        reply, (clip, came) = asked(small, "gzip"), fetched(small, "gzip")
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert reply == Lost(reason=f"the answer is longer than {MOST_JSON} bytes")
    assert clip == Lost(reason=f"the clip is longer than {2**20} bytes")
    assert came <= 2**20
    assert most < 4 * MOST_JSON
