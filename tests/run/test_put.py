"""Files put under the name of their content, once."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from storyboard.hashes import sha256_bytes
from storyboard.problems import ProviderError
from storyboard.run.assets.put import PutStore

BASE = "http://sandbox/api/platform"
DATA = b"a picture"
NAME = sha256_bytes(DATA)
KEY = ("x-api-key", "sk-secret")


def a_store(answer: Callable[[httpx.Request], httpx.Response]) -> PutStore:
    return PutStore(base_url=BASE, key=KEY, transport=httpx.MockTransport(answer))


def publish(store: PutStore, folder: Path) -> str:
    (folder / "any name.png").write_bytes(DATA)
    return asyncio.run(store.publish(folder / "any name.png", sha256=NAME, extension="png"))


class Shelf:
    """Keeps what is put on it, and every request."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        if request.method == "PUT":
            self.files[request.url.path] = request.content
            return httpx.Response(201)
        return httpx.Response(200 if request.url.path in self.files else 404)


def test_a_file_is_put_under_its_contents_name(tmp_path: Path) -> None:
    shelf = Shelf()
    assert publish(a_store(shelf), tmp_path) == f"{BASE}/files/{NAME}.png"
    assert shelf.files == {f"/api/platform/files/{NAME}.png": DATA}
    assert {request.headers["x-api-key"] for request in shelf.requests} == {"sk-secret"}


def test_what_is_there_is_not_sent_again(tmp_path: Path) -> None:
    shelf = Shelf()
    first, second = publish(a_store(shelf), tmp_path), publish(a_store(shelf), tmp_path)
    assert first == second
    assert [request.method for request in shelf.requests] == ["HEAD", "PUT", "HEAD"]


def test_the_files_own_name_is_told_to_nobody(tmp_path: Path) -> None:
    shelf = Shelf()
    publish(a_store(shelf), tmp_path)
    assert [request for request in shelf.requests if "any" in str(request.url)] == []


@pytest.mark.parametrize("status", [301, 400, 401, 404, 413, 500])
def test_a_file_that_is_not_taken_is_an_error(tmp_path: Path, status: int) -> None:
    store = a_store(lambda request: httpx.Response(404 if request.method == "HEAD" else status))
    with pytest.raises(ProviderError, match=f"was not taken: the answer is {status}"):
        publish(store, tmp_path)


@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ReadError, httpx.ReadTimeout])
def test_a_store_that_is_away_is_an_error(tmp_path: Path, error: type[httpx.TransportError]) -> None:
    def fail(_request: httpx.Request) -> httpx.Response:
        raise error("the key is sk-secret")

    with pytest.raises(ProviderError, match="does not answer") as caught:
        publish(a_store(fail), tmp_path)
    assert "sk-secret" not in caught.value.message


def test_anything_else_can_be_handed_over() -> None:
    shelf = Shelf()
    asyncio.run(a_store(shelf).hand_over("/plan", b"{}"))
    assert shelf.files == {"/api/platform/plan": b"{}"}


def test_the_key_is_in_no_word_about_the_store() -> None:
    assert "sk-secret" not in repr(a_store(Shelf()))
