"""What this machine does to a run: disks that are full, broken or locked, clocks that jump, a ledger in ruins."""

import errno
import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from storyboard.plan.plan import Plan
from storyboard.problems import Refused
from storyboard.run import execute
from storyboard.run.crew import work_all
from storyboard.run.ledger.writer import open_ledger
from storyboard.run.machine import places
from storyboard.run.machine.clock import Clock
from storyboard.run.machine.places import ledger_path
from storyboard.run.production.options import Options
from storyboard.run.production.production import Production
from storyboard.run.submissions import submit
from storyboard.run.takes.made import read_made
from tests.run.cramped import ROOMS, in_a_box
from tests.run.films import FakeClock, Film, a_call, a_plan


def a_film_of_three() -> Plan:
    return a_plan(a_call("one/a"), a_call("one/b"), a_call("one/c"))


# The disk


def test_on_a_disk_without_room_nothing_is_lost_and_nothing_paid_twice(tmp_path: Path) -> None:
    told = in_a_box(tmp_path, "full")
    if told is None:
        pytest.skip("a disk without room: this machine lets nobody mount one")
    assert [one["room"] for one in told] == list(ROOMS)
    for one in told:
        first, last = one["first"], one["last"]
        assert (one["sent"], one["twice"], last["code"]) == (3, 0, 0), one
        assert set(last["shots"].values()) == {"done"}
        assert first["code"] in (0, 5)
        assert first["code"] == 0 or "Make room" in first["help"]
    stages = [word for one in told for word in ("lock", "ledger", "clip") if word in one["first"]["told"]]
    assert {"lock", "ledger", "clip"} <= set(stages)
    assert told[-1]["first"]["code"] == 0


def test_in_a_folder_that_cannot_be_written_nothing_is_sent(tmp_path: Path) -> None:
    told = in_a_box(tmp_path, "read-only")
    if told is None:
        pytest.skip("a folder that cannot be written: this machine lets nobody mount one")
    for one in told:
        assert (one["code"], one["sent"]) == (5, 0)
        assert "Read-only file system" in one["told"]
        assert "writable" in one["help"]


