"""A clip that does not say how its colours are coded is taken by its size, and in every part of it alike."""

from fractions import Fraction
from pathlib import Path

import av
import pytest
from av.video.reformatter import Colorspace
from PIL import Image

from storyboard.media import clips
from storyboard.media.bridge import to_frame, to_image
from storyboard.media.frames import last_frame, section, tail
from storyboard.media.join import join

RED = (200, 30, 30)
SIZES = {"as television was": ((864, 496), Colorspace.ITU601), "HD": ((1280, 720), Colorspace.ITU709)}


def unmarked(path: Path, size: tuple[int, int], coded: Colorspace) -> Path:
    with av.open(path, "w") as container:
        stream = container.add_stream("libx264", rate=24, options={"preset": "ultrafast", "crf": "4"})
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        for number in range(3):
            frame = to_frame(Image.new("RGB", size, RED)).reformat(format="yuv420p", dst_colorspace=coded)
            frame.pts, frame.time_base = number, Fraction(1, 24)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with av.open(path) as container:
        assert next(container.decode(video=0)).colorspace == 2
    return path


def colour(path: Path) -> tuple[int, ...]:
    if path.suffix == ".png":
        return middle(Image.open(path))
    with clips.opened(path) as (container, _):
        stream = clips.picture_of(container)
        assert stream is not None
        return middle(to_image(next(clips.frames_of(container, stream))))


def middle(image: Image.Image) -> tuple[int, ...]:
    pixel = image.convert("RGB").getpixel((image.width // 2, image.height // 2))
    assert isinstance(pixel, tuple)
    return tuple(round(value) for value in pixel)


@pytest.mark.parametrize("name", SIZES)
def test_its_parts_have_its_colours(tmp_path: Path, name: str) -> None:
    size, coded = SIZES[name]
    clip = unmarked(tmp_path / "clip.mp4", size, coded)
    last_frame(clip, tmp_path / "last.png")
    tail(clip, tmp_path / "tail.mp4", seconds=0.1)
    section(clip, tmp_path / "part.mp4", start=0, seconds=0.1)
    join([clip], tmp_path / "film.mp4", width=size[0], height=size[1])
    for part in ("clip.mp4", "last.png", "tail.mp4", "part.mp4", "film.mp4"):
        assert colour(tmp_path / part) == pytest.approx(RED, abs=4), part
