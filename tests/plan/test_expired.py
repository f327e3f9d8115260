"""A clip that expired before it was fetched is no clip to choose, to go on from or to stay with."""

from dataclasses import replace

import pytest

from storyboard.plan.film import Film
from storyboard.plan.made import EXPIRED, Made, Take
from storyboard.problems import Refused
from tests.plan.test_picks import BOARD, actions, call, compile_text, decided, made_of, pick, take_of
from tests.support.films import plan

GONE = "the clip of take 1 of one/a, which it continues, has expired: "
ONE = BOARD.replace(", takes: 2", "")


@pytest.fixture(scope="module")
def film() -> Film:
    return compile_text(ONE)


def gone(take: Take) -> Take:
    return replace(take, file=None, message=f"{EXPIRED}: HTTP 404")


def lost(film: Film, *more: int) -> Made:
    """Give a shot whose first take has expired, and `more` that are here."""
    first = call(plan(film), "one/a")
    return Made(takes=(gone(take_of(first, 1)), *(take_of(first, number) for number in more)))


@pytest.mark.parametrize("target", ["sandbox", "pollo"])
def test_after_a_retake_the_new_one_is_the_only_one(film: Film, target: str) -> None:
    found = plan(film, made=lost(film, 2), target=target)
    assert (call(found, "one/a").action, call(found, "one/b").action) == ("keep", "make")
    second = call(plan(film, made=Made(takes=lost(film, 2).takes[1:])), "one/b")
    assert call(found, "one/b").digest == second.digest


def test_with_two_more_one_has_to_be_picked(film: Film) -> None:
    assert call(plan(film, made=lost(film, 2, 3), target="pollo"), "one/b").action == "hold"


def test_what_was_made_from_it_stays(film: Film) -> None:
    made = made_of(film, a=1, b=1, d=1)
    made = Made(takes=(gone(made.takes[0]), *made.takes[1:]))
    found = plan(film, made=made)
    assert actions(found) | {"c": ""} == {"a": "hold", "b": "keep", "c": "", "d": "keep"}
    alone = plan(film, made=made, select="one/b one/d")
    assert actions(alone) == {"b": "keep", "d": "keep"}


def test_more_takes_of_what_was_made_from_it_have_nothing_to_go_on_from(film: Film) -> None:
    made = made_of(film, a=1, b=1, d=1)
    made = Made(takes=(gone(made.takes[0]), *made.takes[1:]))
    more = compile_text(ONE.replace("tail}", "tail}, takes: 2").replace("take: 1}", "take: 1}, takes: 2"))
    found = plan(more, made=made)
    assert call(found, "one/b").because == (f"{GONE}`pick` another",)
    assert call(found, "one/d").because == (f"{GONE}name another in `continues`",)


def test_a_number_that_names_it_holds(film: Film) -> None:
    found = call(plan(film, made=lost(film, 2)), "one/d")
    assert (found.action, found.because) == ("hold", (f"{GONE}name another in `continues`",))


def test_no_other_stands_in_for_a_picked_one(film: Film) -> None:
    found = plan(film, made=decided(lost(film, 2), pick("one/a", 1)), target="pollo")
    assert call(found, "one/a").action == "hold"
    assert call(found, "one/a").because[0].endswith("it is the picked one, and no other stands in for it")
    assert call(found, "one/b").because == (f"{GONE}`pick` another",)
    other = plan(film, made=decided(lost(film, 2), pick("one/a", 2)), target="pollo")
    assert (call(other, "one/a").action, call(other, "one/b").action) == ("keep", "make")


def test_one_that_a_cache_has_is_there(film: Film) -> None:
    first = call(plan(film), "one/a")
    cached = replace(gone(take_of(first, 1)), cached=True, message="")
    found = plan(film, made=Made(takes=(cached,)))
    assert (call(found, "one/a").action, call(found, "one/b").action) == ("fetch", "make")
    assert call(found, "one/a").because == ("take 1 was made, and its clip is in the cache",)


def test_each_clip_that_is_to_be_brought_is_named(film: Film) -> None:
    first = call(plan(film), "one/a")
    away = Made(takes=tuple(take_of(first, number, here=False) for number in (1, 2, 3)))
    assert call(plan(film, made=away), "one/a").because == ("takes 1, 2 and 3 were made, and their clips are not here",)


def test_an_approved_shot_asks_for_nothing_to_go_on_from(film: Film) -> None:
    made = made_of(film, a=1, b=1)
    new = compile_text(ONE.replace("camera: wide", "camera: close"))
    first = take_of(call(plan(new), "one/a"), 2, "failed", message="too dark")
    approved = decided(Made(takes=(first, made.takes[1])), pick("one/b", 1, approved=True))
    assert actions(plan(new, made=approved, select="one/b")) == {"b": "keep"}


@pytest.mark.parametrize(
    ("status", "message", "why", "help"),
    [
        ("failed", "too dark", "whose generation failed", "`storyboard retry --select one/a`"),
        ("submitted", "", "is not here yet", "`storyboard fetch --select one/a`"),
        ("in-doubt", "", "whose fate is unknown", "`storyboard reconcile`"),
        ("done", f"{EXPIRED}: 404", "whose clip expired before it was fetched", "`storyboard retake one/a`"),
    ],
)
def test_why_what_is_not_selected_cannot_be_used_is_told(
    film: Film, status: str, message: str, why: str, help: str
) -> None:
    take = take_of(call(plan(film), "one/a"), 1, status, here=False, message=message)  # type: ignore[arg-type]
    with pytest.raises(Refused) as caught:
        plan(film, made=Made(takes=(take,)), select="one/b")
    assert caught.value.message == f"one/b goes on from one/a, which is not selected and {why}"
    assert help in caught.value.help
