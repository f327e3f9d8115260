"""What earlier runs left: half a clip, a doubt that costs nothing, a manifest whose ledger is gone."""

import os
import shutil
from dataclasses import replace

import httpx
import pytest

from storyboard.plan.plan import Plan
from storyboard.problems import Refused
from storyboard.run.ledger.writer import open_ledger
from storyboard.run.machine.places import ledger_path
from storyboard.run.production.options import Options
from storyboard.run.record.events import TakeFailed
from storyboard.run.record.outcome import Outcome
from storyboard.run.takes.made import read_made
from tests.run.films import Film, a_call, a_plan, a_target
from tests.support.run_sync import run_plan_sync


def run_free(film: Film, plan: Plan) -> Outcome:
    return run_plan_sync(
        plan,
        folder=film.folder,
        out=film.out,
        target=a_target(film.api, assets=film.store, private=True),
        options=Options(clock=film.time.clock()),
        on_event=film.events.append,
    )


def lose_answers(film: Film, count: int = 1) -> None:
    film.api.steps = [lambda *_: httpx.Response(500) for _ in range(count)]


def test_half_a_clip_of_a_killed_run_is_swept_and_nothing_else(film: Film) -> None:
    takes = film.out / "takes" / "one" / "a"
    takes.mkdir(parents=True)
    names = (".0123456789abcdef.part", ".mine.part", "0123456789abcdef.part", "mine.mp4")
    for name in names:
        (takes / name).write_bytes(b"half")
    film.run(a_plan(a_call("one/b")))
    assert sorted(path.name for path in takes.iterdir()) == sorted(names[1:])


def test_half_a_manifest_of_a_killed_run_is_swept(film: Film) -> None:
    film.out.mkdir(parents=True)
    (film.out / ".0123456789abcdef.part").write_bytes(b"{")
    film.run(a_plan(a_call("one/a")))
    assert sorted(path.name for path in film.out.iterdir()) == ["manifest.json", "takes"]


def test_beside_the_ledger_and_the_storyboard_only_what_is_old_is_swept(film: Film) -> None:
    """A run at another origin may be writing there now, or a `lock`."""
    derived = film.folder / ".storyboard" / "derived"
    derived.mkdir(parents=True)
    fresh = ".ledger.sqlite3.0a0b0c0d.new"
    beside = film.folder / ".0123456789abcdef.part"
    names = (
        beside,
        derived / ".0123456789abcdef.part.png",
        derived.parent / fresh,
        derived.parent / f"{fresh}-journal",
    )
    now = film.time.start.timestamp()
    for age, left in ((3500, True), (3700, False)):
        for path in (*names, derived / "mine.png"):
            path.write_bytes(b"half")
            os.utime(path, (now - age, now - age))
        film.run(a_plan(a_call("one/a")))
        assert [path.exists() for path in names] == [left] * 4
    assert (derived / "mine.png").exists()


def test_a_doubt_that_costs_nothing_is_given_up_and_asked_for_anew(film: Film) -> None:
    lose_answers(film)
    plan = a_plan(a_call("one/a"))
    assert run_free(film, plan).exit_code == 7
    film.events.clear()
    outcome = run_free(film, plan)
    assert (outcome.exit_code, film.statuses(outcome), len(film.api.submitted)) == (0, {"one/a": "done"}, 2)
    (told,) = [event for event in film.events if isinstance(event, TakeFailed)]
    assert (told.call, told.number, told.later) == ("one/a", 1, False)
    assert "is free, so it is given up" in told.message
    with open_ledger(film.folder) as ledger:
        states = ledger.ask(lambda db: [row[0] for row in db.execute("SELECT state FROM attempts ORDER BY rowid")])
        assert states.result() == ["abandoned", "final"]
    assert [take.status for take in read_made(film.folder, file="film.yaml", origin="sandbox").takes] == ["done"]


def test_a_doubt_that_may_have_been_paid_stays(film: Film) -> None:
    lose_answers(film)
    plan = a_plan(a_call("one/a"))
    assert [film.run(plan).exit_code for _ in range(3)] == [7, 7, 7]
    assert len(film.api.submitted) == 1


@pytest.mark.parametrize("lost", ["all of it", "the ledger", "its rows"])
def test_a_manifest_whose_ledger_is_gone_stops_a_run_that_would_pay_again(film: Film, lost: str) -> None:
    plan = a_plan(a_call("one/a"), a_call("one/b"))
    film.run(plan)
    kept = ledger_path(film.folder).read_bytes()
    manifest = (film.out / "manifest.json").read_bytes()
    match lost:
        case "all of it":
            shutil.rmtree(film.folder / ".storyboard")
        case "the ledger":
            ledger_path(film.folder).unlink()
        case _:
            with open_ledger(film.folder) as ledger:
                for table in ("takes", "attempts"):
                    ledger.ask(lambda db, table=table: db.execute(f"DELETE FROM {table}")).result()  # type: ignore[misc]
    for _ in range(2):
        with pytest.raises(
            Refused, match=r"ledger\.sqlite3 does not know of 2 .*manifest\.json.*task task[12]"
        ) as caught:
            film.run(plan)
        assert "Bring back the ledger" in caught.value.help
        assert "move that manifest away" in caught.value.help
    assert (len(film.api.submitted), (film.out / "manifest.json").read_bytes()) == (2, manifest)
    ledger_path(film.folder).write_bytes(kept)
    assert (film.run(plan).exit_code, len(film.api.submitted)) == (0, 2)


def test_paying_again_on_purpose_is_possible(film: Film) -> None:
    plan = a_plan(a_call("one/a"))
    film.run(plan)
    shutil.rmtree(film.folder / ".storyboard")
    (film.out / "manifest.json").rename(film.out / "old.json")
    assert (film.run(plan).exit_code, len(film.api.submitted)) == (0, 2)


def test_a_manifest_that_knows_of_a_doubt_stops_it_as_well(film: Film) -> None:
    lose_answers(film)
    plan = a_plan(a_call("one/a"))
    assert film.run(plan).exit_code == 7
    shutil.rmtree(film.folder / ".storyboard")
    with pytest.raises(Refused, match="one/a, in doubt"):
        film.run(plan)
    assert len(film.api.submitted) == 1


def test_where_nothing_costs_anything_a_lost_ledger_is_made_anew(film: Film) -> None:
    plan = a_plan(a_call("one/a"))
    run_free(film, plan)
    shutil.rmtree(film.folder / ".storyboard")
    assert (run_free(film, plan).exit_code, len(film.api.submitted)) == (0, 2)


def test_a_manifest_of_another_origin_proves_nothing(film: Film) -> None:
    plan = a_plan(a_call("one/a"))
    film.run(plan)
    shutil.rmtree(film.folder / ".storyboard")
    target = replace(a_target(film.api), origin="https://else.example")
    there = a_plan(a_call("one/a"), origin="https://else.example")
    options = Options(clock=film.time.clock())
    assert run_plan_sync(there, folder=film.folder, out=film.out, target=target, options=options).exit_code == 0
