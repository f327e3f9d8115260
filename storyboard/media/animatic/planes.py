"""Frames as the coder wants them: luma and two chromas of half the size, on which layers are laid.

A layer is kept multiplied by its coverage, so that laying it costs two passes and its colours bleed nowhere.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from storyboard.media.bridge import to_frame

if TYPE_CHECKING:
    from av.video.frame import VideoFrame
    from PIL import Image

# What stands for black in each plane: limited range, BT.709.
ZERO = (16, 128, 128)
_MATRIX = 1


@dataclass(frozen=True, slots=True)
class Planes:
    """Luma at full size and both chromas at half."""

    planes: "tuple[Image.Image, Image.Image, Image.Image]"


@dataclass(frozen=True, slots=True)
class Layer:
    """A picture to be laid at an even place; `covers` is its coverage at full and at half size."""

    x: int
    y: int
    paint: Planes
    covers: "tuple[Image.Image, Image.Image]"


def planes_of(image: "Image.Image") -> Planes:
    """Turn an RGB picture of even size into planes."""
    from av.video.reformatter import ColorRange
    from PIL import Image

    frame = to_frame(image).reformat(
        format="yuv420p", dst_colorspace=_MATRIX, dst_color_range=ColorRange.MPEG, interpolation="AREA"
    )
    sizes = (image.size, *((image.width // 2, image.height // 2),) * 2)
    y, u, v = (
        Image.frombytes("L", size, bytes(plane), "raw", "L", plane.line_size)
        for size, plane in zip(sizes, frame.planes, strict=True)
    )
    return Planes((y, u, v))


def layer_of(image: "Image.Image", x: int = 0, y: int = 0) -> Layer:
    """Turn an RGBA picture of even size, to be laid at an even place, into a layer."""
    from PIL import Image, ImageChops

    cover = image.getchannel("A")
    ink = Image.merge("RGB", [ImageChops.multiply(band, cover) for band in image.split()[:3]])
    return Layer(x, y, planes_of(ink), (cover, cover.reduce(2)))


def lay(below: Planes, layer: Layer, strength: float = 1.0) -> None:
    """Lay a layer on planes, in place; `strength` from 0 to 1 fades it."""
    from PIL import ImageChops

    for number, (plane, paint) in enumerate(zip(below.planes, layer.paint.planes, strict=True)):
        step = 2 if number else 1
        zero, cover = ZERO[number], layer.covers[step - 1]
        if strength < 1:
            cover = cover.point([round(value * strength) for value in range(256)])
            paint = paint.point([round(zero + (value - zero) * strength) for value in range(256)])  # noqa: PLW2901
        place = (layer.x // step, layer.y // step)
        if paint.size == plane.size:
            plane.paste(zero, (0, 0), cover)
            plane.paste(ImageChops.add(plane, paint, 1, -zero))
            continue
        region = plane.crop((*place, place[0] + paint.width, place[1] + paint.height))
        region.paste(zero, (0, 0), cover)
        plane.paste(ImageChops.add(region, paint, 1, -zero), place)


def fill(below: Planes, box: tuple[int, int, int, int], colour: tuple[int, int, int]) -> None:
    """Fill a rectangle (left, top, right, bottom, even) with a colour given as luma and chromas."""
    for number, plane in enumerate(below.planes):
        step = 2 if number else 1
        left, top, right, bottom = (side // step for side in box)
        if right > left and bottom > top:
            plane.paste(colour[number], (left, top, right, bottom))


def frame_of(planes: Planes) -> "VideoFrame":
    """Make a frame for the coder."""
    from av.video.frame import VideoFrame

    width, height = planes.planes[0].size
    frame = VideoFrame(width, height, "yuv420p")
    for target, plane in zip(frame.planes, planes.planes, strict=True):
        data = plane.tobytes()
        if target.line_size != plane.width:
            data = _padded(data, plane.width, target.line_size, target.buffer_size)
        target.update(data.ljust(target.buffer_size, b"\0"))
    frame.colorspace, frame.color_range = _MATRIX, 1
    return frame


def _padded(data: bytes, width: int, stride: int, size: int) -> bytes:
    gap = bytes(stride - width)
    return b"".join(data[at : at + width] + gap for at in range(0, len(data), width))[:size]


def image_of(planes: Planes) -> "Image.Image":
    """Make an RGB picture."""
    from storyboard.media.bridge import to_image

    return to_image(frame_of(planes))


def luma(colour: tuple[int, int, int]) -> tuple[int, int, int]:
    """Turn a colour from red, green and blue into luma and chromas."""
    from PIL import Image

    y, u, v = planes_of(Image.new("RGB", (2, 2), colour)).planes
    return (y.tobytes()[0], u.tobytes()[0], v.tobytes()[0])
