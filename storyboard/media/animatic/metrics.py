"""The frame's measures: everything drawn is sized and placed from these, so that one design serves every shape."""

import math
from dataclasses import dataclass

from storyboard.media.animatic.faces import Family, Region
from storyboard.media.animatic.text import Style

_DESIGN_AREA = 1280 * 720
SMALLEST = 11.0
# Below these many pixels of the design's own size, the heading needs rows of its own.
_NARROW = 900

# family, size at 1280x720, weight, tracking
_STYLES: dict[str, tuple[Family, float, int, float]] = {
    "title": ("sans", 21, 700, 0.0),
    "scene": ("sans", 16.5, 400, 0.03),
    "tag": ("sans", 12.5, 600, 0.14),
    "address": ("mono", 16.5, 700, 0.0),
    "take": ("mono", 16.5, 400, 0.0),
    "clock": ("mono", 16.5, 500, 0.0),
    "note": ("sans", 14, 400, 0.0),
    "camera": ("sans", 14.5, 600, 0.09),
    "action": ("serif", 27, 400, 0.0),
    "speaker": ("sans", 13.5, 600, 0.1),
    "line": ("italic", 27, 400, 0.0),
    "sound": ("sans", 14.5, 400, 0.0),
    "name": ("sans", 14, 600, 0.0),
    "mention": ("sans", 12.5, 400, 0.0),
    "initial": ("serif", 40, 400, 0.0),
}

IVORY, PALE, GREY = (246, 241, 230), (212, 210, 204), (184, 185, 184)
AMBER, BLUE, INK = (243, 181, 82), (151, 200, 226), (9, 11, 14)


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, in pixels from the top left."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.y + self.height


@dataclass(frozen=True, slots=True, kw_only=True)
class Metrics:
    """A frame's size in pixels, and the scale of its design; `is_leftward` where its words are read from the right."""

    width: int
    height: int
    scale: float
    region: Region
    is_leftward: bool = False

    @property
    def margin(self) -> int:
        """The space kept free at the sides."""
        return round(min(self.width, self.height) * 0.055)

    @property
    def inner(self) -> float:
        """The width between the margins."""
        return self.width - 2 * self.margin

    @property
    def is_narrow(self) -> bool:
        """Whether the heading needs rows of its own."""
        return self.width / self.scale < _NARROW

    @property
    def is_tall(self) -> bool:
        """Whether what is said stands under what is done, not beside it."""
        return self.width < self.height * 1.25

    def px(self, size: float) -> float:
        """Bring a measure of the design to this frame."""
        return size * self.scale


def measure_frame(width: int, height: int, region: Region = "sc", *, is_leftward: bool = False) -> Metrics:
    """Take a frame's measures. Small frames keep larger letters than their size alone would give them."""
    scale = 0.3 + 0.7 * math.sqrt(width * height / _DESIGN_AREA)
    return Metrics(width=width, height=height, scale=scale, region=region, is_leftward=is_leftward)


def style(metrics: Metrics, name: str) -> Style:
    """Give a style of the design its size in this frame."""
    family, size, weight, tracking = _STYLES[name]
    size = max(SMALLEST, size * metrics.scale)
    return Style(family=family, size=size, weight=weight, tracking=tracking, region=metrics.region)
