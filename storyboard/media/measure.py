"""The proof that a clip is whole: every frame of picture and sound decoded, counted and timed."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from storyboard.media import clips

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream


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
    count: int
    start: Fraction
    end: Fraction
    first: "VideoFrame | AudioFrame | None"


def measure(path: Path) -> Measure:
    """Decode a clip or a sound from end to end. Raises MediaError where it does not decode or is cut short."""
    with clips.opened(path) as (container, _):
        picture, sound = clips.picture_of(container), clips.sound_of(container)
        heard = _run(clips.sounds_of(container, sound), Fraction(0)) if sound is not None else None
        if picture is None:
            if heard is None or heard.first is None:
                raise EOFError("it has neither picture nor sound")
            return _measured(heard, fps=Fraction(0), has_audio=True)
        container.seek(0)
        seen = _seen(container, picture)
    return _measured(seen, fps=clips.rate_of(picture), has_audio=heard is not None and heard.first is not None)


def _seen(container: "InputContainer", picture: "VideoStream") -> _Run:
    step = 1 / clips.rate_of(picture)
    run = _run(clips.frames_of(container, picture), step)
    if run.first is None:
        raise EOFError("it has no frame")
    said = Fraction(picture.duration or 0) * (picture.time_base or Fraction(0))
    if run.end - run.start < said - 2 * step:
        raise EOFError(f"it is cut short: {float(run.end - run.start):.2f} of {float(said):.2f} seconds decode")
    return run


def _run(frames: "Iterable[VideoFrame] | Iterable[AudioFrame]", step: Fraction) -> _Run:
    count, start, end, first = 0, Fraction(0), Fraction(0), None
    for frame in frames:
        at = clips.moment(frame)
        if first is None:
            first, start = frame, at
        count += 1
        end = max(end, at + (_length(frame) or step))
    return _Run(count=count, start=start, end=end, first=first)


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
