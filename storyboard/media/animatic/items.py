"""What a layout places: words, cards and ticks, each with its box."""

from dataclasses import dataclass, replace
from typing import Literal

from storyboard.media.animatic.metrics import Box
from storyboard.media.animatic.text import Line
from storyboard.media.animatic.wrap import Block

Align = Literal["left", "right", "middle"]
Colour = tuple[int, int, int]
State = Literal["past", "now", "next"]
_OTHER_SIDE: dict[Align, Align] = {"left": "right", "right": "left", "middle": "middle"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Lines of one colour in a box; `framed` draws a thin line around it."""

    name: str
    box: Box
    lines: tuple[Line, ...]
    leading: float
    colour: Colour
    align: Align = "left"
    framed: bool = False

    def turned(self, width: int) -> "Words":
        """Give them where they stand in a frame of so many pixels that is read from the right."""
        return replace(self, box=turned(self.box, width), align=_OTHER_SIDE[self.align])


@dataclass(frozen=True, slots=True, kw_only=True)
class CardPlace:
    """A card: where each of its pictures is, by the picture's name; without one, its `initial` stands there."""

    box: Box
    pictures: tuple[tuple[str, Box], ...]
    labels: tuple[Words, ...]
    initial: Words | None = None

    def turned(self, width: int) -> "CardPlace":
        """Give it where it stands in a frame of so many pixels that is read from the right."""
        return CardPlace(
            box=turned(self.box, width),
            pictures=tuple((name, turned(box, width)) for name, box in self.pictures),
            labels=tuple(label.turned(width) for label in self.labels),
            initial=None if self.initial is None else self.initial.turned(width),
        )


@dataclass(frozen=True, slots=True)
class Tick:
    """A shot of the film, or some of them, in the strip at the foot."""

    box: Box
    state: State


def turned(box: Box, width: int) -> Box:
    """Give a box on the other side of a frame of so many pixels."""
    return Box(width - box.right, box.y, box.width, box.height)


def row(name: str, line: Line, *, x: float, middle: float, colour: Colour) -> Words:
    """Place one line whose height is centred on `middle`, from `x` on."""
    box = Box(x, middle - line.leading / 2, line.width, line.leading)
    return Words(name=name, box=box, lines=(line,), leading=line.leading, colour=colour)


def row_right(name: str, line: Line, *, right: float, middle: float, colour: Colour) -> Words:
    """Place one line that ends at `right`."""
    return row(name, line, x=right - line.width, middle=middle, colour=colour)


def column(name: str, block: Block, *, box: Box, colour: Colour, align: Literal["left", "right"] = "left") -> Words:
    """Place a block of lines from the top of a box on; what is read leftward has its even edge at the right."""
    width = block.width if block.is_leftward and align == "left" else box.width
    return Words(
        name=name,
        box=Box(box.x, box.y, width, block.height),
        lines=block.lines,
        leading=block.leading,
        colour=colour,
        align="right" if block.is_leftward else align,
    )
