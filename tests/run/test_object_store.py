"""A bucket on a real S3 server: what goes up once, what a signature opens, and what is said where it does not."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any, ClassVar

import httpx
import pytest
from obstore.exceptions import PermissionDeniedError

from storyboard.hashes import sha256_bytes
from storyboard.problems import NoAccess, ProviderError, Refused, StoryboardError
from storyboard.run.assets import object_store, stores
from storyboard.run.assets.asset import Asset, asset_of
from storyboard.run.assets.object_store import ObjectStore
from storyboard.run.assets.stores import open_store
from tests.support.quiet_server import QuietServer
from tests.support.s3_server import ACCESS, SECRET, S3Server, s3_server

DATA = b"\x89PNG of a sort"
NAME = f"{sha256_bytes(DATA)}.png"


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    with s3_server(tmp_path_factory.mktemp("s3")) as server:
        yield server


def opened(bucket: S3Server, folder: Path, **environ: str) -> ObjectStore:
    """Open a folder of its own in the bucket."""
    store = open_store(f"s3://films/{folder.name}/", environ={**bucket.environ, **environ})
    assert isinstance(store, ObjectStore)
    return store


def picture(folder: Path, data: bytes = DATA, name: str = "My Picture.PNG") -> Asset:
    path = folder / name
    path.write_bytes(data)
    return asset_of(path, said=name)


def published(store: ObjectStore, asset: Asset) -> str:
    return asyncio.run(store.publish(asset.path, sha256=asset.sha256, extension=asset.extension))


def get(url: str) -> httpx.Response:
    return httpx.get(url, trust_env=False)


async def no_files() -> AsyncIterator[Asset]:
    none: tuple[Asset, ...] = ()
    for asset in none:
        yield asset


def test_a_file_goes_up_under_its_contents_name_and_is_read_by_a_signed_url(bucket: S3Server, tmp_path: Path) -> None:
    url = published(opened(bucket, tmp_path), picture(tmp_path))
    answer = get(url)
    assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, DATA, "image/png")
    assert url.startswith(f"{bucket.endpoint}/films/{tmp_path.name}/{NAME}?X-Amz-")
    assert bucket.names(tmp_path.name) == [NAME]
    assert get(url.partition("?")[0]).status_code == 400  # this server's word for what bears no signature


def test_what_is_there_is_not_sent_again(bucket: S3Server, tmp_path: Path) -> None:
    asset, before = picture(tmp_path), bucket.wrote()

    async def three() -> list[bool]:
        store = opened(bucket, tmp_path)
        first = await asyncio.gather(store.put(asset), store.put(replace(asset, said="the same in another role")))
        return [*first, await opened(bucket, tmp_path).put(asset)]

    assert (asyncio.run(three()), bucket.wrote() - before) == ([True, False, False], 1)


def test_what_is_there_in_another_size_is_sent_again(bucket: S3Server, tmp_path: Path) -> None:
    asset = picture(tmp_path)
    place = bucket.folder / "films" / tmp_path.name / NAME
    place.parent.mkdir()
    place.write_bytes(b"half")
    assert asyncio.run(opened(bucket, tmp_path).put(asset)) is True
    assert place.read_bytes() == DATA


def test_a_large_file_goes_up_in_parts_with_its_type(
    bucket: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(object_store, "PART", 5 * 1024 * 1024)
    asset = picture(tmp_path, bytes(11 * 1024 * 1024), "long.mp4")
    answer = get(published(opened(bucket, tmp_path), asset))
    assert (len(answer.content), answer.headers["content-type"]) == (11 * 1024 * 1024, "video/mp4")


def test_many_go_up_side_by_side(bucket: S3Server, tmp_path: Path) -> None:
    assets = [picture(tmp_path, bytes([n]) * 1000, f"{n}.jpg") for n in range(20)]
    store = opened(bucket, tmp_path)

    async def all_of_them() -> list[bool]:
        return await asyncio.gather(*(store.put(asset) for asset in assets))

    assert asyncio.run(all_of_them()) == [True] * 20
    assert len(bucket.names(tmp_path.name)) == 20


@pytest.mark.parametrize("what", ["name", "signature", "hours", "key"])
def test_the_server_refuses_a_url_that_was_altered(bucket: S3Server, tmp_path: Path, what: str) -> None:
    url = published(opened(bucket, tmp_path), picture(tmp_path))
    altered = {
        "name": url.replace(NAME, f"{'0' * 64}.png"),
        "signature": url[:-1] + ("1" if url[-1] == "0" else "0"),
        "hours": url.replace("X-Amz-Expires=86400", "X-Amz-Expires=604800"),
        "key": url.replace(ACCESS, "SOMEBODYELSE"),
    }[what]
    assert altered != url
    assert (get(url).status_code, get(altered).status_code) == (200, 403)


def test_the_server_refuses_a_url_whose_time_is_over(bucket: S3Server, tmp_path: Path) -> None:
    store = opened(bucket, tmp_path)
    store.life = timedelta(seconds=1)
    url = published(store, picture(tmp_path))
    answers = [get(url)]
    while answers[-1].status_code == 200 and len(answers) < 5000:
        answers.append(get(url))
    # This server says 400 where Amazon's says 403; the code is the same.
    assert (answers[-1].status_code, "<Code>AccessDenied</Code>" in answers[-1].text) == (400, True)


def test_hours_are_in_the_signature(bucket: S3Server, tmp_path: Path) -> None:
    store = open_store(f"s3://films/{tmp_path.name}", hours=2.5, environ=bucket.environ)
    assert isinstance(store, ObjectStore)
    assert "X-Amz-Expires=9000" in published(store, picture(tmp_path))


def test_each_url_is_signed_anew(bucket: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import obstore

    asked: list[str] = []
    signs = obstore.sign_async

    async def counting(*given: Any) -> Any:
        asked.append(given[2])
        return await signs(*given)

    monkeypatch.setattr(obstore, "sign_async", counting)
    store, asset = opened(bucket, tmp_path), picture(tmp_path)
    published(store, asset)
    published(store, asset)
    assert asked == [NAME, NAME]


CHECKS: dict[str, tuple[dict[str, str], type[StoryboardError], str]] = {
    "nobody": (
        {"AWS_ACCESS_KEY_ID": "NOBODY"},
        NoAccess,
        "refuses putting .* there: it answers HTTP 403 InvalidAccess",
    ),
    "wrong": ({"AWS_SECRET_ACCESS_KEY": "wrong"}, NoAccess, "HTTP 403 SignatureDoesNotMatch"),
    "away": ({"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}, ProviderError, "does not answer"),
}


@pytest.mark.parametrize("why", CHECKS)
@pytest.mark.parametrize("own", ["a file of its own", "a file of the run"])
def test_what_is_in_the_way_is_told_by_a_check(
    bucket: S3Server, tmp_path: Path, why: str, own: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "_RETRIES", {"max_retries": 0})
    environ, kind, words = CHECKS[why]
    store = opened(bucket, tmp_path, **environ)

    async def one() -> AsyncIterator[Asset]:
        yield picture(tmp_path)

    with pytest.raises(kind, match=words) as caught:
        asyncio.run(store.check(one() if own.endswith("run") else no_files(), sent=lambda _: None))
    assert SECRET not in f"{caught.value.message}{caught.value.help}"
    assert "X-Amz" not in caught.value.message
    assert caught.value.__cause__ is None


def test_a_bucket_that_is_not_there_is_told(bucket: S3Server) -> None:
    store = open_store("s3://nobody", environ=bucket.environ)
    with pytest.raises(Refused, match="HTTP 404 NoSuchBucket"):
        asyncio.run(store.check(no_files(), sent=lambda _: None))


def test_a_check_leaves_one_tiny_file_once(bucket: S3Server, tmp_path: Path) -> None:
    before = bucket.wrote()
    for _ in range(2):
        asyncio.run(opened(bucket, tmp_path).check(no_files(), sent=lambda _: None))
    (name,) = bucket.names(tmp_path.name)
    assert (bucket.wrote() - before, name.endswith(".txt")) == (1, True)


def test_a_check_tells_what_it_sent(bucket: S3Server, tmp_path: Path) -> None:
    told: list[str] = []

    async def two() -> AsyncIterator[Asset]:
        yield picture(tmp_path)
        raise AssertionError("one is enough")

    for _ in range(2):
        asyncio.run(opened(bucket, tmp_path).check(two(), sent=lambda asset: told.append(asset.said)))
    assert told == ["My Picture.PNG"]


def test_a_file_that_cannot_be_read_back_is_told(
    bucket: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = opened(bucket, tmp_path)

    async def tampered(self: ObjectStore, name: str) -> str:
        return f"{bucket.endpoint}/films/{name}?X-Amz-Signature=made-up"

    monkeypatch.setattr(ObjectStore, "_signed", tampered)
    with pytest.raises(Refused, match="its signed URL cannot be read: it answers with HTTP 40") as caught:
        asyncio.run(store.check(no_files(), sent=lambda _: None))
    assert "made-up" not in caught.value.message


def test_a_store_that_says_forbidden_of_what_is_not_there_is_written_to_all_the_same(
    bucket: S3Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # So does Amazon's, to keys that may not list.
    async def forbidden(*_: object) -> None:
        raise PermissionDeniedError("status code: 403 Forbidden")

    monkeypatch.setattr("obstore.head_async", forbidden)
    assert asyncio.run(opened(bucket, tmp_path).put(picture(tmp_path))) is True
    assert bucket.names(tmp_path.name) == [NAME]


class Stumbling(BaseHTTPRequestHandler):
    """Answers as S3 does, but fails the first two times that something is put there."""

    puts: ClassVar[list[bytes]] = []

    def do_HEAD(self) -> None:
        self._say(404)

    def do_PUT(self) -> None:
        self.puts.append(self.rfile.read(int(self.headers["content-length"])))
        self._say(503 if len(self.puts) < 3 else 200)

    def _say(self, status: int) -> None:
        self.send_response(status)
        self.send_header("etag", '"x"')
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def test_what_fails_on_the_way_is_tried_again(bucket: S3Server, tmp_path: Path) -> None:
    with QuietServer(("127.0.0.1", 0), Stumbling) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        store = opened(bucket, tmp_path, AWS_ENDPOINT_URL=f"http://127.0.0.1:{server.server_address[1]}")
        assert asyncio.run(store.put(picture(tmp_path))) is True
        server.shutdown()
    assert Stumbling.puts == [DATA] * 3


def test_no_key_is_in_any_word_of_a_store(bucket: S3Server, tmp_path: Path) -> None:
    shown = repr(opened(bucket, tmp_path))
    assert (SECRET in shown, ACCESS in shown) == (False, False)
