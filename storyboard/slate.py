"""The slate: what a clapboard would say about a call, for people and for the animatic, beside the request itself.

The plan writes it and the animatic shows it, so it belongs to neither room.
"""

from dataclasses import dataclass
from typing import Literal

Heard = Literal["on", "os", "vo"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """One line of dialogue. `heard`: on screen, off screen (`os`), or voice-over (`vo`, never sent to the model)."""

    speaker: str
    line: str
    how: str = ""
    heard: Heard = "on"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A member of the cast in its look, with the names of its references in the request, e.g. ("Image1", "Image2")."""

    name: str
    kind: str = ""
    look: str = ""
    refs: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """Give what a person reads on the card."""
        return f"{self.name} · {self.look}" if self.look else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Slate:
    """Everything a frame may show that the request does not say; all texts are rendered, in the variant's language."""

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
