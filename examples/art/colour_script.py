"""Lay the-keeper's colour script: the film's five turns as soft panels over the paints they are mixed from.

Needs Pillow and the pictures that draw.py has drawn.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

REFS = Path(__file__).parent.parent / "the-keeper" / "refs"
SIZE = (1536, 640)
PAPER = (24, 28, 33)
TURNS = (("lamp-room", 1.0), ("lantern", 0.8), ("quay-night", 0.9), ("boat", 0.7), ("quay-dawn", 1.0))
HEIGHT, EDGE, GAP = 420, 40, 14


def panel(name: str, brightness: float, size: tuple[int, int]) -> Image.Image:
    """Cut a picture to a panel, soften it and dim it: a colour script shows light, not drawing."""
    picture = Image.open(REFS / f"{name}.jpg")
    width = min(picture.width, round(picture.height * size[0] / size[1]))
    left = (picture.width - width) * (0.75 if name.startswith("lamp") else 0.5)
    cropped = picture.crop((round(left), 0, round(left) + width, picture.height)).resize(size, Image.Resampling.LANCZOS)
    soft = ImageEnhance.Color(cropped.filter(ImageFilter.GaussianBlur(5))).enhance(1.35)
    return ImageEnhance.Brightness(soft).enhance(brightness)


def paints(picture: Image.Image, count: int) -> list[tuple[int, int, int]]:
    """Find the few colours a panel is made of, from dark to light."""
    reduced = picture.resize((64, 96)).quantize(count, method=Image.Quantize.MEDIANCUT)
    flat = reduced.getpalette() or []
    colours = [(flat[i], flat[i + 1], flat[i + 2]) for i in range(0, 3 * count, 3)]
    return sorted(colours, key=sum)


def main() -> None:
    """Lay the sheet and save it beside the pictures it is made from."""
    sheet = Image.new("RGB", SIZE, PAPER)
    pen = ImageDraw.Draw(sheet)
    width = (SIZE[0] - 2 * EDGE - GAP * (len(TURNS) - 1)) // len(TURNS)
    for i, (name, brightness) in enumerate(TURNS):
        x = EDGE + i * (width + GAP)
        turn = panel(name, brightness, (width, HEIGHT))
        sheet.paste(turn, (x, EDGE))
        step = width / 4
        for k, colour in enumerate(paints(turn, 4)):
            left = round(x + k * step)
            pen.rectangle((left, EDGE + HEIGHT + GAP, round(left + step) - 1, SIZE[1] - EDGE), fill=colour)
    sheet.save(REFS / "colour-script.jpg", quality=88, optimize=True)


if __name__ == "__main__":
    main()
