"""The stand-in's own doors: files by content, and plans for what a frame shows."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.sandbox.talk import BASE, Drawn, body, talk

DATA = b"the bytes of a picture"
SHA = hashlib.sha256(DATA).hexdigest()
DIGEST = "ab" * 32
SLATE: dict[str, Any] = {
    "title": "The Keeper",
    "scene": "INT. LAMP ROOM - NIGHT",
    "address": "arrival/door",
    "action": "The door bursts open.",
    "camera": "slow dolly in",
    "dialogue": [{"speaker": "Mira", "line": "Not tonight.", "how": "under her breath", "heard": "on"}],
    "sound": "wind",
    "cast": [{"name": "Mira", "kind": "character", "refs": ["Image1", "Image2"]}],
    "place": {"name": "the lamp room", "kind": "place", "refs": ["Image3"]},
    "follows": "arrival/wide",
}


def test_a_file_is_taken_by_its_content_and_shown_again(tmp_path: Path) -> None:
    stand_in = talk(tmp_path)
    path = f"/files/{SHA}.png"
    assert stand_in("HEAD", path).status_code == 404
    url = stand_in.put(DATA)
    assert url == f"http://sandbox{BASE}{path}"
    assert stand_in.put(DATA) == url
    seen = stand_in("GET", url, key=False)
    assert (seen.content, seen.headers["content-type"]) == (DATA, "image/png")
    assert seen.headers["x-content-type-options"] == "nosniff"
    assert stand_in("HEAD", path).headers["content-length"] == str(len(DATA))
    assert [file.name for file in (tmp_path / "files").iterdir()] == [f"{SHA}.png"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        (f"{SHA}.png", b"other bytes"),
        (f"{SHA.upper()}.png", DATA),
        (f"{SHA}", DATA),
        (f"{SHA}.x/../y", DATA),
        (f"..%2F{SHA}.png", DATA),
        ("mira.png", DATA),
    ],
)
def test_a_file_of_another_name_or_content_is_refused_and_leaves_nothing(
    tmp_path: Path, name: str, data: bytes
) -> None:
    assert talk(tmp_path)("PUT", f"/files/{name}", content=data).status_code in (400, 404, 405)
    assert not list(tmp_path.rglob("*.p*"))


def test_a_file_that_is_too_big_is_refused_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storyboard.sandbox.doors.MOST_FILE", 10)
    assert talk(tmp_path)("PUT", f"/files/{SHA}.png", content=DATA).status_code == 413
    assert not list(tmp_path.rglob("*.p*"))


def test_a_page_that_was_handed_in_is_no_page_of_the_server(tmp_path: Path) -> None:
    stand_in = talk(tmp_path)
    seen = stand_in("GET", stand_in.put(b"<script>alert(1)</script>", "html"))
    assert seen.headers["content-type"] == "application/octet-stream"
    assert "sandbox" in seen.headers["content-security-policy"]


def _plan(*calls: tuple[str, list[str], int], shots: list[str]) -> dict[str, Any]:
    return {
        "plan": 1,
        "shots": shots,
        "calls": [
            {"id": usages[0], "usages": usages, "digest": digest, "body": body(duration=seconds), "slate": SLATE}
            for digest, usages, seconds in calls
        ],
    }


PLAN = _plan(
    ("cd" * 32, ["arrival/wide", "arrival/again"], 6),
    (DIGEST, ["arrival/door"], 4),
    shots=["arrival/wide", "arrival/door", "arrival/again"],
)


def test_a_frame_shows_the_slate_of_its_digest_and_the_films_ticks(tmp_path: Path) -> None:
    drawn = Drawn()
    stand_in = talk(tmp_path, draw=drawn)
    assert stand_in("PUT", "/plan", json=PLAN).json()["data"] == {"calls": 2}
    stand_in.submit(body(), **{"x-storyboard-digest": DIGEST})
    stand_in.settle()
    [seen] = drawn.seen
    assert seen.slate is not None
    assert (seen.slate.scene, seen.slate.follows) == ("INT. LAMP ROOM - NIGHT", "arrival/wide")
    assert seen.slate.dialogue[0].how == "under her breath"
    assert seen.slate.cast[0].refs == ("Image1", "Image2")
    assert seen.slate.place is not None
    assert (seen.film, seen.position) == ((6.0, 4.0, 6.0), 1)


def test_a_slate_survives_a_restart_and_the_newest_plan_wins(tmp_path: Path) -> None:
    talk(tmp_path)("PUT", "/plan", json=PLAN)
    newer = json.loads(json.dumps(PLAN).replace("slow dolly in", "handheld"))
    talk(tmp_path)("PUT", "/plan", json=newer)
    drawn = Drawn()
    stand_in = talk(tmp_path, draw=drawn)
    stand_in.submit(body(), **{"x-storyboard-digest": DIGEST})
    stand_in.settle()
    assert drawn.seen[0].slate is not None
    assert drawn.seen[0].slate.camera == "handheld"


def test_the_ticks_are_those_of_the_variant(tmp_path: Path) -> None:
    drawn = Drawn()
    stand_in = talk(tmp_path, draw=drawn)
    plan = _plan(("cd" * 32, ["a/x@wide"], 6), (DIGEST, ["a/x@tall"], 4), shots=["a/x@wide", "a/x@tall"])
    stand_in("PUT", "/plan", json=plan)
    stand_in.submit(body(), **{"x-storyboard-digest": DIGEST})
    stand_in.settle()
    assert (drawn.seen[0].film, drawn.seen[0].position) == ((4.0,), 0)


def test_a_plan_of_some_shots_shows_the_ticks_of_the_whole_film(tmp_path: Path) -> None:
    drawn = Drawn()
    stand_in = talk(tmp_path, draw=drawn)
    some = _plan((DIGEST, ["a/y"], 4), ("cd" * 32, ["a/z"], 6), shots=["a/x", "a/y", "a/z"])
    stand_in("PUT", "/plan", json=some)
    stand_in.submit(body(), **{"x-storyboard-digest": DIGEST})
    stand_in.settle()
    assert (drawn.seen[0].film, drawn.seen[0].position) == ((5.0, 4.0, 6.0), 1)


def test_a_long_film_shows_the_ticks_around_the_shot(tmp_path: Path) -> None:
    drawn = Drawn()
    stand_in = talk(tmp_path, draw=drawn)
    shots = [f"s/{number}" for number in range(1000)]
    digests = [f"{number:064x}" for number in range(1000)]
    calls = [
        (digest, [shot], 4 + number % 12) for number, (digest, shot) in enumerate(zip(digests, shots, strict=True))
    ]
    stand_in("PUT", "/plan", json=_plan(*calls, shots=shots))
    for number in (0, 500, 999):
        stand_in.submit(body(), **{"x-storyboard-digest": digests[number]})
    stand_in.settle()
    assert [len(one.film) for one in drawn.seen] == [120] * 3
    found = sorted(one.film[one.position] for one in drawn.seen if one.position is not None)
    assert found == sorted(4.0 + number % 12 for number in (0, 500, 999))


def test_without_a_plan_the_frame_shows_what_the_request_says(tmp_path: Path) -> None:
    drawn = Drawn()
    stand_in = talk(tmp_path, draw=drawn)
    stand_in.submit(body(), **{"x-storyboard-digest": DIGEST})
    stand_in.submit(body())
    stand_in.settle()
    assert [(one.slate, one.prompt, one.film, one.position) for one in drawn.seen] == [
        (None, "@Image1 is Mira.", (), None)
    ] * 2


TAKES: list[tuple[dict[str, str], int, list[tuple[int, int]]]] = [({}, 1, [(1, 1)]), ({}, 2, [(1, 2), (2, 2)])]
TAKES += [({"x-storyboard-take": "2"}, 1, [(2, 1)]), ({"x-storyboard-take": "3"}, 2, [(3, 4), (4, 4)])]


@pytest.mark.parametrize(("told", "takes", "shown"), TAKES)
def test_a_frame_shows_the_number_that_the_take_has(
    tmp_path: Path, told: dict[str, str], takes: int, shown: list[tuple[int, int]]
) -> None:
    drawn = Drawn()
    stand_in = talk(tmp_path, draw=drawn)
    task = stand_in.submit(body(videoNum=takes), **told)
    stand_in.settle()
    assert sorted((one.take, one.takes) for one in drawn.seen) == shown
    assert [take["id"] for take in stand_in.done(task)["generations"]] == [f"{task}-{n + 1}" for n in range(takes)]


@pytest.mark.parametrize("told", ["0", "-1", "two", "1.5", "", "9" * 20])
def test_a_number_of_a_take_that_is_none_is_refused(tmp_path: Path, told: str) -> None:
    from tests.sandbox.talk import MINI

    answer = talk(tmp_path)("POST", MINI, json=body(), headers={"x-storyboard-take": told})
    assert answer.status_code == 400
    assert not (tmp_path / "tasks").exists()


def test_a_digest_that_is_none_is_refused(tmp_path: Path) -> None:
    from tests.sandbox.talk import MINI

    assert talk(tmp_path)("POST", MINI, json=body(), headers={"x-storyboard-digest": "../x"}).status_code == 400
    assert not (tmp_path / "tasks").exists()


@pytest.mark.parametrize(
    "plan", [[], {}, {"shots": 1, "calls": []}, {"shots": [], "calls": [1]}, {"shots": [], "calls": [{"usages": []}]}]
)
def test_what_is_no_plan_is_refused(tmp_path: Path, plan: Any) -> None:
    answer = talk(tmp_path)("PUT", "/plan", json=plan)
    assert (answer.status_code, answer.json()["code"]) == (400, "BAD_REQUEST")


def test_a_slate_of_the_wrong_types_is_shown_as_far_as_it_can_be(tmp_path: Path) -> None:
    drawn = Drawn()
    stand_in = talk(tmp_path, draw=drawn)
    plan = _plan((DIGEST, ["a/b"], 4), shots=["a/b"])
    plan["calls"][0]["slate"] = {
        "title": 7,
        "scene": "\x1b[31mred",
        "dialogue": "x",
        "cast": [1, {"name": "Mira", "refs": 3}],
    }
    stand_in("PUT", "/plan", json=plan)
    stand_in.submit(body(), **{"x-storyboard-digest": DIGEST})
    stand_in.settle()
    slate = drawn.seen[0].slate
    assert slate is not None
    assert (slate.title, slate.scene, slate.dialogue, [card.name for card in slate.cast]) == ("", "red", (), ["Mira"])


def test_old_plans_make_room_for_new_ones(tmp_path: Path) -> None:
    stand_in = talk(tmp_path)
    for number in range(25):
        stand_in("PUT", "/plan", json=_plan((f"{number:064x}", ["a/b"], 4), shots=["a/b"]))
    assert len(list((tmp_path / "plans").iterdir())) == 20
