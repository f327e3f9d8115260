"""Rounds of decisions: each shot is decided on after those that it goes on from."""

from pathlib import Path

import pytest

from storyboard.problems import UsageError
from storyboard.stages.rounds import in_rounds
from tests.support.films import plan, sound, write

BOARD = """\
storyboard: 1
title: The Keeper
characters: {mira: {name: Mira, images: [refs/tom.png]}}
variants: {here: {}, there: {}}
scenes:
  - id: one
    characters: [mira]
    shots:
      - {id: a, action: She waits.}
      - {id: b, action: She goes., continues: a}
      - {id: c, action: She runs., continues: b}
      - {id: d, action: She rests., after: [a]}
"""


@pytest.mark.parametrize(
    ("addresses", "rounds"),
    [
        ("one/c#1 one/b#1 one/a#2", "one/a#2 | one/b#1 | one/c#1"),
        ("one/c one/a", "one/a | one/c"),
        ("one/d one/c one/a", "one/d one/a | one/c"),
        ("one/b@there one/a@there#2", "one/a@there#2 | one/b@there"),
        ("one/b one/d", "one/b one/d"),
    ],
)
def test_who_goes_on_from_another_comes_after_it(tmp_path: Path, addresses: str, rounds: str) -> None:
    found = in_rounds(plan(sound(write(tmp_path, BOARD))), addresses.split())
    assert " | ".join(" ".join(same) for same in found) == rounds


@pytest.mark.parametrize("words", ["one/z#1", "#1", "one/a#x"])
def test_an_address_that_is_none_is_refused(tmp_path: Path, words: str) -> None:
    with pytest.raises(UsageError):
        in_rounds(plan(sound(write(tmp_path, BOARD))), ["one/a", words])
