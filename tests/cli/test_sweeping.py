"""`gc`: what nothing refers to goes, what anything refers to stays, and `--dry-run` says the same."""

import os
import re
import shutil
from pathlib import Path

import pytest
from PIL import Image

from storyboard.media.files import HALF, replacing
from storyboard.plan.lock.lock_file import LOCK
from storyboard.plan.made import Pick
from storyboard.run.machine.lock import hold_lock
from storyboard.run.takes.picks import write_picks
from tests.cli.desk import Desk

BOARD = """\
storyboard: 1
title: Two Shots
defaults: {duration: 4, resolution: 480p}
characters:
  mira: {name: Mira, images: [mira.png]}
profiles: {short: {force: {duration: 5}}}
scenes:
  - id: a
    characters: [mira]
    shots:
      - {id: one, action: "{{ mira }} waits."}
      - {id: two, action: "{{ mira }} walks.", continues: {shot: one, via: frame}}
"""


@pytest.fixture
def film(desk: Desk, quick_sandbox: None) -> Path:
    """A film that was made and locked."""
    Image.new("RGB", (320, 320), (200, 30, 30)).save(desk.folder / "mira.png")
    file = desk.folder / "film.yaml"
    file.write_text(BOARD, encoding="utf-8")
    assert desk("lock", "film.yaml").code == 0
    assert desk("run", "film.yaml").code == 0
    return file


def clips(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("build/*/sandbox*/takes/*/*/*.mp4"))


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_of_a_film_as_it_was_made_only_what_was_cut_goes(desk: Desk, film: Path) -> None:
    before = clips(desk.folder)
    said = desk("gc", "film.yaml", "--json")
    assert said.code == 0
    assert {one["why"].split(";")[0] for one in said.json["files"]} == {"cut from another file"}
    assert clips(desk.folder) == before
    assert len(before) == 2
    assert desk("gc", "film.yaml").err == "Nothing to remove.\n"
    assert desk("plan", "film.yaml", "--json").json["totals"]["keep"] == 2


def test_the_clips_of_changed_shots_go_and_the_others_stay(desk: Desk, film: Path) -> None:
    first = clips(desk.folder)
    change(film, "walks", "runs")
    assert desk("run", "film.yaml").code == 0
    dry = desk("gc", "film.yaml", "--dry-run", "--json").json
    assert set(clips(desk.folder)) > set(first)
    assert sum(one["path"].startswith("build/") for one in dry["files"]) == 1
    named = [one for one in dry["files"] if "/clips/" in one["path"] or one["path"].startswith("build/")]
    assert [one["take"] for one in named] == ["a/two#1", "a/two#1"]
    told = desk("gc", "film.yaml", "--dry-run").out.splitlines()
    assert sum(f"  a/two#1  {one['path']}" in line for one in named for line in told) == 2
    wet = desk("gc", "film.yaml", "--json").json
    assert wet == dry
    assert all(not (desk.folder / one["path"]).exists() for one in wet["files"])
    assert len(clips(desk.folder)) == 2
    assert desk("plan", "film.yaml", "--json").json["totals"]["keep"] == 2
    assert desk("cut", "film.yaml").code == 0


def test_what_has_gone_is_drawn_again_where_it_is_asked_for_again(desk: Desk, film: Path) -> None:
    change(film, "walks", "runs")
    assert desk("gc", "film.yaml").code == 0
    assert len(clips(desk.folder)) == 1
    change(film, "runs", "walks")
    assert desk("plan", "film.yaml", "--json").json["totals"]["fetch"] == 1
    assert desk("run", "film.yaml").code == 0
    assert len(clips(desk.folder)) == 2


def test_the_takes_of_a_profile_and_of_another_storyboard_stay(desk: Desk, film: Path) -> None:
    assert desk("run", "film.yaml", "--profile", "short").code == 0
    other = film.with_name("other.yaml")
    other.write_text(BOARD.replace("walks", "sleeps"), encoding="utf-8")
    assert desk("run", "other.yaml").code == 0
    before = clips(desk.folder)
    assert desk("gc", "film.yaml").code == 0
    assert clips(desk.folder) == before
    other.unlink()
    assert desk("gc", "film.yaml").code == 0
    assert len(clips(desk.folder)) < len(before)


@pytest.mark.parametrize(
    ("name", "head"),
    [("other.yaml", "\ufeffstoryboard: 1"), ("other.yml", '"storyboard": 1'), ("other.film", "storyboard: 1")],
)
def test_a_storyboard_is_known_however_it_is_written(desk: Desk, film: Path, name: str, head: str) -> None:
    other = film.with_name(name)
    other.write_text(BOARD.replace("walks", "sleeps").replace("storyboard: 1", head), encoding="utf-8")
    said = desk("run", name)
    assert said.code == 0, said.err
    before = clips(desk.folder)
    assert desk("gc", "film.yaml").code == 0
    assert clips(desk.folder) == before
    assert desk("gc", name).code == 0
    assert clips(desk.folder) == before


