"""A plan seen by its addresses: the film's order, the call of each shot, and what each request is known by."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from storyboard.plan.difference.same import identify
from storyboard.plan.plan import Call, Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """A plan by its addresses. `cut` is the film in order; in `order`, what is not cut comes behind it.

    `left_out` are shots of the film that the plan has no call for. `identity` is by call id, `takes` by identity.
    """

    calls: tuple[Call, ...]
    cut: tuple[str, ...]
    order: tuple[str, ...]
    left_out: tuple[str, ...]
    by_address: Mapping[str, Call]
    in_cut: frozenset[str]
    identity: Mapping[str, str]
    takes: Mapping[str, int]

    def same(self, address: str) -> str:
        """Give what the request of an address is known by."""
        return self.identity[self.by_address[address].id]


def by_address(plan: Plan) -> Addressed:
    """See a plan by its addresses."""
    identity, takes = identify(plan), dict[str, int]()
    calls = {usage: call for call in plan.calls for usage in call.usages}
    for call in plan.calls:
        takes[identity[call.id]] = max(takes.get(identity[call.id], 0), call.takes)
    cut = tuple(address for address in plan.shots if address in calls)
    return Addressed(
        calls=plan.calls,
        cut=cut,
        order=tuple(dict.fromkeys((*cut, *calls))),
        left_out=tuple(address for address in plan.shots if address not in calls),
        by_address=MappingProxyType(calls),
        in_cut=frozenset(cut),
        identity=MappingProxyType(identity),
        takes=MappingProxyType(takes),
    )
