"""What differs between two plans: each shot's lot, its parts, the order, and what the difference costs."""

import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise, permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard.deliver.difference_json import write_json
from storyboard.deliver.difference_markdown import MOST, plain, write_markdown
from storyboard.deliver.difference_words import say_shot, say_total
from storyboard.plan.decisions.changes import Change
from storyboard.plan.difference.difference import Difference, ShotDifference, compare
from storyboard.plan.difference.moved import list_moved
from storyboard.plan.made import Made, Take
from storyboard.plan.models import read_models
from storyboard.plan.plan import Plan
from storyboard.plan.selection.selection import Selection
from storyboard.stages.compiling import Wanted, compile_plan
from tests.support.films import plan, sound, write

PROFILES = {model.path: model for model in read_models()[0].values()}
HEAD = """\
storyboard: 1
title: The Keeper
defaults: {duration: 4, resolution: 480p, refs: [{image: "https://example.com/sky.jpg", role: the light}]}
scenes:
"""
LAMP = ("wide: {action: She climbs.}", "close: {action: She lights the lamp.}", "far: {action: The beam turns.}")


def scene(id: str, *shots: str) -> str:
    """Write a scene of shots, each as `id: {…}`."""
    rows = "".join(f"      - {{id: {name}, {rest[1:]}\n" for name, _, rest in (one.partition(": ") for one in shots))
    return f"  - id: {id}\n    shots:\n{rows}"


@pytest.fixture
def make(tmp_path: Path) -> "Make":
    return Make(tmp_path)