def test_what_a_link_leads_to_is_another_production_s(
    desk: Desk, film: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    away = tmp_path_factory.mktemp("away")
    shutil.copytree(desk.folder / "build" / "film", away / "film")
    change(film, "walks", "runs")
    (desk.folder / "build" / "linked").symlink_to(away / "film", target_is_directory=True)
    one = next((desk.folder / "build" / "film").glob("sandbox/takes/a/two/*.mp4"))
    one.rename(away / one.name)
    one.symlink_to(away / one.name)
    there = sorted(path for path in away.rglob("*.mp4"))
    assert desk("gc", "film.yaml").code == 0
    assert sorted(away.rglob("*.mp4")) == there
    assert one.is_symlink()


def test_a_circled_take_stays(desk: Desk, film: Path) -> None:
    made = desk("status", "film.yaml", "--json").json["shots"]["a/two"]["takes"][0]
    pick = Pick(address="a/two", sha256=made["sha256"], approved=True)
    write_picks(desk.folder, file="film.yaml", origin="sandbox", profile=None, picks=(pick,))
    change(film, "walks", "runs")
    assert desk("run", "film.yaml", "--remake", "a/two").code == 0
    assert desk("gc", "film.yaml").code == 0
    assert len(clips(desk.folder)) == 3


def test_lines_of_the_lock_go_with_the_last_storyboard_that_refers_to_them(desk: Desk, film: Path) -> None:
    assert "mira.png" in (desk.folder / LOCK).read_text(encoding="utf-8")
    Image.new("RGB", (320, 320)).save(desk.folder / "tom.png")
    change(film, "mira.png", "tom.png")
    assert desk("lock", "film.yaml").code == 0
    said = desk("gc", "film.yaml", "--json").json
    assert said["lock"] == ["mira.png"]
    assert "mira.png" not in (desk.folder / LOCK).read_text(encoding="utf-8")
    assert "tom.png" in (desk.folder / LOCK).read_text(encoding="utf-8")


def test_a_storyboard_with_errors_stops_it(desk: Desk, film: Path) -> None:
    film.with_name("draft.yaml").write_text("storyboard: 1\ntitle: Draft\nscenes: 3\n", encoding="utf-8")
    before = clips(desk.folder)
    said = desk("gc", "film.yaml")
    assert said.code == 5
    assert "draft.yaml has errors" in said.err
    assert clips(desk.folder) == before


def test_a_file_that_is_no_storyboard_is_not_read_as_one(desk: Desk, film: Path) -> None:
    film.with_name("cast.yaml").write_text("characters: {tom: {name: Tom}}\n", encoding="utf-8")
    assert desk("gc", "film.yaml").code == 0


@pytest.mark.parametrize("origin", ["sandbox", "https://pollo.ai"])
def test_beside_a_run_it_is_refused(desk: Desk, origin: str) -> None:
    with hold_lock(desk.folder, origin=origin, since="noon"):
        said = desk("gc", "film.yaml")
        assert said.code == 5
        assert f"process {os.getpid()}" in said.err
        assert desk("gc", "film.yaml", "--dry-run").code == 0
    assert desk("gc", "film.yaml").code == 0


def test_other_peoples_files_below_build_stay(desk: Desk, film: Path) -> None:
    own = desk.folder / "build" / "film" / "sandbox" / "takes" / "a" / "one" / "my cut.mp4"
    own.write_bytes(b"mine")
    half = own.with_name(".0123456789abcdef.part")
    half.write_bytes(b"half")
    drawn = desk.folder / ".storyboard" / "sandbox" / "clips" / "sbx1" / ".storyboard-half.kgy233ul.mp4"
    drawn.parent.mkdir()
    drawn.write_bytes(b"")
    assert desk("gc", "film.yaml").code == 0
    assert own.exists()
    assert not half.exists()
    assert not drawn.exists()


def test_files_with_a_dot_that_are_nobody_s_leftovers_stay(desk: Desk, film: Path) -> None:
    names = (".env.template", ".env.defaults", ".secrets.baseline", ".vimrc.original")
    below = ("build/film/.grading.settings.lut", ".storyboard/.notes.original.txt")
    own = [desk.folder / name for name in (*names, *below)]
    for path in own:
        path.write_text("mine", encoding="utf-8")
    assert desk("gc", "film.yaml").code == 0
    assert [path for path in own if not path.exists()] == []


def test_what_replaces_a_file_is_known_as_half_written(tmp_path: Path) -> None:
    with replacing(tmp_path / "a film.MP4") as beside:
        assert re.fullmatch(HALF, beside.name)
        assert beside.suffix == ".MP4"


def test_it_says_what_goes_and_how_much(desk: Desk, film: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    change(film, "walks", "runs")
    said = desk("gc", "film.yaml", "--dry-run")
    assert " would go, " in said.err
    assert "no storyboard asks for it now" in said.err
    assert "build/film/sandbox/takes/a/two/" in said.out
