"""Clips and sounds, opened by what they are and read frame by frame, with every fault an error instead of a guess."""

from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from storyboard.media.boxes import check_boxes
from storyboard.media.errors import MediaError, explaining
from storyboard.media.pictures import MAX_PIXELS
from storyboard.media.sniff import Nature, sniff

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.audio.stream import AudioStream
    from av.container import InputContainer
    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

FALLBACK_FPS = Fraction(24)
_BT709, _UNMARKED, _BT601 = 1, 2, 6
_SMALL = 1024 * 576  # the pixels of the largest picture of television before it was HD
Track = TypeVar("Track", "AudioStream", "VideoStream")
Frame = TypeVar("Frame", "AudioFrame", "VideoFrame")


@contextmanager
def opened(path: Path) -> Iterator[tuple["InputContainer", Nature]]:
    """Open a clip or a sound. Raises MediaError where it is neither, and for whatever fails while it is open."""
    import av

    nature = sniff(path)
    if nature.family != "clip":
        raise MediaError(f"{path} is not a clip or a sound: its content is {nature.format}.")
    if nature.reader == "mov":
        check_boxes(path)  # a decoder is content with a last frame that is only half there
    # Only this very file is read, whatever references to others its content carries.
    options = {"protocol_whitelist": "file"}
    with (
        explaining(path, "decoded"),
        av.open(path, format=nature.reader, options=options, metadata_errors="ignore") as container,
    ):
        yield container, nature


def picture_of(container: "InputContainer") -> "VideoStream | None":
    """Find the moving picture; a cover of a song is none. Raises ValueError where it has too many pixels."""
    from av.stream import Disposition

    streams = (s for s in container.streams.video if not s.disposition & Disposition.attached_pic)
    stream = next(streams, None)
    if stream is not None and stream.codec_context.width * stream.codec_context.height > MAX_PIXELS:
        raise ValueError("it has more pixels than are read here")
    return stream


def sound_of(container: "InputContainer") -> "AudioStream | None":
    """Find the sound."""
    return next(iter(container.streams.audio), None)


def rate_of(stream: "VideoStream") -> Fraction:
    """Tell the frames a second, exactly."""
    return stream.average_rate or stream.guessed_rate or FALLBACK_FPS


def packets_of(container: "InputContainer", stream: Track) -> "Iterator[Packet[Track]]":
    """Hand out what a stream is coded in, of this moment on. Raises EOFError where less comes than the file lists."""
    came, first = 0, None
    for packet in container.demux(stream):
        if packet.dts is not None:
            came, first = came + 1, packet.dts if first is None else first
        yield packet
    listed = 0 if first is None else _listed(stream, first)
    if listed > came:
        raise EOFError(f"it is cut short after {came} of {listed} frames")


def _listed(stream: "AudioStream | VideoStream", first: int) -> int:
    """Count what is listed from a packet on. An edit list hides some of the frames that a file says it has."""
    place = stream.index_entries.search_timestamp(first, any_frame=True)
    return len(stream.index_entries) - place if place >= 0 else 0


def frames_of(container: "InputContainer", stream: "VideoStream") -> Iterator["VideoFrame"]:
    """Decode the picture; every frame says how its colours are meant.

    Raises ValueError on a frame that is damaged, EOFError where fewer come than are listed.
    """
    stream.thread_type = "AUTO"
    for packet in packets_of(container, stream):
        for frame in packet.decode():
            yield _marked(_whole(frame))


def sounds_of(container: "InputContainer", stream: "AudioStream") -> Iterator["AudioFrame"]:
    """Decode the sound. Raises as `frames_of` does."""
    for packet in packets_of(container, stream):
        yield from map(_whole, packet.decode())


def _whole(frame: Frame) -> Frame:
    if frame.is_corrupt:
        raise ValueError("a frame is damaged")
    return frame


def _marked(frame: "VideoFrame") -> "VideoFrame":
    """Mark a frame that does not say how its colours are coded, by its size: players do so, and no two parts differ."""
    if frame.colorspace == _UNMARKED and not frame.format.is_rgb:
        frame.colorspace = _BT709 if frame.width * frame.height > _SMALL else _BT601
    return frame


def moment(frame: "AudioFrame | VideoFrame") -> Fraction:
    """Tell when a frame begins, in seconds of its stream."""
    return Fraction(frame.pts or 0) * (frame.time_base or Fraction(0))


def begin_of(stream: "VideoStream | AudioStream | None") -> Fraction:
    """Tell when a stream begins, in seconds of its file; no stream begins at 0."""
    if stream is None:
        return Fraction(0)
    return Fraction(stream.start_time or 0) * (stream.time_base or Fraction(0))


def turned(rotation: int) -> bool:
    """Tell whether a picture shown with this rotation, in degrees, changes its width for its height."""
    return rotation % 180 == 90
