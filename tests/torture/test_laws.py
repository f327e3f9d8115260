"""The laws that the tests of deaths and kills ask: each is shown to find a planted breach."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from tests.run.films import KEY
from tests.torture.bed import bed
from tests.torture.film import Run
from tests.torture.laws import broken, facts_of

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def good() -> Iterator[tuple[Run, list[dict[str, Any]]]]:
    with bed() as made:
        film = made.film("good")
        assert made.run(film) == 0
        yield film, made.told(film)


@pytest.fixture
def film(good: tuple[Run, list[dict[str, Any]]], tmp_path: Path) -> tuple[Run, list[dict[str, Any]]]:
    run, tasks = good
    copytree(run.folder, tmp_path / "film")
    return replace(run, folder=tmp_path / "film"), [dict(task) for task in tasks]


def clip(folder: Path) -> Path:
    return min(folder.rglob("takes/**/*.mp4"))


def change(folder: Path, statement: str) -> None:
    with closing(sqlite3.connect(folder / ".storyboard" / "ledger.sqlite3")) as db, db:
        assert db.execute(statement).rowcount > 0


def unfinish(folder: Path) -> None:
    path = folder / "build" / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "finished": None}))


BREACHES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a clip is gone": (lambda folder: clip(folder).unlink(), "its clip build/takes/"),
    "a clip was changed": (lambda folder: clip(folder).write_bytes(b"other"), "is not what the ledger has"),
    "a file is half written": (lambda folder: clip(folder).with_name(".a.part").touch(), ".a.part was left behind"),
    "a clip is nobody's": (lambda folder: clip(folder).with_name("b.mp4").touch(), "b.mp4 is in no row of the ledger"),
    "a take is not done": (
        lambda folder: change(folder, "UPDATE takes SET status = 'submitted' WHERE shot = 'two/f0'"),
        "take 1 of two/f0 is submitted",
    ),
    "a take has another's clip": (
        lambda folder: change(folder, "UPDATE takes SET idx = 1 - idx + 5 WHERE shot = 'one/c0'"),
        "take 1 of one/c0 is done",
    ),
    "an attempt is open": (
        lambda folder: change(folder, "UPDATE attempts SET state = 'sent' WHERE call = 'one/c1'"),
        "the submission of one/c1 is left sent",
    ),
    "a task is forgotten": (
        lambda folder: change(folder, "UPDATE attempts SET task_id = NULL WHERE call = 'two/f0'"),
        "a task of the shot two/f0 is neither in the ledger nor in doubt",
    ),
    "the manifest is older": (
        lambda folder: change(folder, "UPDATE takes SET number = 7 WHERE shot = 'two/f0'"),
        "the manifest says otherwise than the ledger",
    ),
    "the manifest is open": (unfinish, "the manifest is not finished"),
    "the file for git is older": (
        lambda folder: (folder / "storyboard.takes").write_text(""),
        "storyboard.takes says otherwise than the ledger",
    ),
    "the key is written": (lambda folder: (folder / "log").write_text(KEY), "the key is in log"),
}


def test_a_film_that_nobody_killed_breaks_none(film: tuple[Run, list[dict[str, Any]]]) -> None:
    assert broken(facts_of(*film)) == []


@pytest.mark.parametrize("breach", BREACHES)
def test_each_law_finds_its_breach(film: tuple[Run, list[dict[str, Any]]], breach: str) -> None:
    run, tasks = film
    plant, sentence = BREACHES[breach]
    plant(run.folder)
    if breach == "a task is forgotten":  # its clip is nobody's either
        facts = facts_of(run, tasks)
        facts = replace(facts, takes=[take for take in facts.takes if take["task_id"]])
        assert any(sentence in told for told in broken(facts))
        return
    assert any(sentence in told for told in broken(facts_of(run, tasks)))


def test_a_submission_too_many_is_found(film: tuple[Run, list[dict[str, Any]]]) -> None:
    run, tasks = film
    tasks.append({**tasks[0], "task": "again"})
    told = broken(facts_of(run, tasks))
    assert "2 takes were paid twice" in told
    assert "a task of the shot one/c0 is neither in the ledger nor in doubt" in told
