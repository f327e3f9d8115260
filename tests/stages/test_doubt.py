"""A submission of unknown fate: in the sandbox it is made anew, where it costs money it is held."""

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from storyboard.run.ledger import attempts
from storyboard.run.machine.waiting import wait_for
from storyboard.run.production.options import Options
from storyboard.run.takes.made import read_made
from storyboard.stages.compiling import Wanted, compile_plan
from storyboard.stages.running import run_wanted
from storyboard.stages.targets import Aim
from tests.run.films import FakeClock

STORYBOARD = """\
storyboard: 1
title: The Keeper
defaults: {duration: 4, resolution: 480p, generate_audio: false}
characters: {mira: {name: Mira, images: ["https://cdn.example.com/mira.png"]}}
scenes: [{id: lamp, characters: [mira], shots: [{id: wide, action: "{{ mira }} climbs."}]}]
"""


def lost(*_: object) -> None:
    raise sqlite3.OperationalError("the answer came and could not be written down")


def test_a_doubt_in_the_sandbox_is_made_anew_by_the_next_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted, options = Wanted(file=tmp_path / "film.yaml"), Options(clock=FakeClock().clock())
    wanted.file.write_text(STORYBOARD, encoding="utf-8")
    plan, _ = compile_plan(wanted)
    with monkeypatch.context() as patch:
        patch.setattr(attempts, "accept", lost)
        assert wait_for(run_wanted(plan, wanted, options=options)).exit_code == 7
    again, _ = compile_plan(wanted)
    assert [call.action for call in again.calls] == ["make"]
    assert wait_for(run_wanted(again, wanted, options=options)).exit_code == 0
    made = read_made(tmp_path, file="film.yaml", origin=wanted.aim.origin)
    assert [(take.number, take.status) for take in made.takes] == [(1, "done")]


ELSEWHERE = (Aim(name="pollo"), Aim(base_url="http://127.0.0.1:9/api/platform"))


@pytest.mark.parametrize("aim", ELSEWHERE, ids=lambda aim: aim.folder)
def test_a_doubt_that_may_be_counted_elsewhere_is_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, aim: Aim
) -> None:
    """The ledger is the sandbox's; what it says is read as if it were of another target."""
    wanted = Wanted(file=tmp_path / "film.yaml")
    wanted.file.write_text(STORYBOARD, encoding="utf-8")
    plan, _ = compile_plan(wanted)
    with monkeypatch.context() as patch:
        patch.setattr(attempts, "accept", lost)
        wait_for(run_wanted(plan, wanted, options=Options(clock=FakeClock().clock())))
    with sqlite3.connect(tmp_path / ".storyboard" / "ledger.sqlite3") as db:
        for table in ("takes", "attempts"):
            db.execute(f"UPDATE {table} SET origin = ?", (aim.origin,))
    held, _ = compile_plan(replace(wanted, aim=aim))
    assert [call.action for call in held.calls] == ["hold"]