@pytest.mark.parametrize("number", [errno.EIO])
def test_wherever_a_flush_fails_the_clip_comes_with_the_next_run(
    film: Film, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """Each flush of a file or folder in turn fails, until a run has gone by in which none did."""
    plan, failed_at = a_plan(a_call("one/a")), 0
    for turn in range(30):
        folder = film.folder / str(turn)
        folder.mkdir()
        again = Film(folder=folder)
        with monkeypatch.context() as patch:
            left = [turn]
            patch.setattr(places, "sync", _failing(left, places.sync, number))
            code = again.run(plan, Options(concurrency=1)).exit_code
        failed_at += left[0] < 0
        assert again.run(plan).exit_code == 0, turn
        assert len(again.api.submitted) == 1, turn
        if left[0] >= 0:
            break
        assert code in (0, 5), turn  # 0 where it was the manifest on its way, which is written again
    assert 3 <= failed_at < 30


def _failing(left: list[int], real: object, number: int) -> object:
    def sync(path: Path) -> None:
        left[0] -= 1
        if left[0] == -1:
            raise OSError(number, "it did not reach the disk", str(path))
        real(path)  # type: ignore[operator]

    return sync


@pytest.mark.parametrize(
    "error", ["disk I/O error", "database or disk is full", "attempt to write a readonly database"]
)
def test_an_intent_that_does_not_reach_the_disk_is_never_sent(
    film: Film, monkeypatch: pytest.MonkeyPatch, error: str
) -> None:
    def fail(*_: object) -> None:
        raise sqlite3.OperationalError(error)

    with monkeypatch.context() as patch:
        patch.setattr(submit, "intend", fail)
        outcome = film.run(a_film_of_three())
    assert (outcome.exit_code, film.api.submitted) == (5, [])
    assert f"The ledger cannot be written: {error}" in outcome.reason
    assert film.run(a_film_of_three()).exit_code == 0


# The ledger


RUINS: dict[str, Callable[[bytes], bytes]] = {
    "noise in the middle": lambda data: data[: len(data) // 2] + b"\xff" * 8192 + data[len(data) // 2 + 8192 :],
    "its end is cut off": lambda data: data[: len(data) // 2],
    "empty": lambda _: b"",
    "another file": lambda _: b"a letter to a friend\n" * 500,
    "zeros": lambda data: b"\0" * len(data),
}


@pytest.mark.parametrize("ruin", RUINS)
def test_with_a_ledger_in_ruins_nothing_is_sent_and_nothing_changed(film: Film, ruin: str) -> None:
    plan = a_film_of_three()
    film.run(plan)
    path = ledger_path(film.folder)
    whole, asked = path.read_bytes(), len(film.api.requests)
    path.write_bytes(ruined := RUINS[ruin](whole))
    for use in (lambda: film.run(plan), lambda: read_made(film.folder, file="film.yaml", origin="sandbox")):
        with pytest.raises(Refused) as caught:
            use()
        assert caught.value.exit_code == 5
        assert "never made anew by itself" in caught.value.help
    assert (path.read_bytes(), len(film.api.requests)) == (ruined, asked)
    path.write_bytes(whole)
    assert (film.run(plan).exit_code, len(film.api.submitted)) == (0, 3)


# Clocks


class JumpingClock(FakeClock):
    """Time whose date jumps once, when it is read for the so-manieth time; seconds that passed never do."""

    def __init__(self, jump: timedelta, at: int) -> None:
        super().__init__()
        self.jump, self.at, self.read = jump, at, 0

    def clock(self) -> Clock:
        real = super().clock()

        def now() -> object:
            self.read += 1
            return real.now() + (self.jump if self.read > self.at else timedelta())

        return replace(real, now=now)  # type: ignore[arg-type]


@pytest.mark.parametrize("days", [15, -400])
def test_a_date_that_jumps_pays_for_nothing_and_gives_nothing_up(tmp_path: Path, days: int) -> None:
    plan, read = a_plan(a_call("one/a"), a_call("one/b")), 0
    for at in range(0, 40, 4):
        (tmp_path / str(at)).mkdir()
        film = Film(folder=tmp_path / str(at), time=JumpingClock(timedelta(days=days), at))
        film.api.polls = 3
        outcome = film.run(plan, Options(concurrency=2))
        assert (outcome.exit_code, set(film.statuses(outcome).values())) == (0, {"done"}), at
        assert (film.run(plan).exit_code, len(film.api.submitted)) == (0, 2)
        read = getattr(film.time, "read", 0)
        if read <= at:
            break
    assert read > 6


@pytest.mark.parametrize("lease", ["2026-01-01T00:00:00Z", "2099-01-01T00:00:00Z"])
def test_a_lease_from_a_clock_that_was_wrong_is_no_reason_to_send_again(film: Film, lease: str) -> None:
    film.run(a_plan(a_call("one/a")))
    (film.out / "manifest.json").unlink()
    with open_ledger(film.folder) as ledger:
        dead = "UPDATE attempts SET state = 'sending', task_id = NULL, owner = 'elsewhere:1:1:x', lease = ?"
        ledger.ask(lambda db: db.execute(dead, (lease,))).result()
        ledger.ask(lambda db: db.execute("UPDATE takes SET status = 'submitted', clip = NULL")).result()
    outcome = film.run(a_plan(a_call("one/a")))
    assert (outcome.exit_code, film.statuses(outcome), len(film.api.submitted)) == (7, {"one/a": "in-doubt"}, 1)


# Two at once


def test_of_two_runs_at_once_one_is_refused_and_one_goes_on(film: Film, monkeypatch: pytest.MonkeyPatch) -> None:
    plan, refused = a_film_of_three(), []

    async def meanwhile(production: Production) -> None:
        with pytest.raises(Refused, match="Another run is at work") as caught:
            await execute.run_plan(plan, folder=film.folder, out=film.out, target=production.target)
        refused.append(caught.value.exit_code)
        await work_all(production)

    monkeypatch.setattr(execute, "work_all", meanwhile)
    outcome = film.run(plan)
    assert (outcome.exit_code, refused, len(film.api.submitted)) == (0, [5], 3)
    assert json.loads((film.out / "manifest.json").read_text())["totals"]["done"] == 3
