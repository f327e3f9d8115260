"""What a merge left in a file: each of its marks is told, and of two sides the first is read on."""

import re
from typing import Final

from storyboard.language.tree.tree import place_of
from storyboard.language.yaml.source import split_lines
from storyboard.problems import Problem
from storyboard.rules import problem

MOST_TOLD: Final = 20
_MARK: Final = re.compile(r"^(<{7}|\|{7}|={7}|>{7})(?: |$)")
_OUTER: Final = re.compile(r"^(?:<{7}|>{7})[ \r\n]", re.MULTILINE)  # a row of `=` by itself may be anybody's
_CONFLICT: Final = re.compile(r"<\|?=>")  # of the first signs of marks


def keep_first_side(text: str, *, file: str) -> tuple[str, tuple[Problem, ...]]:
    """Return the text with its lines counted as before, but without marks and second sides, and what they are."""
    if _OUTER.search(text) is None:
        return text, ()
    lines = split_lines(text)
    at = [number for number, line in enumerate(lines) if _MARK.match(line)]
    gone, told = set(at), list(at)
    for found in reversed([*_CONFLICT.finditer("".join(lines[number][0] for number in at))]):
        gone.update(range(at[found.start() + 1], at[found.end() - 1]))
        del told[found.start() + 1 : found.end()]
    kept = ("" if number in gone else line for number, line in enumerate(lines))
    return "\n".join(kept), tuple(_problem(number, lines[number], file) for number in told[:MOST_TOLD])


def _problem(number: int, line: str, file: str) -> Problem:
    return problem(
        "yaml-syntax",
        place=place_of(file, (number + 1, 1, number + 1, len(line) + 1)),
        detail="A merge left its marks here.",
        help="Keep one side, or what is right of both, and delete the lines with `<<<<<<<`, `=======` and `>>>>>>>`.",
    )
