"""Which things of a list stand in another order than before: as few as can be."""

from bisect import bisect_left
from collections.abc import Sequence


def list_moved(ranks: Sequence[int]) -> tuple[int, ...]:
    """Give the places of those that moved, when all others still rise.

    `ranks` are the places that they had before, each once. Takes n log n steps.
    """
    tails: list[int] = []  # the lowest rank that ends a rising row of each length
    ends: list[int] = []  # and its place
    before: list[int] = []
    for place, rank in enumerate(ranks):
        length = bisect_left(tails, rank)
        before.append(ends[length - 1] if length else -1)
        tails[length : length + 1] = [rank]
        ends[length : length + 1] = [place]
    stay, place = set(), ends[-1] if ends else -1
    while place >= 0:
        stay.add(place)
        place = before[place]
    return tuple(place for place in range(len(ranks)) if place not in stay)
