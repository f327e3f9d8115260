"""Clips with picture and sound whose frames differ, laid out as mp4s come: small, and whole in every part."""

from fractions import Fraction
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from av.container import OutputContainer

RATE = 48_000


@cache
def sounding_clip(*, seconds: int = 2, movflags: str = "") -> bytes:
    """Encode an mp4 with a moving grey and a tone; `movflags` lays it out, as ffmpeg calls it."""
    import av

    options = {"movflags": movflags} if movflags else {}
    with TemporaryDirectory() as folder:
        target = Path(folder) / "clip.mp4"
        with av.open(str(target), "w", format="mp4", options=options) as container:
            _fill(container, seconds)
        return target.read_bytes()


def _fill(container: "OutputContainer", seconds: int) -> None:
    import av

    video, audio = container.add_stream("libx264", rate=24), container.add_stream("aac", rate=RATE)
    video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
    video.options = {"preset": "ultrafast", "g": "12"}
    for index in range(seconds * 24):
        frame = av.VideoFrame(64, 48, "yuv420p")
        for plane in frame.planes:
            plane.update(bytes((7 * index + n) % 256 for n in range(plane.buffer_size)))
        frame.pts, frame.time_base = index, Fraction(1, 24)
        container.mux(video.encode(frame))
    for start in range(0, seconds * RATE, 1024):
        sound = av.AudioFrame(format="fltp", layout="mono", samples=1024)
        sound.planes[0].update(bytes((start // 1024 + n) % 64 for n in range(sound.planes[0].buffer_size)))
        sound.sample_rate, sound.pts, sound.time_base = RATE, start, Fraction(1, RATE)
        container.mux(audio.encode(sound))
    container.mux(video.encode())
    container.mux(audio.encode())
