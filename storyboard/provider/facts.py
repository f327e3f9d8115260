"""The parts of a model profile: its limits, sizes, prices and words, as frozen values."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Kind = Literal["image", "video", "audio"]
KINDS: tuple[Kind, ...] = ("image", "video", "audio")
ADAPTIVE = "adaptive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A range, both ends included."""

    least: float
    most: float


@dataclass(frozen=True, slots=True, kw_only=True)
class KindLimits:
    """What references of one kind must keep to; None where the kind has no such limit.

    `bytes` is the largest file; `seconds` holds for each, `seconds_sum` for all of the kind; `sides` in pixels,
    `area` in square pixels, `ratio` is width by height; `alone` says whether such references may stand without others.
    """

    kind: Kind
    count: int
    bytes: int
    formats: tuple[str, ...]
    alone: bool
    seconds: Span | None = None
    seconds_sum: float | None = None
    sides: Span | None = None
    ratio: Span | None = None
    area: Span | None = None
    fps: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class References:
    """Limits over all references of a request. `generated_slack`: seconds a generated clip may be longer than asked."""

    count: Span
    image: KindLimits
    video: KindLimits
    audio: KindLimits
    subject_images: Span
    subject_images_count: bool
    generated_slack: float
    name_advised: int
    name_most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputSize:
    """Pixels of a clip asked for at a resolution and a ratio."""

    resolution: str
    ratio: str
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Credits for one second of one take at a resolution."""

    resolution: str
    credits: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """What a second costs before the provider itself has said so: credits = rate x multiplier x seconds x takes."""

    per_second: tuple[Rate, ...]
    multiplier: Decimal
    basis: Literal["estimate"]
    source: str
    as_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What a shot gets where nothing else is said."""

    duration: int
    resolution: str
    aspect_ratio: str
    generate_audio: bool
    takes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptLimits:
    """Characters a prompt may have, and its advised length: words, or characters where words have no spaces."""

    most: int
    advised_words: int
    advised_characters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KindName:
    """The word that names references of a kind: `Image` makes `Image1`."""

    kind: Kind
    word: str
