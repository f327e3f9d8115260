"""How each event of a run is told: in a line, as JSON, on the live table."""

import dataclasses
import io
import json
import re
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import get_args

import pytest
from rich.console import Console

from storyboard.cli.going import Board, hear, seconds_left, spent, to_spend
from storyboard.cli.live import Page, clock_of
from storyboard.cli.progress import following, say_event
from storyboard.run.record.event_json import event_json
from storyboard.run.record.events import (
    Event,
    FileUploaded,
    RunEnded,
    RunStopped,
    ShotMoved,
    ShotSubmitted,
    ShotWaiting,
    TakeDone,
    TakeFailed,
    TakesChecking,
    TaskCharged,
    TaskRemarked,
)
from storyboard.run.record.manifest import ManifestTotals
from tests.run.films import a_call, a_plan

NOON = datetime(2026, 7, 1, 14, 0, 0, 250_000, tzinfo=timezone(timedelta(hours=2)))
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

ENDED = RunEnded(
    exit_code=1,
    requests=(("done", 2), ("failed", 1)),
    totals=ManifestTotals(
        shots=4, by_status=(("done", 3), ("failed", 1)), takes=3, seconds=12.0, credits=Decimal("8.4")
    ),
)

LINES: list[tuple[Event, str | None]] = [
    (FileUploaded(file="refs/mira.png", bytes=1_234_567), "uploaded refs/mira.png, 1.2 MB"),
    (SUBMITTED, "a/one: submitted, 2 takes, task t1"),
    (WAITING, "a/one: waiting 30 s (the provider is busy)"),
    (MOVED, None),
    (SKIPPED, "a/two: skipped (a/one failed)"),
    (DONE, "a/one: take 1 is here, 4.00 s, takes/a/one/x-1.mp4; it is short"),
    (FAILED, "a/one: take 2 failed: upstream error"),
    (LATER, "a/one: take 2 is not here yet: no answer came in time"),
    (CHARGED, None),
    (TaskRemarked(call="a/one", task_id="t1", message="it is paused"), "a/one: task t1: it is paused"),
    (TaskRemarked(call=None, task_id="t1", message="no"), "a shot that left the film: task t1: no"),
    (TakesChecking(takes=7), "checking 7 takes; Ctrl-C leaves that to the next run"),
    (STOPPED, "stopped: the budget is spent. Raise it."),
    (ENDED, None),
]


@pytest.mark.parametrize(("event", "line"), LINES)
def test_each_event_has_its_line(event: Event, line: str | None) -> None:
    assert say_event(event) == line


@pytest.mark.parametrize("event", [event for event, _ in LINES])
def test_each_event_is_one_line_of_json(event: Event) -> None:
    line = event_json(event, at=NOON)
    data = json.loads(line)
    assert "\n" not in line
    assert data.pop("at") == "2026-07-01T12:00:00.250Z"
    assert data.pop("event") == type(event).__name__
    assert set(data) == {field.name for field in dataclasses.fields(event)}


def test_no_kind_of_event_is_forgotten() -> None:
    assert {type(event) for event, _ in LINES} == set(get_args(Event))


def test_money_is_a_number_in_json() -> None:
    assert json.loads(event_json(CHARGED, at=NOON))["credits"] == pytest.approx(4.2)


class Time:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def board(*events: Event, target: str = "sandbox", shots: int = 32) -> Board:
    names = ("one", "two", *map(str, range(shots - 2)))
    made = Board(plan=a_plan(*(a_call(f"a/{name}") for name in names), target=target), clock=Time())
    for event in events:
        hear(made, event)
    return made


def drawn(made: Board, *, rows: int = 20, width: int = 80) -> list[str]:
    page = io.StringIO()
    Console(file=page, width=width, markup=False).print(Page(made, rows=rows))
    return [line.rstrip() for line in page.getvalue().splitlines()]


def pass_time(made: Board, seconds: float) -> None:
    assert isinstance(made.clock, Time)
    made.clock.now += seconds


