"""A mistake as a value, with its place; and the exceptions of the whole house.

    StoryboardError                 exit code
    ├── ProblemsError                   3      the storyboard has problems (carries them all)
    ├── UsageError                      2      wrong use of a command or function
    ├── NoAccess                        4      no key, a bad key, a model that is not enabled
    ├── Refused                         5      not confirmed, over budget, no credits, stale plan, a lock is held
    ├── ProviderError                   6      the provider or the network
    └── InDoubt                         7      a submission whose fate is unknown

A shot that fails is no exception: it is data in the manifest.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar


class Level(StrEnum):
    """How much a problem weighs: an error stops the compiler, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Place:
    """Where something is written. Lines and columns count from 1, in characters; the end is exclusive."""

    file: str
    line: int = 1
    column: int = 1
    end_line: int = 1
    end_column: int = 1

    def __str__(self) -> str:
        """Write it as a terminal makes a link of it."""
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake. `summary` is fixed for its code; `detail` says it in full, `help` what to do.

    `named` are other places that the detail names.
    """

    code: str
    level: Level
    summary: str
    detail: str
    help: str = ""
    place: Place | None = None
    named: tuple[Place, ...] = ()


class StoryboardError(Exception):
    """The root of every error a caller may catch. `help` says what to do about it."""

    exit_code: ClassVar[int] = 70

    def __init__(self, message: str, *, help: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.help = help


class UsageError(StoryboardError):
    """A command or a function was used wrongly."""

    exit_code = 2


class ProblemsError(StoryboardError):
    """The storyboard has problems; `problems` holds every one that was found, in reading order."""

    exit_code = 3

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(f"{len(self.problems)} problem(s) in the storyboard")


class NoAccess(StoryboardError):
    """The provider will not let this key in, or there is none."""

    exit_code = 4


class Refused(StoryboardError):
    """The program refuses to go on: money, a stale plan, or another run is in the way."""

    exit_code = 5


class ProviderError(StoryboardError):
    """The provider or the network did not do its part."""

    exit_code = 6


class InDoubt(StoryboardError):
    """A submission may or may not have been taken; it is never sent again by the program itself."""

    exit_code = 7


def count_errors(problems: Iterable[Problem]) -> int:
    """Count the problems that are errors."""
    return sum(problem.level is Level.ERROR for problem in problems)
