"""The meaning of Pollo's answer to a question after a task."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from storyboard.provider.answers import Again, Final, Generation, GenerationStatus, Gone, NoAccess, Pending, Polled
from storyboard.provider.envelope import amount, inner, parse, status_of, trouble
from storyboard.provider.plain import plain, web_url
from storyboard.provider.plain import task_id as plain_id
from storyboard.provider.wire import HttpResponse, is_cloudflare, is_html, retry_after

MOST_TAKES = 16
# All that the vendor's page has. Any other word ("canceled", "expired", "error") is read as processing, and told: one
# that sounds like an end is not known to be one, and a take that is given up too soon is paid for and lost.
_STATUSES: dict[str, GenerationStatus] = {
    "waiting": "waiting",
    "processing": "processing",
    "succeed": "succeed",
    "failed": "failed",
}
_FURTHEST: tuple[GenerationStatus, ...] = ("succeed", "failed", "processing", "waiting")


def read_status(response: HttpResponse, /, *, task_id: str) -> Polled:
    """Read the answer to a status call; what is not understood means asking again, never that a paid clip is lost.

    An answer about another task than `task_id` says nothing of this one.
    """
    document = parse(response)
    status = status_of(response, document)
    told = trouble(document)
    message = told.message or f"HTTP {response.status}"
    if status == 200:
        return Again(wait=None, why="the answer is broken") if document is None else _state(inner(document), task_id)
    if status == 404 and told.code == "NOT_FOUND":
        return Gone(message=message)
    if status in (401, 403) and not (is_html(response) or is_cloudflare(response)):
        return NoAccess(message=message)
    return Again(wait=retry_after(response), why=message)


def _state(data: dict[str, Any], task_id: str) -> Polled:
    if plain_id(data.get("taskId")) not in (None, task_id):
        return Again(wait=None, why="the answer is about another task")
    listed = data.get("generations", data.get("result"))
    if listed is None or listed == []:
        return Pending(status="waiting", credit=amount(data.get("credit")))
    if not isinstance(listed, list) or not all(isinstance(item, dict) for item in listed):
        return Again(wait=None, why="the answer lists its takes in a way that is not known")
    takes = tuple(_known_apart([_generation(item) for item in listed[:MOST_TAKES]]))
    if all(take.status in ("succeed", "failed") for take in takes):
        return Final(generations=takes, credit=amount(data.get("credit")))
    furthest = next(status for status in _FURTHEST if any(take.status == status for take in takes))
    return Pending(
        status="waiting" if furthest == "waiting" else "processing",
        generations=takes,
        credit=amount(data.get("credit")),
        words=tuple(dict.fromkeys(word for word in map(_unknown_word, listed[:MOST_TAKES]) if word)),
    )


def _unknown_word(item: dict[str, Any]) -> str:
    given = item.get("status")
    return plain(given, most=40) if isinstance(given, str) and given.lower() not in _STATUSES else ""


def _known_apart(takes: list[Generation]) -> Iterator[Generation]:
    """Leave each take the id that it alone has: one that two have would have one clip taken for both."""
    counts = Counter(take.id for take in takes)
    return (take if counts[take.id] == 1 else replace(take, id=None) for take in takes)


def _generation(item: dict[str, Any]) -> Generation:
    url = web_url(item.get("url")) or web_url(item.get("videoUrl"))
    given = item.get("status")
    # Older answers list clips without a status: one that can be fetched is there.
    status = _STATUSES.get(given.lower(), "processing") if isinstance(given, str) else _bare(url)
    return Generation(
        id=plain_id(item.get("id")),
        status=status,
        url=url if status == "succeed" else None,
        message=plain(item.get("failMsg")) if status == "failed" else "",
    )


def _bare(url: str | None) -> GenerationStatus:
    return "processing" if url is None else "succeed"
