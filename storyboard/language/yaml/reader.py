"""The door to YAML: the text of a file becomes a tree that knows its places, and problems."""

from typing import Final

import yaml

from storyboard.language.tree.tree import Map, place_of
from storyboard.language.yaml.builder import TreeBuilder
from storyboard.language.yaml.merge_marks import keep_first_side
from storyboard.language.yaml.report import StopReading
from storyboard.language.yaml.slips import Slip, explain_syntax, repair
from storyboard.language.yaml.source import decode
from storyboard.problems import Problem
from storyboard.rules import problem

LARGEST_REPAIRED: Final = 256 * 1024  # characters of a file that is read again after a slip
MOST_SLIPS: Final = 20


def read_tree(data: str | bytes, *, file: str) -> tuple[Map | None, tuple[Problem, ...]]:
    """Read one YAML document whose top is a mapping.

    Returns the tree, or None where there is none to go on with, and every problem found; raises nothing.
    After an everyday slip the reading goes on with what was surely meant, so that one slip hides no other problem.
    """
    text, problems = decode(data, file=file)
    if text is None:
        return None, problems
    text, marks = keep_first_side(text, file=file)
    slips: list[Slip] = []
    while True:
        tree, problems, slip = _read_text(text, file)
        if slip is not None and not _follows(slip, slips):
            slips.append(slip)
        if slip is None or slip.repaired is None or len(text) > LARGEST_REPAIRED or len(slips) == MOST_SLIPS:
            return tree, (*marks, *(_syntax_problem(slip, file) for slip in slips), *problems)
        text = repair(text, slip)


def _follows(slip: Slip, slips: list[Slip]) -> bool:
    """Say whether what is wrong here only comes of the repair of the line above."""
    return bool(slips) and slip.repaired is None and abs(slip.line - slips[-1].line) <= 1


def _read_text(text: str, file: str) -> tuple[Map | None, tuple[Problem, ...], Slip | None]:
    reader = TreeBuilder(text, file)
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            reader.take(event)
    except yaml.MarkedYAMLError as error:
        return None, tuple(reader.reporter.problems), _explain(error, text)
    except StopReading:
        return None, tuple(reader.reporter.problems), None
    return *reader.finish(), None


def _explain(error: yaml.MarkedYAMLError, text: str) -> Slip:
    mark = error.problem_mark or error.context_mark
    opened = error.context_mark or mark
    here, there = ((at.line + 1, at.column + 1) if at else (1, 1) for at in (mark, opened))
    return explain_syntax(error.problem or "", text=text, line=here[0], column=here[1], opened=there)


def _syntax_problem(slip: Slip, file: str) -> Problem:
    place = place_of(file, (slip.line, slip.column, slip.line, max(slip.end_column, slip.column + 1)))
    return problem("yaml-syntax", place=place, detail=slip.detail, help=slip.help)
