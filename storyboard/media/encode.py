"""The one format of every film made here: H.264 and AAC in an MP4 that starts playing before it is whole."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from storyboard.media.files import writing

if TYPE_CHECKING:
    from av.audio.frame import AudioFrame
    from av.audio.stream import AudioStream
    from av.container import OutputContainer
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

SAMPLE_RATE = 48_000
SoundCodec = Literal["aac", "libmp3lame", "pcm_s16le"]
SAMPLE_BYTES = 4
_BT709 = 1
_LIMITED = 1
_CHUNK = 1024
_BITEXACT = 0x400


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """The picture of a film: pixels, frames a second, x264's quality (lower is better), preset, tuning and threads."""

    width: int
    height: int
    fps: Fraction
    crf: int = 16
    preset: str = "veryfast"
    tune: str = ""
    threads: int = 0


@contextmanager
def muxing(target: Path) -> "Iterator[OutputContainer]":
    """Open a new MP4, WAV or MP3 (as the target's name ends) that takes the target's place once it is whole."""
    import av

    options = {"movflags": "+faststart"} if target.suffix.lower() in {".mp4", ".mov", ".m4a"} else {}
    with writing(target) as beside, av.open(beside, "w", options=options) as container:
        # The library's version in the file would make equal inputs unequal from one release to the next.
        container.flags |= _BITEXACT
        yield container


def add_picture(container: "OutputContainer", look: Look) -> "VideoStream":
    """Add the H.264 track."""
    from av.codec.context import Flags

    options = {"crf": str(look.crf), "preset": look.preset} | ({"tune": look.tune} if look.tune else {})
    stream = container.add_stream("libx264", rate=look.fps, options=options)
    stream.width, stream.height, stream.pix_fmt = look.width, look.height, "yuv420p"
    context = stream.codec_context
    context.flags |= Flags.bitexact.value
    context.thread_count = look.threads
    context.colorspace = context.color_primaries = context.color_trc = _BT709
    context.color_range = _LIMITED
    return stream


def add_sound(container: "OutputContainer", codec: SoundCodec = "aac") -> "AudioStream":
    """Add the sound's track: 48 kHz, stereo."""
    from av.codec.context import Flags

    stream: AudioStream = container.add_stream(codec, rate=SAMPLE_RATE, layout="stereo")
    stream.codec_context.flags |= Flags.bitexact.value
    if codec == "aac":
        stream.codec_context.options = {"aac_coder": "fast"}
    if codec != "pcm_s16le":
        stream.bit_rate = 160_000
    return stream


def put(
    container: "OutputContainer", stream: "VideoStream | AudioStream", frames: "Iterable[VideoFrame | AudioFrame]"
) -> int:
    """Encode frames into a track and tell how many there were."""
    count = 0
    for frame in frames:
        container.mux(stream.encode(frame))  # type: ignore[arg-type]
        count += 1
    return count


def close(container: "OutputContainer", *streams: "VideoStream | AudioStream") -> None:
    """Take what the encoders still hold."""
    for stream in streams:
        container.mux(stream.encode(None))


def stamped(frames: "Iterable[VideoFrame]", fps: Fraction, start: int = 0) -> "Iterator[VideoFrame]":
    """Give frames their times, one after the other at a steady rate; `start` is the first one's number."""
    from av.video.frame import PictureType

    for number, frame in enumerate(frames, start):
        frame.pts, frame.time_base = number, 1 / fps
        # A source's key frames are not the film's.
        frame.pict_type = PictureType.NONE
        yield frame


def samples(chunks: Iterable[bytes], start: int = 0) -> "Iterator[AudioFrame]":
    """Make sound frames of interleaved 16-bit stereo at 48 kHz; `start` is the first one's number."""
    from av.audio.frame import AudioFrame

    for chunk in _even_chunks(chunks):
        frame = AudioFrame(format="s16", layout="stereo", samples=len(chunk) // SAMPLE_BYTES)
        frame.planes[0].update(chunk.ljust(frame.planes[0].buffer_size, b"\0"))
        frame.sample_rate, frame.time_base, frame.pts = SAMPLE_RATE, Fraction(1, SAMPLE_RATE), start
        start += frame.samples
        yield frame


def _even_chunks(chunks: Iterable[bytes]) -> Iterator[bytes]:
    step = _CHUNK * SAMPLE_BYTES
    held = b""
    for chunk in chunks:
        held += chunk
        whole = len(held) // step * step
        yield from (held[at : at + step] for at in range(0, whole, step))
        held = held[whole:]
    if held:
        yield held
