"""What was paid for, or may have been, is told in the exit code though no call of the present plan asks about it."""

from dataclasses import replace

import httpx
import pytest

from storyboard.plan.plan import Plan
from storyboard.run.production.options import Options, Tries
from storyboard.run.record.outcome import Doubted, Outcome
from tests.run.films import Film, a_call, a_plan, a_target
from tests.support.run_sync import run_plan_sync

OLD = a_call("one/a")
LATER = {
    "left the film": a_plan(a_call("one/b")),
    "was changed": a_plan(a_call("one/a", prompt="the shot one/a, by night")),
    "is on hold": a_plan(replace(OLD, action="hold"), a_call("one/b")),
}
BRIEF = Options(tries=Tries(task=30.0, clip=1))


def lose(film: Film) -> None:
    """Send a shot whose answer is lost."""
    film.api.steps = [lambda *_: httpx.Response(500, json={"message": "no luck"})]
    assert film.run(a_plan(OLD)).exit_code == 7


@pytest.mark.parametrize("later", LATER)
def test_a_clip_that_is_not_to_be_had_is_told_whatever_became_of_its_shot(film: Film, later: str) -> None:
    film.api.clips = [lambda: httpx.Response(503)]
    assert film.run(a_plan(OLD), BRIEF).exit_code == 6
    film.api.clips = [lambda: httpx.Response(503)]
    outcome = film.run(LATER[later], replace(BRIEF, concurrency=1))
    assert outcome.exit_code == 6
    assert outcome.reason == "Take 1 of one/a is not here yet: its address answers with HTTP 503"
    assert "fetched" in outcome.help
    assert film.run(LATER[later]).exit_code == 0


def test_a_task_that_nobody_answers_for_is_told_in_words(film: Film) -> None:
    film.api.slow = {"one/a": 10**6}
    film.run(a_plan(OLD), BRIEF)
    outcome = film.run(LATER["left the film"], BRIEF)
    assert outcome.exit_code == 6
    assert outcome.reason == "Take 1 of one/a is not here yet: the provider is still at work on it"


@pytest.mark.parametrize("later", LATER)
def test_a_doubt_is_told_whatever_became_of_its_shot(film: Film, later: str) -> None:
    lose(film)
    outcome = film.run(LATER[later])
    assert outcome.exit_code == 7
    assert outcome.in_doubt == (Doubted(file="film.yaml", name="one/a#1"),)
    assert len(film.api.submitted) == 2


def test_a_doubt_is_told_by_whom_it_belongs_to_and_by_who_shares_it(film: Film) -> None:
    lose(film)
    shared = run_as("other.yaml", film, a_plan(OLD))
    assert (shared.exit_code, shared.in_doubt) == (7, (Doubted(file="film.yaml", name="one/a#1"),))
    alone = run_as("other.yaml", film, LATER["left the film"])
    assert (alone.exit_code, alone.in_doubt) == (0, ())


def run_as(file: str, film: Film, plan: Plan) -> Outcome:
    return run_plan_sync(
        replace(plan, storyboard=file),
        folder=film.folder,
        out=film.folder / "build" / "other",
        target=a_target(film.api),
        options=Options(clock=film.time.clock()),
    )
