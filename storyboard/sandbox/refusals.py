"""What the stand-in refuses: whatever a model's request schema refuses.

The real API ignores what it does not know and bills all the same, so this side is stricter on purpose. It judges with
jsonschema as a second opinion, apart from the compiler's own checks: a door of its own, because a stand-in that shared
the compiler's validator could never contradict it.
"""

import json
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from storyboard.provider.profile import Profile

if TYPE_CHECKING:
    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

MOST_ISSUES = 20
MOST_WORDS = 300


def issues_of(profile: Profile, body: Any) -> tuple[str, ...]:
    """Say everything that is wrong with a body, each in a line; nothing where it may be sent."""
    errors = sorted(_validator(profile.request_schema).iter_errors(body), key=lambda error: list(map(str, error.path)))
    lines = [_line(error) for error in errors[:MOST_ISSUES]]
    return tuple(lines) if lines else tuple(_finer(body))


@cache
def _validator(schema: str) -> "Validator":
    from jsonschema import Draft202012Validator, FormatChecker

    formats = FormatChecker(formats=())
    formats.checks("uri")(_is_uri)
    return Draft202012Validator(json.loads(schema), format_checker=formats)


def _is_uri(value: object) -> bool:
    if not isinstance(value, str):
        return True
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return bool(parts.scheme and parts.netloc and value.isprintable() and " " not in value)


def _finer(body: Any) -> Iterator[str]:
    # The vendor's schema calls the number of takes a number, which a half would be too.
    takes = body["input"].get("videoNum", 1)
    if takes != int(takes):
        yield f"input.videoNum: {takes} is not a whole number"


def _meant(error: "ValidationError") -> "list[ValidationError]":
    """Of the kinds of reference keep the complaints of the one that was named; else the error as it is."""
    branches: dict[object, list[ValidationError]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.relative_schema_path[0], []).append(inner)
    named = [branch for branch in branches.values() if not any(list(inner.path)[-1:] == ["type"] for inner in branch)]
    return named[0] if len(named) == 1 else [error]


def _line(error: "ValidationError") -> str:
    from jsonschema.exceptions import best_match

    deepest = best_match(_meant(error)) or error
    where = ".".join(map(str, deepest.absolute_path))
    words = f"{where}: {deepest.message}" if where else deepest.message
    return words if len(words) <= MOST_WORDS else f"{words[: MOST_WORDS - 1]}…"
