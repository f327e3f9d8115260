"""Which take a number means: of those that stand for a shot, the one that bears it; where two do, nobody guesses."""

from dataclasses import replace

import pytest

from storyboard.plan.decisions.standing import label, number_cached, numbered, tell_apart
from storyboard.plan.film import Film
from storyboard.plan.made import Made, Take
from tests.plan.test_picks import BOARD, call, compile_text, decided, made_of, pick, sha, take_of
from tests.support.films import plan

OTHER = "b" * 64


@pytest.fixture(scope="module")
def film() -> Film:
    return compile_text(BOARD)


def renamed(take: Take, shot: str = "one/old") -> Take:
    """Give a take as it was made under another name of its shot."""
    return replace(take, shot=shot, usages=(shot,), attempt=f"{shot}{take.number}", sha256=sha(shot, take.number))


def rivals(film: Film) -> Made:
    """Give two takes of the number 1: one of earlier words, and one that was made of the present ones elsewhere."""
    first = take_of(call(plan(film), "one/a"), 1)
    return Made(takes=(replace(first, digest=OTHER), renamed(first)))


def test_a_take_of_the_present_words_is_meant_whatever_its_shot_was_called(film: Film) -> None:
    one = take_of(call(plan(film), "one/a"), 1)
    found = call(plan(film, made=Made(takes=(renamed(one),))), "one/d")
    own = call(plan(film, made=Made(takes=(replace(one, sha256=sha("one/old", 1)),))), "one/d")
    assert (found.action, found.digest) == ("make", own.digest)


def test_a_take_of_another_storyboard_s_shot_of_that_name_is_not_meant(film: Film) -> None:
    one = replace(take_of(call(plan(film), "one/a"), 1), digest=OTHER, storyboard="other.yaml")
    assert call(plan(film, made=Made(takes=(one,))), "one/d").because == ("one/a has no good take 1",)


def test_where_a_number_may_be_two_takes_nobody_guesses(film: Film) -> None:
    made = rivals(film)
    found = call(plan(film, made=made), "one/d")
    names = f"1-{sha('one/old', 1)[:8]}, made for one/old, and 1-{sha('one/a', 1)[:8]}, made for one/a"
    assert (found.action, found.because) == (
        "hold",
        (f"take 1 of one/a may be 2 takes: {names}; `pick` the one that is meant",),
    )
    for shot in ("one/a", "one/old"):
        chosen = decided(made, replace(pick("one/a", 1, approved=True), sha256=sha(shot, 1)))
        alone = Made(takes=tuple(take for take in made.takes if take.shot == shot))
        assert call(plan(film, made=chosen), "one/d").digest == call(plan(film, made=alone), "one/d").digest


def test_two_storyboards_of_one_folder_are_told_apart(film: Film) -> None:
    one, other = (
        replace(take, storyboard=name) for take, name in zip(rivals(film).takes, ("a.yaml", "b.yaml"), strict=True)
    )
    words = tell_apart((one, other), shot="one/a")
    assert words == (
        f"one/a#1-{(one.sha256 or '')[:8]}, made for one/a of a.yaml, "
        f"and one/a#1-{(other.sha256 or '')[:8]}, made for one/old of b.yaml"
    )


def test_what_was_made_from_one_of_them_stays(film: Film) -> None:
    made = made_of(film, a=1, d=1)
    later = replace(renamed(made.takes[0]), number=1)
    assert call(plan(film, made=Made(takes=(*made.takes, later))), "one/d").action == "keep"


def test_the_same_clip_twice_is_one_take() -> None:
    one = Take(shot="a/b", number=1, digest="d", attempt="x", status="done", sha256="e" * 64)
    other = replace(one, shot="a/c", attempt="y")
    assert numbered((one, other), 1) == (one,)
    assert label(one, (one, other)) == "1"


def test_a_take_is_named_by_its_clip_where_its_number_is_not_enough() -> None:
    one = Take(shot="a/b", number=1, digest="d", attempt="x", status="done", sha256="e" * 64)
    other, failed = replace(one, sha256="f" * 64), replace(one, status="failed", sha256=None)
    assert numbered((one, other, failed), 1) == (one, other)
    assert numbered((one, other), 1, clip="ffff") == (other,)
    assert [label(take, (one, other, failed)) for take in (one, other, failed)] == ["1-eeeeeeee", "1-ffffffff", "1"]


def test_what_a_cache_alone_has_is_numbered_after_all_that_there_is() -> None:
    own = Take(shot="a/b", number=3, digest="d", attempt="x", status="failed")
    cached = tuple(replace(own, shot="", number=number, status="done", sha256=f"{number}" * 64) for number in (1, 2))
    assert [take.number for take in number_cached((*cached, own))] == [4, 5, 3]
    assert [take.number for take in number_cached(cached)] == [1, 2]
    assert [take.number for take in number_cached(cached, beside=(own,))] == [4, 5]
