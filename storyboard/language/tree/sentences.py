"""How problems speak of keys and values."""

from collections.abc import Mapping
from typing import Any, Final

from storyboard.language.tree.tree import Map, Path

_MOST: Final = 40  # characters of a text in a sentence


def name_of(path: Path) -> str:
    """Name a value by its path, as people do: `` `duration` ``, or item 2 of `` `tags` ``."""
    if not path:
        return "the file"
    if isinstance(path[-1], str):
        return f"`{path[-1]}`"
    return f"item {path[-1] + 1} of {name_of(path[:-1])}"


def holder_of(path: Path, tree: Map) -> str:
    """Name a group of keys by what it is: shot `door`, character `mira`; one without a name, by its path."""
    match path:
        case [*_, ("scenes" | "shots") as listed, int()]:
            id = _id_at(tree, path)
            return f"{_ITEMS[listed]} `{id}`" if id else name_of(path)
        case [("characters" | "subjects" | "profiles" | "variants") as listed, str() as id]:
            return f"{_ITEMS[listed]} `{id}`"
        case ["variants", str() as id, "shots", str() as address]:
            return f"shot `{address}` of variant `{id}`"
        case [_, str() as id, "looks", str() as look]:
            return f"look `{look}` of `{id}`"
        case _:
            return name_of(path)


_ITEMS: Final[Mapping[str, str]] = {
    "scenes": "scene",
    "shots": "shot",
    "characters": "character",
    "subjects": "subject",
    "profiles": "profile",
    "variants": "variant",
}


def _id_at(tree: Map, path: Path) -> str:
    value: Any = tree
    for step in path:
        value = value[step]
    id = value.get("id") if isinstance(value, Map) else None
    return shorten(id) if isinstance(id, str) else ""


def say_kind(value: Any) -> str:
    """Say what a value is: `text: “six”`, `a number: 6`, `a list`."""
    match value:
        case None:
            return "empty"
        case bool():
            return f"`{str(value).lower()}`"
        case int() | float():
            return f"the number {value}"
        case str():
            return f"the text “{shorten(value)}”"
        case Map():
            return "a group of keys"
        case _:
            return "a list"


def shorten(text: str) -> str:
    """Cut a text for a sentence, and set it on one line."""
    line = " ".join(text.split())
    return line if len(line) <= _MOST else f"{line[: _MOST - 1]}…"


def join_or(words: list[str]) -> str:
    """Join words as in “a, b or c”."""
    return " or ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""


def capital(words: str) -> str:
    """Begin a sentence with `words`."""
    return words[:1].upper() + words[1:]