class Make:
    """Plans scenes as if nothing had been made, or with what was."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *scenes: str, head: str = HEAD, made: Made | None = None) -> Plan:
        return plan(sound(write(self.folder, head + "".join(scenes))), made=made)


def diff(before: Plan, after: Plan) -> Difference:
    return compare(before, after, profiles=PROFILES)


def told(difference: Difference) -> dict[str, str]:
    """Say in one line what became of each shot that is not unchanged."""
    return {
        shot.address: f"{shot.status}: {'; '.join(say_shot(shot))}".removesuffix(": ")
        for shot in difference.shots
        if shot.status != "unchanged"
    }


CASES: Mapping[str, tuple[tuple[str, ...], dict[str, str], str]] = {
    "nothing": ((scene("lamp", *LAMP),), {}, "3 unchanged; nothing to make"),
    "a text": (
        (scene("lamp", LAMP[0], "close: {action: She snuffs the lamp.}", LAMP[2]),),
        {"lamp/close": "changed: its action changed: “lights” became “snuffs”"},
        "1 changed, 2 unchanged; about 2.8 credits to make (4 s)",
    ),
    "a setting": (
        (scene("lamp", LAMP[0], "close: {action: She lights the lamp., duration: 8}", LAMP[2]),),
        {"lamp/close": "changed: its duration changed from 4 to 8"},
        "1 changed, 2 unchanged; about 5.6 credits to make (8 s)",
    ),
    "a model": (
        (scene("lamp", LAMP[0], LAMP[1].replace("{", "{model: seedance-2-0-fast, "), LAMP[2]),),
        {"lamp/close": "changed: its model changed from seedance-2-0-mini to seedance-2-0-fast"},
        "1 changed, 2 unchanged; about 4.52 credits to make (4 s)",
    ),
    "a take more": (
        (scene("lamp", LAMP[0], LAMP[1].replace("{", "{takes: 3, "), LAMP[2]),),
        {"lamp/close": "changed: its takes changed from 1 to 3"},
        "1 changed, 2 unchanged; about 5.6 credits to make (8 s)",
    ),
    "a shot more": (
        (scene("lamp", *LAMP, "sea: {action: The sea.}"),),
        {"lamp/sea": "added"},
        "1 added, 3 unchanged; about 2.8 credits to make (4 s)",
    ),
    "a shot more that asks for nothing new": (
        (scene("lamp", *LAMP, "again: {action: She climbs.}"),),
        {"lamp/again": "added"},
        "1 added, 3 unchanged; nothing to make",
    ),
    "two shots more that are one request": (
        (scene("lamp", *LAMP, "sea: {action: The sea.}", "still: {action: The sea.}"),),
        {"lamp/sea": "added", "lamp/still": "added"},
        "2 added, 3 unchanged; about 2.8 credits to make (4 s)",
    ),
    "a shot less": (
        (scene("lamp", LAMP[0], LAMP[2]),),
        {"lamp/close": "removed"},
        "1 removed, 2 unchanged; nothing to make",
    ),
    "another name": (
        (scene("lamp", LAMP[0], LAMP[1].replace("close", "near"), LAMP[2]),),
        {"lamp/near": "renamed: renamed from lamp/close"},
        "1 renamed, 2 unchanged; nothing to make",
    ),
    "another scene's name": (
        (scene("room", *LAMP),),
        {f"room/{name}": f"renamed: renamed from lamp/{name}" for name in ("wide", "close", "far")},
        "3 renamed; nothing to make",
    ),
    "another order": (
        (scene("lamp", LAMP[1], LAMP[2], LAMP[0]),),
        {"lamp/wide": "moved: moved behind lamp/far"},
        "1 moved, 2 unchanged; nothing to make",
    ),
    "to the start": (
        (scene("lamp", LAMP[2], LAMP[0], LAMP[1]),),
        {"lamp/far": "moved: moved to the start"},
        "1 moved, 2 unchanged; nothing to make",
    ),
    "another name and place": (
        (scene("lamp", LAMP[1], LAMP[2]), scene("end", LAMP[0])),
        {"end/wide": "renamed: renamed from lamp/wide; moved behind lamp/far"},
        "1 renamed, 2 unchanged; nothing to make",
    ),
    "another text and place": (
        (scene("lamp", LAMP[1], LAMP[2], "wide: {action: He climbs.}"),),
        {"lamp/wide": "changed: moved behind lamp/far; its action changed: “She” became “He”"},
        "1 changed, 2 unchanged; about 2.8 credits to make (4 s)",
    ),
    "all at once": (
        (scene("lamp", "wide: {action: He climbs.}", "sea: {action: The sea.}", LAMP[2].replace("far", "end")),),
        {
            "lamp/wide": "changed: its action changed: “She” became “He”",
            "lamp/close": "removed",
            "lamp/sea": "added",
            "lamp/end": "renamed: renamed from lamp/far",
        },
        "1 added, 1 changed, 1 removed, 1 renamed; about 5.6 credits to make (8 s)",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_became_of_each_shot(name: str, make: Make) -> None:
    scenes, shots, total = CASES[name]
    difference = diff(make(scene("lamp", *LAMP)), make(*scenes))
    assert (told(difference), say_total(difference)) == (shots, total)


@pytest.mark.parametrize("name", CASES)
def test_the_other_way_round_what_was_added_is_removed(name: str, make: Make) -> None:
    one, other = make(scene("lamp", *LAMP)), make(*CASES[name][0])
    there, back = diff(one, other), diff(other, one)
    assert there.count("added") == back.count("removed")
    assert there.count("removed") == back.count("added")
    assert there.count("renamed") == back.count("renamed")


def test_a_removed_shot_is_told_where_it_was(make: Make) -> None:
    difference = diff(make(scene("lamp", *LAMP)), make(scene("lamp", LAMP[0], LAMP[2])))
    assert [shot.address for shot in difference.shots] == ["lamp/wide", "lamp/close", "lamp/far"]


def test_removed_shots_at_the_start_come_first(make: Make) -> None:
    difference = diff(make(scene("lamp", *LAMP)), make(scene("lamp", LAMP[2])))
    assert [(shot.address, shot.status) for shot in difference.shots] == [
        ("lamp/wide", "removed"),
        ("lamp/close", "removed"),
        ("lamp/far", "unchanged"),
    ]


def test_an_empty_difference_of_a_plan_and_itself(make: Make) -> None:
    planned = make(scene("lamp", *LAMP))
    difference = diff(planned, planned)
    assert {shot.status for shot in difference.shots} == {"unchanged"}
    assert difference.asked.requests == 0


def test_the_film_itself_is_told(make: Make) -> None:
    head = HEAD.replace("The Keeper", "The Light")
    after = replace(make(scene("lamp", *LAMP), head=head), budget=Decimal(100))
    sentences = [change.sentence for change in diff(make(scene("lamp", *LAMP)), after).film]
    assert sentences == [
        "the film's title changed from The Keeper to The Light",
        "the film's budget changed from none to 100 credits",
    ]


# What goes on from another shot

CHAIN = ("a: {action: She climbs.}", "b: {action: She turns., continues: a}", "c: {action: She waits., continues: b}")


def test_what_continues_a_changed_shot_changes_with_it(make: Make) -> None:
    difference = diff(make(scene("s", *CHAIN)), make(scene("s", "a: {action: He climbs.}", *CHAIN[1:])))
    assert told(difference) == {
        "s/a": "changed: its action changed: “She” became “He”",
        "s/b": "changed: s/a, which it continues, changed",
        "s/c": "changed: s/b, which it continues, changed",
    }
    assert difference.asked.credits == sum((shot.asked.credits for shot in difference.shots), Decimal(0))
    assert difference.asked.requests == 3


def test_a_renamed_shot_takes_those_with_it_that_continue_it(make: Make) -> None:
    new = ("start: {action: She climbs.}", CHAIN[1].replace("continues: a", "continues: start"), CHAIN[2])
    assert told(diff(make(scene("s", *CHAIN)), make(scene("s", *new)))) == {"s/start": "renamed: renamed from s/a"}


def test_going_on_from_another_shot_is_told(make: Make) -> None:
    after = make(scene("s", *CHAIN[:2], CHAIN[2].replace("continues: b", "continues: a")))
    assert told(diff(make(scene("s", *CHAIN)), after)) == {"s/c": "changed: it continues s/a, no longer s/b"}


def test_going_on_from_another_take_is_told(make: Make) -> None:
    named = make(scene("s", *CHAIN[:2], CHAIN[2].replace("continues: b", "continues: {shot: b, take: 2}")))
    for sides, words in (
        ((make(scene("s", *CHAIN)), named), "it continues take 2 of s/b, no longer the picked take"),
        ((named, make(scene("s", *CHAIN))), "it continues the picked take of s/b, no longer take 2"),
    ):
        assert told(diff(*sides)) == {"s/c": f"changed: {words}"}


def test_no_longer_going_on_is_told(make: Make) -> None:
    after = make(scene("s", *CHAIN[:2], "c: {action: She waits.}"))
    said = told(diff(make(scene("s", *CHAIN)), after))["s/c"]
    assert "what it takes from the shot before is no longer among its references" in said


# What was made

DONE = Take(shot="s/a", number=1, digest="", attempt="x", status="done", sha256="0" * 64, seconds=4.0, file="a.mp4")


def test_what_was_made_when_a_plan_was_saved_changes_no_request(make: Make) -> None:
    fresh = make(scene("s", *CHAIN))
    made = Made(takes=(replace(DONE, digest=fresh.calls[0].digest),))
    saved = make(scene("s", *CHAIN), made=made)
    assert [call.digest for call in saved.calls][1:] != [call.digest for call in fresh.calls][1:]
    assert told(diff(saved, fresh)) == told(diff(fresh, saved)) == {}


def test_what_the_second_has_made_costs_nothing(make: Make) -> None:
    before, after = make(scene("s", "z: {action: The sea.}")), make(scene("s", *CHAIN[:1]))
    made = Made(takes=(replace(DONE, digest=after.calls[0].digest),))
    assert diff(before, after).asked.credits == Decimal("2.80")
    assert diff(before, make(scene("s", *CHAIN[:1]), made=made)).asked.requests == 0


def test_what_is_on_hold_is_priced_by_its_model(make: Make) -> None:
    held = make(scene("s", CHAIN[0], "b: {action: She turns., continues: {shot: a, take: 2}}"))
    assert [call.action for call in held.calls] == ["make", "hold"]
    before = make(scene("s", CHAIN[0]))
    asked = diff(before, held).asked
    assert (asked.requests, asked.unpriced, asked.credits) == (1, 0, Decimal("2.80"))
    unknown = compare(before, held, profiles={})
    assert (unknown.asked.requests, unknown.asked.unpriced, unknown.asked.credits) == (1, 1, Decimal(0))
    assert say_total(unknown).endswith("; about 0 credits to make (4 s, without 1 of unknown price)")


def test_what_one_plan_leaves_out_is_not_compared(tmp_path: Path) -> None:
    file = write(tmp_path, HEAD + scene("lamp", *LAMP))
    whole, _ = compile_plan(Wanted(file=file), made=Made())
    part, _ = compile_plan(Wanted(file=file, selection=Selection(select="lamp/wide")), made=Made())
    for before, after in ((whole, part), (part, whole)):
        difference = diff(before, after)
        assert difference.apart == ("lamp/close", "lamp/far")
        assert [shot.address for shot in difference.shots] == ["lamp/wide"]
        assert say_total(difference) == "1 unchanged, 2 not compared; nothing to make"


# Order


@given(st.permutations(range(8)))
def test_those_that_stay_rise_and_no_fewer_could_move(ranks: list[int]) -> None:
    moved = list_moved(ranks)
    stay = [rank for place, rank in enumerate(ranks) if place not in moved]
    assert all(a < b for a, b in pairwise(stay))
    assert len(stay) == max(_rising(ranks, start) for start in range(len(ranks)))


def _rising(ranks: list[int], start: int) -> int:
    later = [place for place in range(start + 1, len(ranks)) if ranks[place] > ranks[start]]
    return 1 + max((_rising(ranks, place) for place in later), default=0)


def test_few_move_in_small_lists() -> None:
    assert list_moved(()) == ()
    assert {order: list_moved(order) for order in permutations(range(2))} == {(0, 1): (), (1, 0): (0,)}
    assert list_moved((1, 2, 3, 0)) == (3,)


# Written out


def many(make: Make, number: int, words: str) -> Difference:
    """Make a difference of many changed shots, ten in a scene: copies of ten real ones."""
    before, after = (scene("s", *(f'x{n}: {{action: "Step {n}. {said}"}}' for n in range(10))) for said in ("", words))
    ten = diff(make(before), make(after))
    assert (ten.count("changed"), ten.asked.credits) == (10, Decimal(28))
    copies = (replace(shot, address=f"s{n}/x{m}") for n in range(number // 10) for m, shot in enumerate(ten.shots))
    return replace(ten, shots=tuple(copies))


LONG = "The keeper climbs <b>past</b> @mira and `the` [lens](x) to the #1 lamp in the *rain* of the long night " * 4


def test_a_comment_on_500_changed_shots_is_short_enough_and_folded(make: Make) -> None:
    difference = many(make, 500, LONG)
    assert difference.count("changed") == 500
    text = write_markdown(difference, "main:film.yaml", "film.yaml")
    assert len(text) <= MOST < 65_536
    assert text.splitlines()[0].startswith("**main:film.yaml → film.yaml**: 500 changed; about 28 credits to make")
    assert text.count("<details>") == text.count("</details>") == 50
    assert text.count("\n- `~` **s") == 500
    assert "not shown" not in text
    assert "<b>past" not in text


def test_which_parts_changed_goes_before_the_words_of_one(make: Make) -> None:
    sentences = ("its action changed", "its camera changed", "its duration changed from 4 to 9", "refs/a.png changed")
    words = ("", " ".join(["rain", "and", "wind"] * 9))
    changes = tuple(Change(sentence=one, before=words[0], after=words["action" in one]) for one in sentences)
    few = many(make, 500, LONG)
    difference = replace(few, shots=tuple(replace(shot, changes=changes) for shot in few.shots))
    text = write_markdown(difference, "a", "b")
    assert text.count(": its action, camera and duration changed; refs/a.png changed\n") == 500
    one = write_markdown(replace(difference, shots=difference.shots[:1]), "a", "b")
    assert f"its action changed: “{words[1]}” came; its camera changed" in one


def test_what_no_comment_has_room_for_is_counted(make: Make) -> None:
    long = many(make, 3000, LONG)
    text = write_markdown(long, "a", "b")
    shown = text.count("\n- `~` **")
    assert 200 < shown < 3000
    assert MOST - 2000 < len(text) <= MOST
    assert text.count("<details>") == text.count("</details>")
    assert text.endswith(f"{3000 - shown} more shots are not shown here; `storyboard diff` shows all of it.\n")


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("@mira #12", "@\u200bmira #\u200b12"),
        ("<b>&", "&lt;b&gt;&amp;"),
        ("a*b_c`d", r"a\*b\_c\`d"),
        ("[x](y)", r"\[x\](y)"),
        ("one\ntwo", "one two"),
    ],
)
def test_no_word_of_a_film_is_markup(words: str, shown: str) -> None:
    assert plain(words) == shown


def test_json_has_every_figure(make: Make) -> None:
    difference = diff(make(scene("lamp", *LAMP)), make(*CASES["all at once"][0]))
    data = json.loads(write_json(difference, "old", "new"))
    assert (data["diff"], data["before"], data["after"]) == (1, "old", "new")
    assert data["counts"] == {"added": 1, "changed": 1, "removed": 1, "renamed": 1, "moved": 0, "unchanged": 0}
    assert data["cost"] == {"requests": 2, "seconds": 8, "credits": pytest.approx(5.6), "unpriced": 0}
    assert data["shots"][0] == {
        "address": "lamp/wide",
        "was": "lamp/wide",
        "status": "changed",
        "follows": None,
        "changes": [{"change": "its action changed", "before": "She climbs.", "after": "He climbs."}],
        "cost": {"requests": 1, "seconds": 4, "credits": pytest.approx(2.8), "unpriced": 0},
    }
    assert [shot["was"] for shot in data["shots"]] == ["lamp/wide", "lamp/close", None, "lamp/far"]


def test_a_difference_is_a_value() -> None:
    one = ShotDifference(address="s/a", was=None, status="added")
    assert one == ShotDifference(address="s/a", was=None, status="added")
    assert {one} == {replace(one)}
