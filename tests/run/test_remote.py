"""Looking at URLs: everything within bounds, every way it may go wrong in words, nothing left behind."""

import asyncio
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from storyboard.hashes import sha256_bytes
from storyboard.plan.shots.materials import Material
from storyboard.run.net.client import Timeouts
from storyboard.run.net.remote import look_at
from tests.support.file_server import REFS, Answer, FileServer, serving

MOST = 1_000_000


@pytest.fixture
def server() -> Iterator[FileServer]:
    with serving() as made:
        yield made


def look(*urls: str, most: int = MOST, within: float = 60.0) -> list[Material]:
    waits = Timeouts(connect=10.0, silence=30.0)
    seen = asyncio.run(look_at(dict.fromkeys(urls, most), waits=waits, within=within))
    assert list(seen) == list(urls)
    return list(seen.values())


@pytest.mark.parametrize(
    ("name", "kind", "format"),
    [("mira-front.png", "image", "png"), ("mira-walk.mp4", "video", "mp4"), ("mira.mp3", "audio", "mp3")],
)
def test_what_stands_at_a_url_is_hashed_and_measured(server: FileServer, name: str, kind: str, format: str) -> None:
    (seen,) = look(server.give("x", name))
    content = (REFS / name).read_bytes()
    assert (seen.path, seen.sha256, seen.bytes) == (f"{server.base_url}/x", sha256_bytes(content), len(content))
    assert (seen.kind, seen.format, seen.fault, seen.unknown) == (kind, format, "", False)
    assert (seen.seconds or 0) > 0 or kind == "image"


def test_each_url_is_fetched_once_and_kept_apart(server: FileServer) -> None:
    urls = [server.give(f"{number}.png", name) for number, name in enumerate(["mira-front.png", "tom.png"] * 5)]
    seen = look(*urls)
    assert sorted(server.asked) == sorted(f"/{number}.png" for number in range(10))
    assert len({material.sha256 for material in seen}) == 2
    assert [material.path for material in seen] == urls


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (Answer(status=404), "it answers with HTTP 404"),
        (Answer(status=500), "it answers with HTTP 500"),
        (Answer(status=302, location="/x"), "its address leads from one place to the next without end"),
        (Answer(status=302, location="http://10.0.0.1/x.png"), "its address is not followed: it is plain http"),
        (Answer(status=302, location="file:///etc/hostname"), "it is not an http or https URL"),
        (Answer(body=b"half", said=100), "the connection was closed before the answer was whole"),
    ],
)
def test_what_cannot_be_fetched_says_why(server: FileServer, answer: Answer, fault: str) -> None:
    (seen,) = look(server.give("x", answer))
    assert seen.missing
    assert fault in seen.fault


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("http://example.com/mira.png", "its address is not followed: it is plain http"),
        ("ftp://example.com/mira.png", "it is not an http or https URL"),
        ("https://[::1", "it is not an http or https URL"),
        ("http://127.0.0.1:1/mira.png", "the connection was refused"),
    ],
)
def test_an_address_that_leads_nowhere_is_not_gone_to(url: str, fault: str) -> None:
    (seen,) = look(url)
    assert seen.missing
    assert fault in seen.fault


def test_a_url_elsewhere_may_not_lead_to_a_private_address(monkeypatch: pytest.MonkeyPatch) -> None:
    async def private(self: object, host: str, *rest: object, **options: object) -> list[object]:
        return [(0, 0, 0, "", ("192.168.1.7", 443))]

    monkeypatch.setattr(asyncio.base_events.BaseEventLoop, "getaddrinfo", private)
    (seen,) = look("https://intranet.example.com/mira.png")
    assert "it leads to a private address" in seen.fault


def test_a_redirect_on_this_machine_is_followed(server: FileServer) -> None:
    server.give("there", "mira-front.png")
    (seen,) = look(server.give("here", Answer(status=302, location="/there")))
    assert (seen.fault, seen.kind, seen.path) == ("", "image", f"{server.base_url}/here")


def test_no_more_is_fetched_than_is_taken(server: FileServer) -> None:
    url = server.give("x", b"\x89PNG\r\n\x1a\n" + b"x" * 300_000)
    (seen,) = look(url, most=100_000)
    assert (seen.oversize, seen.bytes, seen.kind) == (True, 100_000, "")
    (exact,) = look(server.give("y", "mira-front.png"), most=(REFS / "mira-front.png").stat().st_size)
    assert (exact.oversize, exact.fault) == (False, "")


@pytest.mark.parametrize("body", [b"", b"<!doctype html><title>Sign in</title>", b"\x89PNG\r\n\x1a\nbroken"])
def test_what_is_no_media_says_so_without_a_path_of_this_machine(server: FileServer, body: bytes) -> None:
    (seen,) = look(server.give("x", body))
    assert not seen.missing
    assert seen.fault
    assert tempfile.gettempdir() not in seen.fault


def test_a_url_has_only_so_much_time(server: FileServer) -> None:
    (seen,) = look(server.give("x", "mira-front.png"), within=0)
    assert seen.missing
    assert seen.fault == "it was not here after 0 s"


def test_nothing_is_left_behind(server: FileServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    look(server.give("x", "mira-front.png"), server.give("y", b"x" * 2_000_000), f"{server.base_url}/nowhere")
    assert list(tmp_path.iterdir()) == []
