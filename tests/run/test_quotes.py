"""Quotes: what the provider says a plan costs, asked for once for each shape of request."""

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import httpx
import pytest

from storyboard.plan.plan import Call, Plan
from storyboard.plan.plan_json import read_plan, write_plan
from storyboard.problems import NoAccess
from storyboard.run import quotes
from storyboard.run.production.options import Options
from storyboard.run.quotes import quote_plan
from tests.run.films import KEY, PATH, Film, MemoryApi, a_call, a_plan, a_target, envelope

TODAY = "2026-07-01"
QUOTE = PATH.replace("ref2video", "validate")
IMAGE = {"type": "image", "name": "Image1", "order": 1, "image": {"$file": "refs/mira.png", "sha256": "ab" * 32}}


class Prices(MemoryApi):
    """Answers every question after a price, as told, and remembers the questions."""

    def __init__(self, answer: Callable[[dict[str, Any]], httpx.Response]) -> None:
        super().__init__()
        self.price = answer
        self.asked: list[dict[str, Any]] = []

    def answer(self, request: httpx.Request) -> httpx.Response:
        assert (request.method, request.url.path) == ("POST", f"/api/platform{QUOTE}")
        assert request.headers["x-api-key"] == KEY
        body = json.loads(request.content)
        self.asked.append(body)
        return self.price(body)


def costs(credits: float) -> Callable[[dict[str, Any]], httpx.Response]:
    return lambda _body: httpx.Response(200, json=envelope({"cost": credits, "totalCost": credits}))


def per_second(body: dict[str, Any]) -> httpx.Response:
    return costs(body["input"]["duration"] * 1.5)(body)


def quote(plan: Plan, api: Prices) -> Plan:
    return asyncio.run(quote_plan(plan, a_target(api), quote_paths={PATH: QUOTE}, today=TODAY))


def priced(plan: Plan) -> dict[str, tuple[Decimal, str]]:
    return {call.id: (call.cost.credits, call.cost.basis) for call in plan.calls}


def test_a_quote_takes_the_place_of_the_estimate() -> None:
    plan = quote(a_plan(a_call("a/one", cost="4.40")), Prices(costs(3)))
    (call,) = plan.calls
    assert (call.cost.credits, call.cost.basis, call.cost.as_of) == (Decimal(3), "quote", TODAY)
    assert call.cost.source == "quote of sandbox"
    assert plan.totals.credits == Decimal(3)


def test_requests_of_one_shape_are_asked_for_once() -> None:
    calls = [a_call(f"a/s{n}", prompt=f"the words of shot {n}") for n in range(9)]
    api = Prices(costs(3))
    plan = quote(a_plan(*calls), api)
    assert (len(api.asked), plan.totals.credits) == (1, Decimal(27))


def test_a_price_of_three_decimals_is_confirmed_as_it_will_be_counted(film: Film) -> None:
    plan = quote(a_plan(*(a_call(f"a/s{n}") for n in range(3))), Prices(costs(1.335)))
    assert {call.cost.credits for call in plan.calls} == {Decimal("1.34")}
    assert plan.totals.credits == Decimal("4.02")
    film.api.credit = None
    assert film.run(plan, Options(confirmed=plan.totals.credits)).exit_code == 0
    assert len(film.api.submitted) == 3


DIFFERENT: dict[str, Callable[[], Call]] = {
    "its seconds": lambda: a_call("a/two", seconds=9),
    "its takes": lambda: a_call("a/two", takes=3),
    "its references": lambda: a_call("a/two", refs=[IMAGE, {**IMAGE, "name": "Image2", "order": 2}]),
}


@pytest.mark.parametrize("what", DIFFERENT)
def test_what_may_change_the_price_is_asked_for_by_itself(what: str) -> None:
    api = Prices(costs(3))
    quote(a_plan(a_call("a/one"), DIFFERENT[what]()), api)
    assert len(api.asked) == 2


def test_each_shape_has_its_own_price() -> None:
    plan = quote(a_plan(a_call("a/one", seconds=4), a_call("a/two", seconds=10)), Prices(per_second))
    assert priced(plan) == {"a/one": (Decimal("6.0"), "quote"), "a/two": (Decimal("15.0"), "quote")}


def test_only_what_is_made_is_asked_for() -> None:
    kept = [a_call(f"a/{action}", action=action, cost="0") for action in ("keep", "fetch")]
    api = Prices(costs(3))
    plan = quote(a_plan(*kept), api)
    assert (api.asked, plan.totals.credits) == ([], Decimal(0))


