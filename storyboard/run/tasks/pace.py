"""How often to ask after a task: where it is known how long such clips take, when they are likely to be done."""

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from math import erfc, log, sqrt
from statistics import median

from storyboard.plan.plan import Call
from storyboard.provider.asked import read_body, size_in, takes_in
from storyboard.run.ledger.attempt_rows import spans
from storyboard.run.machine.clock import moment

_LEAST = 0.1
_SHARE = 0.25  # of the time a task has taken so far: the sandbox's clips are noticed at once, with few questions
_UNKNOWN_LONGEST = 10.0  # seconds between two questions while nobody knows how long such a clip takes
_STEP = 0.05  # the chance of being done rises by this much from one question to the next
_ENOUGH = 3  # clips before they tell anything
_STRANGE = 0.1  # the share of clips that take any time, unlike those before
_FADING = 0.6  # how soon those are done: the chance that one is not falls by a third where its age doubles
_FINEST = 0.004  # of the time a task has taken so far: no two questions come closer together
_NARROWEST = 0.08  # the spread of what is learnt: the next clip is never quite like the last
_BRIEF, _LATE = 5.0, 3600.0  # seconds: shorter ones need no history, longer ones were fetched by a later run
_MOST = 50
_LOOKED_AT = 100  # of the last attempts of a kind, so that ten thousand shots are not read for each of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What the time of a task depends on."""

    path: str
    resolution: str
    seconds: int
    takes: int


def kind_of(call: Call) -> Kind:
    """Say which clips take as long as a call's."""
    body = read_body(call.body)
    return Kind(path=call.path, resolution=size_in(body)[0], seconds=call.seconds, takes=takes_in(body))


def kind_text(call: Call) -> str:
    """Write the kind of a call's clips as the ledger keeps it; how many takes were asked for is a column of its own."""
    return _text(kind_of(call))


def durations(db: sqlite3.Connection, kind: Kind, *, origin: str) -> tuple[float, ...]:
    """Give the seconds that the last tasks of a kind took, from the submission to the answer that they are final."""
    seen = spans(db, _text(kind), takes=kind.takes, origin=origin, most=_LOOKED_AT)
    found = ((moment(settled) - moment(made)).total_seconds() for made, settled in seen)
    return tuple(islice((seconds for seconds in found if _BRIEF <= seconds <= _LATE), _MOST))


def next_gap(elapsed: float, *, history: Sequence[float] = (), longest: float) -> float:
    """Give the seconds until the next question after a task that has taken so long.

    `history` has the seconds that tasks like it took. With it, the next question comes once the chance of being done
    has risen by a twentieth; without, after a share of the time so far, and at least every ten seconds.
    """
    if len(history) < _ENOUGH:
        return max(_LEAST, min(longest, _UNKNOWN_LONGEST, elapsed * _SHARE))
    middle, spread = _fit(history)
    wanted = (1 - _STEP) * _open(elapsed, middle, spread)
    short, long = max(_LEAST, elapsed * _FINEST), longest
    if short >= long or _open(elapsed + long, middle, spread) > wanted:
        return long
    for _ in range(30):
        gap = (short + long) / 2
        short, long = (gap, long) if _open(elapsed + gap, middle, spread) > wanted else (short, gap)
    return long


def expected(history: Sequence[float]) -> float | None:
    """Say how many seconds the next task is likely to take; None where too few were seen."""
    return median(history) if len(history) >= _ENOUGH else None


def _fit(history: Sequence[float]) -> tuple[float, float]:
    """Give the middle and the spread of the logarithms, by medians: one clip that came late must not count much."""
    logs = [log(max(seconds, _LEAST)) for seconds in history]
    middle = median(logs)
    spread = 1.4826 * median(abs(one - middle) for one in logs)
    return middle, max(spread, _NARROWEST) * (1 + 2 / len(logs))


def _open(seconds: float, middle: float, spread: float) -> float:
    """Give the chance that a task is not done after so many seconds."""
    if seconds <= _LEAST:
        return 1.0
    learnt = erfc((log(seconds) - middle) / spread / sqrt(2)) / 2
    strange: float = (seconds / _LEAST) ** -_FADING
    return (1 - _STRANGE) * learnt + _STRANGE * strange


def _text(kind: Kind) -> str:
    return f"{kind.path} {kind.resolution} {kind.seconds} s"
