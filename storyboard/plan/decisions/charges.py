"""What was charged before, by the shape of a request: a better price for the next one than any list of prices."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from itertools import groupby
from types import MappingProxyType

from storyboard.canonical import canonical
from storyboard.credits import CENT
from storyboard.plan.made import Made, Take
from storyboard.provider.asked import charged_in, read_body


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge:
    """What a task was charged: `credits` for `takes` takes, asked for on the day `as_of`; "" where nobody knows it."""

    credits: Decimal
    takes: int
    as_of: str


Charges = Mapping[str, Charge]
_NOTHING: Mapping[str, tuple[str, str]] = MappingProxyType({})


def list_charges(made: Made, *, asked: Mapping[str, tuple[str, str]] = _NOTHING) -> Charges:
    """Give the newest charge of each shape of request that was made.

    What was made elsewhere is known by its digest alone: `asked` has the path and body of the requests that are there
    now, by digest. A task counts whole or not at all: one of whose takes any failed may have been charged for the
    others alone. A charge of nothing tells no price.
    """
    newest: dict[str, tuple[str, Charge]] = {}
    for _, group in groupby(sorted(made.takes, key=_attempt), key=_attempt):
        takes = tuple(group)
        shape = _remembered(takes[0].request) or _asked(asked.get(takes[0].digest))
        charge = _charge(takes)
        if shape is None or charge is None:
            continue
        known = newest.get(shape)
        if known is None or _age(takes[0].asked_at, charge) > _age(*known):
            newest[shape] = takes[0].asked_at, charge
    return {shape: charge for shape, (_, charge) in newest.items()}


def charged(charge: Charge, *, takes: int) -> Decimal:
    """Give the credits that so many takes would cost at a charge, rounded up to the cent."""
    return (charge.credits * takes / charge.takes).quantize(CENT, rounding=ROUND_CEILING)


def shape_of(path: str, body: str) -> str:
    """Name the shape of a request: its path, what its price may hang on, and the kinds of its references.

    Raises KeyError, TypeError or ValueError for what is no body of a request.
    """
    return canonical([path, *charged_in(read_body(body))])


def _attempt(take: Take) -> str:
    return take.attempt


def _charge(takes: Iterable[Take]) -> Charge | None:
    takes = tuple(takes)
    credits = takes[0].credits
    if not credits or any(take.status != "done" for take in takes):
        return None
    return Charge(credits=credits, takes=len(takes), as_of=takes[0].asked_at[:10])


def _age(asked_at: str, charge: Charge) -> tuple[str, Decimal]:
    """Put charges in order: the newest last; of one moment the dearest."""
    return asked_at, charge.credits / charge.takes


def _asked(request: tuple[str, str] | None) -> str | None:
    return None if request is None else shape_of(*request)


def _remembered(request: str) -> str | None:
    """Name the shape of a request from what was remembered of it; None where that does not tell."""
    try:
        memory = json.loads(request)
        return shape_of(memory["path"], canonical(memory["body"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
