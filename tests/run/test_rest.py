"""How a run comes to rest: whatever broke its work off, the manifest says what the ledger says, and why."""

import asyncio
import gc
import os
import signal
import sqlite3
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from storyboard.plan.plan import Plan
from storyboard.problems import Refused
from storyboard.run import execute
from storyboard.run.ledger import attempts
from storyboard.run.production.options import Options, Tries
from storyboard.run.record import keeping as record
from storyboard.run.record.events import RunStopped, TakeFailed, TaskRemarked
from storyboard.run.record.manifest import Manifest
from storyboard.run.record.manifest_json import read_manifest
from storyboard.run.record.outcome import Outcome
from tests.run.films import Film, a_call, a_plan, a_target
from tests.support.run_sync import run_plan_sync


class Late(httpx.AsyncBaseTransport):
    """Holds back the answer to the last of `count` submissions until the run has stopped; `number` is a signal."""

    def __init__(self, film: Film, *, count: int = 1, number: signal.Signals | None = None) -> None:
        self.film, self.count, self.number, self.sent = film, count, number, 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        answer = self.film.api.answer(request)
        self.sent += request.method == "POST"
        if request.method == "POST" and self.sent == self.count:
            if self.number is not None:
                os.kill(os.getpid(), self.number)
            while not stops(self.film):  # noqa: ASYNC110 - the film's list is what there is to look at
                await asyncio.sleep(0.001)
            await asyncio.sleep(0.01)  # by then, whoever waits for the answer has been cancelled
        return answer


def run_late(film: Film, plan: Plan, transport: Late, options: Options) -> Outcome:
    return run_plan_sync(
        plan,
        folder=film.folder,
        out=film.out,
        target=replace(a_target(film.api), transport=transport),
        options=replace(options, clock=film.time.clock()),
        on_event=film.events.append,
    )


def stops(film: Film) -> list[RunStopped]:
    return [event for event in film.events if isinstance(event, RunStopped)]


def kept(film: Film) -> Manifest:
    return read_manifest(film.out / "manifest.json")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_what_was_in_the_air_at_a_signal_is_in_the_manifest(film: Film, number: signal.Signals) -> None:
    plan = a_plan(a_call("one/a"), a_call("one/b"))
    outcome = run_late(film, plan, Late(film, number=number), Options(concurrency=1, signals="handle"))
    assert outcome.exit_code == 130
    sent, other = kept(film).shots
    assert (sent.status, sent.task_id, sent.attempts, str(sent.credits)) == ("submitted", "task1", 1, "4.4")
    assert [take.status for take in sent.takes] == ["submitted"]
    assert (other.status, other.task_id, other.attempts) == ("waiting", None, 0)
    assert other.because == ("not sent: the run was interrupted",)
    assert film.run(plan).exit_code == 0
    assert len(film.api.submitted) == 2


def test_a_shot_that_was_not_reached_keeps_its_takes_in_the_manifest(film: Film) -> None:
    """It was made by an earlier run; a signal during another's submission does not make it unmade."""
    before = a_call("one/a")
    film.run(a_plan(before))
    plan = a_plan(a_call("one/b"), replace(before, action="keep"))
    late = Late(film, number=signal.SIGINT)
    film.events.clear()
    outcome = run_late(film, plan, late, Options(concurrency=1, signals="handle"))
    assert film.statuses(outcome) == {"one/b": "submitted", "one/a": "done"}


def full(*_: object, **__: object) -> None:
    raise sqlite3.OperationalError("database or disk is full")


def full_file(_manifest: Manifest, path: Path) -> None:
    raise OSError(28, "No space left on device", str(path))


