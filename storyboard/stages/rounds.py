"""Rounds of decisions: which take of a shot is circled decides what the present request of a later one is."""

from collections.abc import Iterable
from itertools import groupby

from storyboard.plan.plan import Plan
from storyboard.plan.selection.finding import find_addresses, read_address


def in_rounds(plan: Plan, addresses: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Part addresses such as `scene/shot#2` into rounds: each comes after those that its request goes on from.

    Raises UsageError for an address that is none.
    """
    usages: dict[str, tuple[str, ...]] = {}
    for words in addresses:
        read_address(words)
        usages[words] = find_addresses(plan, words.partition("#")[0])
    ranks = _ranks(plan, {usage for found in usages.values() for usage in found})
    last = {words: max(ranks[usage] for usage in found) for words, found in usages.items()}
    return tuple(tuple(same) for _, same in groupby(sorted(last, key=last.__getitem__), key=last.__getitem__))


def _ranks(plan: Plan, decided: set[str]) -> dict[str, int]:
    """Count, for each address of a plan, on how many that are decided its request goes on at most."""
    ranks: dict[str, int] = {}
    named = {call.id for call in plan.calls if not decided.isdisjoint(call.usages)}
    for call in plan.calls:
        before = [ranks[need.call] + (need.call in named) for need in call.needs if need.purpose != "order"]
        ranks.update(dict.fromkeys(call.usages, max(before, default=0)))
    return ranks
