"""`init`: what it makes works at once, and nothing is overwritten."""

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from storyboard.media.stand_ins import draw_person, draw_place
from tests.cli.desk import Desk

FAST = ("--poll-interval", "0.1")


@pytest.fixture
def begun(desk: Desk) -> Desk:
    assert desk("init", "bakery").code == 0
    return desk


def test_it_says_what_it_made_and_what_comes_next(desk: Desk) -> None:
    said = desk("init", "bakery")
    assert (said.code, said.out) == (0, "bakery/storyboard.yaml\n")
    assert "Next: `storyboard run bakery/storyboard.yaml`" in said.err


def test_a_name_with_a_space_is_quoted_in_what_comes_next(desk: Desk) -> None:
    assert "Next: `storyboard run 'My Film/storyboard.yaml'`" in desk("init", "My Film").err


def test_an_empty_name_fills_no_folder(desk: Desk) -> None:
    before = desk.files()
    said = desk("init", "")
    assert (said.code, said.err.splitlines()[0]) == (2, "error: FOLDER is empty.")
    assert desk.files() == before


def test_what_it_made_has_no_problems_and_no_warnings(begun: Desk) -> None:
    said = begun("validate", "bakery/storyboard.yaml", "--strict")
    assert (said.code, said.err) == (0, "bakery/storyboard.yaml: no problems.\n")


def test_what_it_made_becomes_a_film(begun: Desk, quick_sandbox: list[Any]) -> None:
    assert begun("run", "bakery/storyboard.yaml", *FAST).code == 0
    said = begun("cut", "bakery/storyboard.yaml")
    assert (said.code, said.out) == (0, "bakery/build/storyboard/sandbox/film.mp4\n")
    assert [animatic.slate.action if animatic.slate else "" for animatic in quick_sandbox] == [
        "Ana opens the oven; warm light falls on her face.",
        "Ana lifts the first loaf and breaks it open.",
    ]


def test_an_editor_finds_the_schemas(begun: Desk) -> None:
    folder = begun.folder / "bakery"
    first = (folder / "storyboard.yaml").read_text(encoding="utf-8").splitlines()[0]
    schema = folder / first.removeprefix("# yaml-language-server: $schema=")
    settings = json.loads((folder / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    assert schema.is_file()
    assert [(folder / name).is_file() for name in settings["yaml.schemas"]] == [True]


def test_what_can_be_made_again_is_not_for_git(begun: Desk) -> None:
    ignored = (begun.folder / "bakery" / ".gitignore").read_text(encoding="utf-8")
    assert {"build/", ".storyboard/"} <= set(ignored.splitlines())


def test_nobody_is_told_that_the_ledger_can_be_thrown_away(begun: Desk) -> None:
    lines = (begun.folder / "bakery" / ".gitignore").read_text(encoding="utf-8").splitlines()
    above = lines[lines.index(".storyboard/") - 1]
    assert above.startswith("# the ledger")
    assert "not to be deleted" in above
    assert not [line for line in lines if "again" in line]


def test_without_a_name_it_begins_where_one_stands(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    (desk.folder / "new").mkdir()
    monkeypatch.chdir(desk.folder / "new")
    said = desk("init")
    assert (said.code, said.out) == (0, "storyboard.yaml\n")
    assert desk("plan", "storyboard.yaml").code == 0


@pytest.mark.parametrize("name", ["storyboard.yaml", ".gitignore", ".vscode/settings.json", "refs/ana.png"])
def test_nothing_is_overwritten(desk: Desk, name: str) -> None:
    mine = desk.write("mine", f"bakery/{name}")
    said = desk("init", "bakery")
    assert (said.code, said.out) == (5, "")
    assert f"bakery/{name} is there already.\nhelp: Nothing is overwritten: " in said.err
    assert mine.read_text(encoding="utf-8") == "mine"
    assert [path for path in (desk.folder / "bakery").rglob("*") if path.is_file()] == [mine]


def test_a_place_where_nothing_can_be_written_is_told(desk: Desk) -> None:
    said = desk("init", "film.yaml/bakery")
    assert (said.code, said.out) == (5, "")
    assert "Nothing can be written in film.yaml/bakery" in said.err


def test_the_stand_in_pictures_are_pictures_that_differ(tmp_path: Path) -> None:
    draw_person(tmp_path / "person.png")
    draw_place(tmp_path / "place.png")
    with Image.open(tmp_path / "person.png") as person, Image.open(tmp_path / "place.png") as place:
        assert (person.size, place.size) == ((768, 1024), (1280, 720))
        assert len(person.getcolors(1 << 24) or []) > 100
    draw_person(tmp_path / "again.png")
    assert (tmp_path / "again.png").read_bytes() == (tmp_path / "person.png").read_bytes()
