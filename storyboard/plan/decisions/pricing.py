"""What a call costs: what a plan pays for it now, and what may still be asked for once all is decided."""

from dataclasses import dataclass, replace
from decimal import Decimal

from storyboard.credits import NO_CREDITS
from storyboard.language.film.part import value_of
from storyboard.plan.decisions.calls import Asking
from storyboard.plan.decisions.charges import Charges, charged, shape_of
from storyboard.plan.decisions.known import Decision
from storyboard.plan.plan import Basis, Cost
from storyboard.provider.profile import price


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """What an origin has charged before, by the shape of a request."""

    origin: str
    charges: Charges


def cost_of(asking: Asking, decision: Decision, paid: Paid) -> Cost:
    """Price what a plan pays for a call: nothing unless it is to be made, else every take that is asked for."""
    if decision.action == "make":
        return _price(asking, decision.to_ask, paid)
    if decision.may_ask:
        return replace(_price(asking, decision.may_ask, paid), credits=NO_CREDITS)
    prices = asking.first.model.prices
    return Cost(credits=NO_CREDITS, basis=prices.basis, source=prices.source, as_of=prices.as_of)


def _price(asking: Asking, takes: int, paid: Paid) -> Cost:
    model, part = asking.first.model, asking.first.setup.part
    charge = paid.charges.get(shape_of(model.path, asking.body)) if paid.charges else None
    if charge is not None:
        source = f"what {paid.origin} charged for the same shape of request"
        return _cost(charged(charge, takes=takes), basis="charge", source=source, as_of=charge.as_of)
    resolution, seconds = value_of(part.resolution, ""), int(value_of(part.duration, 0))
    credits = price(model, resolution=resolution, seconds=seconds, takes=takes)
    return _cost(credits, basis=model.prices.basis, source=model.prices.source, as_of=model.prices.as_of)


def _cost(credits: Decimal, *, basis: Basis, source: str, as_of: str) -> Cost:
    return Cost(credits=credits, basis=basis, source=source, as_of=as_of, worst_credits=credits)
