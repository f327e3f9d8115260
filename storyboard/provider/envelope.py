"""An answer's JSON, flat or in its envelope, read without trusting its types, its depth or its size."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from storyboard.provider.plain import mapping, plain
from storyboard.provider.wire import HttpResponse

BIGGEST = 4 * 1024 * 1024
MOST_ISSUES = 20
MOST_CREDITS = Decimal(10) ** 12
_LEADING = frozenset({"taskId", "url", "videoUrl"})
"""Keys of what leads to a task or a clip: no words, and it has to go on leading there."""
_REFUSALS = frozenset(range(400, 500)) - {408}

# A code of an error in an answer of HTTP 200, and the status it would have had. Any other code says nothing sure.
CODES = {
    "BAD_REQUEST": 400,
    "UNAUTHORIZED": 401,
    "FORBIDDEN": 403,
    "NOT_FOUND": 404,
    "UNPROCESSABLE_CONTENT": 422,
    "TOO_MANY_REQUESTS": 429,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """An error as the vendor's page has it: {message, code, issues: [{message}]}."""

    message: str
    code: str
    issues: tuple[str, ...]


def parse(response: HttpResponse) -> Any:
    """Give the body's JSON, or None where it is broken, too big or too deep.

    Secrets are taken out of its texts and not of its bytes, in which they may be spelt in many ways.
    """
    if len(response.body) > BIGGEST:
        return None
    try:
        return _hidden(json.loads(response.body, parse_float=_decimal, parse_int=_whole), response.hide)
    except (ValueError, RecursionError):
        return None


def _hidden(value: Any, hide: Callable[[str], str]) -> Any:
    match value:
        case str():
            return hide(value)
        case list():
            return [_hidden(item, hide) for item in value]
        case dict():
            return {key: item if key in _LEADING else _hidden(item, hide) for key, item in value.items()}
        case _:
            return value


def _decimal(written: str) -> Decimal | None:
    """Read a number; None for one whose exponent nobody can hold, so that the rest of the answer is still read."""
    try:
        return Decimal(written)
    except InvalidOperation:
        return None


def _whole(written: str) -> int | None:
    try:
        return int(written)
    except ValueError:  # longer than Python reads
        return None


def is_success(document: Any) -> bool:
    """Say whether the document is no error: flat without a code, or an envelope that says SUCCESS."""
    code = mapping(document).get("code")
    return code is None or code in ("SUCCESS", 0, 200)


def inner(document: Any) -> dict[str, Any]:
    """Give what is in the envelope, or the flat document itself."""
    outer = mapping(document)
    return outer["data"] if isinstance(outer.get("data"), dict) else outer


def trouble(document: Any) -> Trouble:
    """Read the error from wherever it stands: on top, in `data` or in `error`."""
    outer = mapping(document)
    places = [outer, mapping(outer.get("data")), mapping(outer.get("error"))]
    told = next((place for place in places if place.get("message") or place.get("issues")), outer)
    code = next((place["code"] for place in places if isinstance(place.get("code"), str)), "")
    listed = told.get("issues")
    issues = (
        [plain(mapping(issue).get("message")) for issue in listed[:MOST_ISSUES]] if isinstance(listed, list) else []
    )
    return Trouble(message=plain(told.get("message")), code=plain(code, most=80), issues=tuple(i for i in issues if i))


def status_of(response: HttpResponse, document: Any) -> int:
    """Give the HTTP status; for an error in a 200 the one its code stands for, 520 where the code says nothing.

    A limit is one under any status of a refusal: its code tells more than a 400 or 403 does.
    """
    code = trouble(document).code
    if is_limit(code) and response.status in _REFUSALS:
        return 429
    if response.status != 200 or document is None or is_success(document):
        return response.status
    return 429 if is_limit(code) else CODES.get(code, 520)


def is_limit(code: str) -> bool:
    """Say whether a code means too fast or too many at once."""
    return code.startswith("RATE_LIMIT") or "PARALLEL_TASK_LIMIT" in code


def amount(value: object) -> Decimal | None:
    """Read an amount of credits that may be a number or a text; None for anything else, below zero or absurd."""
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal) or len(str(value)[:41]) > 40:
        return None
    read = _decimal(str(value))
    return read if read is not None and read.is_finite() and 0 <= read < MOST_CREDITS else None
