"""Pollo's dialect: what is sent for each call, and which function reads what comes back."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote as escaped

from storyboard.canonical import canonical
from storyboard.provider.accounting import read_balance, read_quote
from storyboard.provider.polling import read_status
from storyboard.provider.submitting import read_submit
from storyboard.provider.webhook import SECRET_VARIABLE, URL_KEY, read_hook, read_secret
from storyboard.provider.wire import HttpRequest, HttpResponse

__all__ = [
    "BASE_URL",
    "KEPT_FOR",
    "KEY_HEADER",
    "KEY_VARIABLE",
    "SECRET_VARIABLE",
    "URL_KEY",
    "HttpRequest",
    "HttpResponse",
    "balance",
    "quote",
    "read_balance",
    "read_hook",
    "read_quote",
    "read_secret",
    "read_status",
    "read_submit",
    "status",
    "submit",
]

BASE_URL = "https://pollo.ai/api/platform"
KEY_HEADER = "x-api-key"
KEY_VARIABLE = "POLLO_API_KEY"
KEPT_FOR = timedelta(days=14)


def submit(*, path: str, body: Mapping[str, Any]) -> HttpRequest:
    """Ask for takes. The only call that pays: it has no idempotency key and must never be repeated by itself."""
    return _post(path, body)


def status(task_id: str) -> HttpRequest:
    """Ask what became of a task."""
    return HttpRequest(method="GET", path=f"/generation/{escaped(task_id, safe='')}/status")


def quote(*, path: str, body: Mapping[str, Any]) -> HttpRequest:
    """Ask what the same body would cost, at the profile's `quote_path`; nothing is made."""
    return _post(path, body)


def balance() -> HttpRequest:
    """Ask for the balance."""
    return HttpRequest(method="GET", path="/credit/balance")


def _post(path: str, body: Mapping[str, Any]) -> HttpRequest:
    return HttpRequest(method="POST", path=path, body=canonical(body).encode())
