"""Circled takes: what was decided of each address, with the take that is meant."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from storyboard.language.film.addresses import shot_of
from storyboard.plan.made import Made, Pick, Take, asked_by, was_made


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """The take that somebody picked for an address; an `approved` one stays, whatever changes."""

    take: Take
    approved: bool

    def counts(self, digest: str) -> bool:
        """Say whether it holds for a request: one that is only picked holds for the words it was made from."""
        return self.approved or self.take.digest == digest


Circles = Mapping[str, Circle]
NO_CIRCLES: Circles = MappingProxyType({})


def circle_takes(made: Made, *, storyboard: str) -> Circles:
    """Find the take of every decision, by address; a decision on bytes that nobody knows holds for nothing.

    `storyboard` is the name of the file that the decisions are about.
    """
    by_content: dict[str, list[Take]] = {}
    for take in made.takes if made.picks else ():
        if was_made(take):
            by_content.setdefault(take.sha256 or "", []).append(take)
    found = {pick.address: _meant(pick, by_content.get(pick.sha256, ()), storyboard) for pick in made.picks}
    return MappingProxyType({address: circle for address, circle in found.items() if circle is not None})


def _meant(pick: Pick, takes: list[Take] | tuple[Take, ...], storyboard: str) -> Circle | None:
    """Choose among takes with the same bytes: the address's own first, then its shot's, then the lowest number."""
    shot = shot_of(pick.address)

    def rank(take: Take) -> tuple[bool, bool, bool, int]:
        return (
            take.storyboard not in ("", storyboard),
            pick.address not in asked_by(take),
            take.shot != shot,
            take.number,
        )

    take = min(takes, key=rank, default=None)
    return None if take is None else Circle(take=take, approved=pick.approved)
