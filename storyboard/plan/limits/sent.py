"""One shot as it would be sent: what the limits of a model are held against."""

from collections.abc import Callable
from dataclasses import dataclass

from storyboard.plan.shots.references import Reference
from storyboard.plan.shots.setups import Setup
from storyboard.provider.profile import Profile
from storyboard.provider.sources import FileAt, ShotAt, Url, Where


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One shot with its numbered references. `seconds` tells how long what is sent lasts, None where nobody knows."""

    setup: Setup
    model: Profile
    references: tuple[Reference, ...]
    prompt: str
    seconds: Callable[[Where], float | None]


def name_source(where: Where) -> str:
    """Name what a reference is made of, as its author knows it."""
    match where:
        case FileAt():
            return where.path
        case Url():
            return where.url
        case ShotAt():
            return f"the clip of {where.call}"
