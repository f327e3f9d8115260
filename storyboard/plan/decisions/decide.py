"""What happens to a call: make, keep, fetch or hold, and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from storyboard.language.film.part import value_of
from storyboard.plan.decisions.again import NOTHING, Again
from storyboard.plan.decisions.calls import Asking
from storyboard.plan.decisions.circled import NO_CIRCLES, Circle, Circles
from storyboard.plan.decisions.reasons import last_take, name_kept, why_new, why_stale
from storyboard.plan.made import EXPIRED, UNKNOWN, Made, Take, takes_of
from storyboard.plan.plan import Action

NONE_PICKED = "none is picked"
Fate = tuple[Action, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The fate of one call. `asked` counts the takes of its digest asked for so far, `to_ask` those still to be.

    `takes` is how many are wanted of it in all. `may_ask` counts what may be asked for yet: of what is on hold, all
    that a decision may lead to.
    """

    action: Action
    because: tuple[str, ...]
    asked: int
    to_ask: int
    takes: int
    may_ask: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What decisions are made from: what was made and picked, every request of the plan, what is decided already.

    `storyboard` is the name of the file. `may_guess` lets a shot go on from the lowest good take where nobody has
    picked one. `again` is what is asked for on purpose, of which the approvals of `remade` addresses are in nobody's
    way.
    """

    made: Made
    wanted: Mapping[str, Asking]
    decided: Mapping[str, Decision]
    storyboard: str = ""
    may_guess: bool = True
    circles: Circles = field(default_factory=lambda: NO_CIRCLES)
    again: Again = NOTHING
    remade: frozenset[str] = frozenset()


def decide(asking: Asking, known: Known) -> Decision:
    """Decide on one call, after all that it needs has been decided."""
    takes = takes_of(known.made, asking.digest)
    more, wanted = _more(asking, takes, known), _wanted(asking, known)
    action, because = _fate(asking, takes, known, more=more, wanted=wanted)
    may_ask = (more or wanted - len(takes)) if action == "make" else _after_hold(asking, takes, wanted, action)
    if action == "make":
        held = tuple(_held(asking, takes, known))
        if held:
            action, because = "hold", held
    asked = len(takes)
    if action != "make":
        return Decision(
            action=action, because=because, asked=asked, to_ask=asking.takes, takes=asking.takes, may_ask=may_ask
        )
    return Decision(action=action, because=because, asked=asked, to_ask=may_ask, takes=asked + may_ask, may_ask=may_ask)


def circles_of(asking: Asking, known: Known) -> dict[str, Circle]:
    """Give the circled take of each address of a request, where that counts."""
    found = {address: known.circles[address] for address in asking.addresses if address in known.circles}
    return {address: circle for address, circle in found.items() if circle.counts(asking.digest)}


def has_failed(takes: Sequence[Take]) -> bool:
    """Say whether takes were asked for and each of them failed; a clip that expired did not fail."""
    return bool(takes) and all(take.status == "failed" and not _is_expired(take) for take in takes)


def _fate(asking: Asking, takes: tuple[Take, ...], known: Known, *, more: int, wanted: int) -> Fate:
    if more:
        return "make", tuple(_why_more(asking, takes, known, more))
    if asking.kept is not None:
        remade = tuple(_remade(asking, known))
        why = why_stale(asking, asking.kept, remade, known.made)
        return _of_approved((asking.kept,), why)
    if not wanted:
        approved = tuple(circle.take for circle in circles_of(asking, known).values())
        names = dict.fromkeys(name_kept(asking, take) for take in approved)
        return _of_approved(approved, tuple(f"{name} is approved, made from this very request" for name in names))
    return _of_takes(asking, takes, known, wanted)


def _after_hold(asking: Asking, takes: tuple[Take, ...], wanted: int, action: Action) -> int:
    """Count what may be asked for once a call on hold is decided: what is in doubt or failed may be asked for again."""
    if action != "hold":
        return 0
    doubt = sum(take.status == "in-doubt" for take in takes)
    return doubt + max(wanted - len(takes), 0) if doubt else asking.takes


def _of_approved(takes: tuple[Take, ...], because: tuple[str, ...]) -> Fate:
    away = [take for take in takes if take.file is None]
    lost = [take for take in away if _is_expired(take)]
    if lost:
        return "hold", (_expired(lost[0]), *because)
    if away:
        return "fetch", (f"take {away[0].number} was made, and its clip is not here", *because)
    return "keep", because


def _of_takes(asking: Asking, takes: tuple[Take, ...], known: Known, wanted: int) -> Fate:
    doubt = [take for take in takes if take.status == "in-doubt"]
    flying = [take for take in takes if take.status == "submitted"]
    lost = [take for take in takes if _is_expired(take)]
    done = [take for take in takes if take.status == "done" and take not in lost]
    away = [take for take in done if take.file is None]
    if doubt:
        return "hold", (f"take {doubt[0].number} was sent and its fate is unknown; `storyboard reconcile` settles it",)
    if len(takes) < wanted:
        return "make", tuple(_make_reasons(asking, takes, known, wanted))
    if flying:
        return "fetch", (f"take {flying[0].number} was asked for and is not here yet",)
    if away:
        return "fetch", (f"take {away[0].number} was made, and its clip is not here",)
    if done:
        return "keep", tuple(_keep_reasons(asking, done[0], known))
    if lost:
        return "hold", (_expired(lost[0]),)
    unknown = next((take.message for take in takes if take.message.startswith(UNKNOWN)), None)
    if unknown is not None:
        return "hold", (
            f"{unknown}; `storyboard fetch` looks once more and pays nothing, `storyboard retry` asks anew",
        )
    last = takes[-1].message
    why = f": {last}" if last else ""
    return "hold", (f"its generation failed{why}; `storyboard retry` asks again",)


def _is_expired(take: Take) -> bool:
    return take.file is None and take.message.startswith(EXPIRED)


def _expired(take: Take) -> str:
    return f"the clip of take {take.number} expired before it was fetched: only `storyboard retake` pays for it again"


def _keep_reasons(asking: Asking, take: Take, known: Known) -> Iterator[str]:
    circles = circles_of(asking, known)
    picked = {circle.take.number: circle for circle in circles.values() if circle.take.digest == asking.digest}
    yield from _approvals(asking, known)
    if not picked:
        yield f"take {take.number} is here, made from this very request"
    for number, circle in picked.items():
        yield f"take {number} is {'approved' if circle.approved else 'picked'}, made from this very request"


def _make_reasons(asking: Asking, takes: tuple[Take, ...], known: Known, wanted: int) -> Iterator[str]:
    yield from _approvals(asking, known)
    if takes:
        yield f"{len(takes)} of {wanted} takes were asked for"
    else:
        older = last_take(asking, known.made, storyboard=known.storyboard)
        yield from why_new(asking, older, tuple(_remade(asking, known)), known.made)


def _why_more(asking: Asking, takes: tuple[Take, ...], known: Known, more: int) -> Iterator[str]:
    yield from _approvals(asking, known)
    if known.again.failed and has_failed(takes):
        why = f": {takes[-1].message}" if takes[-1].message else ""
        yield f"its generation failed{why}; it is asked for again"
    else:
        yield f"{more} more {'take is' if more == 1 else 'takes are'} asked for"


def _approvals(asking: Asking, known: Known) -> Iterator[str]:
    """Say which approved takes stay circled though their shots are asked for anew, each once however many share it."""
    remade = (circle.take for address, circle in circles_of(asking, known).items() if address in known.remade)
    for number in dict.fromkeys(take.number for take in remade if take.digest != asking.digest):
        yield f"take {number} is approved and stays until another is picked"


def _wanted(asking: Asking, known: Known) -> int:
    """Count the takes that are wanted by those who have not approved one."""
    circles = circles_of(asking, known)
    done = {address for address, circle in circles.items() if circle.approved and address not in known.remade}
    open_ones = [draft for draft in asking.drafts if draft.setup.address not in done]
    return max((value_of(draft.setup.part.takes, 1) for draft in open_ones), default=0)


def _more(asking: Asking, takes: tuple[Take, ...], known: Known) -> int:
    """Count the takes that are asked for on purpose; never where one is in doubt."""
    if any(take.status == "in-doubt" for take in takes):
        return 0
    if known.again.failed and has_failed(takes):
        return asking.takes
    return max((count for address, count in known.again.more if address in asking.addresses), default=0)


def _remade(asking: Asking, known: Known) -> Iterator[str]:
    for need in asking.needs:
        if need.purpose != "order" and need.call in known.decided and known.decided[need.call].action == "make":
            yield need.call


def _held(asking: Asking, takes: tuple[Take, ...], known: Known) -> Iterator[str]:
    link = asking.link
    settled = link is not None and link.take is not None and link.how != "lowest"
    for need in asking.needs:
        earlier = known.decided.get(need.call)
        if earlier is not None and earlier.action == "hold" and (need.purpose == "order" or not settled):
            does = "comes after" if need.purpose == "order" else "continues"
            yield f"{need.call}, which it {does}, is on hold"
        elif need.purpose != "order" and link is not None and not takes:
            yield from _unsettled(asking, need.call, known)


def _unsettled(asking: Asking, earlier: str, known: Known) -> Iterator[str]:
    """Say why nobody knows which take of an earlier call to go on from."""
    link, goes_on = asking.link, value_of(asking.first.setup.part.continues, None)
    if link is None or link.how in ("picked", "made"):
        return
    if link.how == "named":
        if link.take is None and goes_on is not None:
            yield f"{earlier} has no good take {goes_on.take}"
    elif not known.may_guess and _may_be_good(earlier, link.good, known) > 1 and not _picked_by_others(asking, known):
        yield f"{earlier}, which it continues, has more than one take and {NONE_PICKED}"


def _may_be_good(earlier: str, good: int, known: Known) -> int:
    """Count the takes of an earlier call that are good or may become so: in flight, or asked for by this plan."""
    asking, decision = known.wanted.get(earlier), known.decided.get(earlier)
    if asking is None or decision is None:  # it is not selected, and is used as it was made
        return good
    flying = sum(take.status == "submitted" for take in takes_of(known.made, asking.digest))
    return good + flying + (decision.to_ask if decision.action == "make" else 0)


def _picked_by_others(asking: Asking, known: Known) -> bool:
    """Say whether somebody who shares the request has the very take picked that it goes on from."""
    link = asking.link
    sha256 = link.take.sha256 if link is not None and link.take is not None else None
    circles = (known.circles.get(draft.setup.continues or "") for draft in asking.drafts)
    return any(circle is not None and circle.take.sha256 == sha256 for circle in circles)
