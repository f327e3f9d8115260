"""What one running stand-in consists of."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from starlette.requests import Request

from storyboard.provider.profile import Profile
from storyboard.sandbox.drawing import Draw
from storyboard.sandbox.hooks import Messenger
from storyboard.sandbox.replies import Refusal, no_key, too_big
from storyboard.sandbox.slates import Briefs
from storyboard.sandbox.store import Store
from storyboard.sandbox.studio import Studio

KEY_HEADER = "x-api-key"
DIGEST_HEADER, TAKE_HEADER = "x-storyboard-digest", "x-storyboard-take"
TAKE = re.compile(r"[1-9][0-9]{0,6}")
MOST_BODY = 1024 * 1024

# Says why a take has to fail, given the request's `input` and the take's number; None lets it succeed.
Fault = Callable[[Mapping[str, Any], int], str | None]


# Says whether the answer to a request, given its `input`, is lost on its way, though a task was made of it.
Loss = Callable[[Mapping[str, Any]], bool]


def no_loss(_given: Mapping[str, Any]) -> bool:
    """Lose no answer."""
    return False


def no_fault(_given: Mapping[str, Any], _number: int) -> None:
    """Let every take succeed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sandbox:
    """The settings and the moving parts. `latency` in seconds; `polls`: from which question on a task may be final."""

    store: Store
    briefs: Briefs
    studio: Studio
    profiles: Mapping[str, Profile]
    latency: float
    polls: int
    clock: Callable[[], float]
    credits: Decimal
    fault: Fault
    lose: Loss
    draw: Draw
    messenger: Messenger


def sandbox_of(request: Request) -> Sandbox:
    """Give the stand-in that a request came to."""
    sandbox: Sandbox = request.app.state.sandbox
    return sandbox


def need_key(request: Request) -> None:
    """Raise the refusal where no key came; any will do here."""
    if not request.headers.get(KEY_HEADER, "").strip():
        raise no_key()


def first_take(request: Request) -> int | None:
    """Read which number the first take of a request has; None unless said. Raises the refusal for what is none."""
    told = request.headers.get(TAKE_HEADER)
    if told is None:
        return None
    if not TAKE.fullmatch(told):
        raise Refusal(400, f"{TAKE_HEADER} is no number of a take", "BAD_REQUEST")
    return int(told)


async def whole_body(request: Request, *, most: int = MOST_BODY) -> bytes:
    """Read a body of bounded size. Raises the refusal for a larger one."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            raise too_big(most)
    return bytes(body)
