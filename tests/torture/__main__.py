"""The long proof that nothing is paid twice and no clip is lost; what it measured is printed.

    make torture                      (or: python -m tests.torture [--kills 1000] [--recoveries 8] [--seed 1])

Every point at which a run can die, each followed by deaths during the recovery; every point at which the other commands
that write can die; random kills; the same kills with the
guard off, which have to pay twice. It ends with 1 where a law was broken.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from storyboard.run.production.options import Guard
from tests.support.s3_server import s3_server
from tests.torture.bed import Bed, bed
from tests.torture.deaths import Death, die, die_while_recovering, distinct, points_of
from tests.torture.kills import DELAY, SHARE, kill_often
from tests.torture.plays import play, prepare
from tests.torture.scenes import SCENES


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """How much is done."""

    kills: int
    points: int
    recoveries: int
    seed: int


def main() -> int:
    """Do it, and give the exit code."""
    given = _given()
    began = time.monotonic()
    broken = [*_deaths(given), *_commands(given), *_kills(given, guard="on"), *_kills(given, guard="off")]
    for sentence in broken:
        _say(f"BROKEN: {sentence}")
    _say(f"{len(broken)} laws broken, {time.monotonic() - began:.0f} s")
    return 1 if broken else 0


def _given() -> Given:
    parser = argparse.ArgumentParser(prog="make torture")
    parser.add_argument("--kills", type=int, default=1000, help="random kills, with the guard and without")
    parser.add_argument("--points", type=int, default=0, help="of the points to die at, so many; 0 for all of them")
    parser.add_argument("--recoveries", type=int, default=4, help="deaths during the recovery from each point")
    parser.add_argument("--seed", type=int, default=1)
    return Given(**vars(parser.parse_args()))


def _deaths(given: Given) -> Iterator[str]:
    with bed() as made:
        points = points_of(made)
        chosen = points[:: max(1, len(points) // given.points)] if given.points else points
        _say(f"A run of three shots passes {len(points)} points; dying at {len(chosen)} of them.")
        once = [die(made, point) for point in chosen]
        _tell("Deaths at a point", once)
        again = [
            death
            for number, point in enumerate(chosen)
            for death in die_while_recovering(made, point, seed=given.seed + number, most=given.recoveries)
        ]
        _tell("Deaths at a point and again during the recovery", again)
        for death in (*once, *again):
            yield from (f"{death.points}: {sentence}" for sentence in death.broken)
        yield from _without_the_guard(made)


def _commands(given: Given) -> Iterator[str]:
    with bed() as made, TemporaryDirectory() as scratch, s3_server(Path(scratch)) as bucket:
        for number, name in enumerate(SCENES):
            prepared = prepare(made, name, environ=bucket.environ, bucket=bucket.folder / "films")
            points = distinct(prepared.points)
            chosen = points[:: max(1, len(points) // given.points)] if given.points else points
            random = Random(given.seed + number)
            once = [play(prepared, point) for point in chosen]
            again = [play(prepared, point, random.choice(points)) for point in chosen[::8]]
            died = sum(len(one.points) - len(one.missed) for one in (*once, *again))
            _say(f"{name}: {len(once) + len(again)} films, {died} deaths.")
            for one in (*once, *again):
                yield from (f"{name}, {one.points}: {sentence}" for sentence in one.broken)


def _without_the_guard(made: Bed) -> Iterator[str]:
    point = ("POST of a submission: after", 1)
    if not die(made, point, guard="off").doubles:
        yield f"{point}: with the guard off nothing was paid twice, so this proves nothing"


def _tell(name: str, deaths: list[Death]) -> None:
    died = sum(len(death.points) - len(death.missed) for death in deaths)
    doubts, doubles = (sum(getattr(death, what) for death in deaths) for what in ("doubts", "doubles"))
    _say(f"{name}: {len(deaths)} films, {died} deaths, {doubts} submissions in doubt, {doubles} takes paid twice.")


def _kills(given: Given, *, guard: Guard) -> Iterator[str]:
    with bed(delay=DELAY) as made:
        tally = kill_often(made, kills=given.kills, seed=given.seed, guard=guard)
    inside = f" ({tally.inside} inside a submission)" if guard == "on" else ""
    _say(
        f"Random kills, guard {guard}: {tally.kills}{inside}, {tally.films} films, {tally.submissions} submissions, "
        f"{tally.doubts} takes in doubt, {tally.doubles} takes paid twice."
    )
    yield from tally.broken
    if guard == "on" and tally.doubles:
        yield f"{tally.doubles} takes were paid twice"
    if guard == "on" and tally.inside < tally.kills / SHARE:
        yield "fewer than one kill in five fell inside a submission"
    if guard == "off" and not tally.doubles:
        yield "with the guard off nothing was paid twice, so this proves nothing"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
