"""Warnings can be silenced, weighed anew, or passed over at a line; errors cannot."""

from pathlib import Path

import pytest

from storyboard.language.sense.silence import silence
from storyboard.problems import Level, Place, Problem
from tests.support.films import film, write

BOARD = """\
storyboard: 1
title: The Keeper
{lint}
characters:
  {above}
  mira: {{name: Mira, images: [https://example.com/mira.png]}}  {beside}
  tom: {{name: Tom, images: [https://example.com/tom.png]}}
scenes:
  - id: arrival
    shots: [{{id: wide, action: "{{{{ tom }}}} waits."}}]
"""
WARNED = [("unused-cast", Level.WARNING)]


@pytest.mark.parametrize(
    ("lint", "above", "beside", "expected"),
    [
        ("", "", "", WARNED),
        ("lint: {unused-cast: off}", "", "", []),
        ("lint: {unused-cast: warning}", "", "", WARNED),
        ("lint: {unused-cast: error}", "", "", [("unused-cast", Level.ERROR)]),
        ("lint: {same-request: off}", "", "", WARNED),
        ("", "# storyboard: ignore unused-cast", "", []),
        ("", "#storyboard: ignore same-request, unused-cast", "", []),
        ("", "# storyboard: ignore unused", "", WARNED),
        ("", "", "# storyboard: ignore unused-cast", []),
        ("", "", "# ignore unused-cast", WARNED),
        ("# storyboard: ignore unused-cast", "", "", WARNED),
        ("lint: {unused-cast: error}", "# storyboard: ignore unused-cast", "", []),
    ],
)
def test_a_warning_weighs_what_the_storyboard_says(
    tmp_path: Path, lint: str, above: str, beside: str, expected: list[tuple[str, Level]]
) -> None:
    compiled = film(write(tmp_path, BOARD.format(lint=lint, above=above, beside=beside)))
    assert [(problem.code, problem.level) for problem in compiled.problems] == expected
    assert compiled.sound == (("unused-cast", Level.ERROR) not in expected)


def problem(code: str, line: int | None, *, level: Level = Level.WARNING, detail: str = "") -> Problem:
    place = None if line is None else Place(file="f", line=line)
    return Problem(code=code, level=level, summary="", detail=detail, place=place)


def test_an_error_is_never_silenced() -> None:
    found = problem("a", 1, level=Level.ERROR)
    assert silence([found], storyboard=None, sources={"f": "x: 1  # storyboard: ignore a"}) == (found,)


def test_a_comment_beside_something_else_does_not_count_for_the_line_below() -> None:
    found = problem("a", 2)
    assert silence([found], storyboard=None, sources={"f": "x: 1  # storyboard: ignore a\ny: 2"}) == (found,)
    assert silence([found], storyboard=None, sources={"f": "  # storyboard: ignore a\ny: 2"}) == ()


def test_problems_come_once_and_in_reading_order() -> None:
    later, early, nowhere = problem("b", 3), problem("a", 2), problem("c", None)
    assert silence([later, early, later, nowhere], storyboard=None, sources={}) == (nowhere, early, later)


def test_a_place_beyond_the_file_and_in_an_unread_file_are_no_trouble() -> None:
    beyond, elsewhere = (
        problem("a", 9),
        Problem(code="a", level=Level.WARNING, summary="", detail="", place=Place(file="g", line=1)),
    )
    kept = silence([beyond, elsewhere], storyboard=None, sources={"f": "# storyboard: ignore a"})
    assert kept == (beyond, elsewhere)
