"""Locking as a library: `lock`, `check(online=…)` and `compile(locked=…)`."""

from pathlib import Path

import pytest

import storyboard
from tests.support.file_server import serving
from tests.support.films import write

FILM = """
storyboard: 1
title: The Keeper
characters: {{mira: {{name: Mira, images: ['{image}']}}}}
scenes:
  - id: a
    shots: [{{id: one, characters: [mira], action: She waits.}}]
"""


def test_a_film_is_locked_and_compiled_as_locked(tmp_path: Path) -> None:
    file = write(tmp_path, FILM.format(image="refs/mira-front.png"))
    with pytest.raises(storyboard.Refused):
        storyboard.compile(file, locked=True)
    locked = storyboard.lock(file)
    assert isinstance(locked, storyboard.Locked)
    assert locked.changes == ("refs/mira-front.png: new",)
    assert storyboard.compile(file, locked=True) == storyboard.compile(file)


def test_urls_are_looked_at_when_asked_to(tmp_path: Path) -> None:
    with serving() as server:
        file = write(tmp_path, FILM.format(image=f"{server.base_url}/gone.png"))
        assert storyboard.check(file) == ()
        assert server.asked == []
        assert [problem.code for problem in storyboard.check(file, online=True)] == ["unreachable-media"]
        server.give("gone.png", "mira-front.png")
        assert storyboard.lock(file, online=True).unseen == ()
        assert server.asked == ["/gone.png", "/gone.png"]
