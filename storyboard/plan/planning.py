"""The planner: drafts and what was made before become a `Plan`."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import PurePosixPath

from storyboard.canonical import canonical
from storyboard.credits import NO_CREDITS
from storyboard.language.film.part import value_of
from storyboard.language.film.storyboard import ProviderWords
from storyboard.plan.decisions.again import NOTHING, Again
from storyboard.plan.decisions.calls import Asking, Before, ask
from storyboard.plan.decisions.charges import list_charges
from storyboard.plan.decisions.circled import circle_takes
from storyboard.plan.decisions.decide import decide
from storyboard.plan.decisions.known import Decision, Known, circles_of
from storyboard.plan.decisions.pricing import Paid, cost_of
from storyboard.plan.draft import Draft
from storyboard.plan.limits.needs import needs_of
from storyboard.plan.made import Made
from storyboard.plan.plan import IN_PROCESS, Action, Call, Plan, Totals
from storyboard.plan.plan_json import seal
from storyboard.plan.selection.selection import (
    Selection,
    check_needed,
    choose_addresses,
    choose_remade,
    is_chosen,
    used_of,
)
from storyboard.provider.asked import read_body, with_takes

WHOLE = Selection()


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Which plan is wanted: for which target and origin, with which profile; `storyboard` as its file will name it.

    At a target that is `free`, a shot may go on from a take that nobody has picked.
    """

    storyboard: str
    title: str
    model: str
    free: bool
    profile: str | None = None
    target: str = IN_PROCESS
    origin: str = IN_PROCESS
    base_url: str | None = None
    budget: Decimal | None = None
    first_take: bool = False
    again: Again = NOTHING


def plan_film(
    drafts: Iterable[Draft], made: Made, *, where: Where, words: ProviderWords, selection: Selection = WHOLE
) -> Plan:
    """Plan a film: every call in an order that can be kept, with what will happen to it and why.

    What is not selected is not in the plan; a selected shot goes on from it as it was made. Raises UsageError for a
    selector that means nothing, Refused where a shot would go on from one that was never made.
    """
    drafts = tuple(drafts)
    name = PurePosixPath(where.storyboard).name
    before = _before(drafts, made, where, words, name)
    askings = ask(drafts, before, words=words)
    asked = {asking.digest: (asking.first.model.path, asking.body) for asking in askings}
    if not selection.is_whole:
        askings = _ask_selected(selection, drafts, askings, before, words, name)
    known = Known(
        made=made,
        wanted={asking.id: asking for asking in askings},
        decided={},
        storyboard=name,
        may_guess=where.free or where.first_take,
        circles=before.circles,
        again=where.again,
        remade=before.remade,
    )
    paid = Paid(origin=where.origin, charges=list_charges(made, asked=asked))
    calls = tuple(_call(asking, decision, known, paid) for asking, decision in _decide_all(askings, known))
    film = [draft for draft in drafts if draft.setup.cut]
    return seal(
        Plan(
            title=where.title,
            storyboard=where.storyboard,
            model=where.model,
            profile=where.profile,
            target=where.target,
            origin=where.origin,
            base_url=where.base_url,
            budget=where.budget,
            shots=tuple(draft.setup.address for draft in film),
            calls=calls,
            totals=_totals(calls, film),
            digest="",
        )
    )


def _before(drafts: tuple[Draft, ...], made: Made, where: Where, words: ProviderWords, name: str) -> Before:
    """Say what requests are held against: of shots asked for anew on purpose, an approval is in nobody's way."""
    before, again = Before(made=made, circles=circle_takes(made, storyboard=name), storyboard=name), where.again
    remade = frozenset(address for address, _ in again.more)
    if again.remake:
        remade |= choose_remade(again.remake, drafts, ask(drafts, before, words=words), made, storyboard=name)
    return replace(before, remade=remade)


