"""Choosing takes, from the first run to the cut, in the sandbox and against a server that plays Pollo."""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from storyboard.deliver.film import Film
from storyboard.media.animatic import Animatic
from storyboard.sandbox.app import create_app
from storyboard.stages import cutting
from tests.cli.desk import KEY, PICTURE, Desk, Said
from tests.support import faults
from tests.support.faults import FaultServer
from tests.support.tiny_clip import tiny_clip

FAST = ("--poll-interval", "0.1")
FILM = f"""\
storyboard: 1
title: The Keeper
defaults: {{duration: 4, resolution: 480p}}
characters:
  mira: {{name: Mira, images: [{PICTURE}]}}
scenes:
  - id: lamp
    characters: [mira]
    shots:
      - {{id: wide, action: She climbs., camera: slow}}
      - {{id: close, action: She looks up., continues: {{shot: wide, via: frame}}}}
      - {{id: out, action: She leaves.}}
"""
VARIANTS = FILM.replace("scenes:", 'variants: {here: {}, there: {}, tall: {aspect_ratio: "9:16"}}\nscenes:').replace(
    ", continues: {shot: wide, via: frame}", ""
)


@pytest.fixture
def studio(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Give a film, a sandbox that draws at once, each take with bytes of its own, and a cut that only lists them."""

    def draw(animatic: Animatic, target: Path) -> None:
        tag = repr(animatic).encode()
        clip = tiny_clip(int(animatic.seconds), width=animatic.width, height=animatic.height)
        target.write_bytes(clip + (len(tag) + 8).to_bytes(4, "big") + b"free" + tag)

    def list_clips(clips: Sequence[Path], target: Path, *, tell: object = None) -> Film:
        assert tell is not None
        target.write_text("\n".join(map(str, clips)), encoding="utf-8")
        return Film(path=target, seconds=1.0, width=864, height=496, clips=len(clips))

    monkeypatch.setattr(cutting, "write_film", list_clips)
    defaults = create_app.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "draw", draw)
    monkeypatch.setitem(defaults, "latency", 0.0)
    desk.write(FILM)
    return desk


def change(desk: Desk, old: str, new: str) -> None:
    text = (desk.folder / "film.yaml").read_text(encoding="utf-8")
    assert old in text
    desk.write(text.replace(old, new))


def ran(desk: Desk, *argv: str) -> Said:
    said = desk(*argv, *FAST)
    assert said.code == 0, said.err
    return said


def listed(desk: Desk, shot: str = "lamp/wide", *options: str) -> Any:
    return desk("takes", "film.yaml", "--json", *options).json["shots"][shot]


def used(desk: Desk, address: str) -> Any:
    """Give the take of the manifest that is picked."""
    return next((take for take in desk.manifest()["shots"][address]["takes"] if take["picked"]), None)


def plan(desk: Desk, *options: str) -> dict[str, Any]:
    return {call["id"]: call for call in desk("plan", "film.yaml", "--json", *options).json["calls"]}


def actions(desk: Desk, *options: str) -> dict[str, str]:
    return {id: call["action"] for id, call in plan(desk, *options).items()}


def joined(desk: Desk) -> list[str]:
    """Cut the film and give the content of the clips that it was joined of."""
    said = desk("cut", "film.yaml")
    assert said.code == 0, said.err
    record = next(path for path in desk.files() if path.name.startswith("film") and path.suffix == ".json")
    return [str(one) for one in json.loads(record.read_text(encoding="utf-8"))["clips"]]


def test_a_plan_saved_after_a_pick_makes_what_goes_on_from_it(studio: Desk) -> None:
    change(studio, "camera: slow", "camera: slow, takes: 2")
    ran(studio, "run", "film.yaml")
    assert studio("pick", "film.yaml", "lamp/wide#2").code == 0
    assert studio("plan", "film.yaml", "-o", "plan.json").code == 0
    assert "lamp/close: done" in ran(studio, "run", "plan.json").err
    assert actions(studio)["lamp/close"] == "keep"
    again = studio("run", "plan.json")
    assert (again.code, "is finished" in again.err) == (5, True)


def test_the_whole_way(studio: Desk) -> None:
    ran(studio, "run", "film.yaml")
    first = listed(studio)[0]
    assert (first["number"], first["words"], first["picked"], first["width"]) == (1, "present", [], 864)

    said = ran(studio, "retake", "film.yaml", "lamp/wide")
    assert "lamp/wide: submitted, 1 take" in said.err
    assert "`storyboard takes film.yaml` lists the takes" in said.err
    second = listed(studio)[1]
    assert [take["number"] for take in listed(studio)] == [1, 2]
    assert set(actions(studio).values()) == {"keep"}, "one more take changes nothing until it is picked"
    assert joined(studio)[0] == first["sha256"]

    said = studio("pick", "film.yaml", "lamp/wide#2")
    assert said.out == "lamp/wide: take 2 is picked.\n"
    assert said.err == "lamp/close is to be made because of it: `storyboard plan film.yaml` says why.\n"
    assert used(studio, "lamp/wide")["number"] == 2
    assert joined(studio)[0] == second["sha256"]
    planned = plan(studio)
    assert {id: call["action"] for id, call in planned.items()} == {
        "lamp/wide": "keep",
        "lamp/close": "make",
        "lamp/out": "keep",
    }
    assert planned["lamp/close"]["because"] == ["take 2 of lamp/wide was picked, which it continues"]
    ran(studio, "run", "film.yaml")
    assert [take["number"] for take in listed(studio, "lamp/close")] == [1, 2]
    assert set(actions(studio).values()) == {"keep"}
    # The first again: what was made from it is there still.
    said = studio("pick", "film.yaml", "lamp/wide#1")
    assert said.out == "lamp/wide: take 1 is picked; take 2 is no longer picked.\n"
    assert set(actions(studio).values()) == {"keep"}
    said = studio("approve", "film.yaml", "lamp/wide#1")
    assert said.out == "lamp/wide: take 1 is approved.\n"
    said = studio("pick", "film.yaml", "lamp/wide#2")
    assert said.out == "lamp/wide: take 2 is picked; take 1 is no longer approved.\n"


def test_an_approved_take_stays_and_is_cut_though_the_words_change(studio: Desk) -> None:
    ran(studio, "run", "film.yaml")
    said = studio("approve", "film.yaml", "lamp/wide")
    assert said.out == "lamp/wide: take 1 is approved.\n"
    before = joined(studio)
    change(studio, "camera: slow", "camera: fast")
    call = plan(studio)["lamp/wide"]
    assert (call["action"], call["stale"], call["cost"]["credits"]) == ("keep", True, 0)
    assert call["because"] == ["take 1 is approved; since then its camera changed"]
    assert "(1 stale)" in studio("plan", "film.yaml").out
    explained = studio("explain", "film.yaml", "lamp/wide").out
    assert "lamp/wide  · keep, stale" in explained
    assert "“slow” became “fast”" in explained
    ran(studio, "run", "film.yaml")
    take = used(studio, "lamp/wide")
    assert (take["number"], take["approved"], studio.manifest()["shots"]["lamp/wide"]["status"]) == (1, True, "done")
    assert joined(studio) == before
    assert [one["words"] for one in listed(studio)] == ["earlier"]
    assert "earlier request" in studio("takes", "film.yaml").out

    said = studio("unapprove", "film.yaml", "lamp/wide")
    assert "not approved any more; it was not made from the present request" in said.out
    assert actions(studio) == {"lamp/wide": "make", "lamp/close": "make", "lamp/out": "keep"}
    ran(studio, "run", "film.yaml")
    assert used(studio, "lamp/wide") is None
    assert joined(studio) != before


def test_status_says_what_is_approved_and_what_of_it_is_stale(studio: Desk) -> None:
    ran(studio, "run", "film.yaml")

    def circled() -> dict[str, list[str]]:
        rows = (re.split(" {2,}", line) for line in studio("status", "film.yaml").out.splitlines())
        return {row[0]: row[1:3] for row in rows if row[0].startswith("lamp/")}

    assert circled()["lamp/wide"] == ["done", "1"]
    studio("approve", "film.yaml", "lamp/wide")
    assert circled()["lamp/wide"] == ["done", "approved"]
    change(studio, "camera: slow", "camera: fast")
    assert circled()["lamp/wide"] == ["done", "approved, stale"]
    assert circled()["lamp/out"] == ["done", "1"]


def test_remake_makes_another_take_and_the_approved_one_stays_until_it_is_picked(studio: Desk) -> None:
    ran(studio, "run", "film.yaml")
    studio("approve", "film.yaml", "lamp/wide#1")
    change(studio, "camera: slow", "camera: fast")
    assert actions(studio, "--select", "state:stale") == {"lamp/wide": "keep"}
    assert actions(studio, "--remake", "state:stale") == {"lamp/wide": "make", "lamp/close": "keep", "lamp/out": "keep"}
    before = joined(studio)
    ran(studio, "run", "film.yaml", "--remake", "lamp/wide")
    assert used(studio, "lamp/wide")["number"] == 1
    assert [take["number"] for take in studio.manifest()["shots"]["lamp/wide"]["takes"]] == [1, 2]
    assert joined(studio) == before
    assert set(actions(studio).values()) == {"keep"}
    studio("pick", "film.yaml", "lamp/wide#2")
    assert (plan(studio)["lamp/wide"]["stale"], actions(studio)["lamp/close"]) == (False, "make")
    assert joined(studio) != before


def test_an_approval_is_taken_back_where_a_take_of_the_present_request_is_there(studio: Desk) -> None:
    ran(studio, "run", "film.yaml")
    studio("approve", "film.yaml", "lamp/wide#1")
    change(studio, "camera: slow", "camera: fast")
    ran(studio, "run", "film.yaml", "--remake", "lamp/wide")
    because = "lamp/wide: take 1 is not approved any more; it was not made from the present request"
    assert studio("unapprove", "film.yaml", "lamp/wide").out == f"{because}; take 2 is used from now on.\n"
    assert actions(studio)["lamp/wide"] == "keep"
    studio("approve", "film.yaml", "lamp/wide#1")
    Path(listed(studio)[1]["file"]).unlink()
    assert studio("unapprove", "film.yaml", "lamp/wide").out == f"{because}; take 2 is used once its clip is here.\n"
    assert actions(studio)["lamp/wide"] == "fetch"
    change(studio, "camera: fast", "camera: still")
    studio("approve", "film.yaml", "lamp/wide#1")
    said = studio("unapprove", "film.yaml", "lamp/wide")
    assert said.out == f"{because}, so the next run makes it anew.\n"
    assert "lamp/wide" in said.err.partition(" to be made because of it")[0]


def test_shots_that_go_on_from_each_other_are_picked_at_once_as_one_by_one(studio: Desk) -> None:
    ran(studio, "run", "film.yaml")
    ran(studio, "retake", "film.yaml", "lamp/wide")
    studio("pick", "film.yaml", "lamp/wide#2")
    ran(studio, "run", "film.yaml")
    both = ("lamp/close#1", "lamp/wide#1")
    said = studio("pick", "film.yaml", *both)
    assert said.out == ("lamp/wide: take 1 is picked; take 2 is no longer picked.\nlamp/close: take 1 is picked.\n"), (
        "close was made from the first take of wide"
    )
    assert set(actions(studio).values()) == {"keep"}
    assert "lamp/close: take 1 is approved." in studio("approve", "film.yaml", *both).out
    studio("unapprove", "film.yaml", "lamp/wide", "lamp/close")
    said = studio("pick", "film.yaml", "lamp/wide#2", "lamp/close#1")
    assert "lamp/close: take 1 is approved: it was not made from the present request" in said.out


def test_two_takes_of_one_shot_cannot_both_be_picked(studio: Desk) -> None:
    ran(studio, "run", "film.yaml", "--select", "lamp/wide")
    ran(studio, "retake", "film.yaml", "lamp/wide")
    for verb in ("pick", "approve"):
        said = studio(verb, "film.yaml", "lamp/wide#1", "lamp/wide#2")
        assert (said.code, "Two takes are named for lamp/wide: lamp/wide#1, made for" in said.err) == (2, True)
    assert plan(studio, "--select", "lamp/wide")["lamp/wide"]["picked"] == {}
    said = studio("pick", "film.yaml", "lamp/wide#2", "lamp/wide#2")
    assert (said.code, said.out) == (0, "lamp/wide: take 2 is picked.\n")


def test_a_saved_plan_has_its_own_remake(studio: Desk) -> None:
    ran(studio, "run", "film.yaml")
    studio("approve", "film.yaml", "lamp/wide#1")
    change(studio, "camera: slow", "camera: fast")
    assert studio("plan", "film.yaml", "--remake", "state:stale", "-o", "plan.json").code == 0
    refused = studio("run", "plan.json", "--remake", "state:stale")
    assert (refused.code, "--remake belongs to the plan" in refused.err) == (2, True)
    ran(studio, "run", "plan.json")
    assert len(listed(studio)) == 2
    assert studio("run", "plan.json").code == 5, "it is finished"


def test_a_take_from_earlier_words_that_is_picked_is_approved(studio: Desk) -> None:
    ran(studio, "run", "film.yaml")
    before = joined(studio)
    change(studio, "camera: slow", "camera: fast")
    ran(studio, "run", "film.yaml")
    assert joined(studio) != before
    said = studio("pick", "film.yaml", "lamp/wide#1")
    assert said.out == (
        "lamp/wide: take 1 is approved: it was not made from the present request, and stays as it is.\n"
    )
    assert plan(studio)["lamp/wide"]["because"] == [
        "take 1 is approved; since then its camera changed",
        "take 2 is made from the present words: `pick` it to use it",
    ]
    assert used(studio, "lamp/wide")["number"] == 1
    assert joined(studio)[0] == before[0], "no run has to come between"


def test_status_and_the_cut_follow_a_decision_that_the_manifest_does_not_know(studio: Desk) -> None:
    ran(studio, "run", "film.yaml")
    ran(studio, "retake", "film.yaml", "lamp/wide")
    path = studio.folder / "build" / "film" / "sandbox" / "manifest.json"
    before = path.read_bytes()
    studio("pick", "film.yaml", "lamp/wide#2")
    path.write_bytes(before)  # as where the decision came from a colleague
    assert joined(studio)[0] == listed(studio)[1]["sha256"]
    assert listed(studio)[1]["file"].removeprefix("build/film/sandbox/") in studio("status", "film.yaml").out


def test_a_picked_take_that_the_manifest_has_never_seen_counts_too(studio: Desk) -> None:
    ran(studio, "run", "film.yaml")
    path = studio.folder / "build" / "film" / "sandbox" / "manifest.json"
    before = path.read_bytes()
    ran(studio, "retake", "film.yaml", "lamp/wide")
    studio("pick", "film.yaml", "lamp/wide#2")
    path.write_bytes(before)  # as where both the take and the decision came with a `git pull`
    first, second = listed(studio)
    assert (first["used"], second["used"], second["picked"]) == ([], ["lamp/wide"], ["lamp/wide"])
    clip = studio.folder / second["file"]
    clip.rename(clip.with_suffix(".away"))
    told = studio("status", "film.yaml").out
    assert "not here" in told
    assert "take 2 was made, and its clip is not here; `run` brings it here" in " ".join(told.split())
    said = studio("cut", "film.yaml")
    assert (said.code, "lamp/wide" in said.err) == (5, True)
    clip.with_suffix(".away").rename(clip)
    assert joined(studio)[0] == second["sha256"]


def test_no_other_take_stands_in_for_the_picked_one(studio: Desk) -> None:
    ran(studio, "run", "film.yaml")
    ran(studio, "retake", "film.yaml", "lamp/wide")
    studio("pick", "film.yaml", "lamp/wide#2")
    (studio.folder / listed(studio)[1]["file"]).unlink()
    said = studio("cut", "film.yaml")
    assert (said.code, "lamp/wide" in said.err) == (5, True)
    assert plan(studio)["lamp/wide"]["action"] == "fetch"
    ran(studio, "run", "film.yaml")
    assert joined(studio)[0] == listed(studio)[1]["sha256"]


def test_the_film_has_what_goes_on_from_the_picked_take(studio: Desk) -> None:
    ran(studio, "run", "film.yaml")
    before = joined(studio)
    ran(studio, "retake", "film.yaml", "lamp/wide")
    studio("pick", "film.yaml", "lamp/wide#2")
    ran(studio, "run", "film.yaml")
    after = joined(studio)
    assert [old != new for old, new in zip(before, after, strict=True)] == [True, True, False]
    studio("pick", "film.yaml", "lamp/wide#1")
    assert set(actions(studio).values()) == {"keep"}
    assert joined(studio) == before
    assert [one["used"] for one in listed(studio, "lamp/close")] == [["lamp/close"], []]


def test_what_continues_an_approved_take_goes_on_from_it_with_new_words_on_both_sides(studio: Desk) -> None:
    ran(studio, "run", "film.yaml")
    studio("approve", "film.yaml", "lamp/wide#1")
    change(studio, "camera: slow", "camera: fast")
    change(studio, "She looks up.", "She looks down.")
    planned = plan(studio)
    assert [planned[f"lamp/{id}"]["action"] for id in ("wide", "close", "out")] == ["keep", "make", "keep"]
    ran(studio, "run", "film.yaml")
    made = studio.manifest()["shots"]["lamp/close"]
    assert (made["status"], made["digest"]) == ("done", planned["lamp/close"]["digest"])
    # And where the approved shot is asked for anew in the same run, it goes on from the approved take as well.
    change(studio, "She looks down.", "She looks away.")
    planned = plan(studio, "--remake", "lamp/wide")
    assert [planned[f"lamp/{id}"]["action"] for id in ("wide", "close", "out")] == ["make", "make", "keep"]
    ran(studio, "run", "film.yaml", "--remake", "lamp/wide")
    assert studio.manifest()["shots"]["lamp/close"]["digest"] == planned["lamp/close"]["digest"]


def test_a_take_that_is_named_may_be_from_earlier_words(studio: Desk) -> None:
    ran(studio, "run", "film.yaml", "--select", "lamp/wide")
    change(studio, "camera: slow", "camera: fast")
    change(studio, "shot: wide, via: frame", "shot: wide, via: frame, take: 1")
    planned = plan(studio)
    assert [planned[f"lamp/{id}"]["action"] for id in ("wide", "close")] == ["make", "make"]
    ran(studio, "run", "film.yaml")
    assert studio.manifest()["shots"]["lamp/close"]["digest"] == planned["lamp/close"]["digest"]
    assert set(actions(studio).values()) == {"keep"}


# Which shots an address means


def test_one_of_two_variants_that_share_a_request_is_approved(studio: Desk) -> None:
    studio.write(VARIANTS)
    ran(studio, "run", "film.yaml")
    assert studio("approve", "film.yaml", "lamp/wide@here").code == 0
    change(studio, "camera: slow", "camera: fast")
    calls = plan(studio)
    assert [(calls[id]["action"], calls[id]["usages"]) for id in ("lamp/wide@here", "lamp/wide@there")] == [
        ("keep", ["lamp/wide@here"]),
        ("make", ["lamp/wide@there"]),
    ]
    ran(studio, "run", "film.yaml")
    shots = studio.manifest()["shots"]
    files = {address: [take["file"] for take in shots[address]["takes"]] for address in shots}
    assert used(studio, "lamp/wide@here")["number"] == 1
    assert files["lamp/wide@here"] != files["lamp/wide@there"]


def test_takes_say_which_variants_they_are_for_and_which_one_the_film_uses(studio: Desk) -> None:
    studio.write(VARIANTS.replace("camera: slow", "camera: slow, takes: 2"))
    ran(studio, "run", "film.yaml", "--first-take")
    rows = [re.split(" {2,}", line)[:5] for line in studio("takes", "film.yaml", "lamp/wide").out.splitlines()[1:]]
    done = ["done", "present words"]
    assert rows == [
        ["#1", *done, "here, there", "in the film"],
        ["#2", *done, "here, there", "4.00 s"],
        ["#3", *done, "tall", "in the film"],
        ["#4", *done, "tall", "4.00 s"],
    ]
    assert studio("pick", "film.yaml", "lamp/wide@there#2").code == 0
    said = studio("takes", "film.yaml", "lamp/wide").out
    assert "#1  done  present words  here, there  in the film for here  " in said
    assert "#2  done  present words  here, there  picked for there      " in said
    first, second, *_ = listed(studio)
    assert (first["used"], second["used"], second["picked"]) == (
        *(["lamp/wide@here"], ["lamp/wide@there"], ["lamp/wide@there"]),
    )


def test_a_film_without_variants_names_none(studio: Desk) -> None:
    ran(studio, "run", "film.yaml")
    assert "#1  done  present words  in the film  4.00 s" in studio("takes", "film.yaml", "lamp/out").out


def test_a_plain_address_means_the_variants_that_the_take_was_made_for(studio: Desk) -> None:
    studio.write(VARIANTS)
    ran(studio, "run", "film.yaml")
    said = studio("pick", "film.yaml", "lamp/wide#1")
    assert said.out == "lamp/wide@here: take 1 is picked.\nlamp/wide@there: take 1 is picked.\n"
    assert studio("pick", "film.yaml", "lamp/wide#2").out == "lamp/wide@tall: take 2 is picked.\n"
    assert [take["picked"] for take in listed(studio)] == [["lamp/wide@here", "lamp/wide@there"], ["lamp/wide@tall"]]
    assert re.search(r"^#1 .*  here, there  picked  ", studio("takes", "film.yaml", "lamp/wide").out, re.MULTILINE)


def test_a_variant_of_another_size_is_refused(studio: Desk) -> None:
    studio.write(VARIANTS)
    ran(studio, "run", "film.yaml")
    said = studio("pick", "film.yaml", "lamp/wide@tall#1")
    assert said.code == 2
    assert "Take 1 is 864×496, and lamp/wide@tall asks for 496×864" in said.err
    assert "Good are: lamp/wide#2." in said.err, "the one that was refused is not offered again"
    change(studio, "there: {}", "there: {shots: {lamp/wide: {camera: fast}}}")
    assert studio("pick", "film.yaml", "lamp/wide@there#1").out.startswith("lamp/wide@there: take 1 is approved: ")


# What is refused


CANNOT_BE_MEANT = (
    (("pick", "lamp/wide#9"), "lamp/wide has no take 9", "Good are: lamp/wide#1, lamp/wide#2."),
    (("pick", "lamp/wide"), "`lamp/wide` names no take", "Good are: lamp/wide#1, lamp/wide#2."),
    (("approve", "lamp/wide"), "lamp/wide has more than one good take, and none is picked", "Good are: "),
    (("pick", "lamp/wid#1"), "There is no shot 'lamp/wid'", "Did you mean `lamp/wide`?"),
    (("pick", "wide#1"), "There is no shot 'wide'", "Did you mean `lamp/wide`?"),
    (("pick", "lamp/wide#x"), "'lamp/wide#x' is no address", "scene/shot#2"),
    (("unapprove", "lamp/wide"), "No take of lamp/wide is approved", "No take"),
    (("takes", "lamp/nowhere"), "There is no shot 'lamp/nowhere'", "There are"),
    (("retake", "lamp/nowhere"), "There is no shot 'lamp/nowhere'", "There are"),
)


def test_what_cannot_be_meant_is_told_with_what_can(studio: Desk) -> None:
    ran(studio, "run", "film.yaml", "--select", "lamp/wide")
    ran(studio, "retake", "film.yaml", "lamp/wide")
    for argv, told, help in CANNOT_BE_MEANT:
        said = studio(argv[0], "film.yaml", *argv[1:])
        assert (said.code, said.out) == (2, ""), argv
        assert f"error: {told}" in said.err
        assert help in said.err


def test_a_decision_on_a_shot_that_left_the_film_can_be_taken_back(studio: Desk) -> None:
    ran(studio, "run", "film.yaml")
    studio("pick", "film.yaml", "lamp/out#1")
    change(studio, "id: out", "id: exit")
    assert "lost-decision" in studio("plan", "film.yaml").err
    assert studio("unapprove", "film.yaml", "lamp/out").out.startswith("lamp/out: it is not in the film any more")
    assert "lost-decision" not in studio("plan", "film.yaml").err
    assert [take["words"] for take in listed(studio, "lamp/exit")] == ["present"], "the renamed shot has its take"


def test_before_anything_was_made_there_is_nothing_to_list(studio: Desk) -> None:
    said = studio("takes", "film.yaml")
    assert (said.code, said.out) == (0, "")
    assert said.err == "There is no take yet. `storyboard run film.yaml` makes the shots.\n"


# On pollo


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[FaultServer]:
    monkeypatch.setenv("POLLO_API_KEY", KEY)
    with faults.fault_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@dataclass(frozen=True)
class Pollo:
    desk: Desk
    server: FaultServer

    def __call__(self, verb: str, *argv: str) -> Said:
        return self.desk(verb, "film.yaml", *argv, "--target", "pollo", "--base-url", self.server.base_url)

    def makes(self, verb: str, *argv: str) -> Said:
        return self(verb, *argv, "--yes", *FAST)


@pytest.fixture
def pollo(desk: Desk, server: FaultServer) -> Pollo:
    desk.write(FILM.replace(", continues: {shot: wide, via: frame}", ""))
    return Pollo(desk, server)


def test_a_retake_that_nothing_came_of_names_no_takes(pollo: Pollo) -> None:
    pollo.server.script(["403-credits"])
    said = pollo.makes("retake", "lamp/wide")
    assert (said.code, "Not enough credits" in said.err) == (5, True)
    assert "lists the takes" not in said.err


def test_a_retake_is_priced_and_confirmed(pollo: Pollo) -> None:
    assert "give --yes, or save a plan with `storyboard plan -o` and run that.\n" in pollo("run").err
    assert pollo.makes("run").code == 0
    refused = pollo("retake", "lamp/wide", "--takes", "2")
    assert (refused.code, len(pollo.server.submissions())) == (5, 3)
    assert "2 more takes are asked for" in refused.err
    assert "credits would be spent on pollo" in refused.err
    assert "help: Look at the plan above, then give --yes.\n" in refused.err, "a saved plan has no retake"
    assert pollo.makes("retake", "lamp/wide", "--takes", "2").code == 0
    assert [one["body"]["input"]["videoNum"] for one in pollo.server.submissions()] == [1, 1, 1, 2]
    assert [one["number"] for one in pollo("takes", "--json").json["shots"]["lamp/wide"]] == [1, 2, 3]
    assert pollo.makes("run").code == 0
    assert len(pollo.server.submissions()) == 4, "nothing is paid twice"


def test_what_failed_is_asked_for_again_only_by_retry(pollo: Pollo) -> None:
    pollo.server.script([{"do": "accept", "takes": ["failed"]}])
    assert pollo.makes("run").code == 1
    failed = next(id for id, takes in pollo("takes", "--json").json["shots"].items() if takes[0]["status"] == "failed")
    assert pollo.makes("run").code == 1
    assert len(pollo.server.submissions()) == 3
    said = pollo("plan")
    assert "`storyboard retry` asks again" in said.out
    refused = pollo("retry")
    assert (refused.code, "then give --yes.\n" in refused.err) == (5, True), "it is confirmed as a run is"
    said = pollo.makes("retry")
    assert (said.code, len(pollo.server.submissions())) == (0, 4)
    takes = pollo("takes", "--json").json["shots"][failed]
    assert [(one["number"], one["status"]) for one in takes] == [(1, "failed"), (2, "done")]
    said = pollo.makes("retry")
    assert (said.code, said.err) == (
        0,
        "Nothing to ask for again: no shot has failed with the words that it has now.\n",
    )
    picked = pollo("pick", f"{failed}#1")
    assert (picked.code, f"Take 1 of {failed} failed" in picked.err) == (2, True)


def test_a_doubt_is_no_failure_and_is_not_taken_again(pollo: Pollo) -> None:
    pollo.server.script(["500-before"])
    assert pollo.makes("run").code == 7
    sent = len(pollo.server.submissions())
    doubted = next(
        id for id, takes in pollo("takes", "--json").json["shots"].items() if takes[0]["status"] == "in-doubt"
    )
    said = pollo.makes("retake", doubted)
    assert (said.code, len(pollo.server.submissions())) == (5, sent)
    assert "cannot be taken again: take 1 was sent and its fate is unknown" in said.err
    assert pollo.makes("retry").code == 0
    assert len(pollo.server.submissions()) == sent


def test_decisions_of_pollo_and_of_the_sandbox_are_apart(pollo: Pollo, studio: Desk) -> None:
    studio.write(FILM.replace(", continues: {shot: wide, via: frame}", ""))
    assert pollo.makes("run").code == 0
    ran(studio, "run", "film.yaml")
    assert pollo("approve", "lamp/wide").code == 0
    assert plan(studio)["lamp/wide"]["picked"] == {}
    held = pollo("plan", "--json").json["calls"][0]["picked"]
    assert list(held) == ["lamp/wide"]
    assert '"picked"' in (studio.folder / "storyboard.takes").read_text(encoding="utf-8")
