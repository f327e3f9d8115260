"""The plan as a value: every call of a film as it will be sent, in order, with its reason and its price."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from storyboard.credits import NO_CREDITS
from storyboard.slate import Slate

Action = Literal["make", "keep", "fetch", "hold"]
NeedFor = Literal["video", "tail", "frame", "order"]
Basis = Literal["estimate", "quote", "charge"]

FORMAT = "storyboard-plan/1"
IN_PROCESS = "sandbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A call that has to be done first. `purpose` is what is taken from it; `order` takes nothing and only waits."""

    call: str
    purpose: NeedFor


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What this plan pays for a call, in credits; zero unless it is to be made.

    `worst_credits` is what it may cost once all is decided: the same, or for what is on hold every take that may still
    be asked for.
    """

    credits: Decimal
    basis: Basis
    source: str
    as_of: str
    worst_credits: Decimal = NO_CREDITS


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request and every address of the film that uses its takes.

    `body` is canonical JSON. In it `{"$file": path, "sha256": …}`, `{"$shot": call id, …}` and `{"$env": name}` stand
    for what is not known before the run; paths are relative to the storyboard's folder. `asked` counts the takes of
    this digest asked for before; the body's `videoNum` is what is still to be asked for (for a `keep`, what is wanted).
    `picked` names the sha256 of the circled take for each address that has one.
    """

    id: str
    usages: tuple[str, ...]
    digest: str
    asked: int
    method: str
    path: str
    body: str
    needs: tuple[Need, ...]
    action: Action
    because: tuple[str, ...]
    stale: bool
    cost: Cost
    seconds: int
    takes: int
    slate: Slate
    picked: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Sums over the calls. `seconds` (times takes) and `credits` count what is to be made; `film_seconds` the film.

    `worst_credits` adds to `credits` all that may still be asked for of what is on hold, every take charged.
    """

    calls: int
    make: int
    keep: int
    fetch: int
    hold: int
    seconds: int
    credits: Decimal
    film_seconds: int
    worst_credits: Decimal = NO_CREDITS


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What will be made, why, and what it costs. `shots` are all addresses of the film, in the film's order.

    `storyboard` is the path of the storyboard as seen from the plan's file; `base_url` is the API's address where it is
    not the target's own; `budget` is what the production may ever be charged, in credits. `digest` binds everything
    else.
    """

    title: str
    storyboard: str
    model: str
    profile: str | None
    target: str
    origin: str
    base_url: str | None
    budget: Decimal | None
    shots: tuple[str, ...]
    calls: tuple[Call, ...]
    totals: Totals
    digest: str


def call_of(plan: Plan, address: str) -> Call | None:
    """Find the call whose takes an address uses, or None."""
    return next((call for call in plan.calls if address in call.usages), None)
