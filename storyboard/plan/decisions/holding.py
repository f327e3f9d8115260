"""Why a call that is to be made cannot be begun yet: what has to be decided, or made, before it."""

from collections.abc import Iterator

from storyboard.language.film.part import value_of
from storyboard.plan.decisions.calls import Asking
from storyboard.plan.decisions.continuing import Link
from storyboard.plan.decisions.known import Known
from storyboard.plan.decisions.standing import tell_apart
from storyboard.plan.made import Take, is_expired, takes_of

NONE_PICKED = "none is picked"


def list_hindrances(asking: Asking, takes: tuple[Take, ...], known: Known) -> Iterator[str]:
    """Say what is in the way of a call, of which `takes` were asked for before; nothing where nothing is."""
    link = asking.link
    settled = link is not None and link.take is not None and link.how != "lowest"
    if link is not None and link.take is not None and is_expired(link.take):
        which = "name another in `continues`" if link.how == "named" else "`pick` another"
        yield f"the clip of take {link.take.number} of {link.address}, which it continues, has expired: {which}"
        return
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
            yield _unnamed(link, goes_on.take, earlier)
    elif not known.may_guess and _may_be_good(earlier, link.good, known) > 1 and not _picked_by_others(asking, known):
        yield f"{earlier}, which it continues, has more than one take and {NONE_PICKED}"


def _unnamed(link: Link, number: int | None, earlier: str) -> str:
    """Say why a number names no take to go on from."""
    if not link.rivals:
        return f"{earlier} has no good take {number}"
    many = f"take {number} of {earlier} may be {len(link.rivals)} takes: {tell_apart(link.rivals)}"
    return f"{many}; `pick` the one that is meant"


def _may_be_good(earlier: str, good: int, known: Known) -> int:
    """Count the takes of an earlier call that are good or may become so: in flight, in the cache, or asked for."""
    asking, decision = known.wanted.get(earlier), known.decided.get(earlier)
    if asking is None or decision is None:  # it is not selected, and is used as it was made
        return good
    flying = sum(take.status == "submitted" for take in takes_of(known.made, asking.digest))
    return good + flying + decision.offered + (decision.to_ask if decision.action == "make" else 0)


def _picked_by_others(asking: Asking, known: Known) -> bool:
    """Say whether somebody who shares the request has the very take picked that it goes on from."""
    link = asking.link
    sha256 = link.take.sha256 if link is not None and link.take is not None else None
    circles = (known.circles.get(draft.setup.continues or "") for draft in asking.drafts)
    return any(circle is not None and circle.take.sha256 == sha256 for circle in circles)
