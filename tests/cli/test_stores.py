"""A film of local files on an API that reads public URLs only: by a real S3 server, to a server that fetches all."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from storyboard.provider import envelope
from tests.cli.desk import KEY, Desk, Said
from tests.support.file_server import REFS, FileServer, serving
from tests.support.films import write
from tests.support.judging_api import JudgingApi, judging_api
from tests.support.s3_server import ACCESS, SECRET, S3Server, s3_server

SIGNED = re.compile(rb"X-Amz-(?:Signature|Credential)=|AWS4-HMAC")


@pytest.fixture(scope="module")
def bucket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    with s3_server(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture(scope="module")
def site() -> Iterator[FileServer]:
    with serving() as server:
        yield server


@pytest.fixture
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[JudgingApi]:
    with judging_api(tmp_path_factory.mktemp("api")) as server:
        yield server


@pytest.fixture
def store(bucket: S3Server, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Name a folder of its own in the bucket, and set what leads there."""
    for name, value in {**bucket.environ, "POLLO_API_KEY": KEY}.items():
        monkeypatch.setenv(name, value)
    return f"s3://films/{re.sub('[^a-z]', '-', request.node.name)}"


def film(site: FileServer) -> str:
    """Write a film that needs everything: files, pieces of files and of URLs, and all three ways to go on."""
    quay, clip = site.give("quay.png", "group.png"), site.give("crane.mp4", "rehearsal.mp4")
    return f"""\
storyboard: 1
title: The Keeper
style: 35 mm film
defaults: {{duration: 4, resolution: 480p}}
characters:
  mira:
    name: Mira
    description: a lighthouse keeper
    images:
      - refs/mira-front.png
      - {{src: refs/group.png, crop: {{x: 100, y: 100, width: 400, height: 400}}}}
    voice: {{src: refs/beat.wav, from: 1, seconds: 3}}
subjects:
  quay: {{kind: place, name: the quay, images: [{{src: "{quay}", crop: {{x: 0, y: 0, width: 600, height: 500}}}}]}}
scenes:
  - id: lamp
    place: quay
    characters: [mira]
    shots:
      - id: one
        action: The first shot.
        dialogue: [{{who: mira, line: Not tonight.}}]
        refs: [{{video: {{src: "{clip}", from: 2, seconds: 3}}, name: crane, role: the camera movement}}]
      - {{id: two, action: The second shot., continues: one}}
      - {{id: three, action: The third shot., continues: {{shot: two, via: tail, seconds: 3}}}}
      - {{id: four, action: The fourth shot., continues: {{shot: three, via: frame}}}}
"""


def run(desk: Desk, api: JudgingApi, *options: str, file: str = "storyboard.yaml") -> Said:
    where = ("--target", "pollo", "--base-url", api.base_url, "--poll-interval", "0.1")
    return desk("run", file, *where, "--yes", "--budget", "500", *options)


def signed(folder: Path) -> list[str]:
    """List the files below a folder in which a signature or a key of the store is left."""
    words = (SECRET.encode(), ACCESS.encode(), KEY.encode())
    left = [(path, path.read_bytes()) for path in sorted(folder.rglob("*")) if path.is_file()]
    return [path.name for path, data in left if SIGNED.search(data) or any(word in data for word in words)]


def the(refs: list[dict[str, Any]], kind: str) -> list[str]:
    return [ref[kind] for ref in refs if ref["type"] == kind]


