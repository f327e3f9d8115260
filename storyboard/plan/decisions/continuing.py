"""Which take of an earlier shot a shot goes on from, and how that was decided."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from storyboard.plan.decisions.circled import Circle
from storyboard.plan.decisions.standing import numbered
from storyboard.plan.digest import Earlier
from storyboard.plan.made import Made, Take, is_good, takes_of, was_made

How = Literal["named", "picked", "made", "lowest"]
Identify = Callable[[Earlier], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """The `take` of the shot at `address` that another goes on from; None while there is none.

    `named` by its number in the storyboard, `picked` by somebody, the one that the shot is `made` from already, or the
    `lowest` good one. `good` counts the takes that there were to choose from; `rivals` are those that a number may mean
    where it means more than one.
    """

    address: str
    take: Take | None
    how: How
    good: int = 0
    rivals: tuple[Take, ...] = ()


def made_takes(made: Made, digest: str) -> tuple[Take, ...]:
    """List the takes of a digest that have, or had, a clip, lowest number first."""
    return tuple(take for take in takes_of(made, digest) if was_made(take))


def good_takes(made: Made, digest: str) -> tuple[Take, ...]:
    """List the takes of a digest that are good, lowest number first."""
    return tuple(take for take in takes_of(made, digest) if is_good(take))


def link_to(
    address: str,
    takes: Sequence[Take],
    made: Made,
    *,
    named: int | None,
    standing: Callable[[], Sequence[Take]],
    circle: Circle | None,
    identify: Identify,
) -> Link:
    """Choose the take to go on from.

    `takes` are those of the earlier request, `standing` all that stand for its address, `circle` is the one that counts
    there. `identify` gives the digest that the request has with a clip. Where a number means more than one take, the
    picked one of them is meant, else the one that the shot was made from. A shot stays with a take that it was made
    from though its clip has expired since; no other is begun from such a one.
    """
    good = tuple(take for take in takes if is_good(take))

    def used(candidates: Sequence[Take]) -> Take | None:
        return next((take for take in candidates if takes_of(made, identify(Earlier(sha256=take.sha256)))), None)

    if named is not None:
        found = numbered(standing(), named)
        picked = circle.take.sha256 if circle is not None else None
        take = (
            found[0] if len(found) == 1 else next((one for one in found if one.sha256 == picked), None) or used(found)
        )
        return Link(address=address, take=take, how="named", good=len(good), rivals=() if take is not None else found)
    if circle is not None:
        return Link(address=address, take=circle.take, how="picked", good=len(good))
    take = used(takes)
    if take is not None:
        return Link(address=address, take=take, how="made", good=len(good))
    return Link(address=address, take=good[0] if good else None, how="lowest", good=len(good))
