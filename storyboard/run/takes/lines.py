"""The lines of `storyboard.takes` as values: a take asked for, a decision; how each is written and read."""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any, Literal

from storyboard.canonical import tidy
from storyboard.hashes import is_sha256
from storyboard.plan.json_line import Check, is_count, read_object, wrong_in
from storyboard.problems import UsageError
from storyboard.provider.envelope import MOST_CREDITS
from storyboard.run.net.addresses import origin_of

LineStatus = Literal["done", "failed", "submitted", "in-doubt"]
STATUSES: tuple[LineStatus, ...] = ("done", "failed", "submitted", "in-doubt")
"""From what is known best to what is known least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeLine:
    """A take asked for, whatever became of it; final ones never change.

    `file` is the storyboard's name, `credits` what the whole task was charged, else the price it was sent at;
    `seconds` and `bytes` are the clip's. One that failed and has no task was set aside: its submission is of unknown
    fate, and was asked for again.
    """

    origin: str
    file: str
    shot: str
    number: int
    digest: str
    task_id: str | None
    attempt: str
    status: LineStatus
    usages: tuple[str, ...]
    sha256: str | None
    bytes: int | None
    seconds: float | None
    credits: Decimal


def is_aside(line: TakeLine) -> bool:
    """Say whether a take was set aside: only its number and its price count, unless its task turns up."""
    return line.status == "failed" and line.task_id is None


def is_final(line: TakeLine) -> bool:
    """Say whether nothing more will become of a take."""
    return line.status in ("done", "failed") and not is_aside(line)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What was decided of an address: the bytes of its circled take, and whether it stays whatever changes."""

    origin: str
    file: str
    profile: str | None
    address: str
    picked: str
    approved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TakesFile:
    """Everything that a `storyboard.takes` says; `there` is whether there is one."""

    takes: tuple[TakeLine, ...] = ()
    decisions: tuple[Decision, ...] = ()
    there: bool = True


def write_line(line: TakeLine | Decision) -> str:
    """Write a line as JSON, its keys in the order that is documented."""
    keys = _TAKE if isinstance(line, TakeLine) else _DECISION
    return json.dumps({key: tidy(getattr(line, key)) for key in keys}, ensure_ascii=False, allow_nan=False)


def read_line(line: bytes) -> TakeLine | Decision | str:
    """Read a line, or say in a sentence what is wrong with it."""
    value = read_object(line, parse_float=Decimal)
    if isinstance(value, str):
        return value
    keys = _DECISION if "address" in value else _TAKE
    wrong = wrong_in(value, keys, needed=keys, kind="this kind")
    if wrong:
        return wrong
    return _decision(value) if keys is _DECISION else _take(value)


def _take(value: Mapping[str, Any]) -> TakeLine | str:
    missing = [name for name in _NEEDED[value["status"]] if value[name] is None]
    if missing:
        return f"A take that is {value['status']} has a `{missing[0]}`, and this line has null."
    seconds = value["seconds"]
    given = {
        **value,
        "usages": tuple(value["usages"]),
        "seconds": None if seconds is None else float(seconds),
        "credits": Decimal(value["credits"]),
    }
    return TakeLine(**given)


def _decision(value: Mapping[str, Any]) -> Decision:
    return Decision(**value)


_UNFIT = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


def _is_text(value: Any) -> bool:
    # Half of a surrogate pair can be read from JSON, and written by nobody; control characters have no business here.
    return isinstance(value, str) and 0 < len(value) <= 1000 and not _UNFIT.search(value)


def _matches(pattern: str) -> Check:
    whole = re.compile(pattern).fullmatch
    return lambda value: isinstance(value, str) and whole(value) is not None


def _is_amount(value: Any) -> bool:
    known = isinstance(value, int | Decimal) and not isinstance(value, bool)
    return known and math.isfinite(value) and 0 <= value <= MOST_CREDITS - 1  # however it is rounded


def _is_origin(value: Any) -> bool:
    """Scheme, host and port: nothing that could lead to a clip or bear a signature."""
    return isinstance(value, str) and _names_origin(value)


@lru_cache(maxsize=64)
def _names_origin(value: str) -> bool:
    try:
        return origin_of(value) == value
    except UsageError:
        return False


def _or_none(check: Check) -> Check:
    return lambda value: value is None or check(value)


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(_is_text(one) for one in value)


def _is_number(value: Any) -> bool:
    # Far below 2**40, which `takes_exchange` adds while numbers change places: the next number has to be one as well.
    return is_count(value) and value < 10**9


_is_name = _matches(r"[^/\\\x00-\x1f\x7f\ud800-\udfff]{1,255}")
_TAKE: Mapping[str, Check] = {
    "origin": _is_origin,
    "file": _is_name,
    "shot": _matches("[a-z0-9][a-z0-9_-]*/[a-z0-9][a-z0-9_-]*"),
    "number": _is_number,
    "digest": is_sha256,
    "task_id": _or_none(_is_text),
    "attempt": _is_text,
    "status": lambda value: value in STATUSES,
    "usages": _is_texts,
    "sha256": _or_none(is_sha256),
    "bytes": _or_none(is_count),
    "seconds": _or_none(_is_amount),
    "credits": _is_amount,
}
_DECISION: Mapping[str, Check] = {
    "origin": _is_origin,
    "file": _is_name,
    "profile": _or_none(_is_text),
    "address": _is_text,
    "picked": is_sha256,
    "approved": lambda value: isinstance(value, bool),
}
_NEEDED: Mapping[LineStatus, tuple[str, ...]] = {
    "done": ("task_id", "sha256", "bytes"),
    "failed": (),
    "submitted": ("task_id",),
    "in-doubt": (),
}
