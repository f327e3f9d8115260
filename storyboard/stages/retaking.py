"""Asking for takes on purpose: which shots are meant, and the plan that asks for them alone."""

from collections.abc import Iterable
from dataclasses import replace

from storyboard.plan.decisions.again import Again
from storyboard.plan.film import Film
from storyboard.plan.plan import Plan
from storyboard.plan.planning import WHOLE
from storyboard.plan.selection.finding import find_addresses
from storyboard.plan.selection.selection import Selection
from storyboard.problems import Refused
from storyboard.stages.compiling import Wanted, compile_plan, read_made_before


def plan_retake(wanted: Wanted, addresses: Iterable[str], *, takes: int) -> tuple[Plan, Film, Wanted]:
    """Plan so many more takes of shots, and nothing else; give the plan and what it is a plan of.

    A plain address means each of its variants; a request that several share is asked for once. Raises UsageError for an
    address that is none, Refused where something has to be decided first.
    """
    made = read_made_before(wanted)
    whole, _ = compile_plan(replace(wanted, selection=WHOLE), made=made)
    meant = dict.fromkeys(usage for address in addresses for usage in find_addresses(whole, address))
    more = tuple((usage, takes) for usage in meant)
    chosen = replace(wanted, again=Again(more=more), selection=Selection(select=" ".join(meant)))
    plan, film = compile_plan(chosen, made=made, purpose="run")
    for call in plan.calls:
        if call.action != "make":
            raise Refused(f"{call.id} cannot be taken again: {call.because[0]}", help="That has to be settled first.")
    return plan, film, chosen


def retrying(selection: Selection) -> Selection:
    """Narrow a selection to the shots whose generation failed."""
    words = selection.select.split() or [""]
    return replace(selection, select=" ".join(f"{word},state:failed".lstrip(",") for word in words))
