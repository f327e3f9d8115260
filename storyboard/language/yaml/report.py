"""The problems of one file, as they are met while it is read."""

from functools import cached_property

from storyboard.language.yaml.slips_read import help_at
from storyboard.language.yaml.source import split_lines
from storyboard.problems import Place, Problem
from storyboard.rules import MOST_PROBLEMS, problem, too_many


class StopReading(Exception):
    """Nothing that follows is worth reading; the problem is recorded."""


class Reporter:
    """Gathers problems, each with the help that its line calls for."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file
        self.problems: list[Problem] = []

    def tell(self, code: str, place: Place, detail: str) -> None:
        """Record a problem. Raise StopReading where there are too many."""
        line = self._lines[place.line - 1] if place.line <= len(self._lines) else ""
        advice = help_at(code, line=line, place=place)
        self.problems.append(problem(code, place=place, detail=detail, help=advice))
        if len(self.problems) == MOST_PROBLEMS:
            self.problems.append(too_many(self.file, MOST_PROBLEMS))
            raise StopReading

    @cached_property
    def _lines(self) -> list[str]:
        return split_lines(self.text)
