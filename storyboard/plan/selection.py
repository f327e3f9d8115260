"""Which shots of a film a plan is about: those that `--select` means, without those that `--exclude` means."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from storyboard.plan.calls import Asking, good_takes
from storyboard.plan.draft import Draft
from storyboard.plan.made import Made, takes_of
from storyboard.plan.select import Shots, select
from storyboard.problems import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is selected and what is left out, as selectors; an empty `select` means every shot."""

    select: str = ""
    exclude: str = ""

    @property
    def is_whole(self) -> bool:
        """Say whether it is the whole film."""
        return not self.select and not self.exclude


def choose_addresses(
    selection: Selection, drafts: Iterable[Draft], askings: Iterable[Asking], made: Made, *, storyboard: str
) -> frozenset[str]:
    """Choose the addresses of a film, whose file is named `storyboard`.

    Raises UsageError for a selector that means nothing by mistake.
    """
    setups = tuple(draft.setup for draft in drafts)
    states = _states(askings, made, storyboard)
    shots = Shots(setups=setups, states=lambda address: states.get(address, frozenset()))
    every = frozenset(setup.address for setup in setups)
    chosen = select(shots, selection.select) if selection.select else every
    return chosen - select(shots, selection.exclude) if selection.exclude else chosen


def check_needed(asking: Asking, chosen: frozenset[str], wanted: Mapping[str, Asking], made: Made) -> None:
    """Refuse to go on from a shot that is not selected and was never made."""
    for need in asking.needs:
        earlier = wanted[need.call]
        if need.purpose == "order" or is_chosen(earlier, chosen):
            continue
        if not used_of(earlier, made):
            raise Refused(
                f"{asking.id} goes on from {earlier.id}, which is not selected and was never made",
                help=f"Select it too: `--select '+{asking.id}'` takes along what a shot needs.",
            )


def is_chosen(asking: Asking, chosen: frozenset[str]) -> bool:
    """Say whether anybody who uses a request is selected."""
    return any(draft.setup.address in chosen for draft in asking.drafts)


def used_of(asking: Asking, made: Made) -> tuple[str, ...]:
    """Give the sha256 of the good takes there are of a shot that is not selected, whatever they were made from."""
    exact = good_takes(made, asking.digest)
    shots = {draft.setup.shot.address for draft in asking.drafts}
    others = [take for take in made.takes if take.shot in shots and take.status == "done"]
    return tuple(take.sha256 for take in (*exact, *reversed(others)) if take.sha256 is not None)


def _states(askings: Iterable[Asking], made: Made, storyboard: str) -> dict[str, frozenset[str]]:
    return {
        draft.setup.address: _state(asking, draft, made, storyboard) for asking in askings for draft in asking.drafts
    }


def _state(asking: Asking, draft: Draft, made: Made, storyboard: str) -> frozenset[str]:
    takes = takes_of(made, asking.digest)
    known = made.last_of(draft.setup.address, storyboard=storyboard) is not None
    statuses = {take.status for take in takes}
    told = {
        "new": not takes and not known,
        "modified": not takes and known,
        "failed": statuses == {"failed"},
        "in-doubt": "in-doubt" in statuses,
    }
    return frozenset(state for state, holds in told.items() if holds)
