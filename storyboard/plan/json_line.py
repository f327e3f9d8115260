"""A line of JSON in a file for git: one object, with just the keys that it may have, each of the kind it has to be."""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

Check = Callable[[Any], bool]


def read_object(line: bytes, *, parse_float: Callable[[str], Any] = float) -> dict[str, Any] | str:
    """Read a line as a JSON object, or say in a sentence why it is none."""
    try:
        value = json.loads(line.decode("utf-8"), parse_float=parse_float)
    except (ValueError, RecursionError):
        return "The line is no JSON."
    except ArithmeticError:
        return "A number of the line is none that can be read."
    return value if isinstance(value, dict) else "The line is no JSON object."


def wrong_in(value: Mapping[str, Any], checks: Mapping[str, Check], *, needed: Iterable[str], kind: str) -> str:
    """Say in a sentence what is wrong with an object; empty where nothing is. `kind` names lines of its kind."""
    for name in needed:
        if name not in value:
            return f"The line has no `{name}`."
    for name, given in value.items():
        if name not in checks:
            return f"No line of {kind} has `{name}`."
        if not checks[name](given):
            return f"`{name}` cannot be {json.dumps(given, default=str)[:60]}."
    return ""


def is_count(value: Any) -> bool:
    """Say whether a value is a whole number from 1 on that every reader of JSON has exactly."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**53
