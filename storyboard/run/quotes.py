"""Free questions before a run: what each shape of request costs, put into the plan, and what the account holds."""

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from decimal import ROUND_UP, Decimal
from typing import Any

from storyboard.canonical import canonical, digest_of
from storyboard.credits import CENT, NO_CREDITS
from storyboard.media.media_types import ending_of
from storyboard.plan.plan import Action, Call, Cost, Plan
from storyboard.plan.plan_json import seal
from storyboard.problems import NoAccess as NoAccessError
from storyboard.problems import StoryboardError
from storyboard.provider.answers import NoAccess, Quoted
from storyboard.provider.asked import quoted_in, read_body
from storyboard.provider.dialects import PROVIDERS, Dialect
from storyboard.provider.sources import Env, FileAt, ShotAt, Url, fill, read_where
from storyboard.provider.wire import HttpResponse
from storyboard.run.net.client import ask, open_wire
from storyboard.run.production.balance import PATIENCE, ask_balance
from storyboard.run.production.target import Target

NOWHERE = "https://example.com/"
WITHIN = 10.0
"""Seconds that an answer is waited for: whoever stands before the question of the price sees nothing meanwhile."""
PRICED: frozenset[Action] = frozenset({"make", "hold"})
"""What is paid for now, and what may be once it is decided."""


async def quote_plan(plan: Plan, target: Target, *, quote_paths: Mapping[str, str], today: str) -> Plan:
    """Give the plan with the provider's own prices where it names them; elsewhere the estimates stay.

    One question for each shape of request (path, seconds, resolution, ratio, sound, takes, kinds of references).
    Each call's price is rounded up to hundredths, as its submission will be, so that the total is what may be spent.
    `quote_paths` has the path of the quote for each path of a call. Where one question is not answered soon, no other
    is asked. Raises NoAccess where the key lets nobody in.
    """
    asked: dict[str, Call] = {}
    for call in plan.calls:
        if call.action in PRICED and call.path in quote_paths:
            asked.setdefault(_shape(call), call)
    known = await _prices(asked, target, quote_paths)
    calls = tuple(_priced(call, known.get(_shape(call)), target, today) for call in plan.calls)
    total = sum((call.cost.credits for call in calls), NO_CREDITS)
    worst = sum((call.cost.worst_credits for call in calls), NO_CREDITS)
    totals = replace(plan.totals, credits=total, worst_credits=worst)
    return seal(replace(plan, calls=calls, totals=totals))


async def read_balance(target: Target) -> Decimal | None:
    """Ask what the account may spend, in credits; None where that is not to be had in a few seconds."""
    dialect = PROVIDERS[target.provider]
    key = None if target.key is None else (dialect.key_header, target.key)
    with suppress(StoryboardError, TimeoutError):
        async with (
            asyncio.timeout(PATIENCE),
            open_wire(target.base_url, key=key, transport=target.transport, timeouts=target.timeouts) as wire,
        ):
            return await ask_balance(wire, dialect)
    return None


async def _prices(
    asked: Mapping[str, Call], target: Target, quote_paths: Mapping[str, str]
) -> dict[str, Decimal | None]:
    """Ask for the price of each shape, by one of its calls."""
    dialect, known = PROVIDERS[target.provider], dict[str, Decimal | None]()
    key = None if target.key is None else (dialect.key_header, target.key)
    waits = replace(target.timeouts, answer=min(WITHIN, target.timeouts.answer))
    async with open_wire(target.base_url, key=key, transport=target.transport, timeouts=waits) as wire:
        for shape, call in asked.items():
            body = fill(read_body(call.body), _stand_in)
            reply = await ask(wire, dialect.quote(path=quote_paths[call.path], body=body))
            if not isinstance(reply, HttpResponse):
                break
            known[shape] = _price(reply, dialect)
    return known


def _price(reply: HttpResponse, dialect: Dialect) -> Decimal | None:
    match dialect.read_quote(reply):
        case Quoted(credits=credits):
            return credits
        case NoAccess(message=message):
            raise NoAccessError(message, help=f"Check the key in {dialect.key_variable}.")
        case _:
            return None


def _stand_in(mark: Mapping[str, Any]) -> str:
    """Write the URL that stands for what has none before the confirmation."""
    match read_where(mark):
        case FileAt(path=path, sha256=content):
            return f"{NOWHERE}{content}.{ending_of(path)}"
        case Url(url=url):
            return url
        case ShotAt(via=via):
            return f"{NOWHERE}{digest_of(mark)}.{'png' if via == 'frame' else 'mp4'}"
        case Env():
            return f"{NOWHERE}{digest_of(mark)}"


def _shape(call: Call) -> str:
    return canonical([call.path, quoted_in(read_body(call.body))])


def _priced(call: Call, credits: Decimal | None, target: Target, today: str) -> Call:
    if credits is None or call.action not in PRICED:
        return call
    price = credits.quantize(CENT, rounding=ROUND_UP)
    cost = Cost(
        credits=price if call.action == "make" else NO_CREDITS,
        basis="quote",
        source=f"quote of {target.origin}",
        as_of=today,
        worst_credits=price,
    )
    return replace(call, cost=cost)
