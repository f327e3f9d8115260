"""How a plan looks: a table that reads at a glance, the reasons, and one line that sums it up."""

import re
from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby
from typing import TextIO

from rich.table import Table
from rich.text import Text

from storyboard.cli.budget_text import Cap, budget_line
from storyboard.cli.counting import for_shots, takes_to_ask
from storyboard.cli.paper import show, table_of
from storyboard.cli.target_text import name_target
from storyboard.credits import count_credits, say_credits
from storyboard.plan.plan import Action, Call, Plan
from storyboard.stages.targets import is_free

MARKS: dict[Action, tuple[str, str]] = {
    "make": ("+ make", "bold yellow"),
    "hold": ("‖ hold", "bold magenta"),
    "fetch": ("↓ fetch", "bold cyan"),
    "keep": ("· keep", "dim"),
}
"""How each action looks; groups come in this order, what is paid next first."""
MOST_ROWS = 60
EACH = "`plan` and `show` list each shot with `--full`."
MOST_NAMES = 2
MOST_LETTERS = 24
IN_GENERAL = (
    (re.compile(r"^\S+, which it (continues|comes after), "), r"the shot that it \1 "),
    (re.compile(r"^take \d+ of \S+ was picked, which it continues"), "another take of the shot before was picked"),
    (re.compile(r"^\S+ has no good take \d+"), "the shot that it continues has no such take"),
    (re.compile(r"^take \d+ of \S+ may be \d+ takes: .*"), "the take that it continues may be one of several"),
    (re.compile(r"^the clip of take \d+ of \S+, which it continues, "), "the clip that it continues "),
    (re.compile(r"^it continues (take \d+ of )?\S+ now$"), "it continues something else now"),
    (re.compile(r"^takes [\d, and]+ were made"), "takes were made"),
    (re.compile(r"^take \d+ "), "a take "),
    (re.compile(r" since take \d+"), " since it was made"),
)
"""What reasons have in common that differ in a shot or a number."""


def show_plan(plan: Plan, stream: TextIO, *, full: bool, caps: Iterable[Cap] = ()) -> None:
    """Write a plan as people read it, with what it takes of each cap; `full` leaves no row out of a long one."""
    lines = (summary(plan), *(budget_line(plan, cap) for cap in caps), *_sources(plan))
    rest = () if full or len(plan.calls) <= MOST_ROWS else (Text(EACH, style="dim"),)
    show(_headline(plan), _calls(plan, full=full), *rest, *lines, stream=stream)


def summary(plan: Plan) -> Text:
    """Sum a plan up in one line."""
    totals = plan.totals
    counted = [
        (totals.make, f"{totals.make} to make"),
        (totals.fetch, f"{totals.fetch} to fetch"),
        (totals.hold, f"{totals.hold} on hold"),
        (totals.keep, f"{totals.keep} {_kept(plan)}"),
    ]
    parts = [words for number, words in counted if number] or ["nothing to make"]
    parts += [words] if (words := for_shots(plan.calls)) else []
    bases = {call.cost.basis for call in plan.calls if call.action == "make"}
    how = {"quote": "quoted", "charge": "as charged before"}.get("".join(bases), "estimated")
    free = " (the sandbox is free)" if is_free(plan.target) and totals.make else ""
    held = totals.worst_credits > totals.credits
    worst = f"; at worst {say_credits(totals.worst_credits)}, with all that is on hold" if held else ""
    cost = f", {count_credits(totals.credits)} {how}{free}{worst}" if totals.make or held else ""
    return Text(f"Plan: {', '.join(parts)}{cost}", style="bold")


def _kept(plan: Plan) -> str:
    """Say how it is with what is kept: approved takes may be from earlier words."""
    stale = sum(call.stale for call in plan.calls if call.action == "keep")
    return "unchanged" if not stale else f"kept ({stale} stale)"


def _headline(plan: Plan) -> Text:
    profile = f" · profile {plan.profile}" if plan.profile is not None else ""
    seconds = plan.totals.film_seconds
    length = f"{seconds // 60}:{seconds % 60:02d}"
    where = name_target(plan.target, base_url=plan.base_url, origin=plan.origin)
    shots = "1 shot" if len(plan.shots) == 1 else f"{len(plan.shots)} shots"
    head = Text(plan.title, style="bold")
    head.append(f" · {shots} · {length} · {plan.model}{profile} · {where}", style="not bold dim")
    return head


