"""What happens to a call: make, keep, fetch or hold, and why."""

from collections.abc import Iterator, Sequence

from storyboard.language.film.addresses import shot_of
from storyboard.language.film.part import value_of
from storyboard.plan.decisions.calls import Asking
from storyboard.plan.decisions.holding import list_hindrances
from storyboard.plan.decisions.known import Decision, Known, circles_of
from storyboard.plan.decisions.reasons import join_and, name_kept, why_doubted, why_new, why_stale
from storyboard.plan.decisions.standing import number_cached
from storyboard.plan.made import UNKNOWN, Take, is_expired, takes_of
from storyboard.plan.plan import Action

Fate = tuple[Action, tuple[str, ...]]


def decide(asking: Asking, known: Known) -> Decision:
    """Decide on one call, after all that it needs has been decided."""
    takes = takes_of(known.made, asking.digest)
    more, wanted = _more(asking, takes, known), _wanted(asking, known)
    offered = () if more else _offered(asking, takes, known, wanted)
    takes += offered
    action, because = _fate(asking, takes, known, more=more, wanted=wanted)
    may_ask = (more or wanted - len(takes)) if action == "make" else _after_hold(asking, takes, wanted, action)
    if action == "make":
        held = tuple(list_hindrances(asking, takes, known))
        if held:
            action, because = "hold", held
    to_ask, wanted = (may_ask, len(takes) + may_ask) if action == "make" else (asking.takes, asking.takes)
    return Decision(
        action=action,
        because=because,
        asked=len(takes),
        to_ask=to_ask,
        takes=wanted,
        offered=len(offered),
        may_ask=may_ask,
    )


def has_failed(asking: Asking, takes: Sequence[Take]) -> bool:
    """Say whether `takes` of a request were asked for and each of them failed; a clip that expired did not fail.

    What an approved take stands for has not: nobody waits for it.
    """
    failed = all(take.status == "failed" and not is_expired(take) for take in takes)
    return asking.kept is None and bool(takes) and failed


def _offered(asking: Asking, takes: tuple[Take, ...], known: Known, wanted: int) -> tuple[Take, ...]:
    """Pick the takes that a shared cache has of those that are lacking, under the numbers that they are to get."""
    if any(take.status == "in-doubt" for take in takes):
        return ()
    of_shot = known.made.of_shot(shot_of(asking.id), storyboard=known.storyboard)
    offers = known.made.offers_of(asking.digest, wanted - len(takes))
    return number_cached(offers, beside=(*takes, *of_shot))


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
    lost = [take for take in away if is_expired(take)]
    if lost:
        return "hold", (_expired(lost[0]), *because)
    if away:
        return "fetch", (_away(away), *because)
    return "keep", because


def _of_takes(asking: Asking, takes: tuple[Take, ...], known: Known, wanted: int) -> Fate:
    doubt = [take for take in takes if take.status == "in-doubt"]
    flying = [take for take in takes if take.status == "submitted"]
    lost = [take for take in takes if is_expired(take)]
    done = [take for take in takes if take.status == "done" and take not in lost]
    away = [take for take in done if take.file is None]
    if doubt:
        return "hold", (why_doubted(doubt[0], storyboard=known.storyboard),)
    gone = [circle.take for circle in circles_of(asking, known).values() if is_expired(circle.take)]
    if gone:
        return "hold", (f"{_expired(gone[0])}; it is the picked one, and no other stands in for it",)
    if len(takes) < wanted:
        return "make", tuple(_make_reasons(asking, takes, known, wanted))
    if flying:
        return "fetch", (f"take {flying[0].number} was asked for and is not here yet",)
    if away:
        return "fetch", (_away(away),)
    if done:
        return "keep", tuple(_keep_reasons(asking, done[0], known))
    return "hold", (_why_nothing(asking, takes, known),)


def _why_nothing(asking: Asking, takes: tuple[Take, ...], known: Known) -> str:
    """Say why nothing came of any of the takes, and what is to be done: `retry` leaves alone what is approved."""
    circles = circles_of(asking, known)
    kept = all(address in circles and circles[address].approved for address in asking.addresses)
    again = "`storyboard retake`" if kept else "`storyboard retry`"
    lost = next((take for take in takes if is_expired(take)), None)
    if lost is not None:
        return _expired(lost)
    unknown = next((take.message for take in takes if take.message.startswith(UNKNOWN)), None)
    if unknown is not None:
        return f"{unknown}; `storyboard fetch` looks once more and pays nothing, {again} asks anew"
    last = takes[-1].message
    return f"its generation failed{f': {last}' if last else ''}; {again} asks again"


def _away(takes: Sequence[Take]) -> str:
    """Say which takes are to be brought here, and whether a shared cache has them."""
    names = tuple(dict.fromkeys(str(take.number) for take in takes))
    where = "in the cache" if all(take.cached for take in takes) else "not here"
    if len(names) == 1:
        return f"take {names[0]} was made, and its clip is {where}"
    return f"takes {join_and(names)} were made, and their clips are {where}"


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
        yield from why_new(asking, tuple(_remade(asking, known)), known.made, storyboard=known.storyboard)


def _why_more(asking: Asking, takes: tuple[Take, ...], known: Known, more: int) -> Iterator[str]:
    yield from _approvals(asking, known)
    if known.again.failed and has_failed(asking, takes):
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
    if known.again.failed and has_failed(asking, takes):
        return asking.takes
    return max((count for address, count in known.again.more if address in asking.addresses), default=0)


def _remade(asking: Asking, known: Known) -> Iterator[str]:
    for need in asking.needs:
        if need.purpose != "order" and need.call in known.decided and known.decided[need.call].action == "make":
            yield need.call
