"""Decisions on takes: written, replaced, taken back; by file, profile and origin, in the ledger or in the file."""

import json
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from storyboard.plan.made import Pick
from storyboard.problems import ProblemsError, Refused
from storyboard.run.machine.lock import hold_lock
from storyboard.run.takes.file import TAKES, load_takes
from storyboard.run.takes.made import read_made
from storyboard.run.takes.picks import read_picks, write_picks
from tests.run.takes import POLLO, sha

WIDE = Pick(address="lamp/wide", sha256=sha("wide"))
CLOSE = Pick(address="lamp/close@tall", sha256=sha("close"), approved=True)

both = pytest.mark.parametrize("origin", ["sandbox", POLLO])


def at(origin: str, folder: Path, *, file: str = "film.yaml", profile: str | None = None) -> tuple[Pick, ...]:
    return read_picks(folder, file=file, origin=origin, profile=profile)


def write(origin: str, folder: Path, *picks: Pick, file: str = "film.yaml", profile: str | None = None) -> None:
    for pick in picks:
        write_picks(folder, file=file, origin=origin, profile=profile, picks=(pick,))


@both
def test_a_decision_is_read_as_it_was_written(tmp_path: Path, origin: str) -> None:
    assert at(origin, tmp_path) == ()
    write(origin, tmp_path, WIDE, CLOSE)
    assert at(origin, tmp_path) == (CLOSE, WIDE)
    assert read_made(tmp_path, file="film.yaml", origin=origin).picks == (CLOSE, WIDE)


@both
def test_a_new_decision_takes_the_place_of_the_old_one(tmp_path: Path, origin: str) -> None:
    other = Pick(address=WIDE.address, sha256=sha("other"), approved=True)
    write(origin, tmp_path, WIDE, CLOSE, other)
    assert at(origin, tmp_path) == (CLOSE, other)


@both
def test_a_decision_can_be_taken_back_even_where_there_is_none(tmp_path: Path, origin: str) -> None:
    write_picks(tmp_path, file="film.yaml", origin=origin, profile=None, without=(WIDE.address,))
    write(origin, tmp_path, WIDE, CLOSE)
    write_picks(tmp_path, file="film.yaml", origin=origin, profile=None, without=(WIDE.address,))
    assert at(origin, tmp_path) == (CLOSE,)


@both
def test_files_profiles_and_origins_decide_for_themselves(tmp_path: Path, origin: str) -> None:
    write(origin, tmp_path, WIDE)
    for other in ({"file": "b.yaml"}, {"profile": "draft"}):
        assert at(origin, tmp_path, **other) == ()
        write(origin, tmp_path, CLOSE, **other)
        assert at(origin, tmp_path, **other) == (CLOSE,)
    assert at(origin, tmp_path) == (WIDE,)
    assert at("http://127.0.0.1:1", tmp_path) == ()
    assert read_made(tmp_path, file="film.yaml", origin=origin, profile="draft").picks == (CLOSE,)


@both
def test_while_a_run_is_at_work_nothing_is_decided(tmp_path: Path, origin: str) -> None:
    with hold_lock(tmp_path, origin=origin, since="2026-07-01T12:00:00Z"), pytest.raises(Refused, match="Another run"):
        write(origin, tmp_path, WIDE)
    assert at(origin, tmp_path) == ()


def test_the_sandbox_keeps_its_decisions_out_of_git(tmp_path: Path) -> None:
    write("sandbox", tmp_path, WIDE)
    assert not (tmp_path / TAKES).exists()
    write(POLLO, tmp_path, WIDE)
    (line,) = (tmp_path / TAKES).read_text().splitlines()
    assert json.loads(line) == {
        "origin": POLLO,
        "file": "film.yaml",
        "profile": None,
        "address": "lamp/wide",
        "picked": sha("wide"),
        "approved": False,
    }


def test_a_broken_file_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / TAKES).write_text("{\n")
    for work in (partial(at, POLLO, tmp_path), partial(write, POLLO, tmp_path, WIDE)):
        with pytest.raises(ProblemsError):
            work()
    assert (tmp_path / TAKES).read_text() == "{\n"


def test_two_origins_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    """Each origin has a lock of its own; the file has one for all."""
    origins = [f"http://127.0.0.1:{port}" for port in range(1, 7)]

    def decide(origin: str) -> Callable[[], None]:
        return partial(write, origin, tmp_path, *(Pick(address=f"a/b{n}", sha256=sha(str(n))) for n in range(5)))

    threads = [threading.Thread(target=decide(origin)) for origin in origins]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(load_takes(tmp_path).decisions) == 30
