"""What a run came to, and its exit code."""

from collections.abc import Iterable
from dataclasses import dataclass

from storyboard.run.machine.interrupts import INTERRUPTED
from storyboard.run.record.manifest import Manifest, ShotStatus

PRECEDENCE = (INTERRUPTED, 7, 4, 5, 6, 1)
"""Which exit code stands for all where several apply."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CallResult:
    """Where a request of the plan stands; `attempts` counts the submissions that this plan made of it."""

    call: str
    status: ShotStatus
    attempts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubted:
    """A submission of unknown fate: the storyboard it was made for, and its name, such as `lamp/wide#1`."""

    file: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A run at rest. `reason` and `help` say why it stopped early; both are empty where it came to its end.

    `calls` has every request of the plan, also of shots that are made and not cut, which the manifest leaves out.
    `in_doubt` has every submission of the storyboard at this origin whose fate is unknown, also of a shot that has
    changed since or left the film, and those of other storyboards that the plan shares.
    """

    manifest: Manifest
    exit_code: int
    calls: tuple[CallResult, ...] = ()
    reason: str = ""
    help: str = ""
    in_doubt: tuple[Doubted, ...] = ()


def exit_code_of(codes: Iterable[int]) -> int:
    """Give the code that stands for all, 0 where there is none."""
    known = set(codes)
    return next((code for code in PRECEDENCE if code in known), max(known, default=0))
