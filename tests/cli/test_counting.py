"""Counts that agree wherever they stand: of requests, with the shots and films they are for where those are more."""

from dataclasses import replace

import pytest

from storyboard.cli.counting import for_shots, takes_to_ask
from storyboard.cli.plan_text import EACH, MOST_ROWS
from storyboard.media.animatic import Animatic
from tests.cli.desk import STORYBOARD, Desk
from tests.run.films import a_call

FAST = ("--poll-interval", "0.1")
FILMS = STORYBOARD.replace("scenes:", "variants: {one: {}, two: {}}\nscenes:")
SHARED = "for 4 shots of 2 films"


@pytest.mark.parametrize(
    ("usages", "words"),
    [
        (["a/one", "a/two"], ""),
        (["a/one@x", "a/two@x"], ""),
        (["a/one@x a/one@y", "a/two@x"], "for 3 shots of 2 films"),
        (["a/one a/same"], "for 2 shots"),
    ],
)
def test_requests_are_for_the_shots_that_use_them(usages: list[str], words: str) -> None:
    calls = [replace(a_call(names.split()[0]), usages=tuple(names.split())) for names in usages]
    assert for_shots(calls) == words


def test_only_what_is_to_be_made_asks_for_takes() -> None:
    calls = [replace(a_call("a/one"), takes=3, asked=2), a_call("a/two"), a_call("a/three", action="keep")]
    assert takes_to_ask(calls) == 2


def test_a_plan_a_run_and_a_fetch_count_alike(desk: Desk, quick_sandbox: list[Animatic]) -> None:
    desk.write(FILMS)
    assert f"Plan: 2 to make, {SHARED}, 5.6 credits" in desk("plan", "film.yaml").out
    assert f"The Keeper: 2 done, {SHARED}.\n" in desk("run", "film.yaml", *FAST).err
    assert f"The Keeper: nothing to make, 2 kept, {SHARED}.\n" in desk("run", "film.yaml", *FAST).err
    for clip in (desk.folder / "build").rglob("*.mp4"):
        clip.unlink()
    assert f"The Keeper: 2 fetched, {SHARED}.\n" in desk("fetch", "film.yaml", *FAST).err


def test_what_is_made_and_not_cut_is_counted_too(desk: Desk, quick_sandbox: list[Animatic]) -> None:
    only = 'variants: {short: {only: "lamp/close"}}\nscenes:'
    desk.write(STORYBOARD.replace("after: [wide]", "continues: wide").replace("scenes:", only))
    assert "Plan: 2 to make" in desk("plan", "film.yaml").out
    assert "The Keeper: 2 done.\n" in desk("run", "film.yaml", *FAST).err


def test_more_takes_are_told_as_what_is_added(desk: Desk, quick_sandbox: list[Animatic]) -> None:
    desk("run", "film.yaml", *FAST)
    desk.write(STORYBOARD.replace('stairs."}', 'stairs.", takes: 3}'))
    row = next(line for line in desk("plan", "film.yaml").out.splitlines() if line.startswith("lamp/wide"))
    assert row.split()[:9] == ["lamp/wide", "+", "make", "4", "+2", "of", "3", "5.6", "1"]


@pytest.mark.parametrize(("more", "options", "told"), [(0, (), False), (1, (), True), (1, ("--full",), False)])
def test_a_long_plan_says_how_to_see_all_of_it(desk: Desk, more: int, options: tuple[str, ...], told: bool) -> None:
    shots = "".join(
        f'      - {{id: s{n}, action: "{{{{ mira }}}} takes step {n}."}}\n' for n in range(MOST_ROWS + more)
    )
    desk.write(STORYBOARD.partition("      - {id: wide")[0] + shots)
    assert (EACH in desk("plan", "film.yaml", *options).out) is told
