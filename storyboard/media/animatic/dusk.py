"""The darkness that words are read on: a vignette, a shade from above and a deeper one from below."""

from random import Random
from typing import TYPE_CHECKING

from storyboard.media.animatic.layout import Layout
from storyboard.media.animatic.metrics import INK

if TYPE_CHECKING:
    from PIL import Image

_TILE = 128


def dusk(layout: Layout) -> "Image.Image":
    """Paint the darkness of a frame, as RGBA."""
    from PIL import Image, ImageChops

    size = (layout.metrics.width, layout.metrics.height)
    # Grain of a level or two keeps slow gradients from showing as rings.
    dark = ImageChops.add(ImageChops.lighter(_vignette(size), _shades(layout)), _grain(size), 1, -2)
    image = Image.new("RGBA", size, (*INK, 0))
    image.putalpha(dark)
    return image


def _grain(size: tuple[int, int]) -> "Image.Image":
    from PIL import Image

    noise = Random(_TILE).randbytes(_TILE * _TILE)  # noqa: S311 - grain keeps no secret
    tile = Image.frombytes("L", (_TILE, _TILE), noise).point([value * 5 // 256 for value in range(256)])
    grain = Image.new("L", size)
    for x in range(0, size[0], _TILE):
        for y in range(0, size[1], _TILE):
            grain.paste(tile, (x, y))
    return grain


def _vignette(size: tuple[int, int]) -> "Image.Image":
    from PIL import Image

    # The gradient is wider than the frame, so that only the corners darken.
    reach = 1.28
    wide = (round(size[0] * reach), round(size[1] * reach))
    round_light = Image.radial_gradient("L").resize(wide, Image.Resampling.BICUBIC)
    left, top = (wide[0] - size[0]) // 2, (wide[1] - size[1]) // 2
    curve = [round(150 * max(0.0, (value / 255 - 0.28) / 0.72) ** 1.7) for value in range(256)]
    return round_light.crop((left, top, left + size[0], top + size[1])).point(curve)


def _shades(layout: Layout) -> "Image.Image":
    """Build a column of darkness and draw it wide: it is the same over the whole width."""
    from PIL import Image

    height = layout.metrics.height
    top, foot = layout.head * 1.75, layout.foot - layout.metrics.px(70)
    column = bytes(
        max(_fall(1 - y / top) * 205 // 255, _rise(y, foot, layout.foot, height))
        if y < top
        else _rise(y, foot, layout.foot, height)
        for y in range(height)
    )
    return Image.frombytes("L", (1, height), column).resize((layout.metrics.width, height))


def _fall(part: float) -> int:
    return round(255 * _smooth(part))


def _rise(y: float, begin: float, full: float, end: float) -> int:
    first = _smooth((y - begin) / (full - begin))
    rest = max(0.0, (y - full) / (end - full))
    return round(172 * first + 62 * rest) if first < 1 else round(172 + 62 * rest)


def _smooth(part: float) -> float:
    part = min(1.0, max(0.0, part))
    return part * part * (3 - 2 * part)
