"""No order of things makes a run pass a cap: over restarts, profiles, variants, failures and doubts, at any width."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyboard.plan.plan import Plan
from storyboard.run.ledger import attempts
from storyboard.run.ledger.money import Caps, Intent, Wish, intend, spent
from storyboard.run.ledger.rows import COUNTED
from storyboard.run.ledger.schema import upgrade
from storyboard.run.production.options import Options
from tests.run.films import Film, MemoryApi, Step, a_call, a_plan, envelope

NOW = datetime(2026, 7, 1, tzinfo=UTC)
Fate = Literal["taken", "charged", "failed", "doubt", "not-sent", "rejected"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Try:
    """A submission: of which run and plan, at what price for how many takes, and what became of it."""

    run: str
    plan: str
    price: int  # cents
    takes: int
    fate: Fate


tries = st.lists(
    st.builds(
        Try,
        run=st.sampled_from("ab"),
        plan=st.sampled_from("xyz"),
        price=st.integers(1, 900),
        takes=st.integers(1, 4),
        fate=st.sampled_from(["taken", "charged", "failed", "doubt", "not-sent", "rejected"]),
    ),
    max_size=25,
)
caps = st.one_of(st.none(), st.integers(0, 2000))


def a_ledger() -> sqlite3.Connection:
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.row_factory = sqlite3.Row
    upgrade(db)
    return db


def ask(db: sqlite3.Connection, number: int, one: Try, limits: Caps) -> bool:
    """Submit and let it have its fate; say whether it was let through."""
    wish = Wish(
        attempt=f"attempt{number}", root=one.run, plan=one.plan, origin="o", file="film.yaml", call=f"one/s{number}",
        shot=f"one/s{number}", usages=(), plan_digest=f"d{number}", digest=f"d{number}", request="",
        wanted=one.takes, planned=one.takes, cost=Decimal(one.price) / 100 * one.takes, owner="me",
        lease=NOW + timedelta(minutes=5), now=NOW,
    )  # fmt: skip
    if not isinstance(intend(db, wish, limits), Intent):
        return False
    match one.fate:
        case "not-sent" | "rejected":
            attempts.let_go(db, wish.attempt, state=one.fate, message="", now=NOW)
        case "doubt":
            attempts.doubt(db, wish.attempt, "", now=NOW)
        case "charged":
            attempts.accept(db, wish.attempt, f"task{number}")
            attempts.charge(db, wish.attempt, wish.cost / 2)
        case "failed" | "taken":
            attempts.accept(db, wish.attempt, f"task{number}")
    return True


def passed(db: sqlite3.Connection, limits: Caps) -> list[str]:
    """Name every cap that was passed."""
    sums = {
        "budget": (limits.budget, [spent(db, "root = ?", (run,)) for run in "ab"]),
        "confirmed": (limits.confirmed, [spent(db, "plan = ?", (plan,)) for plan in "xyz"]),
        "production": (limits.production, [spent(db, "origin = 'o'", ())]),
    }
    return [name for name, (cap, found) in sums.items() if cap is not None and max(found) > cap]


def in_credits(cents: int | None) -> Decimal | None:
    return None if cents is None else Decimal(cents) / 100


@settings(max_examples=80)
@given(tries, caps, caps, caps)
def test_no_cap_is_ever_passed(
    asked: Sequence[Try], budget: int | None, production: int | None, confirmed: int | None
) -> None:
    limits = Caps(budget=in_credits(budget), production=in_credits(production), confirmed=in_credits(confirmed))
    db = a_ledger()
    for number, one in enumerate(asked):
        let_through = ask(db, number, one, limits)
        assert passed(db, limits) == []
        if not let_through:  # it was right to refuse: with it a cap would have been passed
            beside = [spent(db, "root = ?", (one.run,)), spent(db, "plan = ?", (one.plan,)), spent(db, "1", ())]
            price = Decimal(one.price * one.takes) / 100
            over = zip((limits.budget, limits.confirmed, limits.production), beside, strict=True)
            assert any(cap is not None and known + price > cap for cap, known in over)
    db.close()


def test_with_the_check_off_caps_are_passed() -> None:
    db = a_ledger()
    for number in range(5):
        ask(db, number, Try(run="a", plan="x", price=500, takes=4, fate="doubt"), Caps())
    limit = Decimal(10)
    assert passed(db, Caps(budget=limit, production=limit, confirmed=limit)) == ["budget", "confirmed", "production"]
    db.close()


@pytest.mark.parametrize(("name", "keys"), [("root", ["root"]), ("plan", ["plan"]), ("file", ["origin", "file"])])
def test_a_sum_reads_an_index_and_no_submission(name: str, keys: list[str]) -> None:
    """Each submission of a long film sums all before it, once for each cap."""
    db, asked = a_ledger(), list[str]()
    db.set_trace_callback(asked.append)
    spent(db, " AND ".join(f"{key} = ?" for key in keys), ("a",) * len(keys))
    db.set_trace_callback(None)
    ways = [row["detail"].split(" (")[0] for row in db.execute(f"EXPLAIN QUERY PLAN {asked[0]}")]
    assert ways == [f"SEARCH attempts USING COVERING INDEX attempts_by_{name}_cost"]
    db.close()


# Through the runner


def taken(api: MemoryApi, _request: httpx.Request, body: dict[str, Any]) -> httpx.Response:
    return httpx.Response(200, json=envelope({"taskId": api.take(body), "status": "waiting"}))


def lost(api: MemoryApi, _request: httpx.Request, body: dict[str, Any]) -> httpx.Response:
    api.take(body)
    return httpx.Response(500)


def refused(*_: object) -> httpx.Response:
    return httpx.Response(400, json={"message": "no", "code": "BAD_REQUEST"})


def billed(film: Film) -> Decimal:
    """Say what the provider takes at worst: each take that it made something of, 2.50 each."""
    takes: int = sum(task["input"]["videoNum"] for task in film.api.tasks.values())
    return Decimal("2.5") * takes


def plans() -> list[Plan]:
    """Make the same film in two profiles and a variant, of 1 to 4 takes a shot: 2.50 for each."""
    made = []
    for profile, variant in (("draft", ""), ("final", ""), ("final", "@tall")):
        calls = [
            a_call(
                f"one/s{n}{variant}", takes=n % 4 + 1, cost=str(Decimal("2.5") * (n % 4 + 1)), prompt=f"{profile}{n}"
            )
            for n in range(6)
        ]
        made.append(replace(a_plan(*calls), profile=profile, digest=f"{profile}{variant}"))
    return made


SCENES: tuple[tuple[list[Step], dict[str, list[str]]], ...] = (
    ([], {}),
    ([lost, taken, lost, refused], {}),
    ([refused, refused, taken], {"draft": ["failed"], "final1": ["failed", "failed"]}),
)


@pytest.mark.parametrize("width", [1, 4])
@pytest.mark.parametrize("scene", range(len(SCENES)))
def test_the_production_s_budget_holds_over_runs_profiles_and_variants(film: Film, scene: int, width: int) -> None:
    steps, fates = SCENES[scene]
    film.api.steps, film.api.takes, film.api.credit = list(steps), fates, None
    cap = Decimal(30)
    codes = [film.run(plan, Options(concurrency=width, production=cap)).exit_code for plan in plans() for _ in range(2)]
    assert billed(film) <= cap < billed(film) + 10  # no dearer shot than this is left
    assert set(codes) & {5, 7}


def test_with_the_guard_off_the_same_runs_pass_it(film: Film) -> None:
    film.api.credit = None
    for plan in plans():
        film.run(plan, Options(production=Decimal(30), guard="off"))
    assert billed(film) > 30


def test_a_budget_of_a_run_is_that_of_its_resumptions(film: Film) -> None:
    film.api.credit = None
    for _ in range(3):
        film.run(plans()[0], Options(budget=Decimal(12), concurrency=3))
    assert billed(film) <= 12
    film.run(plans()[0], Options(budget=Decimal(20), concurrency=3))
    assert 12 < billed(film) <= 20


def test_the_confirmed_total_is_a_cap_of_that_plan_alone(film: Film) -> None:
    film.api.credit = None
    first, second, _ = plans()
    for plan in (first, second):
        for _ in range(2):
            film.run(plan, Options(confirmed=Decimal(10)))
    assert 15 < billed(film) <= 20


def test_takes_times_price_is_counted_before_they_are_asked_for(film: Film) -> None:
    outcome = film.run(a_plan(a_call("one/a", takes=4, cost="10")), Options(budget=Decimal("9.99")))
    assert (outcome.exit_code, film.api.submitted) == (5, [])
    assert "may cost 10 credits" in outcome.reason


def test_what_counts_is_what_may_have_been_charged() -> None:
    assert set(COUNTED) == {"sending", "sent", "final", "in-doubt"}
