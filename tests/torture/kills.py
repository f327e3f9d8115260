"""Random kills: films that are killed again and again at no chosen moment, and brought to their end in between."""

from collections import Counter
from dataclasses import dataclass
from itertools import count
from random import Random

from storyboard.run.production.options import Guard
from tests.torture.bed import KILLED, Bed
from tests.torture.film import Run
from tests.torture.laws import broken, doubles, facts_of, rows, wanted_of

DELAY = 0.03  # seconds in which a submission is in the air
SHARE = 5  # one kill in so many has to fall inside a submission
_SHOTS = 8
_AIMED = 4  # one kill in so many waits for a submission to arrive; a blind one rarely meets any
_LATEST = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What came of many kills. `inside` fell between an intent and the record of its answer; the others count takes."""

    kills: int
    inside: int
    films: int
    submissions: int
    doubts: int
    doubles: int
    broken: tuple[str, ...]


def kill_often(bed: Bed, *, kills: int, seed: int, guard: Guard = "on") -> Tally:
    """Kill runs of one film after the other so many times, bring each film to its end, and count.

    Where a machine is slow, answers come before the kills that were meant for them. Then up to as many follow, each
    of which surely meets a submission, until enough have met one to prove something.
    """
    random, seen, sentences = Random(seed), Counter[str](), list[str]()
    while seen["kills"] < kills or (_too_few(seen, guard) and seen["kills"] < 2 * kills):
        film = bed.film(f"kills-{next(_NUMBERS)}", chain=2, free=_SHOTS - 2, concurrency=3, guard=guard)
        surely = seen["kills"] >= kills
        _kill_to_the_end(bed, film, random, seen, most=1 if surely else kills - seen["kills"], surely=surely)
        tasks = bed.told(film)
        seen["films"] += 1
        seen["submissions"] += len(tasks)
        seen["doubles"] += doubles(wanted_of(film), tasks)
        if guard == "on":
            facts = facts_of(film, tasks)
            seen["doubts"] += sum(take["state"] == "in-doubt" for take in facts.takes)
            sentences += [f"{film.folder.name}: {sentence}" for sentence in broken(facts)]
        bed.forget(film)
    names = ("kills", "inside", "films", "submissions", "doubts", "doubles")
    return Tally(**{name: seen[name] for name in names}, broken=tuple(sentences))


def _too_few(seen: Counter[str], guard: Guard) -> bool:
    return seen["inside"] * SHARE < seen["kills"] if guard == "on" else not seen["doubles"]


def _kill_to_the_end(bed: Bed, film: Run, random: Random, seen: Counter[str], *, most: int, surely: bool) -> None:
    """Kill a film's runs until one comes to its end, at most so often; `surely` with a submission in the air."""
    for _ in range(most):
        aimed = surely or seen["aimed"] * _AIMED <= seen["kills"]
        order = {"after": random.uniform(0, DELAY), "arrived": str(bed.arrived)}
        if surely:
            order["hold"] = str(bed.hold)
        if not aimed:
            order = {"after": random.uniform(0, _LATEST)}
        if bed.run(film, kill=order) != KILLED:
            return
        seen["kills"] += 1
        seen["aimed"] += aimed
        seen["inside"] += film.guard == "on" and _in_the_air(film)
    if bed.run(film) == KILLED:
        raise AssertionError("a run that nobody kills hangs")


def _in_the_air(film: Run) -> bool:
    path = film.folder / ".storyboard" / "ledger.sqlite3"
    return path.exists() and bool(rows(film.folder, "SELECT 1 FROM attempts WHERE state = 'sending'"))


_NUMBERS = count()
