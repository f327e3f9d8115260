"""Which take of an earlier shot a shot goes on from, and how that was decided."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from storyboard.plan.decisions.circled import Circle, belongs
from storyboard.plan.digest import Earlier
from storyboard.plan.made import Made, Take, takes_of

How = Literal["named", "picked", "made", "lowest"]
Identify = Callable[[Earlier], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The `take` of the shot at `address` that another goes on from; None while there is none.

    `named` by its number in the storyboard, `picked` by somebody, the one that the shot is `made` from already, or the
    `lowest` good one. `good` counts the takes that there were to choose from.
    """

    address: str
    take: Take | None
    how: How
    good: int = 0


def good_takes(made: Made, digest: str) -> tuple[Take, ...]:
    """List the takes of a digest that are good, lowest number first."""
    return tuple(take for take in takes_of(made, digest) if is_good(take))


def is_good(take: Take) -> bool:
    """Say whether there is, or was, a clip of a take."""
    return take.status == "done" and take.sha256 is not None


def link_to(
    address: str,
    good: Sequence[Take],
    made: Made,
    *,
    named: int | None,
    circle: Circle | None,
    identify: Identify,
) -> Link:
    """Choose the take to go on from. `good` are those of the earlier request, `circle` the one that counts there.

    `identify` gives the digest that the request has with a clip.
    """
    if named is not None:
        return Link(address=address, take=_named(named, address, good, made), how="named", good=len(good))
    if circle is not None:
        return Link(address=address, take=circle.take, how="picked", good=len(good))
    for take in good:
        if takes_of(made, identify(Earlier(sha256=take.sha256))):
            return Link(address=address, take=take, how="made", good=len(good))
    return Link(address=address, take=good[0] if good else None, how="lowest", good=len(good))


def _named(number: int, address: str, good: Sequence[Take], made: Made) -> Take | None:
    """Find a good take by its number: of the present words, else of any that the address ever had."""
    own = (take for take in made.takes if take.number == number and is_good(take) and belongs(take, address))
    return next((take for take in good if take.number == number), None) or next(own, None)
