"""`explain`: why a shot will or will not be made, and where each of its values comes from."""

import sys
from pathlib import Path
from typing import Any

import click
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from storyboard.cli.help_text import Sectioned
from storyboard.cli.looking import references_table, tell_which
from storyboard.cli.options import takes_storyboard, wanted_from
from storyboard.cli.paper import WIDTH, show, table_of
from storyboard.cli.plan_text import MARKS
from storyboard.cli.resolving import one_line, values_to_json, where_from
from storyboard.cli.telling import data_json, tell_problems, width_of
from storyboard.credits import count_credits
from storyboard.plan.decisions.changes import Change, changed_words, list_changes, remember
from storyboard.plan.decisions.circled import circle_takes
from storyboard.plan.decisions.reasons import one_of_each
from storyboard.plan.plan import Call
from storyboard.plan.plan_json import call_to_json
from storyboard.plan.planning import shared_with
from storyboard.plan.selection.finding import find_addresses, find_call
from storyboard.plan.shots.resolved import origins_of
from storyboard.plan.shots.setups import Setup
from storyboard.provider.asked import read_body, refs_in
from storyboard.stages.compiling import Wanted, compile_plan, read_made_before
from storyboard.stages.targets import is_free


@click.command(cls=Sectioned)
@takes_storyboard
@click.argument("address")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def explain(file: Path, address: str, as_json: bool, **given: Any) -> None:
    """Explain why the shot ADDRESS will or will not be made, and where each of its values comes from."""
    wanted = wanted_from(file, given)
    made, film = compile_plan(wanted)
    tell_problems(film.problems)
    found = find_addresses(made, address)
    if not as_json:
        tell_which(address, found)
    address = found[0]
    call = find_call(made, address)
    setup = next(draft.setup for draft in film.drafts or () if draft.setup.address == address)
    changes = _changes(call, address, wanted)
    if as_json:
        data_json(_as_json(call, setup, changes, wanted.folder))
        return
    refs = references_table(refs_in(read_body(call.body)))
    values = _values(setup, wanted.folder)
    told = {one.sentence: f"{one.sentence}: {changed_words(one)}" for one in changes if one.before or one.after}
    reasons = (*(told.pop(reason, reason) for reason in _reasons(call, address)), *told.values(), *_needs(call))
    words = [Text(f"  {reason}") for reason in reasons]
    head = _headline(call, address, free=is_free(made.target))
    show(head, *words, Text("\nIts values", style="bold"), values, Text("\nIts references", style="bold"), refs)


def _as_json(call: Call, setup: Setup, changes: tuple[Change, ...], folder: Path) -> dict[str, Any]:
    told = [{"change": one.sentence, "before": one.before, "after": one.after} for one in changes]
    return {
        "address": setup.address,
        "call": call_to_json(call),
        "changes": told,
        "values": values_to_json(setup, folder),
    }


def _reasons(call: Call, address: str) -> tuple[str, ...]:
    """Give the reasons of a call as seen from one of the addresses that share it."""
    others = [usage for usage in call.usages if usage != address]
    shared = shared_with(call.usages[1:])
    return (*(reason for reason in call.because if reason not in shared), *shared_with(others))


def _needs(call: Call) -> list[str]:
    return [f"{'waits for' if need.purpose == 'order' else 'goes on from'} {need.call}" for need in call.needs]


def _changes(call: Call, address: str, wanted: Wanted) -> tuple[Change, ...]:
    """Tell in which words the shot differs from its approved take, or from the one that its reasons tell of."""
    made, name, now = read_made_before(wanted), wanted.file.name, remember(call)
    circle = circle_takes(made, storyboard=name).get(address)
    if call.stale and circle is not None:
        return list_changes(circle.take.request, now)
    takes = one_of_each(call.usages, made, storyboard=name)
    found = (list_changes(take.request, now) for take in takes)
    return max((some for some in found if {one.sentence for one in some} <= set(call.because)), key=len, default=())


def _headline(call: Call, address: str, *, free: bool) -> Text:
    words, style = MARKS[call.action]
    head = Text(f"{address}  ", style="bold").append(f"{words}, stale" if call.stale else words, style=style)
    if call.action == "make":
        cost = f"{count_credits(call.cost.credits)} ({call.cost.basis}{', free here' if free else ''})"
        head.append(f"  {cost}", style="not bold dim")
    return head


def _values(setup: Setup, folder: Path) -> Table:
    """List the values; a place is never broken, so that it can be copied."""
    rows = [(origin, where_from(origin, folder)) for origin in origins_of(setup)]
    widest = max((cell_len(where) for _, where in rows), default=0)
    longest = max((cell_len(word) for _, where in rows for word in where.split(" ")), default=0)
    values = table_of(header=False)
    values.add_column(style="bold", no_wrap=True)
    values.add_column(overflow="fold", ratio=1)
    share = (width_of(sys.stdout) or WIDTH) * 2 // 5
    values.add_column(style="dim", width=max(longest, min(widest, share)))
    for origin, where in rows:
        value = origin.value if isinstance(origin.value, str) else one_line(origin.value)
        values.add_row(origin.key, Text(value), Text(where))
    return values