def test_two_submissions_that_cannot_be_written_down_are_both_told(
    film: Film, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(attempts, "accept", full)
    plan = a_plan(a_call("one/a"), a_call("one/b"))
    outcome = run_late(film, plan, Late(film, count=2), Options(concurrency=2))
    gc.collect()
    assert caplog.text == ""
    assert outcome.exit_code == 7
    assert [f"task{n}" in event.reason for n, event in enumerate(stops(film), start=1)] == [True, True]
    assert {event.exit_code for event in stops(film)} == {7}
    assert {shot.status for shot in kept(film).shots} == {"in-doubt"}
    monkeypatch.undo()
    assert film.run(plan).exit_code == 7
    assert len(film.api.submitted) == 2


def test_a_disk_that_fills_after_the_submission_hides_no_doubt(film: Film, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "accept", full)
    monkeypatch.setattr(attempts, "rest_run", full)
    for module in (execute, record):
        monkeypatch.setattr(module, "write_manifest", full_file)
    outcome = film.run(a_plan(a_call("one/a")))
    assert outcome.exit_code == 7
    assert "task1" in outcome.reason
    assert [shot.status for shot in outcome.manifest.shots] == ["in-doubt"]
    reasons = [event.reason for event in stops(film)]
    assert any("manifest.json cannot be written: No space left" in reason for reason in reasons)
    assert any(reason == "The ledger cannot be written: database or disk is full" for reason in reasons)


def test_a_manifest_that_cannot_be_written_is_an_exit_code_of_its_own(
    film: Film, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(execute, "write_manifest", full_file)
    outcome = film.run(a_plan(a_call("one/a")))
    assert (outcome.exit_code, film.statuses(outcome)) == (5, {"one/a": "done"})
    assert "No space left" in outcome.reason


CLOSED = {
    "the key": (401, "UNAUTHORIZED", 4),
    "the credits": (403, "Not enough credits", 5),
}


@pytest.mark.parametrize("name", CLOSED)
def test_what_comes_after_a_shot_that_only_waits_waits_too(film: Film, name: str) -> None:
    status, message, code = CLOSED[name]
    film.api.steps = [lambda *_: httpx.Response(status, json={"message": message, "code": "X"})]
    plan = a_plan(a_call("one/a"), a_call("one/b", after=["one/a"]), a_call("one/c", after=["one/b"]))
    outcome = film.run(plan)
    assert (outcome.exit_code, set(film.statuses(outcome).values())) == (code, {"waiting"})
    first, *others = outcome.manifest.shots
    assert first.because[0].startswith(f"not taken: {message}")
    assert {shot.because for shot in others} == {(first.because[0].replace("not taken", "not sent"),)}
    assert film.run(plan).exit_code == 0


def test_a_clip_that_is_awaited_is_told_and_what_needs_it_waits(film: Film) -> None:
    film.api.polls = 10**6
    first = a_call("one/a")
    plan = a_plan(first, a_call("one/b", continues={"one/a": (first, "video")}))
    outcome = film.run(plan, Options(tries=Tries(task=30.0)))
    assert (outcome.exit_code, film.statuses(outcome)) == (6, {"one/a": "submitted", "one/b": "waiting"})
    assert outcome.reason == "Take 1 of one/a is not here yet: the provider is still at work on it"
    assert "fetched" in outcome.help
    assert outcome.manifest.shots[1].because == ("it waits for one/a, which is submitted",)
    assert [(event.shot, event.later) for event in film.events if isinstance(event, TakeFailed)] == [("one/a", True)]
    film.api.polls = 0
    assert film.run(plan).exit_code == 0


def test_a_take_that_the_provider_never_lists_has_failed_and_the_others_are_kept(film: Film) -> None:
    film.api.takes["one/a"] = ["succeed"]
    plan = a_plan(a_call("one/a", takes=2))
    outcome = film.run(plan)
    assert (outcome.exit_code, film.statuses(outcome)) == (0, {"one/a": "done"})
    good, missing = outcome.manifest.shots[0].takes
    assert (good.status, missing.status) == ("done", "failed")
    assert missing.message == "the provider made fewer takes than asked for"
    assert film.time.seconds >= 15 * 60  # as long as one is made, and it may be listed only then
    assert looks(film) < 200  # the clock goes on while a busy machine works: it is counted in no seconds
    assert [event.message for event in film.events if isinstance(event, TaskRemarked)] == [
        "1 of 2 takes are listed; the others are waited for"
    ]
    asked = len(film.api.requests)
    assert (film.run(plan).exit_code, len(film.api.requests)) == (0, asked)


def test_a_take_that_is_listed_late_is_waited_for(film: Film) -> None:
    """Sixty questions are ten minutes."""
    statuses = [httpx.Response(200, json=listing(1)) for _ in range(60)]
    film.api.statuses = [*statuses, httpx.Response(200, json=listing(2))]
    outcome = film.run(a_plan(a_call("one/a", takes=2)))
    assert [take.status for take in outcome.manifest.shots[0].takes] == ["done", "done"]


def test_a_task_that_is_known_late_is_waited_for(film: Film) -> None:
    """A dozen questions take three seconds."""
    unknown = {"message": "NOT_FOUND_ERROR", "code": "NOT_FOUND"}
    film.api.statuses = [httpx.Response(404, json=unknown) for _ in range(12)]
    outcome = film.run(a_plan(a_call("one/a")))
    assert (outcome.exit_code, film.statuses(outcome)) == (0, {"one/a": "done"})


@pytest.mark.parametrize("word", ["canceled", "expired", "error", "queued"])
def test_a_word_that_nobody_knows_is_told_and_is_no_end(film: Film, word: str) -> None:
    told = {"taskId": "task1", "generations": [{"id": "task1-0", "status": word, "url": ""}]}
    film.api.statuses = [httpx.Response(200, json={"code": "SUCCESS", "data": told}) for _ in range(999)]
    plan = a_plan(a_call("one/a"))
    outcome = film.run(plan)
    said = f"the provider says of it {word!r}, which its documents do not have"
    assert (outcome.exit_code, film.statuses(outcome)) == (6, {"one/a": "submitted"})
    assert outcome.reason == f"Take 1 of one/a is not here yet: {said}"
    assert [event.message for event in film.events if isinstance(event, TaskRemarked)] == [said]
    film.api.statuses = []
    assert (film.run(plan).exit_code, len(film.api.submitted)) == (0, 1)


@pytest.mark.parametrize("word", ["canceled", "processing"])
def test_a_clip_that_is_listed_is_brought_though_the_other_take_never_ends(film: Film, word: str) -> None:
    film.api.takes["one/a"] = ["succeed", word]
    call, options = a_call("one/a", takes=2), Options(tries=Tries(silent=600.0, task=600.0))
    first = film.run(a_plan(call), options)
    assert (first.exit_code, takes_of(first)) == (6, ["done", "submitted"])
    film.api.tasks.clear()
    film.time.seconds += 20 * 86400
    last = film.run(a_plan(replace(call, action="fetch", asked=2)))
    assert (last.exit_code, takes_of(last)) == (0, ["done", "failed"])


def test_a_clip_is_brought_before_the_task_ends(film: Film) -> None:
    film.api.takes["one/a"] = ["processing", "succeed"]

    def die(point: str) -> None:
        if point == "polled" and any(film.out.rglob("*.mp4")):
            raise Refused("the run is at its end here")

    outcome = film.run(a_plan(a_call("one/a", takes=2)), Options(at=die))
    assert (takes_of(outcome), film.time.seconds < 3600) == (["submitted", "done"], True)


def test_a_clip_that_is_not_to_be_had_at_once_is_tried_again_before_a_task_is_left(film: Film) -> None:
    film.api.takes["one/a"] = ["succeed", "processing"]
    film.api.clips = [lambda: httpx.Response(503)]
    outcome = film.run(a_plan(a_call("one/a", takes=2)), Options(tries=Tries(clip=1, task=600.0)))
    assert (outcome.exit_code, takes_of(outcome)) == (6, ["done", "submitted"])


def test_a_clip_that_is_listed_and_not_to_be_had_is_tried_again_while_its_task_goes_on(film: Film) -> None:
    film.api.takes["one/a"] = ["succeed", "processing"]
    asked: list[float] = []

    def lag() -> httpx.Response:
        asked.append(film.time.seconds)
        return httpx.Response(404)

    film.api.clips = [lag] * 3
    film.run(a_plan(a_call("one/a", takes=2)), Options(tries=Tries(clip=1, task=7200.0)))
    first, second, third = (moment - asked[0] for moment in asked)
    assert (first, 60 <= second < 600, 300 <= third < 1500) == (0, True, True)


def test_a_clip_that_takes_long_to_come_is_no_silence_of_the_provider(film: Film) -> None:
    film.api.takes["one/a"] = ["succeed", "processing"]

    def slowly() -> httpx.Response:
        film.time.seconds += 900
        return httpx.Response(404)

    film.api.clips = [slowly]
    options = Options(tries=Tries(clip=1, silent=600.0, task=3600.0))
    film.run(a_plan(a_call("one/a", takes=2)), options)
    assert film.time.seconds > 3600, "it was asked on"


def test_a_clip_that_was_deleted_is_fetched_though_the_other_take_never_ends(film: Film) -> None:
    film.api.takes["one/a"] = ["succeed", "canceled"]
    call, options = a_call("one/a", takes=2), Options(tries=Tries(silent=600.0))
    film.run(a_plan(call), options)
    for clip in film.out.rglob("*.mp4"):
        clip.unlink()
    film.run(a_plan(replace(call, action="fetch", asked=2)), options)
    assert any(film.out.rglob("*.mp4"))


def takes_of(outcome: Outcome) -> list[str]:
    return [take.status for take in outcome.manifest.shots[0].takes]


def test_fewer_takes_are_believed_at_the_end_of_patience_too(film: Film) -> None:
    film.api.takes["one/a"] = ["succeed"]
    outcome = film.run(a_plan(a_call("one/a", takes=2)), Options(tries=Tries(silent=5.0, fewer=10.0**6)))
    assert (outcome.exit_code, film.statuses(outcome)) == (0, {"one/a": "done"})
    assert looks(film) < 40


def looks(film: Film) -> int:
    """Count the questions after tasks. The clock also goes on for whatever else sleeps, longer on a busy machine."""
    return sum(request.url.path.endswith("/status") for request in film.api.requests)


def listing(count: int) -> dict[str, object]:
    made = [
        {"id": f"g{n}", "status": "succeed", "url": f"https://clips.example.com/task1/{n}.mp4", "mediaType": "video"}
        for n in range(count)
    ]
    return {"code": "SUCCESS", "data": {"taskId": "task1", "credit": 4.2, "generations": made}}
