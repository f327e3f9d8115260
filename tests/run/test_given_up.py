"""What was given up on a word that may prove wrong, a clock's or another key's, is asked after again by `fetch`."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from storyboard.plan.made import EXPIRED, FEWER, UNKNOWN
from storyboard.run.takes.made import read_made
from tests.run.films import Film, a_call, a_plan

PLAN, AGAIN = a_plan(a_call("one/a")), a_plan(a_call("one/a", action="fetch", asked=1))


def unknown() -> httpx.Response:
    return httpx.Response(404, json={"message": "NOT_FOUND_ERROR", "code": "NOT_FOUND"})


def jump(film: Film) -> None:
    """Let the clock jump while no clip is to be had."""

    def refuse() -> httpx.Response:
        film.time.start += timedelta(days=20)
        return httpx.Response(503)

    film.api.clips = [refuse, *[lambda: httpx.Response(503)] * 3]


def forget(film: Film) -> None:
    """Let the API answer as it answers another key."""
    film.api.statuses = [unknown() for _ in range(99)]


def message(film: Film) -> str:
    return read_made(film.folder, file="film.yaml", origin="sandbox").takes[0].message


@pytest.mark.parametrize(("happens", "told"), [(jump, EXPIRED), (forget, UNKNOWN)])
def test_a_clip_that_turns_up_after_all_is_fetched_and_not_paid_again(
    film: Film, happens: Callable[[Film], None], told: str
) -> None:
    happens(film)
    first = film.run(PLAN)
    assert (first.exit_code, message(film).startswith(told)) == (1, True)
    film.api.statuses = []
    second = film.run(AGAIN)
    assert (second.exit_code, film.statuses(second)) == (0, {"one/a": "done"})
    assert len(film.api.submitted) == 1


@pytest.mark.parametrize(("happens", "told"), [(jump, EXPIRED), (forget, UNKNOWN)])
def test_one_that_does_not_stays_given_up_in_the_same_words(
    film: Film, happens: Callable[[Film], None], told: str
) -> None:
    happens(film)
    film.run(PLAN)
    before = message(film)
    for again in (unknown(), httpx.Response(503)):
        film.api.statuses = [again] * 9
        outcome = film.run(AGAIN)
        assert (outcome.exit_code, message(film)) == (1, before)
        assert message(film).startswith(told)


def test_a_take_that_is_listed_too_late_is_fetched(film: Film) -> None:
    both = a_call("one/a", takes=2)
    film.api.takes = {"one/a": ["succeed"]}
    first = film.run(a_plan(both))
    assert (first.exit_code, [take.status for take in first.manifest.shots[0].takes]) == (0, ["done", "failed"])
    assert first.manifest.shots[0].takes[1].message == FEWER
    film.api.tasks["task1"]["takes"] = ["succeed", "succeed"]
    second = film.run(a_plan(replace(both, action="fetch", asked=2)))
    assert (second.exit_code, [take.status for take in second.manifest.shots[0].takes]) == (0, ["done", "done"])
    assert len({take.sha256 for take in second.manifest.shots[0].takes}) == 2
    assert len(film.api.submitted) == 1


def test_a_generation_that_failed_is_not_asked_after_again(film: Film) -> None:
    film.api.takes = {"one/a": ["failed"]}
    film.run(PLAN)
    film.api.requests.clear()
    assert film.run(AGAIN).exit_code == 1
    assert film.api.requests == []
