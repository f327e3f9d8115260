"""What differs between two plans, shot by shot, and what the second asks for that the first does not."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from storyboard.credits import count_credits
from storyboard.plan.decisions.changes import Change
from storyboard.plan.difference.addressed import Addressed, by_address
from storyboard.plan.difference.cost import Asked, ask_anew
from storyboard.plan.difference.moved import list_moved
from storyboard.plan.difference.parts import list_parts
from storyboard.plan.plan import Call, Plan
from storyboard.provider.profile import Profile

Status = Literal["added", "changed", "removed", "renamed", "moved", "unchanged"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShotDifference:
    """What became of one shot. `address` is its last one, `was` its first one; None where it is added.

    `changes` are the parts that changed. `follows` is the shot that it now stands behind, "" for the first, where it
    moved; else None. `asked` is what it asks for that was not asked for before; a request that several shots share
    counts at the first.
    """

    address: str
    was: str | None
    status: Status
    changes: tuple[Change, ...] = ()
    follows: str | None = None
    asked: Asked = Asked()  # noqa: RUF009  # frozen


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Two plans held against each other: `shots` in the film's order, `film` what changed for all of them.

    `apart` are shots of the films that were left out of one of the plans: nothing can be said of them.
    """

    shots: tuple[ShotDifference, ...]
    film: tuple[Change, ...]
    apart: tuple[str, ...]
    asked: Asked

    def count(self, status: Status) -> int:
        """Count the shots of a status."""
        return sum(shot.status == status for shot in self.shots)


def compare(before: Plan, after: Plan, *, profiles: Mapping[str, Profile]) -> Difference:
    """Compare two plans. `profiles` has the model at each path of an API: its prices hold where the plan has none.

    What the second has made already costs nothing; plans made of files alone, `Made()`, know of nothing made.
    """
    old, new = by_address(before), by_address(after)
    apart = {address for side in (old, new) for address in side.left_out}
    names = _names(old, new, apart)
    asked = ask_anew(old.takes, new.calls, new.identity, profiles=profiles, apart=apart)
    moved, waiting = _moved(old, new, names), dict(asked)
    found = []
    for address in (one for one in new.order if one not in apart):
        # A call that nobody has told of yet: this shot is the first that uses it.
        cost = waiting.pop(new.by_address[address].id, Asked())
        found.append(_compare_shot(address, names.get(address), old, new, moved, cost))
    shots = _with_removed(found, old, apart)
    total = sum(asked.values(), Asked())
    return Difference(shots=shots, film=tuple(_film(before, after)), apart=tuple(sorted(apart)), asked=total)


def _names(old: Addressed, new: Addressed, apart: set[str]) -> dict[str, str]:
    """Find the old address of every shot that is in both: its own, or that of a gone one with the same request."""
    names = {address: address for address in new.order if address in old.by_address}
    gone: dict[str, list[str]] = {}
    for address in old.order:
        if address not in new.by_address and address not in apart:
            gone.setdefault(old.same(address), []).append(address)
    for address in new.order:
        if address not in names and address not in apart and gone.get(new.same(address)):
            names[address] = gone[new.same(address)].pop(0)
    return names


def _moved(old: Addressed, new: Addressed, names: Mapping[str, str]) -> dict[str, str]:
    """Say behind which shot each one that moved now stands."""
    ranks = {address: rank for rank, address in enumerate(old.cut)}
    both = [address for address in new.cut if names.get(address) in ranks]
    places = {address: place for place, address in enumerate(new.cut)}
    moved = list_moved([ranks[names[address]] for address in both])
    return {both[i]: new.cut[place - 1] if (place := places[both[i]]) else "" for i in moved}


def _compare_shot(
    address: str, was: str | None, old: Addressed, new: Addressed, moved: Mapping[str, str], asked: Asked
) -> ShotDifference:
    if was is None:
        return ShotDifference(address=address, was=None, status="added", asked=asked)
    before, after = old.by_address[was], new.by_address[address]
    follows, changes = moved.get(address), tuple(_changes(before, after, old, new, (was, address)))
    kinds: tuple[tuple[bool, Status], ...] = (
        (was != address, "renamed"),
        (bool(changes), "changed"),
        (follows is not None, "moved"),
    )
    status: Status = next((status for holds, status in kinds if holds), "unchanged")
    return ShotDifference(address=address, was=was, status=status, changes=changes, follows=follows, asked=asked)


def _changes(before: Call, after: Call, old: Addressed, new: Addressed, names: tuple[str, str]) -> Iterator[Change]:
    if old.identity[before.id] != new.identity[after.id]:
        yield from list_parts(before, after, old.identity, new.identity)
    if before.takes != after.takes:
        yield Change(sentence=f"its takes changed from {before.takes} to {after.takes}")
    cut = names[1] in new.in_cut
    if (names[0] in old.in_cut) != cut:
        yield Change(sentence="it is cut into the film now" if cut else "it is no longer cut into the film")


def _with_removed(found: list[ShotDifference], old: Addressed, apart: set[str]) -> tuple[ShotDifference, ...]:
    """Put every shot that is gone behind the one that it stood behind."""
    left = {shot.was for shot in found}
    behind: dict[str | None, list[ShotDifference]] = {}
    anchor: str | None = None
    for address in old.order:
        if address in left:
            anchor = address
        elif address not in apart:
            gone = ShotDifference(address=address, was=address, status="removed")
            behind.setdefault(anchor, []).append(gone)
    rest = (one for shot in found for one in (shot, *(behind.get(shot.was, ()) if shot.was is not None else ())))
    return (*behind.get(None, ()), *rest)


def _film(before: Plan, after: Plan) -> Iterator[Change]:
    pairs = (
        ("title", before.title, after.title),
        ("profile", before.profile, after.profile),
        ("target", before.target, after.target),
        ("budget", _credits(before.budget), _credits(after.budget)),
    )
    for name, old, new in pairs:
        if old != new:
            yield Change(sentence=f"the film's {name} changed from {old or 'none'} to {new or 'none'}")


def _credits(budget: Decimal | None) -> str:
    return "" if budget is None else count_credits(budget)
