"""What a check is given, what it says, and what it is: the seam for checks of one's own."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from storyboard.media.survey import Survey


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """The shot that a take goes on from, as its used take was measured."""

    address: str
    survey: Survey


@dataclass(frozen=True, slots=True, kw_only=True)
class Footage:
    """One take with all that a check may want to know of it.

    `request` is the body as it was planned, as JSON text; `clip` is where the take lies. `seconds`, `width`, `height`
    and `fps` were measured when it came. `scene` has the used takes of the other shots of its scene and variant.
    """

    address: str
    number: int
    clip: Path
    request: str
    seconds: float
    width: int
    height: int
    fps: float
    survey: Survey
    earlier: Earlier | None = None
    scene: tuple[Survey, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What is wrong with a take, as a sentence without its end. `weight` says how bad: 1 to look at, 3 to do again."""

    words: str
    weight: int = 1


class Check(Protocol):
    """Looks at one take and tells what is wrong with it; nothing where all is well."""

    def __call__(self, footage: Footage, /) -> Iterable[Finding]:
        """Look at a take."""
        ...
