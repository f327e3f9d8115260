"""Parts of pictures and clips that a later shot builds on: the last frame, the tail, a section, a rectangle."""

from collections.abc import Iterator
from fractions import Fraction
from itertools import chain, islice, repeat
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING

from storyboard.media import clips, encode, sound
from storyboard.media.bridge import to_image
from storyboard.media.errors import MediaError
from storyboard.media.fit import fitted, upright_size
from storyboard.media.join import steady
from storyboard.media.pictures import crop, save
from storyboard.media.probe import probe

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

__all__ = ["crop", "last_frame", "section", "tail"]

# A generated clip may be some frames short of what was asked; a tail of all of it is then still what was meant.
SHORTFALL = Fraction(1, 2)
SEEK_FROM = 10
_SOUND_CODECS: dict[str, encode.SoundCodec] = {".wav": "pcm_s16le", ".mp3": "libmp3lame", ".m4a": "aac", ".mp4": "aac"}
_CRF = 12
_NEXT_TO_NOTHING = Fraction(1, 1000)  # of a frame: what is lost where a moment is rounded


def last_frame(clip: Path, target: Path) -> None:
    """Write a clip's last frame, as a JPEG where `target` ends so, else as a PNG. Raises MediaError."""
    with clips.opened(clip) as (container, _):
        stream = _picture(container, clip)
        frame = None
        for frame in clips.frames_of(container, stream):  # noqa: B007 - the last one is what is wanted
            pass
        if frame is None:
            raise MediaError(f"{clip} has no frame.")
        image = to_image(frame).rotate(frame.rotation, expand=True)
    save(image, target)


def tail(clip: Path, target: Path, *, seconds: float) -> None:
    """Write the last seconds of a clip as an MP4 with its sound, exact to the frame. Raises MediaError."""
    with clips.opened(clip) as (container, _):
        stream = _picture(container, clip)
        step = 1 / clips.rate_of(stream)
        begin, end = _ends(container, stream, step)
    if seconds > end - begin + SHORTFALL:
        raise MediaError(f"{clip} has no tail of {seconds:g} s: it lasts {float(end - begin):.2f} s.")
    # Whole frames, as many as are written: from the middle of one, the last would be shown twice.
    start = max(begin, end - ceil(_exact(seconds) / step - _NEXT_TO_NOTHING) * step)
    _cut_clip(clip, target, start=start, seconds=end - start)


def section(source: Path, target: Path, *, start: float, seconds: float) -> None:
    """Write a part of a clip (MP4) or of a sound (WAV, MP3 or M4A, as the target's name ends). Raises MediaError.

    `start` counts in seconds from where the source begins. A part of a clip shows at each moment what the clip shows.
    """
    lasts = probe(source).seconds
    with clips.opened(source) as (container, _):
        picture, heard = clips.picture_of(container), clips.sound_of(container)
        begin, is_clip = clips.begin_of(picture or heard) + _exact(start), picture is not None
    if start < 0 or seconds <= 0 or start + seconds > lasts + 0.05:
        raise MediaError(f"{source} has no section of {seconds:g} s from {start:g} s: it lasts {lasts:.2f} s.")
    if not is_clip:
        _cut_sound(source, target, start=begin, seconds=_exact(seconds))
        return
    _cut_clip(source, target, start=begin, seconds=_exact(seconds))


def _exact(seconds: float) -> Fraction:
    return Fraction(seconds).limit_denominator(90_000)


def _picture(container: "InputContainer", path: Path) -> "VideoStream":
    stream = clips.picture_of(container)
    if stream is None:
        raise MediaError(f"{path} has no picture.")
    return stream


def _ends(container: "InputContainer", stream: "VideoStream", step: Fraction) -> tuple[Fraction, Fraction]:
    """Tell when the first frame begins and when the last one ends, which lasts one step at least."""
    shown = [
        (packet.pts * packet.time_base, max(step, (packet.duration or 0) * packet.time_base))
        for packet in clips.packets_of(container, stream)
        if packet.size and packet.pts is not None and not packet.is_discard
    ]
    return min(at for at, _ in shown), max(at + lasts for at, lasts in shown)


def _cut_clip(source: Path, target: Path, *, start: Fraction, seconds: Fraction) -> None:
    with clips.opened(source) as (clip, _), encode.muxing(target) as container:
        stream = _picture(clip, source)
        fps, heard = clips.rate_of(stream), clips.sound_of(clip)
        kept = _kept(clip, stream, start=start, slack=1 / fps / 2)
        first = next(kept, None)
        if first is None:
            raise MediaError(f"{source} has no frame at {float(start):.2f} s.")
        begin = clips.moment(first) if abs(clips.moment(first) - start) <= 1 / fps / 2 else start
        shape = Fraction(stream.sample_aspect_ratio or 1)
        width, height = upright_size(first, shape)
        picture = encode.add_picture(container, encode.Look(width=width, height=height, fps=fps, crf=_CRF))
        track = encode.add_sound(container) if heard is not None else None
        # Frames that come at uneven times (telephones) are shown as long as they were: else picture and sound part.
        count = max(1, ceil(seconds * fps - _NEXT_TO_NOTHING))
        even = _lasting(steady(chain([first], kept), fps, step=1 / fps, start=begin), count)
        shown = fitted(even, width=width, height=height, shape=shape)
        encode.put(container, picture, encode.stamped(shown, fps))
        if track is not None:
            samples = round(count * encode.SAMPLE_RATE / fps)
            encode.put(container, track, encode.samples(_sound(source, begin, samples)))
        encode.close(container, picture, *([track] if track is not None else []))


def _kept(clip: "InputContainer", stream: "VideoStream", *, start: Fraction, slack: Fraction) -> "Iterator[VideoFrame]":
    """Give the frame that is on show at `start`, however long it has been there, and all that follow."""
    _seek(clip, start)
    on_show = None
    for frame in clips.frames_of(clip, stream):
        if clips.moment(frame) <= start + slack:
            on_show = frame
            continue
        if on_show is not None:
            yield on_show
            on_show = None
        yield frame
    if on_show is not None:
        yield on_show


def _lasting(frames: "Iterator[VideoFrame]", count: int) -> "Iterator[VideoFrame]":
    """Give exactly so many frames: the last one again where there are fewer."""
    frame, number = None, 0
    for number, frame in enumerate(islice(frames, count), start=1):  # noqa: B007 - the last one is wanted below
        yield frame
    if frame is not None:
        yield from repeat(frame, count - number)


def _seek(container: "InputContainer", start: Fraction) -> None:
    # Seeking lands on the key frame before; from near the beginning there is nothing to win.
    if start > SEEK_FROM:
        container.seek(int((start - 1) * 1_000_000), backward=True)


def _sound(source: Path, start: Fraction, count: int) -> Iterator[bytes]:
    with clips.opened(source) as (clip, _):
        heard = clips.sound_of(clip)
        if heard is None:
            raise MediaError(f"{source} has no sound.")
        _seek(clip, start)
        yield from sound.aligned(clips.sounds_of(clip, heard), start=start, count=count)


def _cut_sound(source: Path, target: Path, *, start: Fraction, seconds: Fraction) -> None:
    codec = _SOUND_CODECS.get(target.suffix.lower())
    if codec is None:
        raise MediaError(f"{target} cannot be written: a sound is written as .wav, .mp3 or .m4a.")
    with encode.muxing(target) as container:
        track = encode.add_sound(container, codec)
        encode.put(container, track, encode.samples(_sound(source, start, round(seconds * encode.SAMPLE_RATE))))
        encode.close(container, track)
