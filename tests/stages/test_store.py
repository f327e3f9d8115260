"""What a target cannot read is a problem at the line where it is written, once for each line."""

from pathlib import Path

import pytest
from PIL import Image

from storyboard.problems import Problem
from storyboard.stages.compiling import Wanted, load_storyboard
from storyboard.stages.store import check_store
from storyboard.stages.targets import POLLO, Aim
from tests.cli.desk import PICTURE, STORYBOARD

LOCAL = STORYBOARD.replace(PICTURE, "mira.png")


def told(folder: Path, text: str, aim: Aim) -> tuple[Problem, ...]:
    from storyboard.plan.film import compile_film

    Image.new("RGB", (400, 400)).save(folder / "mira.png")
    file = folder / "film.yaml"
    file.write_text(text, encoding="utf-8")
    film = compile_film(load_storyboard(Wanted(file=file)))
    assert film.sound
    return tuple(check_store(film, aim))


def test_the_sandbox_reads_what_is_here(tmp_path: Path) -> None:
    assert told(tmp_path, LOCAL, Aim()) == ()


def test_a_picture_of_two_shots_is_told_once(tmp_path: Path) -> None:
    (one,) = told(tmp_path, LOCAL, Aim(name=POLLO))
    assert (one.code, one.place.line if one.place else 0) == ("no-store", 6)
    assert "mira.png is on this machine, and pollo reads public URLs only" in one.detail


def test_public_urls_are_no_problem(tmp_path: Path) -> None:
    assert told(tmp_path, STORYBOARD, Aim(name=POLLO)) == ()


@pytest.mark.parametrize("via", ["video", "tail", "frame"])
def test_an_earlier_clip_is_told_too(tmp_path: Path, via: str) -> None:
    continued = STORYBOARD.replace("after: [wide]", f"continues: {{shot: wide, via: {via}}}")
    (one,) = told(tmp_path, continued, Aim(name=POLLO))
    assert (one.code, one.place.line if one.place else 0) == ("no-store", 13)
    assert "the clip of lamp/wide" in one.detail


def test_what_only_waits_takes_nothing(tmp_path: Path) -> None:
    assert "after: [wide]" in STORYBOARD
    assert told(tmp_path, STORYBOARD, Aim(name=POLLO)) == ()
