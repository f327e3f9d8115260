"""`--json` wherever a program may read: one document on stdout, with what the words for people say."""

import json
from typing import Any

import pytest

from storyboard.media.animatic import Animatic
from tests.cli.desk import PICTURE, Desk

FILM = f"""\
storyboard: 1
title: The Keeper
defaults: {{duration: 4}}
characters:
  mira: {{name: Mira, images: [{PICTURE}]}}
scenes:
  - id: lamp
    characters: [mira]
    shots:
      - {{id: wide, action: She climbs., takes: 2}}
      - {{id: close, action: She looks up., continues: wide}}
variants: {{short: {{}}, long: {{shots: {{lamp/wide: {{takes: 3}}}}}}}}
"""


def values(told: Any) -> dict[str, Any]:
    return {value["key"]: (value["value"], value["from"]) for value in told["values"]}


def test_explain_tells_the_values_of_the_very_address_though_it_shares_its_request(desk: Desk) -> None:
    desk.write(FILM)
    told = {name: desk("explain", "film.yaml", f"lamp/wide@{name}", "--json").json for name in ("short", "long")}
    assert [one["address"] for one in told.values()] == ["lamp/wide@short", "lamp/wide@long"]
    assert told["short"]["call"] == told["long"]["call"]
    assert values(told["short"])["takes"] == (2, "shot lamp/wide")
    assert values(told["long"])["takes"][0] == 3
    said = desk("explain", "film.yaml", "lamp/wide@long").out
    assert said.startswith("lamp/wide@long  + make")
    assert "shared with lamp/wide@short" in said
    assert "lamp/wide@long" not in said.partition("\n")[2].partition("Its values")[0]


def test_explain_gives_the_call_of_the_plan_and_what_changed(desk: Desk, quick_sandbox: list[Animatic]) -> None:
    desk.write(FILM)
    assert desk("run", "film.yaml").code == 0
    desk.write(FILM.replace("looks up", "looks down"))
    said = desk("explain", "film.yaml", "lamp/close").out
    assert said.count("its action changed") == 1
    assert "its action changed: “up.” became “down.”" in said
    told = desk("explain", "film.yaml", "lamp/close", "--json")
    assert (told.code, told.err) == (0, "")
    [change] = told.json["changes"]
    assert change == {"change": "its action changed", "before": "She looks up.", "after": "She looks down."}
    plan = desk("plan", "film.yaml", "--json").json
    assert told.json["call"] in plan["calls"]
    assert told.json["call"]["action"] == "make"


def test_decisions_are_told_to_programs(desk: Desk, quick_sandbox: list[Animatic]) -> None:
    desk.write(FILM.partition("variants")[0])
    assert desk("run", "film.yaml").code == 0
    picked = desk("pick", "film.yaml", "lamp/wide#2", "--json")
    assert (picked.code, picked.err) == (0, "")
    take = desk("takes", "film.yaml", "--json").json["shots"]["lamp/wide"][1]
    assert picked.json["decided"] == [
        {"address": "lamp/wide", "take": 2, "sha256": take["sha256"], "approved": False, "words": "present"}
    ]
    approved = desk("approve", "film.yaml", "lamp/wide", "--json").json
    assert approved["decided"][0]["approved"] is True
    assert (approved["removed"], approved["made_anew"], approved["held"]) == ([], [], [])
    assert desk("unapprove", "film.yaml", "lamp/wide", "--json").json["decided"][0]["approved"] is False


def test_a_film_is_told_to_programs(desk: Desk, quick_sandbox: list[Animatic]) -> None:
    desk.write(FILM.partition("variants")[0])
    assert desk("run", "film.yaml").code == 0
    [film] = desk("cut", "film.yaml", "--json").json["films"]
    [again] = desk("cut", "film.yaml", "--json").json["films"]
    assert (film["path"], film["clips"], film["joined"]) == ("build/film/sandbox/film.mp4", 2, True)
    assert again == film | {"joined": False}


def test_a_lock_is_told_to_programs(desk: Desk) -> None:
    told = desk("lock", "film.yaml", "--json")
    assert (told.err, told.json) == ("", {"path": "storyboard.lock", "changes": [], "unseen": [PICTURE]})


def test_problems_are_told_to_programs(desk: Desk) -> None:
    desk.write(FILM.replace("title:", "titel:"))
    said = desk("validate", "film.yaml", "--json")
    assert said.code == 3
    assert said.json["problems"]
    assert (said.out, said.err) == (desk("validate", "film.yaml", "--format", "json").out, "")


def test_models_are_told_to_programs(desk: Desk) -> None:
    told = {model["name"]: model for model in desk("models", "--json").json["models"]}
    mini = told["seedance-2-0-mini"]
    assert mini["path"].endswith("/seedance-2-0-mini/ref2video")
    desk.write(FILM.partition("variants")[0])
    call = desk("plan", "film.yaml", "--json").json["calls"][1]
    assert call["seconds"] in mini["durations"]
    assert call["cost"]["credits"] == pytest.approx(4 * mini["prices"]["credits_per_second"]["480p"])
    assert json.dumps(call["cost"]["source"]) == json.dumps(mini["prices"]["source"])


def test_the_events_of_a_run_end_with_what_it_came_to(desk: Desk, quick_sandbox: list[Animatic]) -> None:
    desk.write(FILM)
    last = json.loads(desk("run", "film.yaml", "--json", "--first-take").out.splitlines()[-1])
    assert (last["event"], last["exit_code"], last["requests"]) == ("RunEnded", 0, {"done": 2})
    assert last["totals"] == desk.manifest()["totals"]


def test_nothing_to_retry_is_told_to_programs(desk: Desk, quick_sandbox: list[Animatic]) -> None:
    desk.write(FILM)
    told = desk("retry", "film.yaml", "--json").json
    assert (told["event"], told["exit_code"], told["requests"]) == ("RunEnded", 0, {})
    assert told["reason"].startswith("Nothing to ask for again")


def test_a_graph_is_told_to_programs(desk: Desk) -> None:
    assert desk("graph", "film.yaml", "--json").json == desk("graph", "film.yaml", "--format", "json").json
