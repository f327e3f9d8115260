"""Bring here what was made and paid for and is not here: after a clone, or where clips were deleted."""

from collections.abc import Iterator
from dataclasses import replace

from storyboard.credits import NO_CREDITS
from storyboard.plan.film import Film
from storyboard.plan.made import Made, Take, may_turn_up
from storyboard.plan.plan import Call, Plan, Totals
from storyboard.plan.plan_json import seal
from storyboard.plan.selection.selection import to_look_at
from storyboard.run.production.options import Bring, Options
from storyboard.run.record.outcome import Outcome
from storyboard.stages.compiling import Wanted, compile_plan, read_made_before
from storyboard.stages.running import Tell, run_wanted


def plan_fetch(wanted: Wanted) -> tuple[Plan, Film]:
    """Plan to bring every clip that is not here, and to make nothing.

    A clip that was not to be had before is tried again: to ask costs nothing. Raises as `compile_plan` does.
    """
    wanted = replace(wanted, selection=to_look_at(wanted.selection))
    plan, film = compile_plan(wanted, made=_hopeful(read_made_before(wanted)))
    return _without_making(plan), film


async def fetch_wanted(
    plan: Plan, wanted: Wanted, *, options: Options | None = None, tell: Tell | None = None
) -> Outcome:
    """Bring the clips that a plan of `plan_fetch` lists, and those of earlier words where nothing was selected.

    Raises as `run_wanted` does.
    """
    bring: Bring = "all" if wanted.selection.is_whole else "planned"
    return await run_wanted(plan, wanted, options=replace(options or Options(), bring=bring), tell=tell)


def _hopeful(made: Made) -> Made:
    return replace(made, takes=tuple(_hoped(take) for take in made.takes))


def _hoped(take: Take) -> Take:
    if take.task_id is None or not may_turn_up(take.message):
        return take
    return replace(take, status="submitted" if take.status == "failed" else take.status, message="")


def _without_making(plan: Plan) -> Plan:
    calls = tuple(_not_made(plan.calls))
    totals = Totals(
        calls=len(calls),
        make=0,
        keep=sum(call.action == "keep" for call in calls),
        fetch=sum(call.action == "fetch" for call in calls),
        hold=sum(call.action == "hold" for call in calls),
        seconds=0,
        credits=NO_CREDITS,
        film_seconds=plan.totals.film_seconds,
    )
    return seal(replace(plan, calls=calls, totals=totals))


def _not_made(calls: tuple[Call, ...]) -> Iterator[Call]:
    """Leave out what was never asked for; of what lacks some takes, the others are brought."""
    for call in calls:
        if call.action != "make":
            yield call
        elif call.asked:
            yield replace(call, action="fetch", needs=(), cost=replace(call.cost, credits=NO_CREDITS))
