"""From checked trees to members of the cast and to media; total: what has the right shape always becomes a value."""

import posixpath
from collections.abc import Iterator
from typing import Any, get_args

from storyboard.language.film.cast import CastUse, Crop, Kind, Look, Media, Member, Section
from storyboard.language.texts.text import Text, Wording
from storyboard.language.tree.tree import Map, Seq, TextStart, Value
from storyboard.problems import Place

KINDS: tuple[str, ...] = get_args(Kind)


def build_text(holder: Map | Seq, key: str | int) -> Text | None:
    """Read a text, or one by language, under a key of a map or at an index of a list; None where there is none."""
    value, start = _value_and_start(holder, key)
    if value is None or start is None:
        return None
    if isinstance(value, Map):
        wordings = [_wording(str(words), language, value.text_start(language)) for language, words in value.items()]
        return Text(wordings=tuple(wordings), place=start.place) if wordings else None
    return Text(wordings=(_wording(_plain(value), None, start),), place=start.place)


def no_text(place: Place) -> Text:
    """Give a text without words, for where the schema asks for one and there is none."""
    return Text(wordings=(), place=place)


def build_media(holder: Map | Seq, key: str | int) -> Media | None:
    """Read a picture, clip or sound in its short or its long form."""
    value, start = _value_and_start(holder, key)
    if value is None or start is None:
        return None
    if not isinstance(value, Map):
        return Media(src=resolve(str(value), file=holder.file), place=start.place)
    return Media(
        src=resolve(str(value["src"]), file=value.file),
        place=value.place("src"),
        shows=build_text(value, "shows"),
        crop=_build_crop(value.get("crop")),
        section=_build_section(value),
        avatar_id=_optional_str(value.get("avatar_id")),
    )


def build_images(holder: Map) -> tuple[Media, ...]:
    """Read the pictures of a member or a look; no list is an empty one."""
    items = holder.get("images")
    if not isinstance(items, Seq):
        return ()
    return tuple(media for index in range(len(items)) if (media := build_media(items, index)) is not None)


def build_members(tree: Map) -> Iterator[Member]:
    """Read the characters and subjects of one file, in the order they are written."""
    for section in ("characters", "subjects"):
        cast = tree.get(section)
        if isinstance(cast, Map):
            for id, member in cast.items():
                if isinstance(member, Map):
                    yield _build_member(id, member, place=cast.key_place(id), section=section)


def build_uses(value: Value) -> tuple[CastUse, ...]:
    """Read a list of members as scenes and shots write it: `mira`, `{mira: storm}` or `{mira: {look: storm}}`."""
    if not isinstance(value, Seq):
        return ()
    return tuple(use for index in range(len(value)) for use in _build_use(value, index))


def resolve(src: str, *, file: str) -> str:
    """Make a path relative to the storyboard's folder out of one relative to the file it stands in; keep URLs."""
    if "://" in src:
        return src
    return posixpath.normpath(posixpath.join(posixpath.dirname(file), src))


def _build_use(items: Seq, index: int) -> Iterator[CastUse]:
    item = items[index]
    if not isinstance(item, Map):
        yield CastUse(member=str(item), place=items.place(index))
        return
    for member, how in item.items():
        place = item.key_place(member)
        match how:
            case Map():
                look = how.place("look") if "look" in how else None
                yield CastUse(member=member, place=place, look_place=look, **_use_words(how))
            case None:
                yield CastUse(member=member, place=place)
            case _:
                yield CastUse(member=member, place=place, look=str(how), look_place=item.place(member))


def _use_words(how: Map) -> dict[str, Any]:
    return {name: how[name] for name in ("look", "images", "voice", "motion") if how.get(name) is not None}


def _build_member(id: str, tree: Map, *, place: Place, section: str) -> Member:
    looks = tree.get("looks")
    return Member(
        id=id,
        kind="character" if section == "characters" else _kind(tree),
        place=place,
        subject_id=_optional_str(tree.get("subject_id")),
        name=build_text(tree, "name"),
        looks=tuple(_build_look(looks, look) for look in looks) if isinstance(looks, Map) else (),
        description=build_text(tree, "description"),
        images=build_images(tree),
        voice=build_media(tree, "voice"),
        motion=build_media(tree, "motion"),
    )


def _build_look(looks: Map, id: str) -> Look:
    tree = looks[id]
    place = looks.key_place(id)
    if not isinstance(tree, Map):
        return Look(id=id, place=place)
    return Look(
        id=id,
        place=place,
        only=tree.get("only") is True,
        description=build_text(tree, "description"),
        images=build_images(tree),
        voice=build_media(tree, "voice"),
        motion=build_media(tree, "motion"),
    )


def _kind(tree: Map) -> Any:
    kind = tree.get("kind")
    return kind if kind in KINDS else "thing"


def _build_crop(tree: Value) -> Crop | None:
    if not isinstance(tree, Map):
        return None
    words: dict[str, Any] = {name: tree[name] for name in Crop.__slots__ if name in tree}
    return Crop(**words)


def _build_section(tree: Map) -> Section | None:
    start, seconds = tree.get("from"), tree.get("seconds")
    if start is None and seconds is None:
        return None
    return Section(
        start=start if isinstance(start, int | float) else 0,
        seconds=seconds if isinstance(seconds, int | float) else None,
    )


def _wording(words: str, language: str | None, start: TextStart) -> Wording:
    return Wording(language=language, words=words, start=start)


def _plain(value: Value) -> str:
    return value if isinstance(value, str) else str(value)


def _value_and_start(holder: Map | Seq, key: str | int) -> tuple[Value, TextStart | None]:
    if isinstance(holder, Map):
        name = str(key)
        return (holder[name], holder.text_start(name)) if name in holder else (None, None)
    index = int(key)
    return holder[index], holder.text_start(index)


def _optional_str(value: Value) -> str | None:
    return None if value is None else str(value)
