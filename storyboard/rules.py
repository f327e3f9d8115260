"""Every code of a problem has a page, which fixes its level and summary; `problem` makes a problem of a code.

A page is `schemas/rules/<code>.md`: `# code`, then `error: summary` or `warning: summary`, then why and what to do,
with a wrong and a right example.
"""

from dataclasses import dataclass
from functools import cache
from typing import Final

from storyboard.problems import Level, Place, Problem
from storyboard.resources import read_rule

MOST_PROBLEMS: Final = 500  # of one file; nobody reads more, and a hostile file could hold a million


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a code stands for; `page` is the whole page as Markdown."""

    code: str
    level: Level
    summary: str
    page: str


@cache
def rule(code: str) -> Rule:
    """Return the rule of `code`. Raise UsageError for a code without a page, ValueError for a page out of shape."""
    page = read_rule(code)
    title, _, rest = page.partition("\n")
    level, colon, summary = rest.strip().partition("\n")[0].partition(": ")
    if title.strip() != f"# {code}" or not colon:
        raise ValueError(f"the page of {code} must begin with “# {code}” and a line “error: …” or “warning: …”")
    return Rule(code=code, level=Level(level), summary=summary.strip(), page=page)


def problem(code: str, *, place: Place | None, detail: str, help: str = "", named: tuple[Place, ...] = ()) -> Problem:
    """Make a problem of a code that has a page. Raise UsageError where it has none."""
    known = rule(code)
    level, summary = known.level, known.summary
    return Problem(code=code, level=level, summary=summary, detail=detail, help=help, place=place, named=named)


def too_many(file: str, number: int) -> Problem:
    """Say that the list of problems of a file ends after `number`."""
    detail = f"The file has more than {number} problems; the rest is not listed."
    return problem("too-many-problems", place=Place(file=file), detail=detail, help="Put these right first.")
