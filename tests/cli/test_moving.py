"""A production folder that was moved works on: nothing in it names the place where it stood."""

import shutil
from pathlib import Path

import pytest

from tests.cli.desk import STORYBOARD, Desk

NEAR = STORYBOARD.replace("after: [wide]", "continues: {shot: wide, via: frame}")


def where_named(folder: Path, place: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and str(place).encode() in path.read_bytes()]


def test_a_folder_that_was_moved_works_on(
    desk: Desk, quick_sandbox: list[object], tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write(NEAR)
    assert desk("run", "film.yaml").code == 0
    assert desk("plan", "film.yaml", "-o", "plan.json").code == 0
    made = len(quick_sandbox)
    moved = Desk(folder=tmp_path_factory.mktemp("elsewhere") / "under another name", capture=desk.capture)
    monkeypatch.chdir(tmp_path_factory.getbasetemp())
    shutil.move(desk.folder, moved.folder)
    monkeypatch.chdir(moved.folder)
    assert where_named(moved.folder, desk.folder) == []

    assert moved("plan", "film.yaml", "--json").json["totals"]["keep"] == 2
    assert moved("show", "plan.json").code == 0
    said = moved("run", "film.yaml")
    assert (said.code, len(quick_sandbox)) == (0, made), said.err
    assert moved("status", "film.yaml", "--json").json["shots"]["lamp/wide"]["status"] == "done"
    assert moved("pick", "film.yaml", "lamp/wide#1").code == 0
    assert moved("retake", "film.yaml", "lamp/wide").code == 0
    assert moved("cut", "film.yaml").code == 0
    assert moved("fetch", "film.yaml").code == 0
    assert moved("gc", "film.yaml").code == 0
    assert moved("plan", "film.yaml", "--json").json["totals"]["keep"] == 2
    assert not desk.folder.exists()


def test_clips_that_stayed_behind_are_fetched(
    desk: Desk, quick_sandbox: list[object], tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.write(NEAR)
    assert desk("run", "film.yaml").code == 0
    moved = Desk(folder=tmp_path_factory.mktemp("elsewhere"), capture=desk.capture)
    shutil.copytree(desk.folder, moved.folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("build"))
    monkeypatch.chdir(moved.folder)
    assert moved("plan", "film.yaml", "--json").json["totals"]["fetch"] == 2
    assert moved("fetch", "film.yaml").code == 0
    assert len(moved.manifest()["shots"]["lamp/close"]["takes"]) == 1
    assert moved("cut", "film.yaml").code == 0
