"""Caps: enforced before every submission, over runs, with the worst case counted."""

from decimal import Decimal

import httpx
import pytest

from storyboard.run.production.options import Options
from storyboard.run.record.events import RunStopped
from tests.run.films import Film, a_call, a_plan


def options(**caps: str) -> Options:
    return Options(concurrency=1, **{name: Decimal(value) for name, value in caps.items()})  # type: ignore[arg-type]


@pytest.mark.parametrize("cap", ["budget", "production", "confirmed"])
def test_each_cap_stops_before_it_is_passed(film: Film, cap: str) -> None:
    film.api.credit = None
    plan = a_plan(*(a_call(f"one/s{n}", cost="4.40") for n in range(4)))
    outcome = film.run(plan, options(**{cap: "10"}))
    assert (outcome.exit_code, len(film.api.submitted)) == (5, 2)
    assert sorted(film.statuses(outcome).values()) == ["done", "done", "waiting", "waiting"]
    assert "one/s2 may cost 4.4 credits; 8.8 are spent" in outcome.reason
    *_, about, other = outcome.manifest.shots
    assert about.because == (f"not sent: {outcome.reason}",)
    assert other.because == ("not sent: the run stopped at one/s2",)
    assert film.run(plan, options(**{cap: "10"})).exit_code == 5
    assert len(film.api.submitted) == 2


HELP = {"budget": "Raise the budget", "production": "Raise the budget", "confirmed": "Make a new plan and confirm"}


@pytest.mark.parametrize("cap", HELP)
def test_each_cap_says_how_to_go_on(film: Film, cap: str) -> None:
    assert film.run(a_plan(a_call("one/a")), options(**{cap: "1"})).help.startswith(HELP[cap])


@pytest.mark.parametrize("cap", ["budget", "production", "confirmed"])
def test_a_higher_cap_goes_on(film: Film, cap: str) -> None:
    film.api.credit = None
    plan = a_plan(*(a_call(f"one/s{n}", cost="4.40") for n in range(4)))
    film.run(plan, options(**{cap: "10"}))
    assert film.run(plan, options(**{cap: "17.60"})).exit_code == 0
    assert len(film.api.submitted) == 4


def test_a_charge_takes_the_place_of_the_estimate(film: Film) -> None:
    film.api.credit = "1.5"
    plan = a_plan(*(a_call(f"one/s{n}", cost="4.40") for n in range(4)))
    assert film.run(plan, options(budget="9")).exit_code == 0


def test_doubt_and_failure_count_as_spent(film: Film) -> None:
    film.api.credit = None
    film.api.takes["one/s1"] = ["failed"]
    film.api.steps = [lambda *_: httpx.Response(500)]
    plan = a_plan(*(a_call(f"one/s{n}", cost="4.00") for n in range(3)))
    outcome = film.run(plan, options(production="11.99"))
    assert outcome.exit_code == 7
    assert list(film.statuses(outcome).values()) == ["in-doubt", "failed", "waiting"]


def test_what_was_refused_is_not_spent(film: Film) -> None:
    film.api.credit = None
    film.api.steps = [lambda *_: httpx.Response(400, json={"message": "no", "code": "BAD_REQUEST"})]
    plan = a_plan(*(a_call(f"one/s{n}", cost="4.00") for n in range(3)))
    assert film.run(plan, options(budget="8")).exit_code == 1
    assert len(film.api.submitted) == 3


def test_the_budget_of_the_production_counts_every_run(film: Film) -> None:
    film.api.credit = None
    film.run(a_plan(a_call("one/a", cost="6")), options(production="10"))
    outcome = film.run(a_plan(a_call("one/b", cost="6")), options(production="10"))
    assert (outcome.exit_code, len(film.api.submitted)) == (5, 1)


def test_the_budget_of_a_run_begins_anew_after_one_that_came_to_its_end(film: Film) -> None:
    film.api.credit = None
    film.run(a_plan(a_call("one/a", cost="6")), options(budget="10"))
    assert film.run(a_plan(a_call("one/b", cost="6")), options(budget="10")).exit_code == 0


def test_the_budget_of_a_run_goes_on_in_what_resumes_it(film: Film) -> None:
    film.api.credit = None
    film.run(a_plan(a_call("one/a", cost="6"), a_call("one/b", cost="6")), options(budget="10"))
    outcome = film.run(a_plan(a_call("one/c", cost="6")), options(budget="10"))
    assert (outcome.exit_code, len(film.api.submitted)) == (5, 1)


def test_the_budget_of_a_run_that_left_a_doubt_goes_on_in_the_next(film: Film) -> None:
    film.api.credit = None
    film.api.steps = [lambda *_: httpx.Response(500)]
    outcome = film.run(a_plan(a_call("one/a", cost="6")), options(budget="10"))
    assert film.statuses(outcome) == {"one/a": "in-doubt"}
    outcome = film.run(a_plan(a_call("one/b", cost="6")), options(budget="10"))
    assert "one/b may cost 6 credits; 6 are spent" in outcome.reason
    assert len(film.api.submitted) == 1


def test_fewer_takes_cost_their_share(film: Film) -> None:
    film.api.credit = None
    film.run(a_plan(a_call("one/a", takes=1, cost="3.33")))
    outcome = film.run(a_plan(a_call("one/a", takes=3, cost="10.00")), options(production="10.00"))
    assert outcome.exit_code == 0
    assert film.api.submitted[1]["input"]["videoNum"] == 2


def test_the_reason_is_told_once(film: Film) -> None:
    film.run(a_plan(*(a_call(f"one/s{n}") for n in range(5))), options(budget="1"))
    assert len([event for event in film.events if isinstance(event, RunStopped)]) == 1
    assert film.api.submitted == []
