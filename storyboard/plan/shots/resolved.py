"""The resolved film as plain values: what holds for each shot, and which layer and line said so."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from storyboard.language.film.cast import CastUse, Media
from storyboard.language.film.part import FIELDS, Continue, Given, Line, OwnRef
from storyboard.language.texts.text import Text
from storyboard.plan.shots.setups import Setup
from storyboard.problems import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """One settled value of a shot under the name of its key, as JSON text could hold it, and where it came from."""

    key: str
    value: Any
    layer: str
    place: Place | None


def origins_of(setup: Setup) -> tuple[Origin, ...]:
    """List every value that holds for a setup, in the order of the language's keys; what others say too at the end."""
    part = setup.part
    given: list[tuple[str, Given[Any] | None]] = [(key, getattr(part, key)) for key in FIELDS if key != "refs"]
    told = [_origin(key, one) for key, one in given if one is not None]
    return (*told, *_together("after", (*setup.shot.after, *setup.scene.after)), *_together("refs", setup.refs))


def _together(key: str, given: Sequence[Given[Any]]) -> Iterator[Origin]:
    """List what several layers say and none takes back; it stands where the first of them says it."""
    if given:
        values = [item for one in given for item in (one.value if isinstance(one.value, tuple) else (one.value,))]
        layers = ", ".join(dict.fromkeys(one.layer for one in given))
        yield Origin(key=key, value=[plain(value) for value in values], layer=layers, place=given[0].place)


def plain(value: Any) -> Any:
    """Give a value of the language as it could stand in YAML, in its shortest form."""
    match value:
        case Text():
            return _text(value)
        case CastUse():
            return _use(value)
        case Media():
            return _media(value)
        case Line(who=who, line=line, how=how, os=os, vo=vo):
            return _said({"who": who, "line": plain(line), "how": plain(how), "os": os, "vo": vo})
        case OwnRef(kind=kind, media=media, name=name, role=role):
            return _said({kind: plain(media), "name": name, "role": plain(role)})
        case Continue(shot=shot, via=via, seconds=seconds, take=take):
            more = _said({"via": via if via != "video" else None, "seconds": seconds, "take": take})
            return {"shot": shot, **more} if more else shot
        case tuple():
            return [plain(item) for item in value]
        case _:
            return value


def _origin(key: str, given: Given[Any]) -> Origin:
    return Origin(key=key, value=plain(given.value), layer=given.layer, place=given.place)


def _text(text: Text) -> Any:
    if text.by_language:
        return {wording.language or "": wording.words for wording in text.wordings}
    return text.wordings[0].words if text.wordings else ""


def _use(use: CastUse) -> Any:
    more = _said({"images": use.images, "voice": use.voice, "motion": use.motion or None})
    if more:
        return {use.member: _said({"look": use.look}) | more}
    return use.member if use.look is None else {use.member: use.look}


def _media(media: Media) -> Any:
    crop, section = media.crop, media.section
    more = _said(
        {
            "shows": plain(media.shows),
            "crop": None if crop is None else {name: getattr(crop, name) for name in type(crop).__slots__},
            "from": section.start if section is not None else None,
            "seconds": section.seconds if section is not None else None,
            "avatar_id": media.avatar_id,
        }
    )
    return {"src": media.src, **more} if more else media.src


def _said(words: dict[str, Any]) -> dict[str, Any]:
    """Leave out what nobody has said."""
    return {key: value for key, value in words.items() if value is not None and value is not False}
