"""The proof that a clip is whole: every frame of picture and sound decoded, counted and timed."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

from storyboard.media import clips

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

_SHORTEST = 1 / 60  # seconds: no more frames are decoded than these would have been, however short they are


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What was really decoded. Width and height as a person sees them; a sound has no picture: they are 0."""

    seconds: float
    width: int
    height: int
    fps: float
    has_audio: bool
    frames: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """What was decoded; `broken_off` says that more would have come."""

    count: int
    start: Fraction
    end: Fraction
    first: "VideoFrame | AudioFrame | None"
    broken_off: bool


def _go_on() -> None:
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bounds:
    most: float
    look_up: Callable[[], None]


def measure(path: Path, *, most: float = inf, look_up: Callable[[], None] = _go_on) -> Measure:
    """Decode a clip or a sound from end to end. Raises MediaError where it does not decode or is cut short.

    Of one that is longer than `most` seconds, what comes after is taken from what the file says of itself: its makers
    choose how long it takes. `look_up` is called with every frame, and ends the work by raising.
    """
    bounds = _Bounds(most=most, look_up=look_up)
    with clips.opened(path) as (container, _):
        picture, sound = clips.picture_of(container), clips.sound_of(container)
        heard = None if sound is None else _run(clips.sounds_of(container, sound), Fraction(0), bounds)
        if picture is None:
            if sound is None or heard is None or heard.first is None:
                raise EOFError("it has neither picture nor sound")
            return _measured(_as_said(heard, sound), fps=Fraction(0), has_audio=True)
        container.seek(0)
        seen, fps = _seen(container, picture, bounds), clips.rate_of(picture)  # a stream is not asked once it is closed
    return _measured(seen, fps=fps, has_audio=heard is not None and heard.first is not None)


def _seen(container: "InputContainer", picture: "VideoStream", bounds: _Bounds) -> _Run:
    step = 1 / clips.rate_of(picture)
    run = _as_said(_run(clips.frames_of(container, picture), step, bounds), picture)
    if run.first is None:
        raise EOFError("it has no frame")
    said = _said(picture)
    if run.end - run.start < said - 2 * step:
        raise EOFError(f"it is cut short: {float(run.end - run.start):.2f} of {float(said):.2f} seconds decode")
    return run


def _said(stream: "VideoStream | AudioStream") -> Fraction:
    return Fraction(stream.duration or 0) * (stream.time_base or Fraction(0))


def _run(frames: "Iterable[VideoFrame] | Iterable[AudioFrame]", step: Fraction, bounds: _Bounds) -> _Run:
    count, start, end, first = 0, Fraction(0), Fraction(0), None
    for frame in frames:
        bounds.look_up()
        at = clips.moment(frame)
        if first is None:
            first, start = frame, at
        elif max(float(at - start), count * _SHORTEST) >= bounds.most:
            return _Run(count=count, start=start, end=end, first=first, broken_off=True)
        count += 1
        end = max(end, at + (_length(frame) or step))
    return _Run(count=count, start=start, end=end, first=first, broken_off=False)


def _as_said(run: _Run, stream: "VideoStream | AudioStream") -> _Run:
    """Give what was broken off as long as the file says it is."""
    if not run.broken_off:
        return run
    return replace(run, count=max(run.count, stream.frames), end=max(run.end, run.start + _said(stream)))


def _length(frame: "VideoFrame | AudioFrame") -> Fraction:
    samples = getattr(frame, "samples", 0)
    if samples:
        return Fraction(samples, getattr(frame, "sample_rate", 1))
    return Fraction(frame.duration or 0) * (frame.time_base or Fraction(0))


def _measured(run: _Run, *, fps: Fraction, has_audio: bool) -> Measure:
    width, height = getattr(run.first, "width", 0), getattr(run.first, "height", 0)
    if clips.turned(getattr(run.first, "rotation", 0)):
        width, height = height, width
    return Measure(
        seconds=round(float(run.end - run.start), 6),
        width=width,
        height=height,
        fps=round(float(fps), 6),
        has_audio=has_audio,
        frames=run.count if width else 0,
    )