def test_what_is_on_hold_is_quoted_for_the_worst_case() -> None:
    make, held = a_call("a/make", cost="4.40"), a_call("a/held", action="hold", cost="0")
    long = a_call("a/long", action="hold", cost="0", seconds=9)
    api = Prices(per_second)
    plan = quote(a_plan(make, held, long), api)
    assert [body["input"]["duration"] for body in api.asked] == [1, 9], "once for each shape"
    assert (plan.totals.credits, plan.totals.worst_credits) == (Decimal("1.50"), Decimal("16.50"))
    assert priced(plan)["a/long"] == (Decimal(0), "quote")


def test_nothing_local_is_told_in_a_question() -> None:
    first = a_call("a/one", refs=[IMAGE])
    second = a_call("a/two", continues={"a/one": (first, "video")})
    api = Prices(costs(3))
    quote(a_plan(first, second), api)
    images = [ref["image"] for body in api.asked for ref in body["input"]["refs"] if ref["type"] == "image"]
    videos = [ref["video"] for body in api.asked for ref in body["input"]["refs"] if ref["type"] == "video"]
    assert images[0] == f"https://example.com/{'ab' * 32}.png"
    assert [re.fullmatch(r"https://example\.com/[0-9a-f]{64}\.mp4", video) is not None for video in videos] == [True]
    assert "refs/mira.png" not in json.dumps(api.asked)


REFUSALS: dict[str, httpx.Response] = {
    "a body it does not like": httpx.Response(400, json={"message": "Input validation failed", "code": "BAD_REQUEST"}),
    "no such door": httpx.Response(404, json={"message": "NOT_FOUND_ERROR", "code": "NOT_FOUND"}),
    "a fault of its own": httpx.Response(500, json={"message": "INTERNAL_SERVER_ERROR"}),
    "a page": httpx.Response(200, text="<html>hello</html>"),
    "no number": httpx.Response(200, json=envelope({"cost": "much"})),
    "less than nothing": httpx.Response(200, json=envelope({"cost": -5, "totalCost": -5})),
}


@pytest.mark.parametrize("name", REFUSALS)
def test_without_a_quote_the_estimate_stays(name: str) -> None:
    plan = quote(a_plan(a_call("a/one", cost="4.40")), Prices(lambda _body: REFUSALS[name]))
    assert priced(plan) == {"a/one": (Decimal("4.40"), "estimate")}
    assert plan.totals.credits == Decimal("4.40")


def test_a_network_that_is_away_leaves_the_estimate() -> None:
    def away(_body: dict[str, Any]) -> httpx.Response:
        raise httpx.ConnectError("no")

    assert priced(quote(a_plan(a_call("a/one")), Prices(away)))["a/one"][1] == "estimate"


def test_a_model_without_a_door_for_quotes_keeps_its_estimate() -> None:
    api = Prices(costs(3))
    plan = asyncio.run(quote_plan(a_plan(a_call("a/one")), a_target(api), quote_paths={}, today=TODAY))
    assert (api.asked, priced(plan)["a/one"][1]) == ([], "estimate")


def test_a_key_that_lets_nobody_in_is_said_at_once() -> None:
    denied = httpx.Response(401, json={"message": "UNAUTHORIZED", "code": "UNAUTHORIZED"})
    with pytest.raises(NoAccess) as caught:
        quote(a_plan(a_call("a/one")), Prices(lambda _body: denied))
    assert "POLLO_API_KEY" in caught.value.help
    assert KEY not in caught.value.message + caught.value.help


def test_a_quoted_plan_is_a_plan_with_a_digest_of_its_own() -> None:
    before = a_plan(a_call("a/one"))
    after = quote(before, Prices(costs(3)))
    assert after.digest != before.digest
    assert read_plan(write_plan(after), name="plan.json") == after
    assert replace(after, calls=before.calls, totals=before.totals, digest=before.digest) == before


@pytest.mark.parametrize("error", [httpx.ReadTimeout, httpx.ConnectError, httpx.ReadError])
def test_whoever_is_silent_once_is_asked_nothing_more(error: type[httpx.HTTPError]) -> None:
    def silent(body: dict[str, Any]) -> httpx.Response:
        if body["input"]["duration"] == 5:
            raise error("nothing")
        return per_second(body)

    api = Prices(silent)
    plan = quote(a_plan(*(a_call(f"a/{seconds}", seconds=seconds) for seconds in (4, 5, 6, 7))), api)
    assert len(api.asked) == 2
    assert [call.cost.basis for call in plan.calls] == ["quote", *["estimate"] * 3]


def test_a_quote_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    async def hang(_request: httpx.Request) -> httpx.Response:
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr(quotes, "WITHIN", 0.05)
    target = replace(a_target(MemoryApi()), transport=httpx.MockTransport(hang))
    coming = quote_plan(
        a_plan(a_call("a/one"), a_call("a/two", seconds=2)), target, quote_paths={PATH: QUOTE}, today=""
    )
    assert {call.cost.basis for call in asyncio.run(coming).calls} == {"estimate"}
