"""From checked trees to layers: one reader for each key that may be said about a shot, in one table."""

from collections.abc import Callable
from typing import Any, get_args

from storyboard.language.film.build_cast import build_media, build_text, build_uses, no_text
from storyboard.language.film.cast import Media
from storyboard.language.film.part import Continue, Given, Line, OwnRef, Part, Via
from storyboard.language.tree.tree import Map, Seq, Value

Reader = Callable[[Map, str], Any]


def _scalar(tree: Map, key: str) -> Any:
    return tree[key]


def _whole(tree: Map, key: str) -> Any:
    """Read a whole number; `6.0` is one too."""
    value = tree[key]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _uses(tree: Map, key: str) -> Any:
    return build_uses(tree[key])


def build_lines(tree: Map, key: str) -> tuple[Line, ...]:
    """Read the dialogue of a shot."""
    lines = tree[key]
    return tuple(_build_line(item) for item in lines if isinstance(item, Map)) if isinstance(lines, Seq) else ()


def build_continue(tree: Map, key: str) -> Continue | None:
    """Read what a shot goes on from, in its short or its long form; None says "nothing"."""
    value = tree[key]
    if value is None:
        return None
    if not isinstance(value, Map):
        return Continue(shot=str(value), place=tree.place(key))
    seconds, take, via = value.get("seconds"), value.get("take"), value.get("via", "video")
    return Continue(
        shot=str(value["shot"]),
        place=value.place("shot"),
        via=via if via in get_args(Via) else "video",  # type: ignore[arg-type]  # the schema lets nothing else pass
        seconds=seconds if isinstance(seconds, int | float) else None,
        take=take if isinstance(take, int) else None,
    )


def build_refs(tree: Map, key: str) -> tuple[OwnRef, ...]:
    """Read the references of one shot, scene or film alone."""
    items = tree[key]
    return tuple(_build_ref(item) for item in items if isinstance(item, Map)) if isinstance(items, Seq) else ()


READERS: dict[str, Reader] = {
    "model": _scalar,
    "duration": _whole,
    "resolution": _scalar,
    "aspect_ratio": _scalar,
    "generate_audio": _scalar,
    "takes": _whole,
    "template": _scalar,
    "style": build_text,
    "avoid": build_text,
    "characters": _uses,
    "subjects": _uses,
    "place": _scalar,
    "action": build_text,
    "camera": build_text,
    "dialogue": build_lines,
    "sound": build_text,
    "prompt": build_text,
    "continues": build_continue,
    "refs": build_refs,
    "omit": _scalar,
    "language": _scalar,
}


def build_part(tree: Value, *, layer: str) -> Part:
    """Read one layer; `layer` is the name by which people are told where a value came from."""
    if not isinstance(tree, Map):
        return Part()
    given: dict[str, Any] = {
        key: Given(value=reader(tree, key), layer=layer, place=tree.place(key))
        for key, reader in READERS.items()
        if key in tree
    }
    return Part(**given)


def _build_line(tree: Map) -> Line:
    return Line(
        who=str(tree["who"]),
        line=build_text(tree, "line") or no_text(tree.whole),
        place=tree.place("who"),
        how=build_text(tree, "how"),
        os=tree.get("os") is True,
        vo=tree.get("vo") is True,
    )


def _build_ref(tree: Map) -> OwnRef:
    kind = next(kind for kind in ("image", "video", "audio") if kind in tree)
    media = build_media(tree, kind) or Media(src="", place=tree.whole)
    name = tree.get("name")
    return OwnRef(
        kind=kind,  # type: ignore[arg-type]  # one of the three
        media=media,
        place=tree.key_place(kind),
        name=None if name is None else str(name),
        role=build_text(tree, "role"),
    )
