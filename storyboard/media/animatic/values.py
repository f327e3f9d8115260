"""What an animatic is drawn from: the slate as people read it, the pictures sent, and where in the film it stands."""

from dataclasses import dataclass
from pathlib import Path

from storyboard.slate import Slate


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
