"""One film of many clips by straight cuts, whatever their size, frame rate and sound, streamed from file to file."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from fractions import Fraction
from math import floor
from pathlib import Path
from typing import TYPE_CHECKING

from storyboard.media import clips, encode, sound
from storyboard.media.errors import MediaError
from storyboard.media.fit import fitted

if TYPE_CHECKING:
    from av.container import OutputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream


_HALF = Fraction(1, 2)  # a half always goes up: of twice the frames a second, each second one is shown


def _quiet(_done: int) -> None:
    return None


def join(
    sources: Sequence[Path],
    target: Path,
    *,
    width: int,
    height: int,
    fps: Fraction | int = 24,
    on_clip: Callable[[int], None] = _quiet,
) -> float:
    """Write the clips one after the other as an MP4 and tell its seconds; `on_clip` hears how many are in it.

    Every clip takes a whole number of frames, the nearest to its length, and its sound exactly as many samples: so
    picture and sound stay together over any number of clips. Raises MediaError for no clip, or one that fails.
    """
    if not sources:
        raise MediaError(f"{target} cannot be written: there is no clip to join.")
    rate = Fraction(fps)
    look = encode.Look(width=width, height=height, fps=rate)
    with encode.muxing(target) as container:
        picture, heard = encode.add_picture(container, look), encode.add_sound(container)
        frames = 0
        for done, source in enumerate(sources, start=1):
            count = _lay_picture(container, picture, source, look, frames)
            begin, end = _sample(frames, rate), _sample(frames + count, rate)
            encode.put(container, heard, encode.samples(_sound(source, end - begin), begin))
            frames += count
            on_clip(done)
        encode.close(container, picture, heard)
    return float(frames / rate)


def _sample(frame: int, fps: Fraction) -> int:
    return round(frame * encode.SAMPLE_RATE / fps)


def _lay_picture(
    container: "OutputContainer", picture: "VideoStream", source: Path, look: encode.Look, start: int
) -> int:
    with clips.opened(source) as (clip, _):
        stream = clips.picture_of(clip)
        if stream is None:
            raise MediaError(f"{source} has no picture.")
        shape = Fraction(stream.sample_aspect_ratio or 1)
        decoded = steady(clips.frames_of(clip, stream), look.fps, step=1 / clips.rate_of(stream))
        shown = fitted(decoded, width=look.width, height=look.height, shape=shape)
        count = encode.put(container, picture, encode.stamped(shown, look.fps, start))
    if not count:
        raise MediaError(f"{source} has no frame.")
    return count


def steady(
    frames: "Iterable[VideoFrame]", fps: Fraction, *, step: Fraction, start: Fraction | None = None
) -> "Iterator[VideoFrame]":
    """Hand out frames at a steady rate: each from the slot nearest to its time until the next one's.

    The first slot is at `start`, a moment in seconds of the stream, else at the first frame; whichever frame comes
    first fills it. `step` is how long the last frame lasts at least.
    """
    held, slot = None, 0
    end = Fraction(0)
    for frame in frames:
        at = clips.moment(frame)
        start = at if start is None else start
        if held is not None:
            until = max(slot, floor((at - start) * fps + _HALF))
            yield from (held for _ in range(slot, until))
            slot = until
        held = frame
        end = at - start + max(step, Fraction(frame.duration or 0) * (frame.time_base or Fraction(0)))
    if held is not None:
        # A clip shorter than one frame of the film still shows.
        yield from (held for _ in range(slot, max(floor(end * fps + _HALF), slot, 1)))


def _sound(source: Path, count: int) -> Iterator[bytes]:
    with clips.opened(source) as (clip, _):
        picture, heard = clips.picture_of(clip), clips.sound_of(clip)
        if heard is None:
            yield from sound.silence(count)
            return
        yield from sound.aligned(clips.sounds_of(clip, heard), start=clips.begin_of(picture), count=count)
