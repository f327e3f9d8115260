"""The ground a shot stands on: its place's picture, graded dark and moving; else another, or a painted light."""

import math
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING
from zlib import crc32

from storyboard.media import pictures
from storyboard.media.animatic.moves import View, move_of
from storyboard.media.animatic.planes import Planes, planes_of
from storyboard.media.animatic.values import Animatic

if TYPE_CHECKING:
    from pathlib import Path

    from PIL import Image

# The picture is kept larger than the frame by this much at least, and by no more than that.
MARGIN, WIDEST = 1.2, 1.7
_TRAVEL = 0.16
BRIGHTEST = 0.4
_HUES = ((28, 44, 62), (58, 40, 30), (30, 52, 48), (50, 34, 56), (60, 50, 26), (26, 38, 70))


def open_ground(animatic: Animatic) -> Callable[[float], Planes]:
    """Prepare a shot's ground; what comes back draws it at a time from 0 to 1. Raises MediaError for a bad picture."""
    source = _source(animatic)
    slate = animatic.slate
    still = planes_of(source)
    move = move_of(slate.camera if slate else "", slate.address if slate else animatic.prompt)
    size = (animatic.width, animatic.height)
    # A camera that stands still sees the same again: the last view is kept.
    last = lru_cache(maxsize=1)(lambda view: _seen(still, view, size))
    return lambda t: _fresh(last(move(t)))


def _fresh(seen: "tuple[Image.Image, Image.Image, Image.Image]") -> Planes:
    y, u, v = seen
    return Planes((y.copy(), u.copy(), v.copy()))