def test_a_whole_film_of_local_files_goes_through_a_store(
    desk: Desk, api: JudgingApi, bucket: S3Server, site: FileServer, store: str
) -> None:
    file = write(desk.folder, film(site))
    said = run(desk, api, "--store", store)
    assert (said.code, said.out) == (0, ""), said.err
    assert (api.bad, len(api.bodies)) == ([], 4)
    near = f"{bucket.endpoint}/films/{store.rpartition('/')[2]}/"
    assert all(url.startswith((near, api.base_url, site.base_url)) for url in api.fetched)
    assert {kind for kind, _ in api.fetched.values()} == {"image", "video", "audio"}
    assert {api.fetched[url][1] for url in api.fetched if url.startswith(near)} == {
        "image/png",
        "video/mp4",
        "audio/wav",
    }
    # The clip that goes on whole is read where the API made it; the tail and the frame are in the store.
    (clip,), (tail,) = the(api.refs("second"), "video"), the(api.refs("third"), "video")
    frame = the(api.refs("fourth"), "image")[-1]
    assert (clip.startswith(api.base_url), tail.startswith(near), frame.startswith(near)) == (True, True, True)
    # The pieces of what is public: the picture that was cut, and where it is cut from.
    (meta,) = [m for m in api.bodies[0]["input"]["imageMeta"] if m["url"].startswith(site.base_url)]
    assert (meta["url"], meta["cropper"]["url"].startswith(near)) == (f"{site.base_url}/quay.png", True)
    assert bare(meta["cropper"]["url"]) in [bare(url) for url in the(api.refs("first"), "image")]
    assert signed(desk.folder) == []
    assert not SIGNED.search((said.out + said.err).encode())
    assert said.err.count("uploaded ") == len(bucket.names(store.rpartition("/")[2]))
    # Who is in the shot goes along with every clip, so that a chain does not drift away from how they look.
    looks = [[bare(url) for url in the(body["input"]["refs"], "image")][:3] for body in api.bodies]
    assert (looks, len(set(looks[0]))) == ([looks[0]] * 4, 3)
    # A later submission sends nothing up again, and has addresses of its own.
    wrote, before = bucket.wrote(), the(api.refs("first"), "image")
    desk.write(file.read_text().replace("The first shot", "The first shot, again"), "storyboard.yaml")
    again = run(desk, api, "--store", store, "--select", "lamp/one")
    assert (again.code, api.bad, bucket.wrote(), "uploaded" in again.err) == (0, [], wrote, False), again.err
    assert [bare(url) for url in the(api.refs("again"), "image")] == [bare(url) for url in before]


def bare(url: str) -> str:
    return url.partition("?")[0]


def test_a_signature_that_the_api_repeats_is_not_kept(
    desk: Desk, api: JudgingApi, site: FileServer, store: str
) -> None:
    write(desk.folder, film(site))
    api.echoes = True
    said = run(desk, api, "--store", store, "--json")
    assert (said.code, len(api.bodies)) == (1, 1)
    assert "Input validation failed: http" in said.out
    assert SIGNED.search("".join(the(api.bodies[0]["input"]["refs"], "image")).encode())
    assert signed(desk.folder) == []
    assert not SIGNED.search((said.out + said.err).encode())


