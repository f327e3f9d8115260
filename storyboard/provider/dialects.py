"""The providers by name: adding one is a module like `pollo.py`, a row here and its name in the schema of models."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from storyboard.provider import pollo
from storyboard.provider.answers import Again, Balance, NoAccess, Polled, Quote, Submitted
from storyboard.provider.refusals import refuses_faces
from storyboard.provider.webhook import BadHook, Hook
from storyboard.provider.wire import HttpRequest, HttpResponse


class WritesBody(Protocol):
    """Makes the request for a body at a path."""

    def __call__(self, *, path: str, body: Mapping[str, Any]) -> HttpRequest:
        """Write the request."""
        ...


class ReadsStatus(Protocol):
    """Reads the answer to a question after the task `task_id`."""

    def __call__(self, response: HttpResponse, /, *, task_id: str) -> Polled:
        """Read it; an answer about another task says nothing."""
        ...


class ReadsHook(Protocol):
    """Reads a webhook, signed with `secret`; `now` is in seconds since 1970, header names are in lower case."""

    def __call__(self, headers: Mapping[str, str], body: bytes, /, *, secret: bytes, now: float) -> Hook | BadHook:
        """Read it, or say why it is not to be believed."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How one provider is spoken to: pairs of a writer of requests and a reader of answers.

    `hook_variable` names what the secret of webhooks is read from, `hook_key` the key of a body that has their address.
    `kept_for` is how long the provider keeps what it made.
    """

    base_url: str
    key_header: str
    key_variable: str
    hook_variable: str
    hook_key: str
    kept_for: timedelta
    submit: WritesBody
    status: Callable[[str], HttpRequest]
    quote: WritesBody
    balance: Callable[[], HttpRequest]
    read_submit: Callable[[HttpResponse], Submitted]
    read_status: ReadsStatus
    read_quote: Callable[[HttpResponse], Quote]
    read_balance: Callable[[HttpResponse], Balance | NoAccess | Again]
    read_secret: Callable[[str], bytes | None]
    read_hook: ReadsHook
    refuses_faces: Callable[[str], bool]


PROVIDERS: dict[str, Dialect] = {
    "pollo": Dialect(
        base_url=pollo.BASE_URL,
        key_header=pollo.KEY_HEADER,
        key_variable=pollo.KEY_VARIABLE,
        hook_variable=pollo.SECRET_VARIABLE,
        hook_key=pollo.URL_KEY,
        kept_for=pollo.KEPT_FOR,
        submit=pollo.submit,
        status=pollo.status,
        quote=pollo.quote,
        balance=pollo.balance,
        read_submit=pollo.read_submit,
        read_status=pollo.read_status,
        read_quote=pollo.read_quote,
        read_balance=pollo.read_balance,
        read_secret=pollo.read_secret,
        read_hook=pollo.read_hook,
        refuses_faces=refuses_faces,
    )
}
