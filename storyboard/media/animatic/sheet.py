"""The sheet that lies over the ground: shadows below, ink above; words, cards and lines are put on it."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from storyboard.media import pictures
from storyboard.media.animatic import text
from storyboard.media.animatic.items import CardPlace, Colour, Tick, Words
from storyboard.media.animatic.metrics import AMBER, INK, IVORY, Box, Metrics
from storyboard.media.animatic.text import Line

if TYPE_CHECKING:
    from PIL import Image

_FINE = 4
_LABEL_SHADE = 105
_TICKS: dict[str, tuple[Colour, int]] = {"past": (IVORY, 150), "now": (AMBER, 255), "next": (IVORY, 52)}


@dataclass(frozen=True, slots=True)
class Sheet:
    """Both layers, at the frame's size: `shade` is how dark, `ink` what is seen."""

    ink: "Image.Image"
    shade: "Image.Image"
    x: int = 0
    y: int = 0


def new_sheet(width: int, height: int, *, x: int = 0, y: int = 0) -> Sheet:
    """Take an empty sheet; `x` and `y` are where in the frame its corner lies."""
    from PIL import Image

    return Sheet(Image.new("RGBA", (width, height)), Image.new("L", (width, height)), x, y)


def finish(sheet: Sheet, metrics: Metrics) -> "Image.Image":
    """Lay the ink over its softened shadows."""
    from PIL import Image, ImageFilter

    soft = sheet.shade.filter(ImageFilter.GaussianBlur(metrics.px(5)))
    shadow = Image.new("RGBA", sheet.ink.size, (*INK, 0))
    shadow.putalpha(soft.point([min(225, round(value * 1.7)) for value in range(256)]))
    return Image.alpha_composite(shadow, sheet.ink)


def put_words(sheet: Sheet, words: Words) -> None:
    """Set words where the layout has placed them."""
    if words.framed:
        _frame(sheet, words.box)
    y = words.box.y
    for line in words.lines:
        put_line(
            sheet, line, x=_start(words, line), baseline=y + words.leading / 2 + line.size * 0.345, colour=words.colour
        )
        y += words.leading


def _start(words: Words, line: Line) -> float:
    free = words.box.width - line.width
    return words.box.x + {"left": 0.0, "right": free, "middle": free / 2}[words.align]


def put_line(sheet: Sheet, line: Line, *, x: float, baseline: float, colour: Colour) -> None:
    """Set one line; its letters stand on whole pixels of height, so that all lines are equally sharp."""
    drawn = text.mask(line)
    if drawn is None:
        return
    mask, left, top = drawn
    _ink(sheet, mask, colour, (round(x - sheet.x) + left, round(baseline - sheet.y) + top))


def _ink(sheet: Sheet, mask: "Image.Image", colour: Colour, at: tuple[int, int], *, shadow: int = 190) -> None:
    from PIL import Image, ImageChops

    box = (*at, at[0] + mask.width, at[1] + mask.height)
    inked = Image.new("RGBA", mask.size, (*colour, 0))
    inked.putalpha(mask)
    sheet.ink.paste(Image.alpha_composite(sheet.ink.crop(box), inked), box)
    dark = mask.point([value * shadow // 255 for value in range(256)])
    sheet.shade.paste(ImageChops.lighter(sheet.shade.crop(box), dark), box)


def _frame(sheet: Sheet, box: Box) -> None:
    mask, at = _rounded(box, sheet, radius=3.0, line=1.0)
    _ink(sheet, mask.point([value * 170 // 255 for value in range(256)]), IVORY, at)


def put_ticks(sheet: Sheet, ticks: tuple[Tick, ...]) -> None:
    """Draw the strip of the film."""
    for tick in ticks:
        colour, strength = _TICKS[tick.state]
        width = max(tick.box.width, 1.5)
        mask, at = _rounded(Box(tick.box.x, tick.box.y, width, tick.box.height), sheet, radius=tick.box.height / 2)
        _ink(sheet, mask.point([value * strength // 255 for value in range(256)]), colour, at, shadow=90)


def put_card(sheet: Sheet, card: CardPlace, paths: dict[str, Path], metrics: Metrics) -> None:
    """Draw a card: its shadow, its pictures, a thin frame, its labels."""
    from PIL import Image

    if card.pictures or card.initial:
        _cast_shadow(sheet, card.box, metrics)
        mask, at = _rounded(card.box, sheet, radius=metrics.px(5))
        face = Image.new("RGB", mask.size, (31, 36, 42))
        for name, box in card.pictures:
            _put_picture(face, paths[name], box, at, sheet)
        sheet.ink.paste(face, at, mask)
        line, at = _rounded(card.box, sheet, radius=metrics.px(5), line=max(1.0, metrics.px(1.8)))
        _ink(sheet, line.point([value * 225 // 255 for value in range(256)]), IVORY, at, shadow=0)
    if card.labels:
        _shade_labels(sheet, card.labels, metrics)
    for words in (*card.labels, *([card.initial] if card.initial else [])):
        put_words(sheet, words)


def _put_picture(face: "Image.Image", path: Path, box: Box, at: tuple[int, int], sheet: Sheet) -> None:
    from PIL import Image, ImageOps

    size = (max(1, round(box.right - sheet.x) - round(box.x - sheet.x)), max(1, round(box.height)))
    # A face stands in the upper part of its picture.
    picture = ImageOps.fit(pictures.load(path).convert("RGB"), size, Image.Resampling.LANCZOS, centering=(0.5, 0.3))
    left = round(box.x - sheet.x) - at[0]
    face.paste(picture, (left, 0))
    if left > 0:
        face.paste(INK, (left, 0, left + 1, face.height))


def _shade_labels(sheet: Sheet, labels: tuple[Words, ...], metrics: Metrics) -> None:
    """Darken what lies under a card's words: the ground there may be as light as they are."""
    left, top = min(label.box.x for label in labels), min(label.box.y for label in labels)
    right, bottom = max(label.box.right for label in labels), max(label.box.bottom for label in labels)
    room = metrics.px(7)
    box = Box(left - room, top - metrics.px(1), right - left + 2 * room, bottom - top + metrics.px(4))
    mask, at = _rounded(box, sheet, radius=metrics.px(6))
    sheet.shade.paste(mask.point([value * _LABEL_SHADE // 255 for value in range(256)]), at, mask)


def _cast_shadow(sheet: Sheet, box: Box, metrics: Metrics) -> None:
    grown = Box(box.x - metrics.px(2), box.y + metrics.px(2), box.width + metrics.px(4), box.height + metrics.px(5))
    mask, at = _rounded(grown, sheet, radius=metrics.px(6))
    sheet.shade.paste(mask.point([value * 170 // 255 for value in range(256)]), at, mask)


def _rounded(box: Box, sheet: Sheet, *, radius: float, line: float = 0.0) -> "tuple[Image.Image, tuple[int, int]]":
    """Draw a rounded rectangle, or its line alone, as a mask with smooth edges; and where its corner lies."""
    from PIL import Image, ImageDraw

    at = (round(box.x - sheet.x), round(box.y - sheet.y))
    size = (max(1, round(box.width)), max(1, round(box.height)))
    fine = Image.new("L", (size[0] * _FINE, size[1] * _FINE))
    ImageDraw.Draw(fine).rounded_rectangle(
        (0, 0, fine.width - 1, fine.height - 1),
        radius=radius * _FINE,
        fill=None if line else 255,
        outline=255 if line else None,
        width=round(line * _FINE),
    )
    return fine.reduce(_FINE), at
