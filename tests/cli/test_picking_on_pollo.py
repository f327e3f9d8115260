"""What continues a shot waits for a pick where it costs money: against a server that plays Pollo and fetches all."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.cli.desk import KEY, Desk, Said
from tests.support.file_server import FileServer, serving
from tests.support.judging_api import JudgingApi, judging_api

FILM = """\
storyboard: 1
title: The Keeper
budget: {{credits: 500}}
defaults: {{duration: 4, resolution: 480p}}
characters:
  mira: {{name: Mira, images: ["{picture}"]}}
scenes:
  - id: lamp
    characters: [mira]
    shots:
      - {{id: wide, action: She climbs., takes: 2}}
      - {{id: close, action: She looks up., continues: wide}}
      - {{id: out, action: She leaves., after: close}}
"""


@pytest.fixture
def site() -> Iterator[FileServer]:
    with serving() as server:
        yield server


@pytest.fixture
def api(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[JudgingApi]:
    monkeypatch.setenv("POLLO_API_KEY", KEY)
    with judging_api(tmp_path_factory.mktemp("api")) as server:
        yield server


@pytest.fixture
def film(desk: Desk, site: FileServer) -> Desk:
    desk.write(FILM.format(picture=site.give("mira.png", "mira-front.png")))
    return desk


def on(api: JudgingApi, desk: Desk, verb: str, *argv: str) -> Said:
    return desk(verb, "film.yaml", *argv, "--target", "pollo", "--base-url", api.base_url)


def ran(api: JudgingApi, desk: Desk, *argv: str) -> Said:
    return on(api, desk, "run", "--yes", "--poll-interval", "0.1", *argv)


def actions(api: JudgingApi, desk: Desk, *argv: str) -> dict[str, str]:
    return {call["id"]: call["action"] for call in on(api, desk, "plan", "--json", *argv).json["calls"]}


def manifest(api: JudgingApi, desk: Desk) -> Any:
    where = api.base_url.removeprefix("http://").partition("/")[0].replace(":", "-")
    return desk.manifest(f"pollo@{where}")["shots"]


def continued(api: JudgingApi) -> str:
    """Give the address of the clip that the last request to continue one was sent with, without its query."""
    (clip,) = [ref["video"] for ref in api.refs("looks up") if ref["type"] == "video"]
    return str(clip).partition("?")[0]


def test_a_chain_waits_for_a_pick_and_follows_each_one(api: JudgingApi, film: Desk) -> None:
    said = ran(api, film)
    assert said.code == 0, said.err
    assert "lists the takes and `pick` chooses one, for what continues it." in said.err
    assert len(api.bodies) == 1, "what continues two takes is not paid before one is picked"
    shots = manifest(api, film)
    assert [shots[f"lamp/{id}"]["status"] for id in ("wide", "close", "out")] == ["done", "held", "held"]
    assert shots["lamp/close"]["because"] == [
        "lamp/wide, which it continues, has more than one take and none is picked"
    ]

    said = on(api, film, "pick", "lamp/wide#2")
    assert said.err.startswith("lamp/close, lamp/out are to be made because of it")
    assert ran(api, film).code == 0
    assert [len(api.bodies), api.bad] == [3, []]
    urls = [take["url"] for take in manifest(api, film)["lamp/wide"]["takes"]]
    assert continued(api) == urls[1]

    on(api, film, "pick", "lamp/wide#1")
    planned = {call["id"]: call for call in on(api, film, "plan", "--json").json["calls"]}
    assert {id: call["action"] for id, call in planned.items()} == {
        "lamp/wide": "keep",
        "lamp/close": "make",
        "lamp/out": "keep",
    }
    assert planned["lamp/close"]["because"] == ["take 1 of lamp/wide was picked, which it continues"]
    assert (on(api, film, "run").code, len(api.bodies)) == (5, 3), "it costs money, so it is confirmed"
    assert ran(api, film).code == 0
    assert (len(api.bodies), continued(api)) == (4, urls[0])

    on(api, film, "pick", "lamp/wide#2")
    assert set(actions(api, film).values()) == {"keep"}, "what was made from it is there still"


def test_the_first_take_is_gone_on_from_where_that_is_said(api: JudgingApi, film: Desk) -> None:
    assert ran(api, film, "--first-take").code == 0
    assert len(api.bodies) == 3
    assert continued(api) == manifest(api, film)["lamp/wide"]["takes"][0]["url"]
    assert set(actions(api, film).values()) == {"keep"}, "one made already stays though none is picked"


def test_a_shot_alone_waits_for_a_pick_too(api: JudgingApi, film: Desk) -> None:
    assert ran(api, film, "--select", "lamp/wide").code == 0
    assert actions(api, film, "--select", "lamp/close") == {"lamp/close": "hold"}
    on(api, film, "approve", "lamp/wide#2")
    assert ran(api, film, "--select", "lamp/close").code == 0
    assert continued(api) == manifest(api, film)["lamp/wide"]["takes"][1]["url"]
