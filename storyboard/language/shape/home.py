"""Where in a storyboard a key belongs, as the schema has it."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Final

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
    return tuple(json.loads(read_schema("storyboard"))["properties"])


@cache
def _homes() -> Mapping[str, str]:
    schema = json.loads(read_schema("storyboard"))
    homes = dict.fromkeys(top_keys(), "the top of the storyboard")
    for name, home in tuple(_HOMES.items())[::-1]:
        homes |= dict.fromkeys(schema["$defs"][name]["properties"], home)
    return homes
