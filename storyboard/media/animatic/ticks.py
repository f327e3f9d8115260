"""The foot of the frame: the film as a strip of ticks, this shot among them, and the bar that runs through it."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

from storyboard.media.animatic.items import State, Tick
from storyboard.media.animatic.metrics import Box, Metrics
from storyboard.media.animatic.values import Animatic

_NARROWEST = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Foot:
    """The strip, the bar at the very bottom, and where the foot begins."""

    ticks: tuple[Tick, ...]
    bar: Box
    top: float


def place(animatic: Animatic, metrics: Metrics) -> Foot:
    """Place the foot of the frame."""
    bar_height = max(4, round(metrics.px(6) / 2) * 2)
    bar = Box(0, metrics.height - bar_height, metrics.width, bar_height)
    height = max(3.0, metrics.px(4))
    strip = Box(metrics.margin, bar.y - metrics.px(12) - height, metrics.inner, height)
    shown = tuple(_ticks(animatic, metrics, strip))
    return Foot(ticks=shown, bar=bar, top=(strip.y if shown else bar.y) - metrics.px(16))


def _ticks(animatic: Animatic, metrics: Metrics, strip: Box) -> Iterator[Tick]:
    shots = tuple(max(0.0, seconds) for seconds in animatic.film)
    if not shots or sum(shots) <= 0 or strip.width < 2 * _NARROWEST:
        return
    gap = min(metrics.px(4), strip.width / len(shots) / 3)
    if (strip.width / len(shots)) < _NARROWEST:
        yield from _binned(animatic, strip)
        return
    room = strip.width - gap * (len(shots) - 1)
    for number, (seconds, end) in enumerate(zip(shots, accumulate(shots), strict=True)):
        x = strip.x + (end - seconds) / sum(shots) * room + gap * number
        yield Tick(Box(x, strip.y, seconds / sum(shots) * room, strip.height), _state(number, animatic.position))


def _binned(animatic: Animatic, strip: Box) -> Iterator[Tick]:
    """Show more shots than there is room for as marks of equal width, each for equally many shots."""
    count = int(strip.width / _NARROWEST)
    step = strip.width / count
    now = None if animatic.position is None else min(count - 1, animatic.position * count // len(animatic.film))
    for number in range(count):
        tall = strip.height * (2.5 if number == now else 1)
        yield Tick(Box(strip.x + number * step, strip.bottom - tall, step - 1.5, tall), _state(number, now))


def _state(number: int, now: int | None) -> State:
    if now is None or number > now:
        return "next"
    return "now" if number == now else "past"
