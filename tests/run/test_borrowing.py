"""A shared cache beside the ledger: what is borrowed, what is not, and a cache that cannot be used."""

import os
import signal
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from storyboard.plan.plan import Action, Call
from storyboard.run.doubt.settling import abandon_doubt, read_doubts
from storyboard.run.machine.waiting import wait_for
from storyboard.run.production.options import Options, Tries
from storyboard.run.takes import cache
from storyboard.run.takes.cache import Cache, claim_request, takes_folder
from storyboard.run.takes.made import read_made
from tests.run.films import Film, MemoryApi, a_call, a_plan
from tests.run.test_reconcile import lost, only, place

PLAN = a_plan(a_call("one/a"))


@pytest.fixture
def options(tmp_path: Path) -> Options:
    return Options(cache=Cache(folder=tmp_path / "cache"), tries=Tries(refused=1))


def other(film: Film, options: Options) -> None:
    """Let another production make the same, and leave it in the cache."""
    folder = film.folder / "other"
    folder.mkdir()
    assert Film(folder=folder).run(PLAN, options).exit_code == 0


def refused(_api: MemoryApi, request: httpx.Request, _body: object) -> httpx.Response:
    raise httpx.ConnectError("no", request=request)


def test_what_was_never_sent_is_borrowed_and_not_paid(film: Film, options: Options) -> None:
    film.api.steps = [refused]
    assert film.run(PLAN, options).exit_code == 6
    other(film, options)
    film.api.submitted.clear()
    assert film.run(PLAN, options).exit_code == 0
    assert film.api.submitted == []


def test_what_was_given_up_is_borrowed_and_not_paid_again(film: Film, options: Options) -> None:
    film.api.steps = [lost]
    assert film.run(PLAN, replace(options, cache=None)).exit_code == 7
    other(film, options)
    wait_for(abandon_doubt(place(film), only))
    assert film.run(PLAN, options).exit_code == 0
    assert len(film.api.submitted) == 1


@pytest.mark.parametrize(
    ("call", "has", "sent"),
    [
        (replace(a_call("one/a", asked=3, takes=3), action="fetch"), 3, 0),
        (replace(a_call("one/a", asked=3), takes=4), 4, 1),
        (replace(a_call("one/a", asked=1), takes=2), 2, 1),  # as `retake` asks: on purpose
    ],
)
def test_what_the_plan_counts_on_of_what_others_made_is_taken_and_no_more(
    film: Film, options: Options, call: Call, has: int, sent: int
) -> None:
    assert film.run(PLAN, options).exit_code == 0
    other(film, options)
    more = replace(a_call("one/a", asked=1, takes=2), takes=3)
    assert Film(folder=film.folder / "other", api=film.api).run(a_plan(more), options).exit_code == 0
    film.api.submitted.clear()
    outcome = film.run(a_plan(call), options)
    assert (outcome.exit_code, len(outcome.manifest.shots[0].takes)) == (0, has)
    assert [body["input"]["videoNum"] for body in film.api.submitted] == [1] * sent


def test_a_take_more_that_another_production_has_in_doubt_is_told_as_lacking(film: Film, options: Options) -> None:
    assert film.run(PLAN, options).exit_code == 0
    more = a_plan(replace(a_call("one/a", asked=1), takes=2))
    there = Film(folder=film.folder / "other", api=MemoryApi(tasks=film.api.tasks))
    there.folder.mkdir()
    assert there.run(PLAN, options).exit_code == 0
    there.api.steps = [lost]
    assert there.run(more, options).exit_code == 7
    film.api.submitted.clear()
    outcome = film.run(more, options)
    assert (outcome.exit_code, film.statuses(outcome), film.api.submitted) == (1, {"one/a": "done"}, [])
    assert outcome.manifest.shots[0].because[0].startswith("it has fewer takes than it is to have: ")


@pytest.mark.parametrize("again", [False, True])
def test_a_doubt_stays_a_doubt_beside_a_cache_and_nothing_is_paid(film: Film, options: Options, again: bool) -> None:
    film.api.steps = [lost]
    assert film.run(PLAN, replace(options, cache=None)).exit_code == 7
    other(film, options)
    doubt = only(wait_for(read_doubts(place(film), None)))
    outcome = film.run(PLAN, replace(options, replaces=doubt.attempt) if again else options)
    assert (outcome.exit_code, film.statuses(outcome)) == (7, {"one/a": "done" if again else "in-doubt"})
    assert len(film.api.submitted) == 1


