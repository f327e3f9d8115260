"""Webhooks of a run: where they come in, whom each is for, and how one wakes whoever follows its task."""

import asyncio
import secrets
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from storyboard.problems import UsageError
from storyboard.run.ledger.hook_rows import hidden
from storyboard.run.machine.clock import Clock, sleep_until
from storyboard.run.net.addresses import checked_base


@dataclass(frozen=True, slots=True, kw_only=True)
class Webhooks:
    """Where webhooks are received and under which public address the provider finds that place.

    `secret` is what the provider signs them with.
    """

    host: str
    port: int
    url: str = field(repr=False)
    secret: bytes = field(repr=False)


@dataclass(slots=True, kw_only=True)
class Hooks:
    """What a run knows of its webhooks. `tokens` names an attempt for each address that was given away, `hidden`.

    A bell rings for a task that a webhook has named; `at_work` is what is being done about webhooks.
    """

    url: str = field(repr=False)
    tokens: dict[str, str] = field(default_factory=dict, repr=False)
    bells: defaultdict[str, asyncio.Event] = field(default_factory=lambda: defaultdict(asyncio.Event))
    at_work: set[asyncio.Task[Any]] = field(default_factory=set)


def hooks_for(webhooks: Webhooks | None) -> Hooks | None:
    """Make ready to receive webhooks, where that was asked for."""
    return None if webhooks is None else Hooks(url=webhooks.url)


def new_token(hooks: Hooks | None) -> str:
    """Make an attempt's own part of its webhook's address, which nobody can guess; empty where none are received."""
    return "" if hooks is None else secrets.token_urlsafe(24)


def give_away(hooks: Hooks, token: str, *, attempt: str) -> str:
    """Give the address that goes with an attempt. It is a secret between the provider and this run."""
    hooks.tokens[hidden(token)] = attempt
    return f"{hooks.url}/{token}"


async def end_work(hooks: Hooks) -> None:
    """Break off what is being done about webhooks: it is written down, and the next run goes on with it."""
    left = tuple(hooks.at_work)
    for work in left:
        work.cancel()
    await asyncio.gather(*left, return_exceptions=True)


async def doze(hooks: Hooks | None, clock: Clock, *, task_id: str, seconds: float) -> None:
    """Wait before the next question after a task, not longer than until a webhook names it."""
    if hooks is None:
        await clock.sleep(seconds)
        return
    bell = hooks.bells[task_id]
    await sleep_until(bell, clock=clock, seconds=seconds)
    bell.clear()


def parse_listen(written: str) -> tuple[str, int]:
    """Read `HOST:PORT`, as `127.0.0.1:8080` or `[::1]:8080`. Raises UsageError."""
    host, colon, port = written.rpartition(":")
    if not colon or not host or not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        raise UsageError(f"{written!r} is no place to listen at", help="Write it as HOST:PORT, such as 127.0.0.1:8080.")
    return host.removeprefix("[").removesuffix("]"), int(port)


def checked_public(url: str) -> str:
    """Give the public address of a place for webhooks without a slash at its end. Raises UsageError."""
    try:
        return checked_base(url, in_process=False)
    except UsageError:
        raise UsageError(
            "The address for webhooks has to be a public https URL",
            help="Write it as https://host/path, without a name, a password, a query or a fragment. "
            "Plain http is for this machine alone.",
        ) from None
