"""Cuts inside a clip: where a picture follows that has nothing of the one before, which does not come back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import sqrt
from operator import mul

JUMP = 10.0  # of 100: how much a frame must differ from the one before, beyond what moves anyway
_GRAIN = 0.03  # how much of what a picture shows differs in one that is held: its grain
_PLAIN = 1.2  # of 255: the deviation below which a picture shows nothing that it could be known by
_STRANGE, _DROP = 0.5, 0.4  # how unlike two pictures are that a cut parts, and how much more so than their neighbours
_ALIKE = 0.7
_LIGHT = 60.0  # of 255: how far the light of two stretches is apart that are told apart by nothing else
_MOMENT = 0.25  # seconds: a flash is over by then, and a drawing that is held gives way to the next


@dataclass(frozen=True, kw_only=True)
class Glance:
    """A frame, small and grey: `at` so many seconds, `jump` of 100 beyond what moves anyway, `grey` its pixels."""

    at: float
    jump: float
    grey: bytes

    @cached_property
    def mean(self) -> float:
        """Give its brightness, 0 to 255."""
        return sum(self.grey) / len(self.grey)

    @cached_property
    def square(self) -> float:
        """Give the mean of its squares."""
        return _product(self, self)

    @property
    def deviation(self) -> float:
        """Tell how much it shows: 0 for a plain picture."""
        return sqrt(max(0.0, self.square - self.mean**2))


def find_cuts(seen: Sequence[Glance]) -> tuple[float, ...]:
    """Give the moments of the cuts among frames in their order. All have the same number of pixels."""
    shown = tuple(_without_held(seen))
    return tuple(
        shown[place].at for place in range(1, len(shown)) if _breaks(shown, place) and not _comes_back(shown, place)
    )


def _without_held(seen: Sequence[Glance]) -> Iterator[Glance]:
    """Give each picture once: of drawings that are held for some frames, it is from one to the next that they move."""
    last: Glance | None = None
    for one in seen:
        if last is None or last.square + one.square - 2 * _product(last, one) > _GRAIN * max(last.deviation, 2) ** 2:
            yield one
            last = one


def _breaks(shown: Sequence[Glance], place: int) -> bool:
    """Say whether a picture is unlike the one before, while those around it are like each other."""
    before, after = shown[place - 1], shown[place]
    if min(before.deviation, after.deviation) < _PLAIN:
        return after.jump >= JUMP
    likeness = _likeness(before, after)
    around = min(_steadiness(shown, place - 1), _steadiness(shown, place + 1))
    if around < _STRANGE:
        return _turns(shown, place)
    return likeness < _STRANGE and around - likeness > _DROP


def _steadiness(shown: Sequence[Glance], place: int) -> float:
    """Tell how like two neighbours are; whole where the first one was held, or there are none."""
    if not 0 < place < len(shown) or shown[place].at - shown[place - 1].at > _MOMENT:
        return 1.0
    return _likeness(shown[place - 1], shown[place])


def _turns(shown: Sequence[Glance], place: int) -> bool:
    """Say whether all is much brighter, or darker, from a picture on: all that tells a cut in what is never alike."""
    before, after = _around(shown, place)
    lights, later = [one.mean for one in before], [one.mean for one in after]
    return max(min(later) - max(lights), min(lights) - max(later)) > _LIGHT


def _around(shown: Sequence[Glance], place: int) -> tuple[list[Glance], list[Glance]]:
    """Give the pictures that are to be seen just before a moment, and just after it."""
    at = shown[place].at
    before = [one for number, one in enumerate(shown[:place], 1) if shown[number].at > at - _MOMENT]
    return before, [one for one in shown[place:] if one.at < at + _MOMENT]


def _comes_back(shown: Sequence[Glance], place: int) -> bool:
    """Say whether the same picture is to be seen just before and just after: then it was a flash, or a light."""
    before, after = _around(shown, place)
    return any(_are_alike(one, other) for one in before for other in after)


def _are_alike(one: Glance, other: Glance) -> bool:
    return min(one.deviation, other.deviation) >= _PLAIN and _likeness(one, other) >= _ALIKE


def _likeness(one: Glance, other: Glance) -> float:
    """Correlate two pictures: 1 for the same, whatever the light, about 0 for such as have nothing in common."""
    spread = one.deviation * other.deviation
    return (_product(one, other) - one.mean * other.mean) / spread if spread else 1.0


def _product(one: Glance, other: Glance) -> float:
    total: int = sum(map(mul, one.grey, other.grey))
    return total / len(one.grey)
