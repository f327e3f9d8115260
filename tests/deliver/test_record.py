"""The record of a film: the same clips are the same film, and nothing else is."""

import json
from pathlib import Path
from typing import Any

import pytest

from storyboard.deliver.film import Film, Joining, write_film
from storyboard.deliver.record import find_same, record_path, write_record
from tests.media import samples

CLIPS = ("a" * 64, "b" * 64)


@pytest.fixture
def film(tmp_path: Path) -> Film:
    path = tmp_path / "film@tall.mp4"
    path.write_bytes(b"a film")
    made = Film(path=path, seconds=2.5, width=64, height=48, clips=2)
    write_record(made, CLIPS)
    return made


def test_a_film_of_the_same_clips_is_found(film: Film) -> None:
    assert record_path(film.path).name == "film@tall.json"
    assert find_same(film.path, CLIPS) == Film(path=film.path, seconds=2.5, width=64, height=48, clips=2, joined=False)


@pytest.mark.parametrize("clips", [CLIPS[:1], CLIPS[::-1], (*CLIPS, "c" * 64), ()])
def test_other_clips_or_another_order_are_another_film(film: Film, clips: tuple[str, ...]) -> None:
    assert find_same(film.path, clips) is None


CHANGES: list[dict[str, Any]] = [{"version": "0"}, {"sha256": "0" * 64}, {"clips": None}, {"seconds": "long"}]


@pytest.mark.parametrize("change", CHANGES)
def test_a_record_that_says_otherwise_is_no_proof(film: Film, change: dict[str, Any]) -> None:
    path = record_path(film.path)
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | change), "utf-8")
    assert find_same(film.path, CLIPS) is None


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "null", "\x00"])
def test_a_damaged_record_is_no_proof(film: Film, text: str) -> None:
    record_path(film.path).write_text(text, encoding="utf-8")
    assert find_same(film.path, CLIPS) is None


def test_a_film_that_was_changed_or_is_gone_is_joined_again(film: Film) -> None:
    film.path.write_bytes(b"b film")
    assert find_same(film.path, CLIPS) is None
    film.path.unlink()
    assert find_same(film.path, CLIPS) is None


def test_each_clip_is_told_once_it_is_in(tmp_path: Path) -> None:
    heard: list[Joining] = []
    clips = [samples.clip(tmp_path / f"{n}.mp4", 3, sound=False) for n in range(2)]
    write_film(clips, tmp_path / "film.mp4", tell=heard.append)
    assert heard == [Joining(film=tmp_path / "film.mp4", clips=2, done=done) for done in range(3)]
