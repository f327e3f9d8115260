"""A storyboard as a value: everything that its files say, checked in shape and with its places, nothing settled yet."""

from dataclasses import dataclass

from storyboard.language.film.cast import Member
from storyboard.language.film.part import Given, Part
from storyboard.language.texts.text import Text
from storyboard.problems import Level, Place

Scalar = str | int | float | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """One shot as written. `after` names shots or scenes that only have to be done first."""

    id: str
    scene: str
    place: Place
    part: Part
    title: Text | None = None
    after: tuple[Given[str], ...] = ()
    tags: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """Name the shot in the film: `scene/shot`."""
        return f"{self.scene}/{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One scene with its shots, in the film's order. `place` is where it is written; its set is in `part.set`."""

    id: str
    place: Place
    part: Part
    shots: tuple[Shot, ...]
    title: Text | None = None
    after: tuple[Given[str], ...] = ()
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A way to make the whole film, e.g. draft or final. `force` beats what scenes and shots say."""

    id: str
    place: Place
    part: Part
    force: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class ShotChange:
    """What a variant says about one shot."""

    shot: str
    place: Place
    part: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """A version of the film: another format, language or selection of shots. The plain film has the id None."""

    id: str | None
    place: Place | None
    part: Part
    only: Given[str] | None = None
    shots: tuple[ShotChange, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderWords:
    """What is passed on to the provider unread. `webhook_env` is the name of a variable, never its value."""

    client_source: str | None = None
    webhook_url: str | None = None
    webhook_env: str | None = None
    unlimited: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """A word that texts may print."""

    name: str
    value: Scalar
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Storyboard:
    """A whole film as written. `file` is the root file; `files` are all files that were read, in order."""

    file: str
    title: Text
    description: Text | None
    language: str
    languages: tuple[str, ...]
    variables: tuple[Variable, ...]
    budget: Given[float] | None
    part: Part
    provider: ProviderWords
    cast: tuple[Member, ...]
    scenes: tuple[Scene, ...]
    profiles: tuple[Profile, ...]
    variants: tuple[Variant, ...]
    lint: tuple[tuple[str, Level | None], ...]
    files: tuple[str, ...]

    @property
    def shots(self) -> tuple[Shot, ...]:
        """List every shot in the film's order."""
        return tuple(shot for scene in self.scenes for shot in scene.shots)
