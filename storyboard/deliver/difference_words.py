"""A difference in words: what became of each shot, scene by scene, and all of it in one sentence."""

import re
from collections.abc import Iterator

from storyboard.credits import count_credits
from storyboard.plan.decisions.changes import Change, changed_words
from storyboard.plan.decisions.reasons import join_and
from storyboard.plan.difference.cost import Asked
from storyboard.plan.difference.difference import Difference, ShotDifference, Status

MARKS: dict[Status, str] = {
    "added": "+",
    "changed": "~",
    "removed": "-",
    "renamed": "→",
    "moved": "↕",
    "unchanged": "=",
}
# A sentence on a part of the shot itself: `its duration changed from 4 to 9`.
OWN = re.compile(r"its (.+?) changed\b")


def scenes_of(difference: Difference) -> dict[str, list[ShotDifference]]:
    """Sort what is not unchanged by scene, in the film's order."""
    found: dict[str, list[ShotDifference]] = {}
    for shot in difference.shots:
        if shot.status != "unchanged":
            found.setdefault(shot.address.partition("/")[0], []).append(shot)
    return found


def say_shot(shot: ShotDifference) -> Iterator[str]:
    """Say what became of a shot: its new name and place, then every part that changed, and how."""
    yield from _say_place(shot)
    yield from (say_change(change) for change in shot.changes)


def say_parts(shot: ShotDifference) -> Iterator[str]:
    """Say what became of a shot where there is little room: which parts changed, and not how."""
    yield from _say_place(shot)
    own = {change: found[1] for change in shot.changes if (found := OWN.match(change.sentence))}
    if own:
        yield f"its {join_and(tuple(own.values()))} changed"
    yield from (change.sentence for change in shot.changes if change not in own)


def _say_place(shot: ShotDifference) -> Iterator[str]:
    if shot.status == "renamed":
        yield f"renamed from {shot.was}"
    if shot.follows is not None:
        yield f"moved behind {shot.follows}" if shot.follows else "moved to the start"


def say_change(change: Change) -> str:
    """Say what changed, for a text with the words that did."""
    words = changed_words(change) if change.before or change.after else ""
    return f"{change.sentence}: {words}" if words else change.sentence


def say_counts(shots: list[ShotDifference]) -> str:
    """Count shots: `1 added, 2 changed`."""
    found = {status: sum(shot.status == status for shot in shots) for status in MARKS}
    return ", ".join(f"{number} {status}" for status, number in found.items() if number)


def say_total(difference: Difference) -> str:
    """Say all of it in one line, with what it costs to make."""
    counts = say_counts(list(difference.shots)) or "no shots"
    apart = f", {len(difference.apart)} not compared" if difference.apart else ""
    return f"{counts}{apart}; {say_cost(difference.asked) or 'nothing to make'}"


def say_cost(asked: Asked) -> str:
    """Say what is asked for anew: `about 14 credits to make (20 s)`; nothing where nothing is."""
    if not asked.requests:
        return ""
    without = f", without {asked.unpriced} of unknown price" if asked.unpriced else ""
    return f"about {count_credits(asked.credits)} to make ({asked.seconds} s{without})"
