"""Files on the user's own site: found by their size, or by all of their bytes, and listed where they are not there."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from storyboard.problems import ProviderError, Refused
from storyboard.run.assets.asset import Asset, asset_of
from storyboard.run.assets.web_store import WebStore
from storyboard.run.net import public
from storyboard.run.net.client import open_wire
from tests.support.file_server import Answer, FileServer, serving

DATA = b"a picture of a quay"


@pytest.fixture
def site() -> Iterator[FileServer]:
    with serving() as server:
        yield server


def asset(folder: Path, name: str = "quay.png", data: bytes = DATA) -> Asset:
    (folder / name).write_bytes(data)
    return asset_of(folder / name, said=f"refs/{name}")


def check(store: WebStore, *assets: Asset) -> None:
    async def listed() -> AsyncIterator[Asset]:
        for one in assets:
            yield one

    asyncio.run(store.check(listed(), sent=lambda _: None))


def test_what_is_there_is_given_its_address(site: FileServer, tmp_path: Path) -> None:
    quay, store = asset(tmp_path), WebStore(base_url=f"{site.base_url}/refs")
    site.give(f"refs/{quay.name}", DATA)
    check(store, quay)
    url = asyncio.run(store.publish(quay.path, sha256=quay.sha256, extension="png"))
    assert url == f"{site.base_url}/refs/{quay.sha256}.png"
    # This site does not answer HEAD: all of it was fetched, once, and found to be the very file.
    assert site.asked == [f"/refs/{quay.name}"]


def test_everything_that_is_missing_is_listed_with_its_name(site: FileServer, tmp_path: Path) -> None:
    quay, tom = asset(tmp_path), asset(tmp_path, "tom.jpg", b"Tom")
    mira = asset(tmp_path, "mira.png", b"Mira")
    site.give(mira.name, b"Mira")
    with pytest.raises(Refused, match="2 of 3 file") as caught:
        check(WebStore(base_url=site.base_url), quay, mira, tom)
    assert caught.value.help.splitlines()[1:] == [f"  {one.path} → {one.name}" for one in (quay, tom)]


OTHERS: dict[str, Answer] = {
    "a page for every name": Answer(body=b"<html>Welcome</html>"),
    "as many bytes, but others": Answer(body=b"A picture of a quay"),
    "more of it": Answer(body=DATA + b"!"),
    "a closed door": Answer(status=403),
    "gone": Answer(status=410),
}


@pytest.mark.parametrize("what", OTHERS)
def test_what_is_something_else_is_not_there(site: FileServer, tmp_path: Path, what: str) -> None:
    quay = asset(tmp_path)
    site.give(quay.name, OTHERS[what])
    with pytest.raises(Refused, match=f"refs/quay.png is not at {site.base_url}") as caught:
        asyncio.run(WebStore(base_url=site.base_url).put(quay))
    assert quay.name in caught.value.message
    assert str(quay.path) in caught.value.help


def test_nothing_is_sent(site: FileServer, tmp_path: Path) -> None:
    quay = asset(tmp_path)
    site.give(quay.name, DATA)
    assert asyncio.run(WebStore(base_url=site.base_url).put(quay)) is False


def test_a_site_that_is_away_is_told(tmp_path: Path) -> None:
    with pytest.raises(ProviderError, match="does not answer: the connection was refused"):
        check(WebStore(base_url="http://127.0.0.1:9"), asset(tmp_path))


def test_a_size_that_fits_is_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.method)
        return httpx.Response(200, headers={"content-length": str(len(DATA))})

    _play(monkeypatch, answer)
    assert asyncio.run(WebStore(base_url="https://films.example.com").put(asset(tmp_path))) is False
    assert asked == ["HEAD"]


@pytest.mark.parametrize("status", [403, 405, 501])
def test_a_site_that_answers_no_such_question_is_asked_for_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    _play(monkeypatch, lambda r: httpx.Response(status) if r.method == "HEAD" else httpx.Response(200, content=DATA))
    assert asyncio.run(WebStore(base_url="https://films.example.com").put(asset(tmp_path))) is False


def _play(monkeypatch: pytest.MonkeyPatch, answer: Callable[[httpx.Request], httpx.Response]) -> None:
    """Let a transport in memory stand for the whole web."""

    def opened(base_url: str, **given: Any) -> Any:
        return open_wire(base_url, **{**given, "transport": httpx.MockTransport(answer)})

    monkeypatch.setattr(public, "open_wire", opened)
