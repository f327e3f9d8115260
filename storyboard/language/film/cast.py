"""Who and what recurs in a film: the cast, its looks, and the pictures, voices and clips that show it."""

from dataclasses import dataclass
from typing import Literal

from storyboard.language.texts.text import Text
from storyboard.problems import Place

Kind = Literal["character", "prop", "place", "creature", "vehicle", "style", "thing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Crop:
    """A rectangle of a picture, in pixels of the picture after turning (degrees) and scaling."""

    x: float
    y: float
    width: float
    height: float
    rotate: float = 0
    scale_x: float = 1
    scale_y: float = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A piece of a clip or of a sound: where it begins and how long it lasts, in seconds (None: to the end)."""

    start: float = 0
    seconds: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A picture, clip or sound as referred to: a URL, or a path relative to the storyboard's folder."""

    src: str
    place: Place
    shows: Text | None = None
    crop: Crop | None = None
    section: Section | None = None
    avatar_id: str | None = None

    @property
    def is_url(self) -> bool:
        """Say whether the provider can read it where it is."""
        return "://" in self.src


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a member appears at one point of the story: added to the plain look, or instead of it (`only`)."""

    id: str
    place: Place
    description: Text | None = None
    images: tuple[Media, ...] = ()
    voice: Media | None = None
    motion: Media | None = None
    only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A character or a subject. Its id is what texts print: `{{ mira }}`."""

    id: str
    kind: Kind
    place: Place
    name: Text | None = None
    description: Text | None = None
    images: tuple[Media, ...] = ()
    voice: Media | None = None
    motion: Media | None = None
    subject_id: str | None = None
    looks: tuple[Look, ...] = ()

    @property
    def is_character(self) -> bool:
        """Say whether it is a person."""
        return self.kind == "character"

    def look(self, id: str | None) -> Look | None:
        """Find a look by its id."""
        return next((look for look in self.looks if look.id == id), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class CastUse:
    """A member named in a list of a scene or a shot, with what is wanted of it there (None: as usual).

    `look_place` is where its look is named.
    """

    member: str
    place: Place
    look: str | None = None
    look_place: Place | None = None
    images: int | None = None
    voice: bool | None = None
    motion: bool = False
