"""What may be said about a shot, at any of the places where it may be said: defaults, profile, scene, shot, variant."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Generic, Literal, TypeVar

from storyboard.language.film.cast import CastUse, Media
from storyboard.language.texts.text import Text
from storyboard.problems import Place

T_co = TypeVar("T_co", covariant=True)
T = TypeVar("T")
Via = Literal["video", "tail", "frame"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given(Generic[T_co]):
    """A value with where it came from: the name of its layer, and its place if somebody wrote it."""

    value: T_co
    layer: str
    place: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of dialogue. `os` is heard and not seen; `vo` is never sent to the model."""

    who: str
    line: Text
    place: Place
    how: Text | None = None
    os: bool = False
    vo: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRef:
    """A reference for one shot, scene or film alone. `name` is what texts call it: `{{ crane }}`."""

    kind: Literal["image", "video", "audio"]
    media: Media
    place: Place
    name: str | None = None
    role: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Continue:
    """The shot that this one goes on from, and what is taken from it. `seconds` is the length of a `tail`."""

    shot: str
    place: Place
    via: Via = "video"
    seconds: float | None = None
    take: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One layer of what is said about a shot; None is what the layer leaves open.

    An empty list, or a value of None inside `Given`, says "none".
    """

    model: Given[str] | None = None
    duration: Given[float] | None = None
    resolution: Given[str] | None = None
    aspect_ratio: Given[str] | None = None
    generate_audio: Given[bool] | None = None
    takes: Given[int] | None = None
    template: Given[str] | None = None
    style: Given[Text | None] | None = None
    avoid: Given[Text | None] | None = None
    characters: Given[tuple[CastUse, ...]] | None = None
    subjects: Given[tuple[CastUse, ...]] | None = None
    place: Given[str | None] | None = None
    action: Given[Text | None] | None = None
    camera: Given[Text | None] | None = None
    dialogue: Given[tuple[Line, ...]] | None = None
    sound: Given[Text | None] | None = None
    prompt: Given[Text | None] | None = None
    continues: Given[Continue | None] | None = None
    refs: Given[tuple[OwnRef, ...]] | None = None
    omit: Given[bool] | None = None
    language: Given[str] | None = None


FIELDS = tuple(field.name for field in fields(Part))


def settle(layers: Sequence[Part]) -> Part:
    """Lay the layers over each other, the last one on top: of each value the topmost that is given holds."""
    settled: dict[str, Given[object]] = {}
    for layer in layers:
        settled |= {name: value for name in FIELDS if (value := getattr(layer, name)) is not None}
    return Part(**settled)  # type: ignore[arg-type]  # each value comes from the field of the same name


def value_of(given: Given[T] | None, default: T) -> T:
    """Give a settled value, or `default` where nobody has said anything."""
    return default if given is None else given.value


def is_given(given: Given[bool] | None) -> bool:
    """Say whether a switch is on; one that nobody has set is off."""
    return given is not None and given.value
