"""What one production has asked for, another that shares its cache does not ask for: however the first one ended."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import httpx
import pytest

from storyboard.problems import Refused
from storyboard.run.doubt.settling import abandon_doubt
from storyboard.run.machine.waiting import wait_for
from storyboard.run.production.options import Options, Tries
from storyboard.run.record.manifest_json import read_manifest
from storyboard.run.takes import claims as claim_files
from storyboard.run.takes.cache import Cache
from storyboard.run.takes.claims import Claim, all_claims, claims_of, drop_claim, keep_claim
from tests.run.films import Film, MemoryApi, a_call, a_plan
from tests.run.test_reconcile import lost, only, place
from tests.support.faults import ROOT, fault_server

ORIGIN, DIGEST = "https://pollo.ai", "a" * 64
PLAN = a_plan(a_call("one/a"))
KILLED = -9


@pytest.fixture
def options(tmp_path: Path) -> Options:
    return Options(cache=Cache(folder=tmp_path / "cache"), tries=Tries(refused=1))


@pytest.fixture
def other(film: Film) -> Film:
    """Another production, at the same API and the same time."""
    folder = film.folder / "other"
    folder.mkdir()
    return Film(folder=folder, api=film.api, time=film.time)


def claims(options: Options) -> tuple[Claim, ...]:
    assert options.cache is not None
    return all_claims(options.cache, origin="sandbox")


def interrupted(film: Film, options: Options) -> None:
    """Run until the task is in flight, and no further."""
    killed = list[str]()

    def at(point: str) -> None:
        if point == "polled" and not killed:  # a second signal would end this very process
            killed.append(point)
            os.kill(os.getpid(), signal.SIGINT)

    film.api.polls = 100_000
    assert film.run(PLAN, replace(options, at=at, signals="handle")).exit_code == 130
    film.api.polls = 1
    assert len(film.api.submitted) == 1


def test_a_task_that_an_interrupted_run_left_in_flight_is_asked_for_by_nobody_else(
    film: Film, other: Film, options: Options
) -> None:
    interrupted(film, options)
    outcome = other.run(PLAN, options)
    assert (outcome.exit_code, other.statuses(outcome)) == (1, {"one/a": "held"})
    (why,) = outcome.manifest.shots[0].because
    assert why.startswith(f"{film.folder.resolve()} asked for it at ")
    assert str(claims(options)[0].path) in why
    assert len(film.api.submitted) == 1

    assert film.run(PLAN, options).exit_code == 0
    assert claims(options) == ()
    assert other.run(PLAN, options).exit_code == 0
    assert len(film.api.submitted) == 1


def test_a_doubt_is_asked_for_by_nobody_else_until_it_is_settled(film: Film, other: Film, options: Options) -> None:
    film.api.steps = [lost]
    assert film.run(PLAN, options).exit_code == 7
    assert other.run(PLAN, options).exit_code == 1
    wait_for(abandon_doubt(place(film), only))
    assert film.run(PLAN, replace(options, budget=Decimal(0))).exit_code == 5
    assert claims(options) == ()
    assert other.run(PLAN, options).exit_code == 0
    assert len(film.api.submitted) == 2  # the one of which nobody knew, given up, and one anew


def test_a_task_that_was_sent_without_the_cache_is_claimed_once_it_is_named(
    film: Film, other: Film, options: Options
) -> None:
    interrupted(film, replace(options, cache=None))
    interrupted(film, options)
    assert other.run(PLAN, options).exit_code == 1
    assert len(film.api.submitted) == 1


def refused(_api: MemoryApi, request: httpx.Request, _body: object) -> httpx.Response:
    raise httpx.ConnectError("no", request=request)


def rejected(*_: object) -> httpx.Response:
    return httpx.Response(400, json={"message": "no", "code": "BAD_REQUEST"})


@pytest.mark.parametrize("step", [refused, rejected])
def test_what_was_surely_not_taken_is_claimed_by_nobody(
    film: Film, other: Film, options: Options, step: Callable[..., httpx.Response]
) -> None:
    film.api.steps = [step]
    assert film.run(PLAN, options).exit_code in (1, 6)
    assert claims(options) == ()
    assert other.run(PLAN, options).exit_code == 0


def test_a_claim_is_there_before_the_request_leaves(film: Film, options: Options) -> None:
    seen = []

    def look(api: MemoryApi, request: httpx.Request, body: object) -> httpx.Response:
        seen.append(claims(options))
        return refused(api, request, body)

    film.api.steps = [look]
    film.run(PLAN, options)
    ((claim,),) = seen
    assert claim.folder == str(film.folder.resolve())


def test_where_a_claim_cannot_be_written_nothing_is_sent(
    film: Film, options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(claim_files, "beside", full)
    outcome = film.run(PLAN, options)
    assert (outcome.exit_code, film.api.submitted) == (5, [])
    assert "Nothing was sent for this shot" in outcome.help


@pytest.mark.parametrize(("days", "code"), [(13, 1), (15, 0)])
def test_a_claim_is_void_once_no_clip_can_come_of_it(
    film: Film, other: Film, options: Options, days: int, code: int
) -> None:
    interrupted(film, options)
    film.time.seconds += timedelta(days=days).total_seconds()
    assert other.run(PLAN, options).exit_code == code


def test_where_the_folder_is_gone_the_words_name_the_file_to_delete(film: Film, other: Film, options: Options) -> None:
    mine = film.folder / "mine"
    mine.mkdir()
    interrupted(replace(film, folder=mine), options)
    shutil.rmtree(mine)
    outcome = other.run(PLAN, options)
    (why,) = outcome.manifest.shots[0].because
    assert "mine, which is not there any more, asked for it" in why
    claims(options)[0].path.unlink()
    assert other.run(PLAN, options).exit_code == 0


def test_a_folder_that_was_moved_knows_its_own_claims(film: Film, options: Options) -> None:
    mine = film.folder / "mine"
    mine.mkdir()
    interrupted(replace(film, folder=mine), options)
    mine.rename(film.folder / "moved")
    assert replace(film, folder=film.folder / "moved").run(PLAN, options).exit_code == 0
    assert (claims(options), len(film.api.submitted)) == ((), 1)


def test_a_clip_that_came_after_its_shot_left_the_film_is_there_for_others(
    film: Film, other: Film, options: Options
) -> None:
    interrupted(film, options)
    assert film.run(a_plan(a_call("one/b")), options).exit_code == 0
    assert claims(options) == ()
    assert other.run(PLAN, options).exit_code == 0
    assert len(film.api.submitted) == 2


def test_a_claim_that_is_damaged_is_one_all_the_same(film: Film, other: Film, options: Options) -> None:
    interrupted(film, options)
    path = claims(options)[0].path
    path.write_bytes(b"\xff")
    written = film.time.clock().now().timestamp()
    os.utime(path, (written, written))
    outcome = other.run(PLAN, options)
    assert outcome.exit_code == 1
    assert outcome.manifest.shots[0].because[0].startswith("another production asked for it")


def test_claims_are_kept_by_submission_and_taken_back_one_by_one(tmp_path: Path, film: Film) -> None:
    cache, now = Cache(folder=tmp_path / "cache"), film.time.clock().now()
    for attempt in ("one", "two", "one", "../../out"):
        keep_claim(cache, origin=ORIGIN, digest=DIGEST, attempt=attempt, folder=tmp_path, since=now)
    found = claims_of(cache, origin=ORIGIN, digest=DIGEST)
    assert sorted(claim.attempt for claim in found) == ["../../out", "one", "two"]
    assert not list(tmp_path.rglob("out*"))
    for claim in found:
        drop_claim(claim)
        drop_claim(claim)
        assert claim.path.parent.is_dir()  # others look into it at this very moment
    assert all_claims(cache, origin=ORIGIN) == ()
    (tmp_path / "file").write_text("")
    no_cache = Cache(folder=tmp_path / "file")
    with pytest.raises(Refused, match="cannot be written"):
        keep_claim(no_cache, origin=ORIGIN, digest=DIGEST, attempt="a", folder=tmp_path, since=now)


@pytest.mark.slow
@pytest.mark.parametrize("point", ["answer", "polled"])
def test_two_productions_at_once_ask_for_nothing_that_a_killed_one_asked_for(tmp_path: Path, point: str) -> None:
    """As processes: however the first one dies, the others send nothing; what it left, it brings, and they take it."""

    def start(name: str, *more: str) -> "subprocess.Popen[bytes]":
        (tmp_path / name).mkdir(exist_ok=True)
        command = [sys.executable, "-m", "tests.run.killed", str(tmp_path / name), server.base_url]
        return subprocess.Popen([*command, "--cache", str(tmp_path / "cache"), *more], cwd=ROOT)

    with fault_server(tmp_path / "server") as server:
        assert start("one", "--at", point).wait(120) == KILLED
        assert len(server.submissions()) == 1
        both = [start("two"), start("three")]
        assert [one.wait(120) for one in both] == [1, 1]
        assert len(server.submissions()) == 1
        assert start("one").wait(120) == (7 if point == "answer" else 0)
        if point == "polled":
            both = [start("two"), start("three")]
            assert [one.wait(120) for one in both] == [0, 0]
        assert len(server.submissions()) == 1


@pytest.mark.slow
def test_of_productions_that_begin_at_once_one_pays(tmp_path: Path) -> None:
    names = ("one", "two", "three")
    with fault_server(tmp_path / "server") as server:
        for name in names:
            (tmp_path / name).mkdir()
        command = [sys.executable, "-m", "tests.run.killed"]
        more = [server.base_url, "--cache", str(tmp_path / "cache")]
        all_three = [subprocess.Popen([*command, str(tmp_path / name), *more], cwd=ROOT) for name in names]
        assert [one.wait(120) for one in all_three] == [0, 0, 0]
        assert len(server.submissions()) == 1
    made = [read_manifest(tmp_path / name / "build" / "manifest.json").shots[0] for name in names]
    assert len({shot.takes[0].sha256 for shot in made}) == 1
