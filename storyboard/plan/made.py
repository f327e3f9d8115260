"""What was made before, at one target and origin, for one storyboard: the second input of a plan."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

TakeStatus = Literal["done", "failed", "submitted", "in-doubt"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """One take asked for, whatever became of it.

    `shot` is `scene/shot`; `number` counts over everything ever made for it. `digest` is that of the request really
    sent. `file` is the clip's path where it is here, else None. `seconds` is the clip's length, `credits` the charge of
    its whole task.
    """

    shot: str
    number: int
    digest: str
    attempt: str
    status: TakeStatus
    task_id: str | None = None
    usages: tuple[str, ...] = ()
    sha256: str | None = None
    bytes: int | None = None
    seconds: float | None = None
    credits: Decimal | None = None
    message: str = ""
    file: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Every take asked for so far, in order of shot and number."""

    takes: tuple[Take, ...] = ()


def takes_of(made: Made, digest: str) -> tuple[Take, ...]:
    """Pick the takes asked for with one digest, lowest number first."""
    return tuple(sorted((take for take in made.takes if take.digest == digest), key=lambda take: take.number))
