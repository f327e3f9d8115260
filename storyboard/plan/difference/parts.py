"""Which parts of a shot's request changed between two plans."""

from collections.abc import Iterator, Mapping

from storyboard.plan.decisions.changes import Change, list_changes, remember
from storyboard.plan.earlier import shots_of
from storyboard.plan.plan import Call


def list_parts(before: Call, after: Call, old: Mapping[str, str], new: Mapping[str, str]) -> tuple[Change, ...]:
    """List what changed in a request that is another one now; never nothing.

    `old` and `new` have what every call of the two plans is known by.
    """
    parts = (
        *list_changes(remember(before), remember(after)),
        *_earlier(before, after, old, new),
    )
    return parts or (Change(sentence="its request changed"),)


def _earlier(before: Call, after: Call, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    was, now = _taken(before), _taken(after)
    if now is None or was is None:
        return
    if old.get(was) != new.get(now):
        changed, other = f"{now}, which it continues, changed", f"it continues {now}, no longer {was}"
        yield Change(sentence=changed if was == now else other)
    if (named := _take(before)) != (names := _take(after)):
        yield Change(sentence=f"it continues {names} of {now}, no longer {named}")


def _take(call: Call) -> str:
    """Say which take of a shot a call goes on from, by what the storyboard says alone."""
    number = next((mark.take for mark in shots_of(call)), None)
    return "the picked take" if number is None else f"take {number}"


def _taken(call: Call) -> str | None:
    return next((need.call for need in call.needs if need.purpose != "order"), None)
