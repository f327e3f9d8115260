"""Reading a data file field by field, so that a wrong one is answered with a sentence that names it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from math import isfinite
from typing import Any, TypeVar

from storyboard.problems import UsageError

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """A mapping being read, and the words for where it stands (`the model profile`, `references.image`)."""

    data: Mapping[str, Any]
    where: str


def fields(value: object, *, where: str, allowed: Iterable[str] | None = None) -> Fields:
    """Take `value` as a mapping; with `allowed`, refuse any other key.

    Raises UsageError.
    """
    if not isinstance(value, Mapping):
        raise wrong(where, "has to be a mapping", value)
    names = None if allowed is None else sorted(allowed)
    for key in value:
        if not isinstance(key, str) or (names is not None and key not in names):
            raise UsageError(f"{where} does not know the key {str(key)!r}{_near(str(key), names or [])}")
    return Fields(data=value, where=where)


def text(source: Fields, key: str) -> str:
    """Read a text that is not empty. Raises UsageError."""
    value = present(source, key)
    if not isinstance(value, str) or not value.strip():
        raise wrong(f"{source.where}: {key}", "has to be a text that is not empty", value)
    return value


def texts(source: Fields, key: str) -> tuple[str, ...]:
    """Read a list of texts, at least one. Raises UsageError."""
    items = sequence(source, key)
    if not items or not all(isinstance(item, str) and item for item in items):
        raise wrong(f"{source.where}: {key}", "has to be a list of texts, at least one", items)
    return tuple(items)


def sequence(source: Fields, key: str) -> Sequence[Any]:
    """Read a list. Raises UsageError."""
    value = present(source, key)
    if not isinstance(value, list | tuple):
        raise wrong(f"{source.where}: {key}", "has to be a list", value)
    return value


def whole(source: Fields, key: str, *, least: int = 1) -> int:
    """Read a whole number that is not below `least`. Raises UsageError."""
    value = number(source, key)
    if value != int(value) or value < least:
        raise wrong(f"{source.where}: {key}", f"has to be a whole number, {least} or more", value)
    return int(value)


def number(source: Fields, key: str) -> float:
    """Read a number, not below 0. Raises UsageError."""
    return _number(present(source, key), where=f"{source.where}: {key}")


def decimal(source: Fields, key: str) -> Decimal:
    """Read a number as the decimal that was written, not below 0. Raises UsageError."""
    return Decimal(str(number(source, key)))


def flag(source: Fields, key: str) -> bool:
    """Read true or false. Raises UsageError."""
    value = present(source, key)
    if not isinstance(value, bool):
        raise wrong(f"{source.where}: {key}", "has to be true or false", value)
    return value


def span(source: Fields, key: str) -> tuple[float, float]:
    """Read a pair [least, most]. Raises UsageError."""
    where = f"{source.where}: {key}"
    value = sequence(source, key)
    if len(value) != 2:
        raise wrong(where, "has to be a pair [least, most]", value)
    least, most = (_number(item, where=where) for item in value)
    if least > most:
        raise wrong(where, "has its least above its most", value)
    return least, most


def optional(read: Callable[[Fields, str], T], source: Fields, key: str) -> T | None:
    """Read the field where it is given, else give None."""
    return read(source, key) if key in source.data else None


def present(source: Fields, key: str) -> Any:
    """Give the value of a field that has to be there. Raises UsageError."""
    if key not in source.data:
        raise UsageError(f"{source.where} lacks {key!r}", help=f"Add {key!r}; `storyboard schema model` describes it.")
    return source.data[key]


def wrong(where: str, rule: str, value: object) -> UsageError:
    """Make the error for a value that breaks a rule."""
    return UsageError(f"{where} {rule}, but it is {_shown(value)}")


def _number(value: object, *, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value) or value < 0:
        raise wrong(where, "has to be a number, 0 or more", value)
    return value


def _near(key: str, names: list[str]) -> str:
    close = get_close_matches(key, names, n=1)
    return f"; did you mean {close[0]!r}?" if close else ""


def _shown(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:57]}..."
