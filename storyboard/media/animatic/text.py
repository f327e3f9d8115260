"""Words as glyphs: cleaned, split by direction and face, shaped, measured, and drawn as a mask."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING

from storyboard.media.animatic import bidi, faces
from storyboard.media.animatic.faces import Family, Region

if TYPE_CHECKING:
    import uharfbuzz
    from PIL import Image

_JOINERS = "\u200c\u200d"
# A face's own idea of its height counts only where it is taller than a line of the first face is.
LEADING, TALLEST = 1.3, 1.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """How words look: family, size in pixels, weight, space added after each letter in parts of the size."""

    family: Family
    size: float
    weight: int = 400
    tracking: float = 0.0
    region: Region = "sc"


@dataclass(frozen=True, slots=True)
class Glyph:
    """A shape of a font at its place, in pixels from the line's start and up from its baseline."""

    font: "uharfbuzz.Font"
    number: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Line:
    """Shaped words, left to right: width, the leading they want and the space behind the last letter, in pixels."""

    glyphs: tuple[Glyph, ...]
    width: float
    leading: float
    size: float
    gap: float = 0.0


@dataclass(frozen=True, slots=True)
class _Run:
    text: str
    source: tuple[str, str, int]
    level: int


def clean(text: str) -> str:
    """Compose letters, make every space and break a plain one, take out what is not seen, mark what no face has."""
    kept = (" " if char.isspace() else char for char in unicodedata.normalize("NFC", text))
    seen = (char for char in kept if char in _JOINERS or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co"})
    return "".join(char for char in seen if not "\ufe00" <= char <= "\ufe0f")


def sized(style: Style, scale: float) -> Style:
    """Scale a style's size."""
    return replace(style, size=style.size * scale)


def width(text: str, style: Style) -> float:
    """Tell how wide words are, in pixels."""
    return shape(text, style).width


def advance(text: str, style: Style) -> float:
    """Tell how far on the words behind these begin, in pixels: beyond their width where letters are spaced."""
    line = shape(text, style)
    return line.width + line.gap


@lru_cache(maxsize=4096)
def shape(text: str, style: Style) -> Line:
    """Set words in a style."""
    runs = tuple(_runs(text, style))
    glyphs: list[Glyph] = []
    place, leading, gap = 0.0, LEADING, 0.0
    for run in bidi.visual(runs, [run.level for run in runs]):
        font = faces.font(run.source, style.weight, faces.optical(style.family, style.size))
        leading = max(leading, _leading(font, run, style))
        # Letters that join would come apart.
        gap = 0.0 if "Arabic" in run.source[1] else style.tracking * style.size
        place = _shape_run(run, font, style, place, gap, glyphs)
    return Line(tuple(glyphs), max(0.0, place - gap), leading * style.size, style.size, gap)


def _leading(font: "uharfbuzz.Font", run: _Run, style: Style) -> float:
    if run.source in faces.chain(style.family, style.region)[:3]:
        return LEADING
    extents = font.get_font_extents("ltr")
    tall: float = (extents.ascender - extents.descender) / font.face.upem
    return min(TALLEST, tall)


def _shape_run(run: _Run, font: "uharfbuzz.Font", style: Style, place: float, gap: float, glyphs: list[Glyph]) -> float:
    import uharfbuzz

    buffer = uharfbuzz.Buffer()
    buffer.add_str(run.text)
    buffer.direction = "rtl" if run.level % 2 else "ltr"
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer, {"liga": False, "calt": False} if style.family == "mono" or style.tracking else {})
    scale = style.size / font.face.upem
    for info, at in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        glyphs.append(Glyph(font, info.codepoint, place + at.x_offset * scale, at.y_offset * scale))
        place += at.x_advance * scale + (gap if at.x_advance else 0.0)
    return place


def _runs(text: str, style: Style) -> Iterator[_Run]:
    sources = list(_sources(text, style))
    letters = list(zip(sources, bidi.levels(text), strict=True))
    place = 0
    for (source, level), group in groupby(letters, key=lambda item: (item[0][1], item[1])):
        end = place + len(list(group))
        yield _Run("".join(char for (char, _), _ in letters[place:end]), source, level)
        place = end


def _sources(text: str, style: Style) -> Iterator[tuple[str, tuple[str, str, int]]]:
    """Give every letter its face; marks, joiners and spaces stay with the letter before them where its face can."""
    last: tuple[str, str, int] | None = None
    for char in text:
        clings = char == " " or char in _JOINERS or unicodedata.category(char) in {"Mn", "Mc", "Me", "Sk"}
        # An emoji's space is as wide as an emoji.
        stays = last is not None and "Emoji" not in last[1] and faces.covers(last, char)
        if not (clings and (stays or (last is not None and char in _JOINERS))):
            last = faces.source_of(char, style.family, style.region)
        if last is None:
            last = faces.source_of(faces.REPLACEMENT, style.family, style.region)
            if last is None:
                continue
            yield faces.REPLACEMENT, last
            last = None
            continue
        yield char, last


def mask(line: Line) -> "tuple[Image.Image, int, int] | None":
    """Draw a line: its coverage, and where its top left corner lies from the start of the baseline, in pixels.

    None where there is nothing to see.
    """
    import uharfbuzz
    from PIL import Image

    drawn = uharfbuzz.RasterDraw()
    for glyph in line.glyphs:
        scale = line.size / glyph.font.face.upem
        drawn.transform = (scale, 0, 0, scale, glyph.x, glyph.y)
        drawn.draw_glyph(glyph.font, glyph.number)
    result = drawn.render()
    if result is None or not result.extents or not result.extents.width or not result.extents.height:
        return None
    box = result.extents
    image = Image.frombytes("L", (box.width, box.height), result.buffer, "raw", "L", box.stride, -1)
    return image, box.x_origin, -(box.y_origin + box.height)
