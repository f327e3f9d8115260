"""Walks over a storyboard: every layer of it, and every text."""

from collections.abc import Iterator
from dataclasses import dataclass

from storyboard.language.film.cast import Member
from storyboard.language.film.part import FIELDS, Line, OwnRef, Part
from storyboard.language.film.storyboard import Storyboard
from storyboard.language.texts.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """One layer with the scene inside which a bare shot id names a shot."""

    part: Part
    scene: str | None = None


def layers(storyboard: Storyboard) -> Iterator[Layer]:
    """Walk over every layer that somebody wrote, the film's own first."""
    yield Layer(part=storyboard.part)
    for profile in storyboard.profiles:
        yield Layer(part=profile.part)
        yield Layer(part=profile.force)
    for scene in storyboard.scenes:
        yield Layer(part=scene.part, scene=scene.id)
        for shot in scene.shots:
            yield Layer(part=shot.part, scene=scene.id)
    for variant in storyboard.variants:
        yield Layer(part=variant.part)
        for change in variant.shots:
            yield Layer(part=change.part, scene=change.shot.partition("/")[0])


def texts_of(part: Part) -> Iterator[Text]:
    """Walk over every text of a layer."""
    for name in FIELDS:
        given = getattr(part, name)
        match given.value if given is not None else None:
            case Text() as text:
                yield text
            case tuple() as items:
                yield from (text for item in items for text in _texts_of_item(item))
            case _:
                pass


def cast_texts(storyboard: Storyboard) -> Iterator[Text]:
    """Walk over every text of the cast."""
    for member in storyboard.cast:
        yield from member_texts(member)


def member_texts(member: Member) -> Iterator[Text]:
    """Walk over every text of one member of the cast."""
    medias = [*member.images, *(media for look in member.looks for media in look.images)]
    given = [member.name, member.description, *(look.description for look in member.looks)]
    yield from (text for text in [*given, *(media.shows for media in medias)] if text is not None)


def _texts_of_item(item: object) -> Iterator[Text]:
    match item:
        case Line(line=line, how=how):
            yield from (text for text in (line, how) if text is not None)
        case OwnRef(media=media, role=role):
            yield from (text for text in (media.shows, role) if text is not None)
        case _:
            pass