def _seen(still: Planes, view: View, size: tuple[int, int]) -> "tuple[Image.Image, Image.Image, Image.Image]":
    half = (size[0] // 2, size[1] // 2)
    y, u, v = (_cut(plane, wanted, view) for plane, wanted in zip(still.planes, (size, half, half), strict=True))
    return y, u, v


def _cut(plane: "Image.Image", size: tuple[int, int], view: View) -> "Image.Image":
    """Cut out of a plane what the view sees, at parts of a pixel, so that a slow move glides."""
    from PIL import Image

    scale, centre = _window(plane.size, size, view)
    if not view.roll:
        # Scaling alone is a third of the work of turning.
        half = (size[0] * scale / 2, size[1] * scale / 2)
        box = (centre[0] - half[0], centre[1] - half[1], centre[0] + half[0], centre[1] + half[1])
        return plane.resize(size, Image.Resampling.BILINEAR, box=box)
    a, b = scale * math.cos(math.radians(view.roll)), scale * math.sin(math.radians(view.roll))
    x, y = size[0] / 2, size[1] / 2
    turn = (a, -b, centre[0] - a * x + b * y, b, a, centre[1] - b * x - a * y)
    return plane.transform(size, Image.Transform.AFFINE, turn, resample=Image.Resampling.BILINEAR)


def _window(source: tuple[int, int], size: tuple[int, int], view: View) -> tuple[float, tuple[float, float]]:
    """Tell how many of the source's pixels one of the frame's spans, and where in the source the frame's centre is."""
    roll = math.radians(view.roll)
    # A rolled frame reaches further: it sees a little less, so that no corner is ever bare.
    reach = math.cos(roll) + abs(math.sin(roll)) * max(size) / min(size)
    scale = min(source[0] / size[0], source[1] / size[1]) / view.zoom / reach
    free = [(source[side] - size[side] * scale * reach) / 2 for side in (0, 1)]
    x, y = (
        source[side] / 2 + part * min(free[side], size[side] * _TRAVEL) for side, part in ((0, view.x), (1, view.y))
    )
    return scale, (x, y)


def _source(animatic: Animatic) -> "Image.Image":
    size = (animatic.width, animatic.height)
    place = _place(animatic)
    if place is not None:
        return _graded(_cover(place, size), 0.74, 0.9)
    if animatic.pictures:
        return _blurred(animatic.pictures[0].path, size)
    return _painted(animatic, size)


def _place(animatic: Animatic) -> "Path | None":
    refs = animatic.slate.place.refs if animatic.slate and animatic.slate.place else ()
    return next((picture.path for picture in animatic.pictures if picture.name in refs), None)


def _cover(path: "Path", size: tuple[int, int]) -> "Image.Image":
    """Scale a picture over the frame and its margin, and cut what no move would reach."""
    from PIL import Image

    image = pictures.load(path).convert("RGB")
    scale = max(size[0] * MARGIN / image.width, size[1] * MARGIN / image.height)
    wide = (_even(image.width * scale), _even(image.height * scale))
    kept = (min(wide[0], _even(size[0] * WIDEST)), min(wide[1], _even(size[1] * WIDEST)))
    # Cut before scaling: a picture's far ends cost nothing then.
    box = [(image.width - kept[0] / scale) / 2, (image.height - kept[1] / scale) / 2]
    edges = (
        max(0.0, box[0]),
        max(0.0, box[1]),
        min(image.width, image.width - box[0]),
        min(image.height, image.height - box[1]),
    )
    return image.resize(kept, Image.Resampling.LANCZOS, box=edges)


def _even(side: float) -> int:
    return max(2, round(side / 2) * 2)


def _graded(image: "Image.Image", light: float, colour: float) -> "Image.Image":
    """Darken as a print is graded: shadows sink first, a little colder, highlights keep their warmth."""
    from PIL import ImageEnhance, ImageStat

    # White letters stand on it: the brighter a picture is, the darker it is printed.
    light = min(light, BRIGHTEST * 255 / max(1.0, ImageStat.Stat(image.convert("L")).mean[0]))
    curve = [light * 255 * (value / 255) ** 1.18 for value in range(256)]
    tint = (0.97, 1.0, 1.05)
    table = [
        min(255, round(level * (1 + (part - 1) * (1 - value / 255))))
        for part in tint
        for value, level in enumerate(curve)
    ]
    return ImageEnhance.Color(image).enhance(colour).point(table)


def _blurred(path: "Path", size: tuple[int, int]) -> "Image.Image":
    from PIL import Image, ImageFilter

    small = _cover(path, (_even(size[0] / 4), _even(size[1] / 4))).filter(ImageFilter.GaussianBlur(size[0] / 64))
    wide = small.resize((_even(size[0] * MARGIN), _even(size[1] * MARGIN)), Image.Resampling.BICUBIC)
    return _graded(wide, 0.6, 0.8)


def _painted(animatic: Animatic, size: tuple[int, int]) -> "Image.Image":
    """Paint a dusk of two lights, whose hue and place are the shot's own."""
    from PIL import Image, ImageChops

    seed = crc32((animatic.slate.address if animatic.slate else animatic.prompt).encode())
    wide = (_even(size[0] * MARGIN), _even(size[1] * MARGIN))
    hue, other = _HUES[seed % 6], _HUES[(seed // 6 % 5 + 1 + seed % 6) % 6]
    dusk = Image.linear_gradient("L").resize(wide, Image.Resampling.BICUBIC)
    base = Image.composite(Image.new("RGB", wide, tuple(c // 3 for c in hue)), Image.new("RGB", wide, hue), dusk)
    left = 0.2 + seed // 97 % 60 / 100
    for colour, x, y, reach in ((other, left, 0.38, 1.1), ((92, 74, 48), 1 - left, 0.62, 0.7)):
        base = ImageChops.screen(base, _light(wide, colour, x, y, reach))
    return base


def _light(size: tuple[int, int], colour: tuple[int, int, int], x: float, y: float, reach: float) -> "Image.Image":
    from PIL import Image

    side = round(max(size) * reach)
    # The gradient reaches 181 in the middle of a side: there the light has ended.
    glow = Image.radial_gradient("L").point([round(255 * max(0.0, 1 - value / 178) ** 2) for value in range(256)])
    mask = Image.new("L", size)
    mask.paste(
        glow.resize((side, side), Image.Resampling.BICUBIC),
        (round(size[0] * x - side / 2), round(size[1] * y - side / 2)),
    )
    return Image.composite(Image.new("RGB", size, colour), Image.new("RGB", size), mask)