def test_a_cache_that_cannot_be_written_sends_nothing(film: Film, options: Options, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    outcome = film.run(PLAN, replace(options, cache=Cache(folder=tmp_path / "file")))
    assert (outcome.exit_code, film.api.submitted) == (5, [])
    assert "cannot be written" in outcome.reason


def unwritable(options: Options, *digests: str) -> None:
    """Let nobody claim some requests, as in a folder that is somebody else's; what is in it can be read."""
    assert options.cache is not None
    for digest in digests:
        claim = takes_folder(options.cache, "sandbox", digest) / "claim.lock"
        claim.unlink(missing_ok=True)
        claim.mkdir(parents=True)


@pytest.mark.parametrize("action", ["make", "fetch"])
def test_what_is_in_a_cache_that_cannot_be_written_is_taken(film: Film, options: Options, action: Action) -> None:
    other(film, options)
    unwritable(options, PLAN.calls[0].digest)
    assert film.run(a_plan(replace(PLAN.calls[0], action=action)), options).exit_code == 0
    assert film.api.submitted == []


def test_what_is_not_in_a_cache_that_cannot_be_written_is_not_sent(film: Film, options: Options) -> None:
    other(film, options)
    more, new = a_call("one/c", takes=2, prompt="the shot one/a"), a_call("one/b")
    unwritable(options, more.digest, new.digest)
    outcome = film.run(a_plan(replace(PLAN.calls[0], action="fetch"), new), options)
    assert (outcome.exit_code, film.statuses(outcome)) == (5, {"one/a": "done", "one/b": "held"})
    assert "cannot be written" in outcome.reason
    assert film.run(a_plan(more), options).exit_code == 5
    assert film.api.submitted == []


def test_takes_get_their_numbers_in_the_order_in_which_they_were_made(film: Film, options: Options) -> None:
    for asked in range(5):
        film.time.seconds += 60
        assert film.run(a_plan(replace(a_call("one/a", asked=asked), takes=asked + 1)), options).exit_code == 0

    def made(folder: Path) -> list[tuple[int, str | None]]:
        takes = read_made(folder, file="film.yaml", origin="sandbox", cache=options.cache).takes
        return sorted((take.number, take.sha256) for take in takes)

    known, folder = made(film.folder), film.folder / "other"
    folder.mkdir()
    assert len(known) == 5
    assert made(folder) == known, "as a plan sees them"
    assert Film(folder=folder).run(a_plan(a_call("one/a", action="fetch", takes=5)), options).exit_code == 0
    assert made(folder) == known


def test_a_cache_that_breaks_after_a_clip_came_takes_nothing_of_it(
    film: Film, options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(cache, "link_or_copy", full)
    outcome = film.run(PLAN, options)
    assert (outcome.exit_code, film.statuses(outcome)) == (5, {"one/a": "done"})
    assert "Nothing was sent" not in outcome.help
    monkeypatch.undo()
    assert film.run(PLAN, options).exit_code == 0
    assert len(film.api.submitted) == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_wait_for_another_production(
    film: Film, options: Options, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    sleep, shared = film.time.sleep, Cache(folder=film.folder / "cache")

    async def interrupted(seconds: float) -> None:
        os.kill(os.getpid(), number)
        await sleep(seconds)

    monkeypatch.setattr(film.time, "sleep", interrupted)
    with claim_request(shared, origin="sandbox", digest=PLAN.calls[0].digest) as ours:
        assert ours
        outcome = film.run(PLAN, replace(options, cache=shared, signals="handle"))
    assert (outcome.exit_code, film.statuses(outcome)) == (130, {"one/a": "waiting"})
    monkeypatch.undo()
    assert film.run(PLAN, replace(options, cache=shared)).exit_code == 0
    assert len(film.api.submitted) == 1


def test_a_run_that_ran_out_of_credits_takes_what_another_has_made(film: Film, options: Options) -> None:
    film.api.steps = [lambda *_: httpx.Response(403, json={"message": "Not enough credits", "code": "FORBIDDEN"})]
    assert film.run(PLAN, options).exit_code == 5
    other(film, options)
    assert film.run(PLAN, options).exit_code == 0
    assert len(film.api.submitted) == 1
