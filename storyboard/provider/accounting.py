"""The meaning of Pollo's answers about money: the free quote and the balance."""

from typing import Any

from storyboard.provider.answers import (
    Again,
    Balance,
    Blocked,
    NoAccess,
    NotEnoughCredits,
    Quote,
    Quoted,
    Rejected,
)
from storyboard.provider.envelope import amount, inner, parse, status_of, trouble
from storyboard.provider.submitting import read_forbidden
from storyboard.provider.wire import HttpResponse, retry_after


def read_quote(response: HttpResponse) -> Quote:
    """Read the free quote; a quote costs nothing, so whatever is not understood may be asked again."""
    document = parse(response)
    data = inner(document)
    told = (amount(data.get(name)) for name in ("totalCost", "cost"))
    cost = next((one for one in told if one is not None), None)
    failed = _failure(response, document)
    if failed is not None:
        return failed
    return Again(wait=None, why="the answer names no cost") if cost is None else Quoted(credits=cost)


def read_balance(response: HttpResponse) -> Balance | NoAccess | Again:
    """Read the balance."""
    document = parse(response)
    data = inner(document)
    available = amount(data.get("availableCredits"))
    failed = _failure(response, document)
    if isinstance(failed, NoAccess | Again):
        return failed
    if failed is not None or available is None:
        return Again(wait=None, why="the answer names no balance" if failed is None else failed.message)
    return Balance(available=available, total=amount(data.get("totalCredits")))


def _failure(response: HttpResponse, document: Any) -> Rejected | NotEnoughCredits | NoAccess | Again | None:
    status = status_of(response, document)
    told = trouble(document)
    message = told.message or f"HTTP {response.status}"
    match status:
        case 200:
            return None if document is not None else Again(wait=None, why="the answer is broken")
        case 401:
            return NoAccess(message=message)
        case 403:
            closed = read_forbidden(response, message=message)
            return Again(wait=closed.wait, why=closed.message) if isinstance(closed, Blocked) else closed
        case 400 | 404 | 422:
            return Rejected(message=message, issues=told.issues, code=told.code)
        case _:
            return Again(wait=retry_after(response), why=message)
