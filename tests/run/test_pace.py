"""How often a task is asked after: seldom while it cannot be done, often while it probably is, from what was learnt."""

import dataclasses
import random
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import timedelta
from functools import partial
from math import exp
from pathlib import Path

import pytest

from storyboard.plan.plan import Call
from storyboard.run.ledger.writer import Ledger, open_ledger
from storyboard.run.machine.clock import stamp
from storyboard.run.tasks import poll
from storyboard.run.tasks.pace import durations, expected, kind_of, kind_text, next_gap
from tests.run.films import FakeClock, Film, a_call, a_plan

SETTLE = "UPDATE attempts SET made_at = ?, settled_at = ? WHERE call = ?"
HISTORY = [100.0, 110.0, 118.0, 120.0, 123.0, 131.0, 140.0]


@pytest.mark.parametrize(
    ("elapsed", "longest", "gap"),
    [(0, 30, 0.1), (1, 30, 0.25), (20, 30, 5), (60, 30, 10), (600, 30, 10), (600, 3, 3), (0, 0.05, 0.1)],
)
def test_without_a_history_gaps_grow_with_a_task_s_age_up_to_ten_seconds(
    elapsed: float, longest: float, gap: float
) -> None:
    assert next_gap(elapsed, longest=longest) == pytest.approx(gap)
    assert next_gap(elapsed, history=HISTORY[:2], longest=longest) == pytest.approx(gap)


def test_with_a_history_few_questions_come_before_it_can_be_done_and_many_while_it_probably_is() -> None:
    early, likely, late = (next_gap(elapsed, history=HISTORY, longest=30) for elapsed in (20.0, 120.0, 700.0))
    assert early == 30
    assert likely < 3
    assert late > likely


@pytest.mark.parametrize("elapsed", [0.0, 0.1, 5.0, 119.0, 150.0, 200.0, 10_000.0, 10**7])
@pytest.mark.parametrize("history", [[], HISTORY, [60.0] * 50, [6.0, 60.0, 600.0], [0.0, 0.0, 0.0]])
def test_no_gap_is_longer_than_was_asked_for_and_none_is_nothing(elapsed: float, history: list[float]) -> None:
    for longest in (0.1, 4.0, 30.0):
        assert 0.1 <= next_gap(elapsed, history=history, longest=longest) <= longest


def follow(taken: float, history: Sequence[float]) -> tuple[int, float]:
    """Count the questions after a task that takes so long, and say how late its end is noticed."""
    elapsed, asked = 0.0, 0
    while elapsed < taken:
        elapsed += next_gap(elapsed, history=history, longest=30)
        asked += 1
    return asked, elapsed - taken


def test_what_was_learnt_saves_questions_and_time() -> None:
    draw = random.Random(7)
    tasks = [123 * exp(draw.gauss(0, 0.25)) for _ in range(300)]
    learnt = [follow(taken, tasks[:50]) for taken in tasks[50:]]
    plain = [follow(taken, ()) for taken in tasks[50:]]
    for one in (0, 1):
        assert sum(each[one] for each in learnt) < 0.8 * sum(each[one] for each in plain)


def test_one_clip_that_came_late_changes_little() -> None:
    gap = next_gap(120, history=HISTORY, longest=30)
    assert next_gap(120, history=[*HISTORY, 3000.0], longest=30) == pytest.approx(gap, rel=0.5)


def test_a_task_much_later_than_all_before_is_not_asked_after_without_end() -> None:
    asked, late = follow(3600.0, [120.0] * 30)
    assert asked < 250
    assert late <= 30


def test_what_is_expected_needs_some_clips() -> None:
    assert expected(HISTORY) == 120
    assert expected(HISTORY[:2]) is None


def kept(ledger: Ledger, call: Call) -> tuple[float, ...]:
    return ledger.ask(lambda db: durations(db, kind_of(call), origin="sandbox")).result()


def execute(words: str, values: tuple[str, ...], db: sqlite3.Connection) -> None:
    db.execute(words, values)


def settle_after(film: Film, seconds: Mapping[str, float]) -> None:
    """Let the attempts of these calls have taken so long."""
    start = FakeClock().start
    with open_ledger(film.folder) as ledger:
        for name, taken in seconds.items():
            values = (stamp(start), stamp(start + timedelta(seconds=taken)), name)
            ledger.ask(partial(execute, SETTLE, values)).result()


