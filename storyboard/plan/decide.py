"""What happens to a call and why: make, keep, fetch or hold, with a sentence for each reason."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from storyboard.language.part import value_of
from storyboard.plan.calls import Asking, good_takes
from storyboard.plan.changes import list_changes, write_memory
from storyboard.plan.made import Made, Take, takes_of
from storyboard.plan.plan import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """The fate of one call. `asked` counts the takes of its digest asked for so far, `to_ask` those still to be."""

    action: Action
    because: tuple[str, ...]
    asked: int
    to_ask: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What decisions are made from: what was made, every request of the plan, and what is decided already.

    `storyboard` is the name of the file. `may_guess` lets a shot go on from the lowest good take where nobody has
    picked one.
    """

    made: Made
    wanted: Mapping[str, Asking]
    decided: Mapping[str, Decision]
    storyboard: str = ""
    may_guess: bool = True


def decide(asking: Asking, known: Known) -> Decision:
    """Decide on one call, after all that it needs has been decided."""
    takes = takes_of(known.made, asking.digest)
    asked, missing = len(takes), max(asking.takes - len(takes), 0)
    action, because = _of_takes(asking, takes, known)
    if action == "make":
        held = tuple(_held(asking, known))
        if held:
            action, because = "hold", held
    return Decision(action=action, because=because, asked=asked, to_ask=missing if action == "make" else asking.takes)


def _of_takes(asking: Asking, takes: tuple[Take, ...], known: Known) -> tuple[Action, tuple[str, ...]]:
    doubt = [take for take in takes if take.status == "in-doubt"]
    flying = [take for take in takes if take.status == "submitted"]
    done = [take for take in takes if take.status == "done"]
    away = [take for take in done if take.file is None]
    if doubt:
        return "hold", (
            f"take {doubt[0].number} was sent and its fate is unknown, so it is never sent again by itself",
        )
    if len(takes) < asking.takes:
        return "make", tuple(_make_reasons(asking, takes, known))
    if flying:
        return "fetch", (f"take {flying[0].number} was asked for and is not here yet",)
    if away:
        return "fetch", (f"take {away[0].number} was made, and its clip is not here",)
    if done:
        return "keep", (f"take {done[0].number} is here, made from this very request",)
    why = f": {takes[-1].message}" if takes[-1].message else ""
    return "hold", (f"its generation failed{why}; a changed word asks anew",)


def _make_reasons(asking: Asking, takes: tuple[Take, ...], known: Known) -> Iterator[str]:
    if takes:
        yield f"{len(takes)} of {asking.takes} takes were asked for"
        return
    older = last_take(asking, known.made, storyboard=known.storyboard)
    if older is None:
        yield "it was never made here"
        return
    told = [change.sentence for change in list_changes(older.request, memory_of(asking))]
    told += _because_of_earlier(asking, known)
    yield from told or [f"its request has changed since take {older.number}"]


def _because_of_earlier(asking: Asking, known: Known) -> Iterator[str]:
    for need in asking.needs:
        if need.purpose != "order" and need.call in known.decided and known.decided[need.call].action == "make":
            yield f"{need.call}, which it continues, will be made anew"


def last_take(asking: Asking, made: Made, *, storyboard: str) -> Take | None:
    """Find the newest take that somebody who uses a request had before, whatever it was made from."""
    found = [made.last_of(draft.setup.address, storyboard=storyboard) for draft in asking.drafts]
    return max((take for take in found if take is not None), key=lambda take: take.number, default=None)


def memory_of(asking: Asking) -> str:
    """Write down a request as it would be remembered if it were sent."""
    return write_memory(asking.first.model.path, asking.body, asking.first.slate)


def _held(asking: Asking, known: Known) -> Iterator[str]:
    goes_on = value_of(asking.first.setup.part.continues, None)
    for need in asking.needs:
        earlier = known.wanted.get(need.call)
        if earlier is None:  # it is not selected, and is used as it was made
            continue
        if known.decided[need.call].action == "hold":
            does = "comes after" if need.purpose == "order" else "continues"
            yield f"{need.call}, which it {does}, is on hold"
        elif need.purpose != "order":
            good = good_takes(known.made, earlier.digest)
            named = goes_on.take if goes_on is not None else None
            if named is not None and named not in [take.number for take in good]:
                yield f"{need.call} has no good take {named}"
            elif named is None and not known.may_guess and max(earlier.takes, len(good)) > 1:
                yield f"{need.call}, which it continues, has more than one take and none is picked"
