"""What the schema says of a key: where in a storyboard it belongs, and what holds where it is not written."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from storyboard.resources import read_schema

_HOMES: Final[Mapping[str, str]] = {
    "shot": "a shot",
    "scene": "a scene",
    "character": "a character",
    "subject": "a subject",
    "look": "a look",
    "line": "a line of `dialogue`",
    "variant": "a variant",
    "profile": "a profile",
    "cut": "`cut`",
}


def home_of(key: str) -> str | None:
    """Name the first kind of thing that has `key`; None for a key that is known nowhere."""
    return _homes().get(key)


@cache
def top_keys() -> tuple[str, ...]:
    """List the keys that may stand at the top of a storyboard."""
    return tuple(_schema()["properties"])


def default_of(key: str) -> str:
    """Give the text that holds where a storyboard does not write `key`. Raises KeyError for a key without one."""
    return str(_schema()["$defs"][key]["default"])


@cache
def _schema() -> Mapping[str, Any]:
    schema: Mapping[str, Any] = json.loads(read_schema("storyboard"))
    return schema


@cache
def _homes() -> Mapping[str, str]:
    homes = dict.fromkeys(top_keys(), "the top of the storyboard")
    for name, home in tuple(_HOMES.items())[::-1]:
        homes |= dict.fromkeys(_schema()["$defs"][name]["properties"], home)
    return homes