def test_durations_are_learnt_from_clips_of_the_same_kind(film: Film) -> None:
    calls = [a_call("one/a"), a_call("one/b"), a_call("one/long", seconds=2), a_call("one/many", takes=2)]
    film.run(a_plan(*calls))
    settle_after(film, {"one/a": 90.0, "one/b": 110.0, "one/long": 300.0, "one/many": 400.0})
    with open_ledger(film.folder) as ledger:
        assert [sorted(kept(ledger, call)) for call in calls[1:]] == [[90.0, 110.0], [300.0], [400.0]]
        assert kept(ledger, dataclasses.replace(calls[0], path="/generation/other")) == ()


@pytest.mark.parametrize(("taken", "known"), [(1.0, ()), (90.0, (90.0,)), (5000.0, ())])
def test_what_was_brief_or_fetched_by_a_later_run_teaches_nothing(film: Film, taken: float, known: object) -> None:
    film.run(a_plan(a_call("one/a")))
    settle_after(film, {"one/a": taken})
    with open_ledger(film.folder) as ledger:
        assert kept(ledger, a_call("one/a")) == known


def test_failed_takes_and_clips_of_which_nobody_noted_the_kind_teach_nothing(film: Film) -> None:
    film.api.takes = {"one/bad": ["failed"]}
    film.run(a_plan(a_call("one/a"), a_call("one/bad")))
    settle_after(film, {"one/a": 90.0, "one/bad": 20.0})
    with open_ledger(film.folder) as ledger:
        assert kept(ledger, a_call("one/a")) == (90.0,)
        ledger.ask(partial(execute, "UPDATE attempts SET kind = ?", ("",))).result()
        assert kept(ledger, a_call("one/a")) == ()


def test_a_ledger_with_much_in_it_is_not_read_through(tmp_path: Path) -> None:
    call = a_call("one/a")
    with open_ledger(tmp_path) as ledger:
        ledger.ask(partial(fill, call, range(700))).result()
        found, steps = kept(ledger, call), effort(ledger, call)
        ledger.ask(partial(fill, call, range(700, 1400))).result()
        ledger.ask(partial(fill, a_call("one/long", seconds=2), range(1400, 2100))).result()
        assert effort(ledger, call) == steps
    assert len(found) == 50
    assert found[0] == 60 + 699


def effort(ledger: Ledger, call: Call) -> int:
    """Count the steps that the database takes to give the history of a call."""
    return ledger.ask(partial(counted, call)).result()


def counted(call: Call, db: sqlite3.Connection) -> int:
    steps = iter(range(10**9))
    db.set_progress_handler(lambda: next(steps) < 0, 1)
    durations(db, kind_of(call), origin="sandbox")
    db.set_progress_handler(None, 0)
    return next(steps)


def fill(call: Call, numbers: range, db: sqlite3.Connection) -> None:
    for number in numbers:
        add(db, call, number)


def add(db: sqlite3.Connection, call: Call, number: int) -> None:
    start = FakeClock().start
    settled = stamp(start + timedelta(seconds=60 + number))
    db.execute(
        "INSERT INTO attempts (id, root, plan, origin, file, call, shot, usages, plan_digest, digest, asked, price, "
        "owner, lease, state, made_at, settled_at, kind) VALUES (?, 'r', 'p', 'sandbox', 'film.yaml', 'one/a', "
        "'one/a', '[]', ?, ?, 1, '1', 'o', 'l', 'final', ?, ?, ?)",
        (f"a{number}", f"d{number}", f"d{number}", stamp(start), settled, kind_text(call)),
    )
    db.execute(
        "INSERT INTO takes (origin, file, shot, number, digest, attempt, idx, status) VALUES "
        "('sandbox', 'film.yaml', 'one/a', ?, ?, ?, 0, 'done')",
        (number + 1, f"d{number}", f"a{number}"),
    )


def test_a_run_asks_by_what_it_learnt(film: Film, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next gap is reckoned from what the clips before took, and without any from nothing."""
    histories: list[list[float]] = []

    def note(elapsed: float, *, history: Sequence[float] = (), longest: float) -> float:
        histories.append(sorted(history))
        return next_gap(elapsed, history=history, longest=longest)

    monkeypatch.setattr(poll, "next_gap", note)
    film.run(a_plan(*(a_call(f"one/{n}") for n in range(4))))
    assert histories == [[]] * 4
    settle_after(film, {"one/0": 110.0, "one/1": 120.0, "one/2": 130.0, "one/3": 125.0})
    histories.clear()
    film.run(a_plan(a_call("one/new")))
    assert histories == [[110.0, 120.0, 125.0, 130.0]]
