"""The one line of a file that a problem is about, cut to a width, and where its carets go."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from storyboard.problems import Place

WIDEST: Final = 100  # columns of a line that are shown
_BEFORE: Final = 30  # columns that are kept before what is wrong
_LOOK: Final = 3 * WIDEST  # characters around the mark that are looked at
_TAB: Final = "    "


@dataclass(frozen=True, slots=True, kw_only=True)
class Snippet:
    """A line as shown, and the columns, from 0, under which the carets stand."""

    line: str
    start: int
    width: int


def cut_snippet(lines: Sequence[str], place: Place, *, widest: int = WIDEST) -> Snippet | None:
    """Cut out what is to be seen at a place, in at most so many columns; None where the file has no such line."""
    if not 0 < place.line <= len(lines):
        return None
    line = lines[place.line - 1]
    start = min(place.column - 1, len(line))
    end = min(place.end_column - 1, len(line)) if place.end_line == place.line else len(line.rstrip())
    return _window(line, start, max(end, start), widest)


def columns(text: str) -> int:
    """Count the columns that a text takes in a terminal."""
    return sum(_width(character) for character in text)


def _window(line: str, start: int, end: int, widest: int) -> Snippet:
    # Cut by characters first: a hostile line may hold millions of them.
    near = line[max(0, start - _LOOK) : start], line[start : min(end, start + _LOOK)], line[end : end + _LOOK]
    before, marked, after = (part.replace("\t", _TAB) for part in near)
    kept = min(_BEFORE, widest // 3)
    if start > _LOOK or (columns(before + marked + after) > widest and columns(before) > kept):
        before = "…" + _last_columns(before, kept)
    marked = _shorten(marked, widest - columns(before))
    after = _shorten(after, widest - columns(before + marked))
    return Snippet(line=before + marked + after, start=columns(before), width=max(columns(marked), 1))


def _shorten(text: str, most: int) -> str:
    if columns(text) <= most:
        return text
    return text[: _count(text, max(most - 1, 0))] + "…"


def _last_columns(text: str, most: int) -> str:
    backwards = text[::-1]
    return backwards[: _count(backwards, most)][::-1]


def _count(text: str, most: int) -> int:
    """Count the characters from the beginning that take at most `most` columns."""
    used = 0
    for index, character in enumerate(text):
        used += _width(character)
        if used > most:
            return index
    return len(text)


def _width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