def _ask_selected(
    selection: Selection,
    drafts: tuple[Draft, ...],
    askings: tuple[Asking, ...],
    before: Before,
    words: ProviderWords,
    name: str,
) -> tuple[Asking, ...]:
    made = before.made
    chosen = choose_addresses(selection, drafts, askings, made, storyboard=name)
    left = [asking for asking in askings if not is_chosen(asking, chosen)]
    as_made = {address: used_of(one, made, storyboard=name) for one in left for address in one.addresses}
    left_out = frozenset(draft.setup.address for draft in drafts) - _inside(chosen, drafts, askings)
    again = ask(drafts, replace(before, as_made=as_made, left_out=left_out), words=words)
    selected = tuple(asking for asking in again if is_chosen(asking, chosen))
    if selection.makes:
        check_needed(selected, {asking.id: asking for asking in again}, made, storyboard=name, selection=selection)
    return _without_others(selected)


def _without_others(askings: tuple[Asking, ...]) -> tuple[Asking, ...]:
    """Drop what only waits for a request that is not in the plan: there is nothing to wait for."""
    ids = {asking.id for asking in askings}
    return tuple(
        replace(asking, needs=tuple(need for need in asking.needs if need.purpose != "order" or need.call in ids))
        for asking in askings
    )


def _inside(chosen: frozenset[str], drafts: tuple[Draft, ...], askings: tuple[Asking, ...]) -> frozenset[str]:
    """Add to what is chosen who shares its requests and is gone on from by it: that is not another request."""
    needed = {need for draft in drafts if draft.setup.address in chosen for need in needs_of(draft.setup)}
    sharing = {address for asking in askings if is_chosen(asking, chosen) for address in asking.addresses}
    return chosen | (sharing & needed)


def _decide_all(askings: tuple[Asking, ...], known: Known) -> Iterator[tuple[Asking, Decision]]:
    decided: dict[str, Decision] = {}
    known = replace(known, decided=decided)
    for asking in askings:
        decided[asking.id] = decide(asking, known)
        yield asking, decided[asking.id]


def _call(asking: Asking, decision: Decision, known: Known, paid: Paid) -> Call:
    draft = asking.first
    takes = decision.may_ask if decision.action == "hold" else decision.to_ask
    seconds = int(value_of(draft.setup.part.duration, 0))
    because = (*decision.because, *_only_needed(asking), *shared_with(asking.addresses[1:]))
    return Call(
        id=asking.id,
        usages=asking.addresses,
        digest=asking.digest,
        asked=decision.asked,
        method="POST",
        path=draft.model.path,
        body=canonical(with_takes(read_body(asking.body), takes)),
        needs=asking.needs,
        action=decision.action,
        because=because,
        stale=asking.kept is not None,
        cost=cost_of(asking, decision, paid),
        seconds=seconds,
        takes=decision.takes,
        slate=draft.slate,
        picked=_picked(asking, known),
    )


def _picked(asking: Asking, known: Known) -> tuple[tuple[str, str], ...]:
    return tuple((address, circle.take.sha256 or "") for address, circle in circles_of(asking, known).items())


def _only_needed(asking: Asking) -> tuple[str, ...]:
    return (
        () if any(draft.setup.cut for draft in asking.drafts) else ("another shot goes on from it; it is not cut in",)
    )


def shared_with(addresses: Sequence[str]) -> tuple[str, ...]:
    """Say which other addresses use a call, where there are any."""
    return (f"shared with {', '.join(addresses)}",) if addresses else ()


def _totals(calls: tuple[Call, ...], film: Iterable[Draft]) -> Totals:
    def count(action: Action) -> int:
        return sum(call.action == action for call in calls)

    making = [call for call in calls if call.action == "make"]
    return Totals(
        calls=len(calls),
        make=count("make"),
        keep=count("keep"),
        fetch=count("fetch"),
        hold=count("hold"),
        seconds=sum(call.seconds * (call.takes - call.asked) for call in making),
        credits=sum((call.cost.credits for call in calls), NO_CREDITS),
        worst_credits=sum((call.cost.worst_credits for call in calls), NO_CREDITS),
        film_seconds=sum(int(value_of(draft.setup.part.duration, 0)) for draft in film),
    )
