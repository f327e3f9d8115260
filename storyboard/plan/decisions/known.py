"""What decisions are made from, and a decision itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from storyboard.plan.decisions.again import NOTHING, Again
from storyboard.plan.decisions.calls import Asking
from storyboard.plan.decisions.circled import NO_CIRCLES, Circle, Circles
from storyboard.plan.made import Made
from storyboard.plan.plan import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The fate of one call. `asked` counts the takes of its digest asked for so far, `to_ask` those still to be.

    `takes` is how many are wanted of it in all, `offered` how many of those asked for a shared cache has, and they are
    not here yet. `may_ask` counts what may be asked for yet: of what is on hold, all that a decision may lead to.
    """

    action: Action
    because: tuple[str, ...]
    asked: int
    to_ask: int
    takes: int
    offered: int = 0
    may_ask: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What decisions are made from: what was made and picked, every request of the plan, what is decided already.

    `storyboard` is the name of the file. `may_guess` lets a shot go on from the lowest good take where nobody has
    picked one. `again` is what is asked for on purpose, of which the approvals of `remade` addresses are in nobody's
    way.
    """

    made: Made
    wanted: Mapping[str, Asking]
    decided: Mapping[str, Decision]
    storyboard: str = ""
    may_guess: bool = True
    circles: Circles = field(default_factory=lambda: NO_CIRCLES)
    again: Again = NOTHING
    remade: frozenset[str] = frozenset()


def circles_of(asking: Asking, known: Known) -> dict[str, Circle]:
    """Give the circled take of each address of a request, where that counts."""
    found = {address: known.circles[address] for address in asking.addresses if address in known.circles}
    return {address: circle for address, circle in found.items() if circle.counts(asking.digest)}