def test_the_table_tells_of_what_goes_on_and_what_is_over() -> None:
    lines = drawn(board(SUBMITTED, MOVED, SKIPPED, CHARGED))
    assert [line.split()[:2] for line in lines[1:-2]] == [["a/one", "processing"], ["a/two", "skipped"]]
    assert lines[0].split() == ["shot", "state", "time", "credits"]
    assert lines[-2].endswith(" 1 of 32 shots · 30 waiting · 0:00")
    assert lines[-1] == "4.2 credits so far, 132 still to come, free here"


def test_the_table_counts_requests_and_the_shots_that_they_are_for() -> None:
    shared = dataclasses.replace(a_call("a/one@x"), usages=("a/one@x", "a/one@y"))
    made = Board(plan=a_plan(shared, a_call("a/two@x")), clock=Time())
    assert drawn(made)[-2].strip().endswith("0 of 2 requests, for 3 shots of 2 films · 2 waiting · 0:00")


def test_what_a_submission_costs_counts_until_the_charge_is_known() -> None:
    made = board(dataclasses.replace(SUBMITTED, credits=Decimal("8.80")), target="pollo")
    assert (spent(made), to_spend(made)) == (Decimal("8.80"), 31 * Decimal("4.40"))
    hear(made, CHARGED)
    assert spent(made) == Decimal("4.20")
    assert drawn(made)[1].split()[:4] == ["a/one", "submitted", "0:00", "4.2"]
    assert drawn(made)[-1] == "4.2 credits so far, 136.4 still to come"
    hear(made, dataclasses.replace(CHARGED, call=None, task_id="left over"))
    assert spent(made) == Decimal("8.40")


def test_a_submission_in_doubt_counts_as_spent_until_it_is_known() -> None:
    doubt = ShotMoved(call="a/two", usages=("a/two",), status="in-doubt", because=("no answer came in time",))
    made = board(doubt, target="pollo")
    assert (spent(made), to_spend(made)) == (Decimal("4.40"), 31 * Decimal("4.40"))
    assert drawn(made)[1].split()[:3] == ["a/two", "in-doubt", "4.4"]
    hear(made, dataclasses.replace(SUBMITTED, call="a/two", usages=("a/two",), credits=Decimal("4.40")))
    assert spent(made) == Decimal("4.40")


def test_what_an_earlier_run_left_in_doubt_costs_this_one_nothing() -> None:
    held = dataclasses.replace(
        a_call("a/one"), action="hold", cost=dataclasses.replace(a_call("a").cost, credits=Decimal(0))
    )
    made = Board(plan=a_plan(held), clock=Time())
    hear(made, ShotMoved(call="a/one", usages=("a/one",), status="in-doubt", because=("lost",)))
    assert spent(made) == 0


def test_the_time_goes_on_where_nothing_happens() -> None:
    made = board(SUBMITTED, shots=2)
    told = []
    for seconds in (0.0, 7.9, 57.1, 3600.0):
        pass_time(made, seconds)
        lines = drawn(made)
        told.append((lines[1].split()[2], lines[-2].rpartition(" · ")[2].strip()))
    assert told == [("0:00", "0:00"), ("0:07", "0:07"), ("1:05", "1:05"), ("1:01:05", "1:01:05")]


def test_what_is_over_tells_how_long_it_took() -> None:
    made = board(SUBMITTED, MOVED)
    pass_time(made, 65)
    hear(made, ShotMoved(call="a/one", usages=ONE, status="done"))
    pass_time(made, 1000)
    assert drawn(made)[1].split()[:3] == ["a/one", "done", "1:05"]


def test_what_is_left_is_told_once_three_shots_were_made() -> None:
    made = board(shots=9)
    for turn, name in enumerate(("one", "two", "0", "1", "2")):
        hear(made, dataclasses.replace(SUBMITTED, call=f"a/{name}", usages=(f"a/{name}",), task_id=name))
        if turn < 3:
            assert seconds_left(made) is None
            pass_time(made, 100)
            hear(made, ShotMoved(call=f"a/{name}", usages=(f"a/{name}",), status="done"))
    pass_time(made, 40)
    assert seconds_left(made) == 60 + 2 * 100  # two go on since 40 s, four more wait, two at once
    assert "about 4 min left" in drawn(made)[-2]


