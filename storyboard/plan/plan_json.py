"""A plan as JSON, there and back; its own digest is checked on the way back."""

import json
from dataclasses import asdict, replace
from decimal import Decimal
from typing import Any

from storyboard.plan.canonical import canonical, digest_of, tidy
from storyboard.plan.plan import FORMAT, Call, Cost, Need, Plan, Totals
from storyboard.problems import Refused, UsageError
from storyboard.slate import Card, Slate, Spoken

HOW_TO_MAKE = "Make one with `storyboard plan FILE -o plan.json`."


def write_plan(plan: Plan) -> str:
    """Write a plan as readable JSON, ending in a line break."""
    return json.dumps(plan_to_json(plan), ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def read_plan(text: str, *, name: str) -> Plan:
    """Read a plan. Raise UsageError where the text is no plan, Refused where it was changed by hand.

    `name` is what people call the file.
    """
    try:
        data = json.loads(text, parse_float=Decimal)
        plan = _plan(data)
        del data["digest"]
        digest = digest_of(data)
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise UsageError(f"{name} is not a plan: {_reason(error)}", help=HOW_TO_MAKE) from None
    if digest != plan.digest:
        raise Refused(f"{name} was changed after it was made", help="Make a new plan with `storyboard plan`.")
    # What is written of a plan has all keys of today, so its digest has to cover those that an older one lacks.
    return plan if "worst_credits" in data["totals"] else seal(plan)


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


def read_body(body: str) -> dict[str, Any]:
    """Read a call's body."""
    data: dict[str, Any] = json.loads(body)
    return data


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
        "cost": {**asdict(call.cost), "credits": money(call.cost.credits)},
        "seconds": call.seconds,
        "takes": call.takes,
        "slate": tidy(asdict(call.slate)),
        "picked": dict(call.picked),
    }


def _plan(data: dict[str, Any]) -> Plan:
    if data["plan"] != 1:
        raise ValueError(f"version {data['plan']} of plans is not known here")
    return Plan(
        title=data["title"],
        storyboard=data["storyboard"],
        model=data["model"],
        profile=data["profile"],
        target=data["target"],
        origin=data["origin"],
        base_url=data["base_url"],
        budget=None if data["budget"] is None else Decimal(data["budget"]["credits"]),
        shots=tuple(data["shots"]),
        calls=tuple(_call(call) for call in data["calls"]),
        totals=_totals(data["totals"]),
        digest=data["digest"],
    )


def _totals_to_json(totals: Totals) -> dict[str, Any]:
    sums = {"credits": money(totals.credits), "worst_credits": money(totals.worst_credits)}
    return {**asdict(totals), **sums}


def _totals(data: dict[str, Any]) -> Totals:
    worst = data.get("worst_credits", data["credits"])
    return Totals(**{**data, "credits": Decimal(data["credits"]), "worst_credits": Decimal(worst)})


def _call(data: dict[str, Any]) -> Call:
    return Call(
        id=data["id"],
        usages=tuple(data["usages"]),
        digest=data["digest"],
        asked=data["asked"],
        method=data["method"],
        path=data["path"],
        body=canonical(data["body"]),
        needs=tuple(Need(call=need["call"], purpose=need["for"]) for need in data["needs"]),
        action=data["action"],
        because=tuple(data["because"]),
        stale=data["stale"],
        cost=Cost(**{**data["cost"], "credits": Decimal(data["cost"]["credits"])}),
        seconds=data["seconds"],
        takes=data["takes"],
        slate=_slate(data["slate"]),
        picked=tuple(data.get("picked", {}).items()),
    )


def _slate(data: dict[str, Any]) -> Slate:
    place = data["place"]
    return Slate(
        **{
            **data,
            "dialogue": tuple(Spoken(**spoken) for spoken in data["dialogue"]),
            "cast": tuple(_card(card) for card in data["cast"]),
            "place": None if place is None else _card(place),
        }
    )


def _card(data: dict[str, Any]) -> Card:
    return Card(name=data["name"], kind=data["kind"], refs=tuple(data["refs"]))
