"""A plan as JSON, there and back; its own digest is checked on the way back."""

import json
from dataclasses import asdict, replace
from decimal import Decimal
from typing import Any, TypeVar, get_args

from storyboard.canonical import canonical, digest_of, tidy
from storyboard.plan.plan import FORMAT, Action, Basis, Call, Cost, Need, NeedFor, Plan, Totals
from storyboard.problems import Refused, UsageError
from storyboard.provider.asked import read_body, takes_in
from storyboard.provider.sources import placeholders
from storyboard.slate import Card, Heard, Slate, Spoken

T = TypeVar("T")
HOW_TO_MAKE = "Make one with `storyboard plan FILE -o plan.json`."


def write_plan(plan: Plan) -> str:
    """Write a plan as readable JSON, ending in a line break."""
    return json.dumps(plan_to_json(plan), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def read_plan(text: str, *, name: str) -> Plan:
    """Read a plan. Raise UsageError where the text is no plan, Refused where it was changed by hand.

    `name` is what people call the file.
    """
    try:
        data = json.loads(text, parse_float=Decimal, parse_constant=_no_number)
        plan = _plan(data)
        del data["digest"]
        digest = digest_of(data)
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise UsageError(f"{name} is not a plan: {_reason(error)}", help=HOW_TO_MAKE) from None
    if digest != plan.digest:
        raise Refused(f"{name} was changed after it was made", help="Make a new plan with `storyboard plan`.")
    # What is written of a plan has all keys of today, so its digest has to cover those that an older one lacks.
    costs = (data["totals"], *(call["cost"] for call in data["calls"]))
    return plan if all("worst_credits" in cost for cost in costs) else seal(plan)


def seal(plan: Plan) -> Plan:
    """Give the plan its digest, over everything else in it."""
    data = plan_to_json(plan)
    del data["digest"]
    return replace(plan, digest=digest_of(data))


def plan_to_json(plan: Plan) -> dict[str, Any]:
    """Give a plan as plain JSON values, in the order of its contract."""
    return {
        "plan": 1,
        "format": FORMAT,
        "title": plan.title,
        "storyboard": plan.storyboard,
        "model": plan.model,
        "profile": plan.profile,
        "target": plan.target,
        "origin": plan.origin,
        "base_url": plan.base_url,
        "budget": None if plan.budget is None else {"credits": money(plan.budget)},
        "shots": list(plan.shots),
        "calls": [call_to_json(call) for call in plan.calls],
        "totals": _totals_to_json(plan.totals),
        "digest": plan.digest,
    }


def money(credits: Decimal) -> float:
    """Give credits as a JSON number of at most two decimals."""
    return float(round(credits, 2))


def _reason(error: Exception) -> str:
    match error:
        case json.JSONDecodeError():
            return f"line {error.lineno} is no JSON"
        case KeyError():
            return f"it has no {error}"
        case RecursionError():
            return "it is nested too deeply"
        case ValueError():
            return str(error)
        case _:
            return "its parts are not those of a plan"


def call_to_json(call: Call) -> dict[str, Any]:
    """Write a call as it stands in a plan's file."""
    return {
        "id": call.id,
        "usages": list(call.usages),
        "digest": call.digest,
        "asked": call.asked,
        "method": call.method,
        "path": call.path,
        "body": read_body(call.body),
        "needs": [{"call": need.call, "for": need.purpose} for need in call.needs],
        "action": call.action,
        "because": list(call.because),
        "stale": call.stale,
        "cost": _cost_to_json(call.cost),
        "seconds": call.seconds,
        "takes": call.takes,
        "slate": tidy(asdict(call.slate)),
        "picked": dict(call.picked),
    }


def _cost_to_json(cost: Cost) -> dict[str, Any]:
    return {**asdict(cost), "credits": money(cost.credits), "worst_credits": money(cost.worst_credits)}


def _totals_to_json(totals: Totals) -> dict[str, Any]:
    sums = {"credits": money(totals.credits), "worst_credits": money(totals.worst_credits)}
    return {**asdict(totals), **sums}


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no number")


def _plan(data: dict[str, Any]) -> Plan:
    if "manifest" in data:
        raise ValueError("it is a manifest, which tells what came of a run")
    if data["plan"] != 1:
        raise ValueError(f"version {data['plan']} of plans is not known here")
    return Plan(
        title=_text(data["title"]),
        storyboard=_text(data["storyboard"]),
        model=_text(data["model"]),
        profile=_maybe(data["profile"]),
        target=_text(data["target"]),
        origin=_text(data["origin"]),
        base_url=_maybe(data["base_url"]),
        budget=None if data["budget"] is None else _credits(data["budget"]["credits"]),
        shots=tuple(map(_text, data["shots"])),
        calls=tuple(map(_call, data["calls"])),
        totals=_totals(data["totals"]),
        digest=_text(data["digest"]),
    )


def _totals(data: dict[str, Any]) -> Totals:
    counts = {name: _count(value) for name, value in data.items() if name not in ("credits", "worst_credits")}
    worst = data.get("worst_credits", data["credits"])
    return Totals(**counts, credits=_credits(data["credits"]), worst_credits=_credits(worst))


def _call(data: dict[str, Any]) -> Call:
    return Call(
        id=_text(data["id"]),
        usages=tuple(map(_text, data["usages"])),
        digest=_text(data["digest"]),
        asked=_count(data["asked"]),
        method=_text(data["method"]),
        path=_text(data["path"]),
        body=_body(data["body"]),
        needs=tuple(Need(call=_text(need["call"]), purpose=_one_of(NeedFor, need["for"])) for need in data["needs"]),
        action=_one_of(Action, data["action"]),
        because=tuple(map(_text, data["because"])),
        stale=_flag(data["stale"]),
        cost=_cost(data["cost"]),
        seconds=_count(data["seconds"]),
        takes=_count(data["takes"]),
        slate=_slate(data["slate"]),
        picked=tuple((address, _text(sha256)) for address, sha256 in data.get("picked", {}).items()),
    )


def _cost(data: dict[str, Any]) -> Cost:
    return Cost(
        credits=_credits(data["credits"]),
        basis=_one_of(Basis, data["basis"]),
        source=_text(data["source"]),
        as_of=_text(data["as_of"]),
        worst_credits=_credits(data.get("worst_credits", data["credits"])),
    )


def _body(data: dict[str, Any]) -> str:
    """Write a body as canonical JSON, once what a run reads of it is found to be there."""
    _count(takes_in(data))
    placeholders(data)
    return canonical(data)


def _slate(data: dict[str, Any]) -> Slate:
    place, lists = data["place"], ("dialogue", "cast", "place")
    return Slate(
        **{name: _text(words) for name, words in data.items() if name not in lists},
        dialogue=tuple(_spoken(spoken) for spoken in data["dialogue"]),
        cast=tuple(map(_card, data["cast"])),
        place=None if place is None else _card(place),
    )


def _spoken(data: dict[str, Any]) -> Spoken:
    speaker, line, how = (_text(data[name]) for name in ("speaker", "line", "how"))
    return Spoken(speaker=speaker, line=line, how=how, heard=_one_of(Heard, data["heard"]))


def _card(data: dict[str, Any]) -> Card:
    name, kind, look = (_text(data[field]) for field in ("name", "kind", "look"))
    return Card(name=name, kind=kind, look=look, refs=tuple(map(_text, data["refs"])))


def _text(value: Any) -> str:
    return _of(str, value)


def _maybe(value: Any) -> str | None:
    return None if value is None else _text(value)


def _flag(value: Any) -> bool:
    return _of(bool, value)


def _count(value: Any) -> int:
    if isinstance(value, bool) or _of(int, value) < 0:
        raise TypeError
    return int(value)


def _credits(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or value < 0:
        raise TypeError
    return Decimal(value)


def _of(kind: type[T], value: Any) -> T:
    if not isinstance(value, kind):
        raise TypeError
    return value


def _one_of(words: Any, value: Any) -> Any:
    if value not in get_args(words):
        raise TypeError
    return value
