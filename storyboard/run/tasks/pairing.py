"""Which of the generations that an answer lists is which take. Places in a list are no names: they change."""

from collections.abc import Iterable
from dataclasses import dataclass

from storyboard.plan.made import may_turn_up
from storyboard.provider.answers import Generation, GenerationStatus
from storyboard.run.ledger.rows import TakeRow
from storyboard.run.net.addresses import bare


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A take and the generation that is its clip, None where the answer lists none for it.

    `sure` says that it is known by what was written down of it before; else it was only its turn.
    """

    take: TakeRow
    generation: Generation | None
    sure: bool = False


def pair(takes: Iterable[TakeRow], generations: Iterable[Generation]) -> tuple[Pair, ...]:
    """Match takes with generations: by the id that is known from before, by the address, and the rest in order.

    A take whose end is known takes its turn first, and only on a generation that ended likewise.
    """
    takes, left = tuple(takes), list(generations)
    known: dict[int, Generation] = {}
    for find in (_by_id, _by_address):
        for take in takes:
            found = None if take.index in known else find(left, take)
            if found is not None:
                known[take.index] = found
                left.remove(found)
    turns = _turns([take for take in takes if take.index not in known], left)
    return tuple(
        Pair(take=take, generation=known[take.index], sure=True)
        if take.index in known
        else Pair(take=take, generation=turns.get(take.index))
        for take in takes
    )


def _turns(takes: list[TakeRow], generations: list[Generation]) -> dict[int, Generation]:
    """Give takes that nothing names a generation each, by the take's index: that of its place, else the first left."""
    found: dict[int, Generation] = {}
    free = dict(enumerate(generations))
    for turn, take in sorted(enumerate(takes), key=lambda one: _end_of(one[1]) is None):
        fitting = [place for place, one in free.items() if _end_of(take) in (None, one.status)]
        if fitting:
            found[take.index] = free.pop(turn if turn in fitting else fitting[0])
    return found


def _end_of(take: TakeRow) -> GenerationStatus | None:
    """Give the status that the provider has to list a take with, None where nothing tells yet."""
    if take.status == "done":
        return "succeed"
    return "failed" if take.status == "failed" and not may_turn_up(take.message) else None


def find_again(
    generations: Iterable[Generation], *, id: str | None = None, address: str | None = None
) -> Generation | None:
    """Find a generation by the id it had, else by its address, which bears no query; None where neither names one."""
    listed = tuple(generations)
    by_id = [one for one in listed if id and one.id == id]
    by_address = [one for one in listed if address and bare(one.url or "") == address]
    return next((found[0] for found in (by_id, by_address) if len(found) == 1), None)


def candidates(own: Pair, pairs: Iterable[Pair], generations: Iterable[Generation]) -> tuple[Generation, ...]:
    """List the generations that may be a take's: its own, and where that is only by turn those nobody is known by."""
    taken = [both.generation for both in pairs if both.sure]
    others = () if own.sure else (one for one in generations if one.url is not None and one not in taken)
    return tuple(dict.fromkeys(one for one in (own.generation, *others) if one is not None))


def contents_of_others(own: Pair, generation: Generation, pairs: Iterable[Pair]) -> frozenset[str]:
    """Give the sha256 of the clips of other takes that a generation may be as well, for all that the answer tells.

    Where a take is known to be another generation, equal bytes are what the provider made.
    """
    if own.sure:
        return frozenset()
    others = (both for both in pairs if both.take.key != own.take.key and both.take.sha256 is not None)
    return frozenset(both.take.sha256 or "" for both in others if not both.sure or both.generation == generation)


def _by_id(listed: Iterable[Generation], take: TakeRow) -> Generation | None:
    return find_again(listed, id=take.generation)


def _by_address(listed: Iterable[Generation], take: TakeRow) -> Generation | None:
    return find_again(listed, address=take.url)