def test_a_signature_that_is_repeated_would_be_found_with_the_guard_off(
    desk: Desk, api: JudgingApi, site: FileServer, store: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(envelope, "plain", lambda value, **_: str(value or ""))
    write(desk.folder, film(site))
    api.echoes = True
    run(desk, api, "--store", store)
    assert {"ledger.sqlite3", "manifest.json"} <= set(signed(desk.folder))


def test_the_search_for_signatures_finds_one(tmp_path: Path) -> None:
    (tmp_path / "ledger").write_bytes(b"SQLite\0 https://films.example.com/a.png?X-Amz-Signature=0123")
    (tmp_path / "keys").write_text(SECRET)
    (tmp_path / "clean").write_text("https://films.example.com/a.png?…")
    assert signed(tmp_path) == ["keys", "ledger"]


def test_a_clip_that_is_gone_at_the_provider_comes_from_the_store(
    desk: Desk, api: JudgingApi, bucket: S3Server, site: FileServer, store: str
) -> None:
    write(desk.folder, film(site))
    assert run(desk, api, "--store", store, "--select", "lamp/one").code == 0
    api.forget()
    said = run(desk, api, "--store", store, "--select", "lamp/two")
    assert said.code == 0, said.err
    assert the(api.refs("second"), "video")[0].startswith(bucket.endpoint), said.err
    assert "uploaded the clip of lamp/one" in said.err
    assert api.bad == []


WHOLE = """\
storyboard: 1
title: The Keeper
style: 35 mm film
defaults: {{duration: 4, resolution: 480p}}
characters:
  mira: {{name: Mira, description: a lighthouse keeper, images: ["{picture}"]}}
scenes:
  - id: lamp
    characters: [mira]
    shots:
      - {{id: one, action: The first shot.}}
      - {{id: two, action: The second shot., continues: one}}
"""


@pytest.fixture
def whole(desk: Desk, site: FileServer, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Lay out a film of public pictures, in which a shot goes on from a whole clip, and no store."""
    monkeypatch.setenv("POLLO_API_KEY", KEY)
    desk.write(WHOLE.format(picture=site.give("mira.png", "mira-front.png")), "storyboard.yaml")
    return desk


def test_a_whole_clip_needs_no_store_while_it_lives(whole: Desk, api: JudgingApi) -> None:
    planned = whole("plan", "storyboard.yaml", "--target", "pollo", "--base-url", api.base_url)
    assert "no-store" not in planned.err
    said = run(whole, api)
    assert (said.code, api.bad, len(api.bodies)) == (0, [], 2), said.err
    assert the(api.refs("second"), "video")[0].startswith(api.base_url)


def test_without_a_store_a_clip_that_is_gone_holds_up_only_what_needs_it(whole: Desk, api: JudgingApi) -> None:
    assert run(whole, api, "--select", "lamp/one").code == 0
    api.forget()
    said = run(whole, api)
    assert (said.code, len(api.bodies)) == (5, 1)
    assert "the clip of lamp/one cannot be read where pollo made it" in said.err
    assert "--store s3://bucket/films" in said.err


REFUSALS: dict[str, tuple[dict[str, str], int, str]] = {
    "a key that nobody knows": ({"AWS_ACCESS_KEY_ID": "NOBODY"}, 4, "it answers HTTP 403 InvalidAccessKeyId"),
    "a wrong secret": ({"AWS_SECRET_ACCESS_KEY": "wrong"}, 4, "it answers HTTP 403 SignatureDoesNotMatch"),
    "no key": ({"AWS_ACCESS_KEY_ID": ""}, 4, "AWS_ACCESS_KEY_ID is not set"),
    "an endpoint in the open": ({"AWS_ENDPOINT_URL": "http://s3.example.com"}, 2, "plain http to another machine"),
    "hours without end": ({"STORYBOARD_STORE_HOURS": "400"}, 2, "Signed URLs cannot live 400 hours"),
}


@pytest.mark.parametrize("why", REFUSALS)
def test_a_store_that_does_not_let_in_is_told_before_anything_is_paid(
    desk: Desk, api: JudgingApi, site: FileServer, store: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    environ, code, words = REFUSALS[why]
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    write(desk.folder, film(site))
    said = run(desk, api, "--store", store)
    assert (said.code, api.bodies) == (code, []), said.err
    assert words in said.err
    assert SECRET not in said.err


def test_a_bucket_that_is_not_there_is_told_before_anything_is_paid(
    desk: Desk, api: JudgingApi, site: FileServer, store: str
) -> None:
    write(desk.folder, film(site))
    said = run(desk, api, "--store", "s3://nobucket/films")
    assert (said.code, api.bodies) == (5, [])
    assert "HTTP 404 NoSuchBucket" in said.err


def test_a_store_on_this_machine_is_of_no_use_to_the_real_api(desk: Desk, site: FileServer, store: str) -> None:
    write(desk.folder, film(site))
    said = desk("run", "storyboard.yaml", "--target", "pollo", "--store", store, "--yes", "--budget", "9")
    assert (said.code, "is on this machine, where pollo cannot read it" in said.err) == (2, True)


def test_nothing_goes_up_before_the_price_is_confirmed(
    desk: Desk, api: JudgingApi, bucket: S3Server, site: FileServer, store: str
) -> None:
    write(desk.folder, film(site))
    before = bucket.names()
    said = desk("run", "storyboard.yaml", "--target", "pollo", "--base-url", api.base_url, "--store", store)
    assert (said.code, bucket.names(), api.bodies) == (5, before, [])


def test_a_plan_with_a_store_has_no_problem_and_no_word_of_it(
    desk: Desk, api: JudgingApi, site: FileServer, store: str
) -> None:
    write(desk.folder, film(site))
    where = ("--target", "pollo", "--base-url", api.base_url, "--json")
    with_store, without = (
        desk("plan", "storyboard.yaml", *where, "--store", store),
        desk("plan", "storyboard.yaml", *where),
    )
    assert (with_store.code, "no-store" in with_store.err, "no-store" in without.err) == (0, False, True)
    assert (with_store.json, "s3://" in with_store.out) == (without.json, False)


def test_the_users_own_site_is_asked_before_anything_is_paid(
    desk: Desk, api: JudgingApi, site: FileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLLO_API_KEY", KEY)
    desk.write(WHOLE.format(picture="mira.png"), "storyboard.yaml")
    desk.write((REFS / "mira-front.png").read_bytes(), "mira.png")
    said = run(desk, api, "--store", f"{site.base_url}/public/")
    assert (said.code, api.bodies) == (5, [])
    (name,) = re.findall(r"mira\.png → ([0-9a-f]{64}\.png)", said.err)
    site.give(f"public/{name}", (REFS / "mira-front.png").read_bytes())
    again = run(desk, api, "--store", f"{site.base_url}/public/")
    assert (again.code, api.bad) == (0, []), again.err
    assert the(api.refs("first"), "image") == [f"{site.base_url}/public/{name}"]
