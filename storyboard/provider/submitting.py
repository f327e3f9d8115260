"""The meaning of Pollo's answer to a submission: what was surely not made, what surely was, and what nobody can know.

Whatever is not known to be a refusal is Unknown, because sending a paid request twice is worse than asking.
"""

import json
import re
from typing import Any

from storyboard.provider.answers import (
    Accepted,
    Blocked,
    NoAccess,
    NotEnoughCredits,
    RateLimited,
    Rejected,
    Submitted,
    Unknown,
)
from storyboard.provider.envelope import inner, is_success, parse, status_of, trouble
from storyboard.provider.plain import mapping, plain, task_id
from storyboard.provider.wire import HttpResponse, is_cloudflare, is_html, retry_after

_MOST_SHOWN = 240
_UNNAMED = "the answer names no task"
_ID_IN_RUINS = re.compile(rb'"taskId"\s*:\s*("(?:[^"\\\x00-\x1f]|\\.){1,1200}")')


def read_submit(response: HttpResponse) -> Submitted:
    """Read the answer to a submission (docs/pollo.md, the table of errors); one that nobody foresaw is Unknown."""
    try:
        return _read(response)
    except Exception as error:  # noqa: BLE001 - it was sent: whatever came, what may be paid is not lost
        return Unknown(message=f"the answer cannot be read ({type(error).__name__})", task_id=_task_in_ruins(response))


def _read(response: HttpResponse) -> Submitted:
    document = parse(response)
    found = _task_in(document)
    if response.status == 200 and document is not None and is_success(document):
        status = plain(inner(document).get("status"), most=40) or "waiting"
        return Accepted(task_id=found, status=status) if found else Unknown(message=_misnamed(document) or _UNNAMED)
    meaning = _meaning(response, document)
    if isinstance(meaning, Unknown):
        return _unknown(response, meaning, document, found=found)
    return meaning if found is None else Unknown(message="the answer refuses and yet names a task", task_id=found)


def _meaning(response: HttpResponse, document: Any) -> Submitted:
    status = status_of(response, document)
    told = trouble(document)
    message = told.message or f"HTTP {response.status}"
    match status:
        case 429:
            parallel = "PARALLEL" in told.code or "PARALLEL" in told.message.upper()
            return RateLimited(wait=retry_after(response), parallel=parallel, message=message)
        case 401:
            return NoAccess(message=message)
        case 403:
            return read_forbidden(response, message=message)
        case 503 if is_cloudflare(response):
            return Blocked(wait=retry_after(response), message="Cloudflare stands in the way")
        case 200:
            return Unknown(message="the answer is broken")
        case 408:
            return Unknown(message=message)
        case _ if 400 <= status < 500:
            return Rejected(message=message, issues=told.issues, code=told.code)
        case _:
            return Unknown(message=message)


def read_forbidden(response: HttpResponse, *, message: str) -> Blocked | NotEnoughCredits | NoAccess:
    """Tell the three meanings of a 403 apart: a page in front of the API, an empty purse, a closed door."""
    if is_cloudflare(response) or is_html(response):
        return Blocked(wait=retry_after(response), message="this address is blocked in front of the API")
    return NotEnoughCredits(message=message) if "credit" in message.lower() else NoAccess(message=message)


def _unknown(response: HttpResponse, meaning: Unknown, document: Any, *, found: str | None) -> Submitted:
    """Keep a task id that an answer of unknown fate names: whole JSON names it surely, ruins only perhaps."""
    if found is not None and response.status != 200:
        return Accepted(task_id=found, status="waiting")
    named = found or _task_in_ruins(response)
    told = (meaning.message, _misnamed(document) if named is None else "")
    return Unknown(message="; ".join(filter(None, told)), task_id=named)


def _task_in(document: Any) -> str | None:
    return next((found for named in _names(document) if (found := task_id(named))), None)


def _task_in_ruins(response: HttpResponse) -> str | None:
    ruins = _ID_IN_RUINS.search(response.body[:65536])
    try:
        return None if ruins is None else task_id(json.loads(ruins[1]))
    except ValueError:
        return None


def _misnamed(document: Any) -> str:
    """Repeat what an answer has in the place of a task's id and is none: it may be all there is of a paid task."""
    told = next((named for named in _names(document) if named is not None), None)
    shown = plain(told if isinstance(told, str) else json.dumps(told, default=str), most=_MOST_SHOWN)
    return "" if told is None else f"the answer names the task in a way not understood: {shown}"


def _names(document: Any) -> tuple[Any, Any]:
    outer = mapping(document)
    return inner(outer).get("taskId"), outer.get("taskId")
