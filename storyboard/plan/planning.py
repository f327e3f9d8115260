"""The planner: drafts and what was made before become a `Plan`."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from storyboard.language.part import value_of
from storyboard.language.storyboard import ProviderWords
from storyboard.plan.calls import Asking, ask
from storyboard.plan.canonical import canonical
from storyboard.plan.decide import Decision, decide
from storyboard.plan.draft import Draft
from storyboard.plan.made import Made
from storyboard.plan.plan import IN_PROCESS, Action, Call, Cost, Plan, Totals
from storyboard.plan.plan_json import read_body, seal
from storyboard.provider.profile import price


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Which plan is wanted: for which target and origin, with which profile; `storyboard` as its file will name it."""

    storyboard: str
    title: str
    model: str
    profile: str | None = None
    target: str = IN_PROCESS
    origin: str = IN_PROCESS
    base_url: str | None = None
    budget: Decimal | None = None
    first_take: bool = False


def plan_film(drafts: Iterable[Draft], made: Made, *, where: Where, words: ProviderWords) -> Plan:
    """Plan a film: every call in an order that can be kept, with what will happen to it and why."""
    drafts = tuple(drafts)
    askings = ask(drafts, made, words=words)
    wanted = {asking.id: asking for asking in askings}
    may_guess = where.target != "pollo" or where.first_take
    decided: dict[str, Decision] = {}
    for asking in askings:
        decided[asking.id] = decide(asking, made, decided, wanted, may_guess=may_guess)
    calls = tuple(_call(asking, decided[asking.id]) for asking in askings)
    film = [draft for draft in drafts if draft.setup.cut]
    return seal(
        Plan(
            title=where.title,
            storyboard=where.storyboard,
            model=where.model,
            profile=where.profile,
            target=where.target,
            origin=where.origin,
            base_url=where.base_url,
            budget=where.budget,
            shots=tuple(draft.setup.address for draft in film),
            calls=calls,
            totals=_totals(calls, film),
            digest="",
        )
    )


def _call(asking: Asking, decision: Decision) -> Call:
    draft = asking.first
    body = read_body(asking.body)
    body["input"]["videoNum"] = decision.to_ask
    seconds = int(value_of(draft.setup.part.duration, 0))
    because = (*decision.because, *_only_needed(asking), *_shared(asking))
    return Call(
        id=asking.id,
        usages=tuple(one.setup.address for one in asking.drafts),
        digest=asking.digest,
        asked=decision.asked,
        method="POST",
        path=draft.model.path,
        body=canonical(body),
        needs=asking.needs,
        action=decision.action,
        because=because,
        stale=False,
        cost=_cost(draft, decision, seconds),
        seconds=seconds,
        takes=asking.takes,
        slate=draft.slate,
    )


def _cost(draft: Draft, decision: Decision, seconds: int) -> Cost:
    prices = draft.model.prices
    resolution = value_of(draft.setup.part.resolution, "")
    credits = Decimal("0.00")
    if decision.action == "make":
        credits = price(draft.model, resolution=resolution, seconds=seconds, takes=decision.to_ask)
    return Cost(credits=credits, basis=prices.basis, source=prices.source, as_of=prices.as_of)


def _only_needed(asking: Asking) -> tuple[str, ...]:
    return (
        () if any(draft.setup.cut for draft in asking.drafts) else ("another shot goes on from it; it is not cut in",)
    )


def _shared(asking: Asking) -> tuple[str, ...]:
    others = [draft.setup.address for draft in asking.drafts[1:]]
    return (f"shared with {', '.join(others)}",) if others else ()


def _totals(calls: tuple[Call, ...], film: Iterable[Draft]) -> Totals:
    def count(action: Action) -> int:
        return sum(call.action == action for call in calls)

    making = [call for call in calls if call.action == "make"]
    return Totals(
        calls=len(calls),
        make=count("make"),
        keep=count("keep"),
        fetch=count("fetch"),
        hold=count("hold"),
        seconds=sum(call.seconds * (call.takes - call.asked) for call in making),
        credits=sum((call.cost.credits for call in calls), Decimal("0.00")),
        film_seconds=sum(int(value_of(draft.setup.part.duration, 0)) for draft in film),
    )
