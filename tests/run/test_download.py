"""A clip on its way: resumed where it broke off, and taken for whole only where it is."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from pathlib import Path

import pytest

from storyboard.problems import Refused
from storyboard.run.net.client import Timeouts, open_wire
from storyboard.run.net.download import Begun, Brought, Missed, beginning, download
from storyboard.run.net.fetch import Held, fetch
from tests.support.clip_server import ClipServer, Reply, clip_server
from tests.support.tiny_clip import tiny_clip

CLIP = tiny_clip(1)
HALF = len(CLIP) // 2
WAITS = Timeouts(connect=2, silence=1, answer=2)


@dataclass(frozen=True)
class Played:
    """What came of some tries of one clip, and what the server was asked."""

    results: list[Brought | Missed]
    asked: list[dict[str, str]]
    folder: Path

    @property
    def ranges(self) -> list[str | None]:
        return [one.get("range") for one in self.asked]

    @property
    def last(self) -> Brought | Missed:
        return self.results[-1]


def play(
    folder: Path,
    replies: Sequence[Reply],
    *,
    paths: Sequence[str] = ("/a.mp4?sign=1", "/a.mp4?sign=2", "/a.mp4?sign=3"),
    tries: int | None = None,
    asked: float = 1.0,
    known: str | None = None,
) -> Played:
    """Try a clip as often as there are replies, each time at the next path."""

    async def go() -> Played:
        async with clip_server(replies) as server, open_wire(server.url + "/api", key=None, timeouts=WAITS) as wire:
            with beginning(folder / "takes") as begun:
                results = []
                for turn in range(tries or len(replies)):
                    url = server.url + paths[min(turn, len(paths) - 1)]
                    place = partial_place(folder)
                    results.append(
                        await download(wire, url, begun, place=place, known=known, asked=asked, at=lambda _: None)
                    )
                return Played(results, server.asked, folder)

    return asyncio.run(go())


def partial_place(folder: Path) -> Callable[[str], Path]:
    return lambda found: folder / "takes" / f"{found[:12]}.mp4"


def is_whole(played: Played, content: bytes = CLIP) -> bool:
    found = played.last
    assert not list((played.folder / "takes").glob(".*"))
    return (
        isinstance(found, Brought)
        and found.path.read_bytes() == content
        and (found.sha256, found.bytes) == (sha256(content).hexdigest(), len(content))
    )


@pytest.mark.parametrize("etag", ['"one"', ""])
def test_what_broke_off_is_gone_on_with(tmp_path: Path, etag: str) -> None:
    cut = Reply(body=CLIP, keep=HALF, etag=etag, changed="Wed, 01 Jul 2026 12:00:00 GMT")
    played = play(tmp_path, [cut, replace(cut, keep=100), replace(cut, keep=None)])
    assert played.ranges == [None, f"bytes={HALF}-", f"bytes={HALF + 100}-"]
    assert [one.get("if-range") for one in played.asked[1:]] == [etag or cut.changed] * 2
    assert [type(one) for one in played.results] == [Missed, Missed, Brought]
    assert is_whole(played)


def test_a_reset_midway_is_gone_on_with(tmp_path: Path) -> None:
    big = CLIP + (400_008).to_bytes(4, "big") + b"free" + bytes(400_000)
    cut = Reply(body=big, keep=300_000)
    played = play(tmp_path, [replace(cut, length=False, drop=True, keep=0), cut, replace(cut, keep=None)])
    assert played.ranges == [None, None, "bytes=300000-"]
    assert is_whole(played, big)


OTHER = CLIP[:-8] + b"otherone"


@pytest.mark.parametrize(
    ("second", "ranged"),
    [
        (Reply(body=CLIP, ranges=False), True),
        (Reply(body=CLIP, etag='"two"'), True),
    ],
    ids=["no ranges", "another mark"],
)
def test_where_all_of_it_comes_it_is_begun_anew(tmp_path: Path, second: Reply, ranged: bool) -> None:
    played = play(tmp_path, [Reply(body=b"x" * 50 + CLIP, keep=60), second])
    assert (played.ranges[1] is not None) is ranged
    assert is_whole(played)


@pytest.mark.parametrize(
    "first",
    [
        Reply(body=CLIP, keep=HALF, etag='W/"weak"', changed="Wed, 01 Jul 2026 12:00:00 GMT"),
        Reply(body=CLIP, keep=HALF, etag=""),
    ],
    ids=["weak", "none"],
)
def test_without_a_sure_mark_nothing_is_resumed(tmp_path: Path, first: Reply) -> None:
    played = play(tmp_path, [first, Reply(body=CLIP)])
    assert played.ranges == [None, None]
    assert is_whole(played)


def test_a_mark_counts_for_one_address_alone(tmp_path: Path) -> None:
    cut = Reply(body=CLIP, keep=HALF)
    played = play(tmp_path, [cut, Reply(body=CLIP)], paths=["/a.mp4?sign=1", "/b.mp4?sign=1"])
    assert played.ranges == [None, None]
    assert is_whole(played)


@pytest.mark.parametrize(
    "second",
    [
        Reply(body=CLIP, range_from=HALF - 1),
        Reply(body=CLIP, range_from=HALF + 1),
        Reply(body=CLIP, headers=(("content-range", "nonsense"),), status=206),
        Reply(body=CLIP, status=206),
    ],
)
def test_another_part_than_the_missing_one_is_not_taken(tmp_path: Path, second: Reply) -> None:
    played = play(tmp_path, [Reply(body=CLIP, keep=HALF), second, Reply(body=CLIP)])
    assert isinstance(played.results[1], Missed)
    assert is_whole(played)


def test_a_rest_that_is_none_makes_it_begin_anew(tmp_path: Path) -> None:
    """The server has fewer bytes by now than were here: 416."""
    played = play(tmp_path, [Reply(body=CLIP + b"x" * 9, keep=len(CLIP)), Reply(body=CLIP), Reply(body=CLIP)])
    assert played.results[1] == Missed(reason="its address answers with HTTP 416")
    assert played.ranges == [None, f"bytes={len(CLIP)}-", None]
    assert is_whole(played)


def test_a_rest_is_counted_too(tmp_path: Path) -> None:
    cut = Reply(body=CLIP, keep=HALF)
    played = play(tmp_path, [cut, replace(cut, keep=10, length=False), replace(cut, keep=None)])
    assert played.results[1] == Missed(reason=f"{HALF + 10} of {len(CLIP)} bytes came")
    assert is_whole(played)


def test_what_turned_out_wrong_is_not_gone_on_with(tmp_path: Path) -> None:
    """The halves are of two clips that a server calls by one mark: the whole does not decode, the next try is clean."""
    broken = CLIP[:HALF] + bytes(len(CLIP) - HALF)
    played = play(tmp_path, [Reply(body=CLIP, keep=HALF), Reply(body=broken), Reply(body=CLIP)])
    assert isinstance(played.results[1], Missed)
    assert played.ranges[2] is None
    assert is_whole(played)


def test_other_bytes_than_before_are_not_the_clip(tmp_path: Path) -> None:
    played = play(tmp_path, [Reply(body=OTHER)], known=sha256(CLIP).hexdigest())
    assert played.last == Missed(reason="the provider now gives other bytes than it gave before")


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply(body=b"\n <!DOCTYPE html><html>Just a moment"), "a web page"),
        (Reply(body=b"<HTML>"), "a web page"),
        (Reply(body=b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'), "a web page"),
        (Reply(body=b'{"message": "expired", "code": "GONE"}'), "a message"),
        (Reply(body=b'[{"message": "no"}]'), "a message"),
        (Reply(body=b""), "empty"),
        (Reply(body=b"plain words"), "no whole clip"),
        (Reply(status=403), "HTTP 403"),
        (Reply(status=404), "HTTP 404"),
        (Reply(status=410), "HTTP 410"),
        (Reply(status=500), "HTTP 500"),
        (Reply(status=204), "HTTP 204"),
        (Reply(body=CLIP, keep=HALF), f"{HALF} of {len(CLIP)} bytes came"),
    ],
)
@pytest.mark.parametrize("length", [True, False])
def test_what_is_no_clip_is_recognised(tmp_path: Path, reply: Reply, reason: str, length: bool) -> None:
    if reply.keep is not None and not length:
        reason = "no whole clip"
    played = play(tmp_path, [replace(reply, length=length)])
    assert isinstance(played.last, Missed)
    told = played.last.reason
    assert reason in told or ("broke" in told or "closed" in told) * (reply.keep is not None)
    assert not list((tmp_path / "takes").iterdir())


@cache
def films() -> dict[str, bytes]:
    """Real clips of two seconds with picture and sound: the index at the end, in front, and in fragments."""
    from tests.support.sounding_clip import sounding_clip

    return {
        "index at the end": sounding_clip(),
        "index in front": sounding_clip(movflags="faststart"),
        "fragments": sounding_clip(movflags="frag_keyframe+empty_moov"),
    }


@pytest.mark.parametrize("kind", ["index at the end", "index in front", "fragments"])
def test_a_clip_cut_anywhere_is_recognised_though_nobody_said_its_length(tmp_path: Path, kind: str) -> None:
    whole = films()[kind]
    cuts = sorted({*range(1, len(whole), len(whole) // 40), *range(len(whole) - 12, len(whole)), *borders(whole)})

    async def go() -> list[int]:
        taken = []
        async with clip_server([Reply()]) as server, open_wire(server.url + "/api", key=None, timeouts=WAITS) as wire:
            for keep in cuts:
                server.replies = [Reply(body=whole, keep=keep, length=False)]
                with beginning(tmp_path / "takes") as begun:
                    found = await download(
                        wire,
                        server.url + "/a.mp4",
                        begun,
                        place=partial_place(tmp_path),
                        known=None,
                        asked=2.0,
                        at=lambda _: None,
                    )
                if isinstance(found, Brought):
                    taken.append(keep)
        return taken

    assert [cut for cut in asyncio.run(go()) if cut != len(whole)] == harmless(whole, cuts)
    assert is_whole(play(tmp_path, [Reply(body=whole, length=False)], asked=2.0), whole)


@pytest.mark.parametrize("length", [True, False])
def test_what_follows_a_whole_clip_costs_nobody_the_clip(tmp_path: Path, length: bool) -> None:
    longer = films()["index at the end"] + b"twenty bytes behind."
    assert is_whole(play(tmp_path, [Reply(body=longer, length=length)], asked=2.0), longer)


def borders(content: bytes) -> list[int]:
    """Give where the boxes of an mp4 end."""
    found, at = [], 0
    while at < len(content):
        at += int.from_bytes(content[at : at + 4], "big")
        found.append(at)
    return found[:-1]


def harmless(content: bytes, cuts: Sequence[int]) -> list[int]:
    """Give the cuts that take away nothing of picture and sound: only an index of fragments, which is no part of it."""
    last = borders(content)[-1] if borders(content) else 0
    return [last] if content[last + 4 : last + 8] == b"mfra" and last in cuts else []


def test_a_short_clip_of_unknown_length_is_believed_once_it_came_twice(tmp_path: Path) -> None:
    short = Reply(body=CLIP, length=False)
    played = play(tmp_path, [short, short], asked=5.0)
    assert played.results[0] == Missed(reason="it may have been cut: 1.0 of 5 s came")
    assert is_whole(played)


def test_a_short_clip_whose_length_was_said_is_believed_at_once(tmp_path: Path) -> None:
    assert is_whole(play(tmp_path, [Reply(body=CLIP)], asked=5.0))


def test_a_full_disk_is_this_machine_s_trouble(tmp_path: Path) -> None:
    """Every write to /dev/full says that there is no room."""

    async def go() -> None:
        async with clip_server([Reply(body=CLIP)]) as server, open_wire(server.url + "/api", key=None) as wire:
            full = tmp_path / "full"
            full.symlink_to("/dev/full")
            await download(
                wire,
                server.url + "/a.mp4",
                Begun(file=full),
                place=partial_place(tmp_path),
                known=None,
                asked=1.0,
                at=lambda _: None,
            )

    with pytest.raises(Refused, match="No space left"):
        asyncio.run(go())


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "takes").write_text("a file")
    with pytest.raises(Refused, match="cannot be written"), beginning(tmp_path / "takes"):
        pass


def test_what_is_longer_than_allowed_is_cut_off_with_what_was_held(tmp_path: Path) -> None:
    async def go(server: ClipServer, held: Held | None) -> tuple[object, int]:
        got = bytearray()
        async with open_wire(server.url + "/api", key=None, timeouts=WAITS) as wire:
            reply = await fetch(wire, server.url + "/a.mp4", got.extend, most=HALF, held=held)
        return reply, len(got)

    async def all_ways() -> list[tuple[object, int]]:
        found = []
        for length in (True, False):
            for held in (None, Held(length=HALF - 5, mark='"one"')):
                async with clip_server([Reply(body=CLIP, length=length)]) as server:
                    found.append(await go(server, held))
        return found

    for reply, got in asyncio.run(all_ways()):
        assert "longer than" in repr(reply)
        assert got <= HALF