@pytest.mark.parametrize(("seconds", "written"), [(0, "0:00"), (59.9, "0:59"), (3599, "59:59"), (3600, "1:00:00")])
def test_seconds_are_written_as_on_a_clock(seconds: float, written: str) -> None:
    assert clock_of(seconds) == written


def test_a_shot_that_is_put_off_says_why() -> None:
    assert drawn(board(WAITING))[1].split()[:2] == ["a/one", "waiting"]
    assert drawn(board(WAITING))[1].endswith("the provider is busy")


KEPT = ShotMoved(call="a/one", usages=ONE, status="done")


def test_what_was_here_is_kept_and_not_done(capsys: pytest.CaptureFixture[str]) -> None:
    plan = a_plan(a_call("a/one", action="keep"), a_call("a/two"))
    made = Board(plan=plan, clock=Time())
    for event in (KEPT, dataclasses.replace(KEPT, call="a/two", usages=TWO)):
        hear(made, event)
    assert {name: shot.state for name, shot in made.shots.items()} == {"a/one": "kept", "a/two": "done"}
    lines = drawn(made)
    assert lines[1].endswith("was here")
    assert lines[-2].strip().endswith("2 of 2 shots · 0:00")
    with following(plan, as_json=False) as tell:
        for event in (KEPT, dataclasses.replace(KEPT, call="a/two"), dataclasses.replace(KEPT, status="failed")):
            tell(event)
    assert capsys.readouterr().err.splitlines() == ["a/two: done", "a/one: failed"]


EVERYTHING = [ShotMoved(call=f"a/{n}", usages=(f"a/{n}",), status="done") for n in range(30)]


def test_the_table_never_grows_beyond_its_rows() -> None:
    lines = drawn(board(*EVERYTHING, SUBMITTED), rows=8)
    assert len(lines) == 1 + 8 + 2
    assert lines[1].split()[:2] == ["a/one", "submitted"]


@pytest.mark.parametrize("width", [40, 60, 80, 120, 300])
def test_no_line_is_wider_than_the_terminal_and_what_matters_is_never_cut(width: int) -> None:
    long = f"lighthouse-exterior/{'very-' * 6}long-name-7"
    made = Board(plan=a_plan(a_call(long), a_call("a/two")), clock=Time())
    failed = ShotMoved(call=long, usages=(long,), status="failed", because=("words " * 60,))
    hear(made, dataclasses.replace(SUBMITTED, call=long, usages=(long,)))
    hear(made, failed)
    lines = drawn(made, width=width)
    assert max(map(len, lines)) <= width
    assert "name-7" in lines[1]
    assert lines[1].split()[1] == "failed"
    assert "4.2" in lines[1].split()


def test_a_long_name_has_the_room_that_no_note_needs_and_else_loses_its_middle() -> None:
    names = [f"{scene}/her-long-name-of-a-shot-2" for scene in ("harbour-at-dawn", "kitchen-at-night")]
    made = Board(plan=a_plan(*map(a_call, names)), clock=Time())
    for name in names:
        hear(made, dataclasses.replace(SUBMITTED, call=name, usages=(name,)))
    assert [line.split()[0] for line in drawn(made, width=90)[1:3]] == names
    assert [line.split()[0] for line in drawn(made, width=40)[1:3]] == ["harbour…a-shot-2", "kitchen…a-shot-2"]


def test_every_event_and_each_of_its_fields_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "running.md").read_text(encoding="utf-8")
    rows = {line.split("`")[1]: line for line in page.splitlines() if re.match(r"\| `[A-Z]", line)}
    for kind in get_args(Event):
        told = set(re.findall(r"`(\w+)`", rows[kind.__name__].rpartition("|")[0].rpartition("|")[2]))
        assert told == {field.name for field in dataclasses.fields(kind)}, kind
