"""Shots that a plan leaves out: the manifest of a run that rests says of them what the ledger says, too."""

import shutil

import httpx
import pytest

from storyboard.run.ledger import attempts
from storyboard.run.ledger.writer import open_ledger
from storyboard.run.production.options import Options, Tries
from storyboard.run.record.manifest import ShotResult, shot_at
from tests.run.films import Film, a_call, a_plan

FIRST, SECOND = a_call("one/a"), a_call("one/b")
SHOTS = ("one/a", "one/b")
BOTH, LATER = a_plan(FIRST, SECOND), a_plan(SECOND, shots=SHOTS)
LEFT = Options(tries=Tries(task=0.0))  # what is not final at once is left for the next run


def left_open(film: Film) -> ShotResult:
    """Leave the first shot in flight, and the second unmade."""
    film.api.slow["one/a"] = 10**9
    outcome = film.run(a_plan(FIRST, shots=SHOTS), LEFT)
    found = shot_at(outcome.manifest, "one/a")
    assert found is not None
    assert found.status == "submitted"
    return found


def after(film: Film) -> ShotResult:
    """Give the first shot as it stands after a run of the second alone."""
    outcome = film.run(LATER, LEFT)
    found = shot_at(outcome.manifest, "one/a")
    assert found is not None
    assert film.statuses(outcome)["one/b"] == "done"
    totals = dict(outcome.manifest.totals.by_status)
    assert totals[found.status] == (2 if found.status == "done" else 1)
    return found


def test_one_in_flight_that_came_is_done(film: Film) -> None:
    before = left_open(film)
    film.api.slow["one/a"] = 0
    film.api.tasks["task1"]["polls"] = 0
    now = after(film)
    assert (now.status, now.because, now.request, now.task_id) == ("done", (), before.request, before.task_id)
    (take,) = now.takes
    assert take.file is not None
    assert (film.out / take.file).is_file()
    assert (take.status, take.seconds, str(now.credits)) == ("done", 1.0, "4.2")
    assert film.statuses(film.run(BOTH)) == {"one/a": "done", "one/b": "done"}
    assert len(film.api.submitted) == 2


def test_one_in_flight_that_failed_has_failed(film: Film) -> None:
    left_open(film)
    film.api.tasks["task1"] |= {"polls": 0, "takes": ["failed"]}
    now = after(film)
    assert (now.status, now.because, now.takes[0].status) == ("failed", (film.api.words,), "failed")


def test_one_still_in_flight_stays_so(film: Film) -> None:
    left_open(film)
    assert (after(film).status, after(film).takes[0].status) == ("submitted", "submitted")


@pytest.mark.parametrize(("settled", "status"), [(False, "in-doubt"), (True, "waiting")])
def test_one_in_doubt_stays_so_until_it_is_settled(film: Film, settled: bool, status: str) -> None:
    film.api.steps = [lambda *_: httpx.Response(500, json={})]
    outcome = film.run(a_plan(FIRST, shots=SHOTS))
    assert film.statuses(outcome)["one/a"] == "in-doubt"
    if settled:
        with open_ledger(film.folder) as ledger:
            now = film.time.start
            ledger.ask(lambda db: attempts.let_go(db, one_attempt(db), state="abandoned", message="", now=now)).result()
    found = after(film)
    assert (found.status, len(found.takes)) == (status, int(not settled))
    assert settled is (found.because == ("this plan leaves it out",))


def one_attempt(db: object) -> str:
    return str(db.execute("SELECT id FROM attempts").fetchone()[0])  # type: ignore[attr-defined]


def test_one_that_a_killed_run_had_not_written_down_is_found(film: Film) -> None:
    """The manifest is grouped while a run goes on: it may be killed after its ledger and before its manifest."""
    film.run(a_plan(FIRST, shots=SHOTS))
    path = film.out / "manifest.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"status": "done"', '"status": "waiting"', 1), encoding="utf-8")
    assert after(film).status == "done"


def test_what_is_done_is_not_read_again(film: Film) -> None:
    film.run(a_plan(FIRST, shots=SHOTS))
    (clip,) = film.out.rglob("*.mp4")
    clip.write_bytes(b"damaged")
    assert after(film).status == "done"


def test_what_shares_the_takes_of_a_shot_that_is_taken_again_has_the_new_ones_too(film: Film) -> None:
    shots = ("one/a@en", "one/a@de")
    both = a_call("one/a@en", usages=shots)
    film.run(a_plan(both, shots=shots))
    again = a_call("one/a@en", asked=1, takes=2, because=("2 more takes are asked for",))
    manifest = film.run(a_plan(again, shots=shots)).manifest
    en, de = manifest.shots
    assert [take.number for take in en.takes] == [1, 2, 3]
    assert de.takes == en.takes
    assert (manifest.totals.takes, manifest.totals.credits) == (3, en.credits)


def test_a_clip_that_another_key_did_not_know_is_asked_after_again(film: Film) -> None:
    everything = Options(bring="all")
    film.run(BOTH)
    shutil.rmtree(film.out)
    known = dict(film.api.tasks)
    film.api.tasks.clear()
    assert film.run(LATER, everything).exit_code == 6
    film.api.tasks.update(known)
    assert film.run(LATER, everything).exit_code == 0
    assert len(list(film.out.rglob("*.mp4"))) == 2


def test_a_clip_that_is_past_its_time_is_asked_after_once(film: Film) -> None:
    everything = Options(bring="all")
    film.run(BOTH)
    shutil.rmtree(film.out / "takes" / "one" / "a")
    film.api.tasks.clear()
    film.time.seconds += 20 * 86400
    asked = []
    for _ in range(3):
        film.api.requests.clear()
        assert film.run(LATER, everything).exit_code == 0
        asked.append(len(film.api.requests))
    assert asked == [1, 0, 0]
