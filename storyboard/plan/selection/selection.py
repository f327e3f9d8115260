"""Which shots of a film a plan is about: those that `--select` means, without those that `--exclude` means."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from storyboard.plan.decisions.calls import Asking
from storyboard.plan.decisions.continuing import made_takes
from storyboard.plan.decisions.decide import has_failed
from storyboard.plan.draft import Draft
from storyboard.plan.made import Made, Take, TakeStatus, asked_by, takes_of, was_made
from storyboard.plan.selection.selectors import Shots, select
from storyboard.problems import Refused, UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """What is selected and what is left out, as selectors; an empty `select` means every shot.

    `makes` tells a selection of what is to be made: what a shot of it goes on from has to be there, or selected too.
    """

    select: str = ""
    exclude: str = ""
    makes: bool = True

    @property
    def is_whole(self) -> bool:
        """Say whether it is the whole film."""
        return not self.select and not self.exclude


def to_look_at(selection: Selection) -> Selection:
    """Give the same selection of what is only looked at or brought here, where nothing has to be there before."""
    return replace(selection, makes=False)


def choose_addresses(
    selection: Selection, drafts: Iterable[Draft], askings: Iterable[Asking], made: Made, *, storyboard: str
) -> frozenset[str]:
    """Choose the addresses of a film, whose file is named `storyboard`.

    Raises UsageError for a selector that means nothing by mistake.
    """
    shots = _shots(drafts, askings, made, storyboard)
    every = frozenset(setup.address for setup in shots.setups)
    chosen = select(shots, selection.select) if selection.select else every
    return chosen - select(shots, selection.exclude) if selection.exclude else chosen


def choose_remade(
    selector: str, drafts: Iterable[Draft], askings: Iterable[Asking], made: Made, *, storyboard: str
) -> frozenset[str]:
    """Choose the approved shots that are stale and are to be asked for anew.

    Raises UsageError for a selector that means shots of which none is so, or nothing by mistake.
    """
    askings = tuple(askings)
    stale = frozenset(address for asking in askings if asking.kept is not None for address in asking.addresses)
    chosen = select(_shots(drafts, askings, made, storyboard), selector)
    if chosen and not chosen & stale:
        named = ", ".join(sorted(stale))
        help = f"There are: {named}." if stale else "Without --remake, a shot is made anew as soon as its words change."
        raise UsageError(f"`--remake {selector}` means no approved shot that is stale", help=help)
    return chosen & stale


def check_needed(
    selected: Iterable[Asking], film: Mapping[str, Asking], made: Made, *, storyboard: str, selection: Selection
) -> None:
    """Refuse to go on from a shot that is not selected and has no take that can be used; say why it has none."""
    selected = tuple(selected)
    inside = {asking.id for asking in selected}
    for asking in selected:
        for need in asking.needs:
            if need.purpose == "order" or need.call in inside or not _lacks(asking):
                continue
            why, way_out = _why_none(film[need.call], made, storyboard)
            help = way_out.format(need=need.call, wider=_with_needs(selection.select, asking.id))
            raise Refused(f"{asking.id} goes on from {need.call}, which is not selected and {why}", help=help)


def _lacks(asking: Asking) -> bool:
    """Say whether nothing is there to go on from; where a take was named or picked, the plan says what is with it."""
    link = asking.link if asking.kept is None else None
    return link is not None and link.take is None and link.how == "lowest"


def _why_none(asking: Asking, made: Made, storyboard: str) -> tuple[str, str]:
    """Say why a shot has no good take, and what helps."""
    takes = takes_of(made, asking.digest) or _own(asking, made, storyboard)
    for status, told in _WHY_NONE.items():
        if any(take.status == status for take in takes):
            return told
    return "was never made", "Select it too: `--select '{wider}'` takes along what a shot needs."


def _with_needs(selector: str, call: str) -> str:
    """Widen a selector by what its shots need; one that narrows or reaches by signs, by what one of them needs."""
    words = selector.split()
    if any("," in word or "+" in word for word in words):
        return f"{selector} +{call}"
    return " ".join(f"+{word}" for word in words or [call])


_RETAKE = "`storyboard retake {need}` asks for it again."
_WHY_NONE: Mapping[TakeStatus, tuple[str, str]] = {
    "in-doubt": ("whose fate is unknown", "`storyboard reconcile` settles it."),
    "submitted": ("is not here yet", "`storyboard fetch --select {need}` brings it."),
    "done": ("whose clip expired before it was fetched", _RETAKE),
    "failed": ("whose generation failed", "`storyboard retry --select {need}` asks for it again."),
}


def is_chosen(asking: Asking, chosen: frozenset[str]) -> bool:
    """Say whether anybody who uses a request is selected."""
    return any(draft.setup.address in chosen for draft in asking.drafts)


def used_of(asking: Asking, made: Made, *, storyboard: str) -> tuple[Take, ...]:
    """Give the takes to go on from of a shot that is not selected, lowest number first.

    They are of its present request; where that was never made, of the one of its newest take.
    """
    exact = made_takes(made, asking.digest)
    if exact:
        return exact
    there = [take for take in _own(asking, made, storyboard) if was_made(take)]
    own = [take for take in there if not set(asked_by(take)).isdisjoint(asking.addresses)]
    newest = max(own or there, key=lambda take: take.number, default=None)
    return () if newest is None else made_takes(made, newest.digest)


def _own(asking: Asking, made: Made, storyboard: str) -> tuple[Take, ...]:
    shots = dict.fromkeys(draft.setup.shot.address for draft in asking.drafts)
    return tuple(dict.fromkeys(take for shot in shots for take in made.of_shot(shot, storyboard=storyboard)))


def _shots(drafts: Iterable[Draft], askings: Iterable[Asking], made: Made, storyboard: str) -> Shots:
    states = {
        draft.setup.address: _state(asking, draft, made, storyboard) for asking in askings for draft in asking.drafts
    }
    drafts = tuple(drafts)
    return Shots(
        setups=tuple(draft.setup for draft in drafts),
        states=lambda address: states.get(address, frozenset()),
        players={draft.setup.address: draft.players for draft in drafts},
    )


def _state(asking: Asking, draft: Draft, made: Made, storyboard: str) -> frozenset[str]:
    takes = takes_of(made, asking.digest)
    known = bool(made.of_address(draft.setup.address, storyboard=storyboard))
    told = {
        "new": not takes and not known,
        "modified": not takes and known,
        "stale": asking.kept is not None,
        "failed": has_failed(asking, takes),
        "in-doubt": "in-doubt" in {take.status for take in takes},
    }
    return frozenset(state for state, holds in told.items() if holds)
