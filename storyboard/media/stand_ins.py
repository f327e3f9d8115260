"""Stand-in pictures for a new storyboard: a person and a place in a few soft shapes, to be replaced by real ones."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw

LARGE = 2  # drawn larger and scaled down, for smooth edges
Colour = tuple[int, int, int]
Box = tuple[float, float, float, float]


def draw_person(target: Path) -> None:
    """Draw a half-length figure in side light, 768×1024 pixels, as PNG."""
    ground, warm, cold = (46, 58, 72), (226, 172, 120), (128, 88, 74)
    shapes: list[tuple[str, Box, Colour]] = [
        ("ellipse", (0.10, 0.66, 0.90, 1.50), (196, 188, 172)),
        ("ellipse", (0.50, 0.68, 0.90, 1.50), (150, 144, 136)),
        ("ellipse", (0.28, 0.12, 0.74, 0.56), (44, 32, 30)),
        ("ellipse", (0.56, 0.06, 0.74, 0.22), (44, 32, 30)),
        ("rectangle", (0.42, 0.50, 0.58, 0.72), cold),
        ("ellipse", (0.32, 0.20, 0.68, 0.62), warm),
        ("ellipse", (0.50, 0.22, 0.68, 0.60), cold),
        ("ellipse", (0.40, 0.38, 0.445, 0.405), (40, 30, 30)),
        ("ellipse", (0.535, 0.38, 0.58, 0.405), (40, 30, 30)),
        ("ellipse", (0.45, 0.52, 0.55, 0.54), (120, 60, 54)),
    ]
    _paint(target, size=(768, 1024), ground=ground, shapes=shapes)


def draw_place(target: Path) -> None:
    """Draw a room with a fire in it, 1280×720 pixels, as PNG."""
    shapes: list[tuple[str, Box, Colour]] = [
        ("rectangle", (0.0, 0.72, 1.0, 1.0), (58, 44, 38)),
        ("rectangle", (0.08, 0.18, 0.30, 0.50), (176, 190, 198)),
        ("rectangle", (0.185, 0.18, 0.195, 0.50), (52, 46, 44)),
        ("rectangle", (0.52, 0.10, 0.96, 0.86), (112, 70, 54)),
        ("ellipse", (0.60, 0.34, 0.88, 0.98), (38, 24, 22)),
        ("rectangle", (0.58, 0.74, 0.90, 0.88), (112, 70, 54)),
        ("ellipse", (0.66, 0.48, 0.82, 0.74), (240, 150, 60)),
        ("ellipse", (0.70, 0.56, 0.78, 0.74), (255, 222, 150)),
    ]
    _paint(target, size=(1280, 720), ground=(74, 66, 64), shapes=shapes)


def _paint(target: Path, *, size: tuple[int, int], ground: Colour, shapes: list[tuple[str, Box, Colour]]) -> None:
    from PIL import Image, ImageDraw, ImageFilter

    width, height = size[0] * LARGE, size[1] * LARGE
    picture = Image.new("RGB", (width, height), ground)
    pen = ImageDraw.Draw(picture)
    for shape, (left, top, right, bottom), colour in shapes:
        _draw(pen, shape, (left * width, top * height, right * width, bottom * height), colour)
    small = picture.resize(size, Image.Resampling.LANCZOS)
    glow = small.filter(ImageFilter.GaussianBlur(18))
    Image.blend(small, glow, 0.35).save(target)


def _draw(pen: "ImageDraw", shape: str, box: Box, colour: Colour) -> None:
    match shape:
        case "ellipse":
            pen.ellipse(box, fill=colour)
        case _:
            pen.rectangle(box, fill=colour)
