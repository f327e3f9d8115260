"""HTTP as values: what is to be sent and what came back, without a socket and without a key."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime

LONGEST_WAIT = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRequest:
    """What to send. `path` is below the API's base, or a whole URL; `keyed` says whether the key goes with it."""

    method: str
    path: str
    body: bytes | None = None
    keyed: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpResponse:
    """What came back, its whole body read. `hide` takes out of a text in it what nobody is to repeat."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    hide: Callable[[str], str] = field(default=str, repr=False, compare=False)


def header(response: HttpResponse, name: str) -> str | None:
    """Give the first header of this name, in any case of letters."""
    return next((value for key, value in response.headers if key.lower() == name.lower()), None)


def is_html(response: HttpResponse) -> bool:
    """Say whether a page for people came back instead of an answer."""
    kind = header(response, "content-type") or ""
    return "html" in kind.lower() or response.body[:200].lstrip().lower().startswith((b"<!doctype", b"<html"))


def is_cloudflare(response: HttpResponse) -> bool:
    """Say whether the answer bears the mark of Cloudflare's own refusal: it never reached the API."""
    return header(response, "cf-mitigated") is not None


def retry_after(response: HttpResponse) -> float | None:
    """Give the seconds that the answer asks to wait, at most an hour; None where it does not say.

    A date is measured against the answer's own Date, because nothing here reads a clock.
    """
    value = (header(response, "retry-after") or "").strip()
    seconds = float(value) if value.isascii() and value.isdigit() else _until(response, value)
    return None if seconds is None else max(0.0, min(seconds, LONGEST_WAIT))


def _until(response: HttpResponse, value: str) -> float | None:
    then, now = _date(value), _date(header(response, "date") or "")
    return None if then is None or now is None else (then - now).total_seconds()


def _date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return moment if moment.tzinfo is not None else None