def _calls(plan: Plan, *, full: bool) -> Table | Text:
    """Lay out the calls of a plan one by one, or in groups; say so where it has none."""
    if not plan.calls:
        none = f"No shot of the film's {len(plan.shots)} is selected, as things stand."
        return Text(none if plan.shots else "The storyboard has no shot.")
    return _groups(plan.calls) if len(plan.calls) > MOST_ROWS and not full else _table(plan.calls)


def _table(calls: Iterable[Call]) -> Table:
    table = table_of()
    table.add_column("shot", overflow="fold")
    table.add_column("")
    table.add_column("s", justify="right")
    table.add_column("takes", justify="right")
    table.add_column("credits", justify="right")
    table.add_column("why", ratio=1, overflow="fold")
    for call in calls:
        table.add_row(*_row(call))
    return table


def _row(call: Call) -> tuple[Text, Text, str, str, str, Text]:
    words, style = MARKS[call.action]
    quiet = call.action == "keep"
    return (
        Text(call.id, style="dim" if quiet else ""),
        Text(f"{words}, stale" if call.stale else words, style=style),
        str(call.seconds),
        _takes(call),
        say_credits(call.cost.credits) if call.action == "make" else "",
        Text(_why(call), style="dim" if quiet else ""),
    )


def _takes(call: Call) -> str:
    """Give the takes that are wanted; where some were asked for before, what this plan adds to them."""
    added = takes_to_ask((call,))
    return f"+{added} of {call.takes}" if added and call.asked else str(call.takes)


def _why(call: Call) -> str:
    """Give the reasons; of a shot's own other variants, the shot need not be named again."""
    words = "; ".join((*call.because, *_waits(call)))
    address, at, _ = call.id.partition("@")
    return words.replace(f"{address}@", "@") if at else words


def _waits(call: Call) -> list[str]:
    goes_on = {"video": "goes on from", "tail": "goes on from the end of", "frame": "goes on from the last frame of"}
    if call.action != "make":
        return []
    told = " ".join(call.because)
    taken = [
        f"{goes_on[need.purpose]} {need.call}"
        for need in call.needs
        if need.purpose != "order" and f"{need.call}, which" not in told and f"of {need.call} was picked" not in told
    ]
    awaited = [need.call for need in call.needs if need.purpose == "order"]
    return [*taken, *([f"waits for {_some(awaited)}"] if awaited else [])]


def _some(names: list[str]) -> str:
    """Name a few, and count the rest."""
    return ", ".join(names) if len(names) <= MOST_NAMES else f"{names[0]} and {len(names) - 1} more"


def _groups(calls: Iterable[Call]) -> Table:
    table = table_of()
    for name, justify in (("", "left"), ("shots", "right"), ("credits", "right"), ("why", "left")):
        table.add_column(name, justify=justify)  # type: ignore[arg-type]  # rich wants its own literal
    alike = [(key, list(members)) for key, members in groupby(sorted(calls, key=_group), key=_group)]
    order = list(MARKS)
    groups = sorted(alike, key=lambda one: (order.index(one[1][0].action), -len(one[1])))
    # An address is there to be copied: it is not cut short, so the reasons are what is wrapped.
    table.add_column("such as", no_wrap=True)
    for (action, because), group in groups:
        words, style = MARKS[group[0].action]
        total = sum((call.cost.credits for call in group), Decimal(0))
        shown = say_credits(total) if action == "make" else ""
        table.add_row(Text(words, style=style), str(len(group)), shown, because, _such_as(group))
    return table


def _such_as(calls: list[Call]) -> str:
    """Name a few calls, the first in any case: the rest of the row has to be seen too."""
    names = calls[0].id
    for call in calls[1:]:
        if len(names) + len(call.id) > MOST_LETTERS:
            return f"{names}, …"
        names = f"{names}, {call.id}"
    return names


def _group(call: Call) -> tuple[str, str]:
    """Say what a call shares with others: its action, and its first reason without the shot and the take in it."""
    because = call.because[0] if call.because else ""
    for pattern, words in IN_GENERAL:
        because = pattern.sub(words, because)
    return call.action, because


def _sources(plan: Plan) -> list[Text]:
    """Say where the prices are from: whoever reads a plan has to be able to judge them."""
    costs = {(call.cost.basis, call.cost.source, call.cost.as_of) for call in plan.calls if call.action == "make"}
    return [
        Text(f"Prices: {basis}{f' of {as_of}' if as_of else ''}. {source[:1].upper()}{source[1:]}.", style="dim")
        for basis, source, as_of in sorted(costs)
    ]
