"""Dying at every point: a film is run until it dies there, then to its end, and the laws are asked."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count, pairwise
from random import Random
from typing import Any

from tests.torture.bed import KILLED, Bed
from tests.torture.film import Run
from tests.torture.laws import broken, doubles, facts_of

Point = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Death:
    """One film: the points it died at, one run after the other, and what came of it.

    `missed` are points that a run did not come by, so that it came to its end there.
    """

    points: tuple[Point, ...]
    missed: tuple[Point, ...]
    codes: tuple[int, ...]
    doubts: int
    doubles: int
    broken: tuple[str, ...]


def points_of(bed: Bed, **more: Any) -> list[Point]:
    """Run a film to its end and give the points that it passes."""
    code, points = bed.trace(bed.film(f"trace-{next(_NUMBERS)}", **more))
    if code != 0:
        raise AssertionError(f"the film itself ends with {code}")
    return points


def distinct(points: Sequence[Point]) -> list[Point]:
    """Leave out points between which nothing happens: the disk and the server cannot tell deaths there apart.

    Something happens between the point before an operation and the next one that is passed, and nowhere else.
    """
    return [point for last, point in pairwise([("before", 0), *points]) if last[0].endswith(("before", "started"))]


def each_kind(points: Iterable[Point]) -> list[Point]:
    """Give the first, the fourth, the seventh … of the points of each name."""
    by_name: dict[str, list[Point]] = {}
    for point in points:
        by_name.setdefault(point[0], []).append(point)
    return [point for alike in by_name.values() for point in alike[::3]]


def die(bed: Bed, *points: Point, **more: Any) -> Death:
    """Let a new film die at one point after the other, run it to its end, and look."""
    return die_in(bed, bed.film(f"film-{next(_NUMBERS)}", **more), *points)


def die_in(bed: Bed, film: Run, *points: Point) -> Death:
    """Let a film die as `die` does."""
    ends = [bed.run(film, die=point) for point in points]
    code = bed.run(film)
    facts = facts_of(film, bed.told(film))
    laws = broken(facts)
    if code not in (0, 7):
        laws.append(f"it ends with {code}")
    bed.forget(film)
    return Death(
        points=points,
        missed=tuple(point for point, end in zip(points, ends, strict=True) if end != KILLED),
        codes=(*ends, code),
        doubts=sum(attempt["state"] == "in-doubt" for attempt in facts.attempts),
        doubles=doubles(facts.wanted, facts.tasks),
        broken=tuple(laws),
    )


def die_while_recovering(bed: Bed, first: Point, *, seed: int, most: int, **more: Any) -> Iterator[Death]:
    """Let a film die at a point, and once more at each of up to `most` points that its recovery passes."""
    film = bed.film(f"recovery-{next(_NUMBERS)}", **more)
    bed.run(film, die=first)
    _, points = bed.trace(film)
    for second in Random(seed).sample(points, min(most, len(points))):
        yield die(bed, first, second, **more)


_NUMBERS = count()
