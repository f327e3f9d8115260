"""Which parts of a shot's request changed between two plans."""

from collections.abc import Iterator, Mapping

from storyboard.plan.decisions.changes import Change, list_changes, remember
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
    if now is None or was is None or old.get(was) == new.get(now):
        return
    yield Change(
        sentence=f"{now}, which it continues, changed" if was == now else f"it continues {now}, no longer {was}"
    )


def _taken(call: Call) -> str | None:
    return next((need.call for need in call.needs if need.purpose != "order"), None)
