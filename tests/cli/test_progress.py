"""How each event of a run is told: in a line, as JSON, on the live table."""

import dataclasses
import io
import json
from decimal import Decimal
from typing import get_args

import pytest
from rich.console import Console

from storyboard.cli.progress import Board, _note, _table, _words, event_json, following
from storyboard.run.events import (
    Event,
    RunStopped,
    ShotMoved,
    ShotSubmitted,
    ShotWaiting,
    TakeDone,
    TakeFailed,
    TaskCharged,
)
from tests.run.films import a_call, a_plan

ONE, TWO = ("a/one",), ("a/two",)
SUBMITTED = ShotSubmitted(call="a/one", usages=ONE, task_id="t1", takes=2, credits=Decimal("4.20"))
WAITING = ShotWaiting(call="a/one", seconds=30.0, reason="the provider is busy")
MOVED = ShotMoved(call="a/one", usages=ONE, status="processing")
SKIPPED = ShotMoved(call="a/two", usages=TWO, status="skipped", because=("a/one failed",))
DONE = TakeDone(
    call="a/one", shot="a/one", number=1, file="takes/a/one/x-1.mp4", seconds=4.0, findings=("it is short",)
)
FAILED = TakeFailed(call="a/one", shot="a/one", number=2, message="upstream error", later=False)
LATER = TakeFailed(call="a/one", shot="a/one", number=2, message="no answer came in time", later=True)
CHARGED = TaskCharged(call="a/one", task_id="t1", credits=Decimal("4.20"))
STOPPED = RunStopped(exit_code=5, reason="the budget is spent", help="Raise it.")

LINES: list[tuple[Event, str | None]] = [
    (SUBMITTED, "a/one: submitted, 2 takes, task t1"),
    (WAITING, "a/one: waiting 30 s (the provider is busy)"),
    (MOVED, None),
    (SKIPPED, "a/two: skipped (a/one failed)"),
    (DONE, "a/one: take 1 is here, 4.00 s, takes/a/one/x-1.mp4; it is short"),
    (FAILED, "a/one: take 2 failed: upstream error"),
    (LATER, "a/one: take 2 is not here yet: no answer came in time"),
    (CHARGED, None),
    (STOPPED, "stopped: the budget is spent. Raise it."),
]


@pytest.mark.parametrize(("event", "line"), LINES)
def test_each_event_has_its_line(event: Event, line: str | None) -> None:
    assert _words(event) == line


@pytest.mark.parametrize("event", [event for event, _ in LINES])
def test_each_event_is_one_line_of_json(event: Event) -> None:
    line = event_json(event)
    data = json.loads(line)
    assert "\n" not in line
    assert data.pop("event") == type(event).__name__
    assert set(data) == {field.name for field in dataclasses.fields(event)}


def test_no_kind_of_event_is_forgotten() -> None:
    assert {type(event) for event, _ in LINES} == set(get_args(Event))


def test_money_is_a_number_in_json() -> None:
    assert json.loads(event_json(CHARGED))["credits"] == pytest.approx(4.2)


def board(*events: Event, target: str = "sandbox", rows: int = 20, width: int = 80) -> list[str]:
    plan = a_plan(*(a_call(f"a/{name}") for name in ("one", "two", *map(str, range(30)))), target=target)
    made = Board(plan=plan, clock=lambda: 0.0)
    for event in events:
        _note(made, event)
    page = io.StringIO()
    Console(file=page, width=width, markup=False).print(_table(made, rows=rows))
    return [line.rstrip() for line in page.getvalue().splitlines()]


def test_the_table_tells_of_what_goes_on_and_what_is_over() -> None:
    lines = board(SUBMITTED, MOVED, SKIPPED, CHARGED)
    assert [line.split()[:2] for line in lines[1:-1]] == [["a/one", "processing"], ["a/two", "skipped"]]
    assert lines[-1].endswith(" 1 of 32 shots · 30 waiting · 0:00 · 4.2 credits, free here")


def test_what_was_really_charged_is_said() -> None:
    assert board(CHARGED, target="pollo")[-1].endswith("0 of 32 shots · 32 waiting · 0:00 · 4.2 credits charged")


def test_the_time_goes_on_where_nothing_happens() -> None:
    now = [100.0]
    table = _table(Board(plan=a_plan(a_call("a/one")), clock=lambda: now[0]))
    told = []
    for seconds in (100.0, 107.9, 165.0):
        now[0] = seconds
        page = io.StringIO()
        Console(file=page, width=80).print(table)
        told.append(page.getvalue().splitlines()[-1].rpartition(" · ")[2].strip())
    assert told == ["0:00", "0:07", "1:05"]


KEPT = ShotMoved(call="a/one", usages=ONE, status="done")


def test_what_was_here_is_kept_and_not_done(capsys: pytest.CaptureFixture[str]) -> None:
    plan = a_plan(a_call("a/one", action="keep"), a_call("a/two"))
    made = Board(plan=plan, clock=lambda: 0.0)
    for event in (KEPT, dataclasses.replace(KEPT, call="a/two", usages=TWO)):
        _note(made, event)
    assert made.status == {"a/one": "kept", "a/two": "done"}
    assert made.note["a/one"] == "was here"
    page = io.StringIO()
    Console(file=page, width=80).print(_table(made))
    assert page.getvalue().splitlines()[-1].strip().endswith("2 of 2 shots · 0:00")
    with following(plan, as_json=False) as tell:
        for event in (KEPT, dataclasses.replace(KEPT, call="a/two"), dataclasses.replace(KEPT, status="failed")):
            tell(event)
    assert capsys.readouterr().err.splitlines() == ["a/two: done", "a/one: failed"]


def test_the_table_never_grows_beyond_its_rows() -> None:
    everything = [ShotMoved(call=f"a/{n}", usages=(f"a/{n}",), status="done") for n in range(30)]
    lines = board(*everything, SUBMITTED, rows=8)
    assert len(lines) == 1 + 8 + 1
    assert lines[1].split()[:2] == ["a/one", "submitted"]
    assert lines[-2].split()[:2] == ["a/29", "done"]


@pytest.mark.parametrize("width", [40, 80, 120])
def test_no_row_is_wider_than_the_terminal(width: int) -> None:
    long = TakeFailed(call="a/one", shot="a/one", number=1, message="a very long message " * 20, later=False)
    lines = board(SUBMITTED, long, width=width)
    assert max(map(len, lines)) <= width
    assert len([line for line in lines if "very long" in line]) == 1
