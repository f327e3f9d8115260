"""Warnings that the storyboard has silenced or weighed anew: `lint: {CODE: off}` and `# storyboard: ignore CODE`."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from storyboard.language.film.storyboard import Storyboard
from storyboard.problems import Level, Place, Problem

VARIANT = re.compile(r"(/[a-z0-9][a-z0-9_-]*)@[a-z0-9][a-z0-9_-]*")
IGNORE = re.compile(r"#\s*storyboard:\s*ignore\s+([a-z0-9, -]+)")


def silence(
    problems: Iterable[Problem], *, storyboard: Storyboard | None, sources: Mapping[str, str]
) -> tuple[Problem, ...]:
    """Drop the silenced warnings, and give the others the weight that `lint` says; errors stay as they are.

    A comment counts on the problem's own line or alone on the line above. Equal problems, and those that
    differ by the variant of a shot alone, are told once: file after file as they were read, which is the order of
    `sources`, and in each from its top.
    """
    weights = dict(storyboard.lint) if storyboard is not None else {}
    lines = {file: text.splitlines() for file, text in sources.items() if IGNORE.search(text)}
    kept = (_weigh(problem, weights) for problem in _once(problems) if not _ignored(problem, lines))
    order = {file: rank for rank, file in enumerate(sources)}
    return tuple(sorted((one for one in kept if one is not None), key=lambda one: _reading_order(one, order)))


def _once(problems: Iterable[Problem]) -> Iterable[Problem]:
    told: dict[tuple[str, Place | None, str], Problem] = {}
    for problem in problems:
        told.setdefault((problem.code, problem.place, VARIANT.sub(r"\1", problem.detail)), problem)
    return told.values()


def _weigh(problem: Problem, weights: Mapping[str, Level | None]) -> Problem | None:
    if problem.level is Level.ERROR or problem.code not in weights:
        return problem
    level = weights[problem.code]
    return None if level is None else replace(problem, level=level)


def _ignored(problem: Problem, lines: Mapping[str, list[str]]) -> bool:
    if problem.level is Level.ERROR or problem.place is None or problem.place.file not in lines:
        return False
    text, number = lines[problem.place.file], problem.place.line
    near = [text[number - 1]] if number <= len(text) else []
    if 2 <= number <= len(text) + 1 and text[number - 2].lstrip().startswith("#"):
        near.append(text[number - 2])
    codes = {code.strip() for line in near for match in IGNORE.finditer(line) for code in match[1].split(",")}
    return problem.code in codes


def _reading_order(problem: Problem, order: Mapping[str, int]) -> tuple[int, str, int, int, str]:
    place = problem.place
    if place is None:
        return (-1, "", 0, 0, problem.code)
    return (order.get(place.file, len(order)), place.file, place.line, place.column, problem.code)
