"""What an animatic is drawn from: the slate as people read it, the pictures sent, and where in the film it stands."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Heard = Literal["on", "os", "vo"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One line of dialogue: on screen, off screen (`os`) or voice-over (`vo`)."""

    speaker: str
    line: str
    how: str = ""
    heard: Heard = "on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A member of the cast or a place, with the names of its references in the request, e.g. ("Image1", "Image2")."""

    name: str
    kind: str = ""
    refs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Slate:
    """What a clapboard says about a shot; all texts rendered, in the language of the film."""

    title: str
    scene: str
    address: str
    action: str = ""
    camera: str = ""
    dialogue: tuple[Spoken, ...] = ()
    sound: str = ""
    cast: tuple[Card, ...] = ()
    place: Card | None = None
    follows: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A reference picture by the name it bears in the request, e.g. "Image1"."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Animatic:
    """One shot to be drawn.

    Without a slate, what is shown is the `prompt` and the pictures. `width` and `height` are even pixels, `seconds`
    the length. `film` holds the seconds of every shot of the film in order, `position` this shot's place among them.
    """

    slate: Slate | None
    prompt: str
    width: int
    height: int
    seconds: float
    take: int = 1
    takes: int = 1
    audio: bool = True
    pictures: tuple[Picture, ...] = ()
    film: tuple[float, ...] = ()
    position: int | None = None
