"""`config` and `explain`: what holds for each shot, where it was said, and why a shot will or will not be made."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from rich.text import Text

from storyboard.cli.budget_text import credits
from storyboard.cli.help_text import Sectioned
from storyboard.cli.looking import references_table
from storyboard.cli.options import takes_storyboard, walks_shots, wanted_from
from storyboard.cli.paper import show, table_of
from storyboard.cli.plan_text import MARKS
from storyboard.cli.telling import data, tell_problems
from storyboard.plan.changes import changed_words, list_changes, remember
from storyboard.plan.circled import circle_takes
from storyboard.plan.draft import Draft
from storyboard.plan.finding import find_call
from storyboard.plan.made import Made
from storyboard.plan.plan import Call
from storyboard.plan.plan_json import read_body
from storyboard.plan.planning import WHOLE
from storyboard.plan.resolved import Origin, origins_of
from storyboard.stages.compiling import Wanted, compile_plan, read_made_before, select_addresses
from storyboard.stages.targets import SANDBOX


@click.command(cls=Sectioned)
@walks_shots
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON, each value with its origin.")
def config(file: Path, as_json: bool, **given: Any) -> None:  # noqa: FBT001
    """Show the storyboard FILE resolved: every value of every shot, and the line that it comes from.

    What is printed is YAML; the origins stand in its comments.
    """
    wanted = wanted_from(file, given)
    whole = wanted.selection.is_whole
    _, film = compile_plan(replace(wanted, selection=WHOLE), made=Made())
    tell_problems(film.problems)
    chosen = None if whole else select_addresses(wanted)
    drafts = [draft for draft in film.drafts or () if chosen is None or draft.setup.address in chosen]
    if as_json:
        shots = {draft.setup.address: _as_json(draft, wanted.folder) for draft in drafts}
        data(json.dumps({"title": film.title, "profile": film.profile, "shots": shots}, ensure_ascii=False, indent=2))
        return
    lines = [f"title: {_yaml(film.title)}", f"profile: {_yaml(film.profile)}", "shots:"]
    for draft in drafts:
        lines += [f"  {draft.setup.address}:", *(f"    {line}" for line in _lines(draft, wanted.folder))]
    data("\n".join(lines))


@click.command(cls=Sectioned)
@takes_storyboard
@click.argument("address")
def explain(file: Path, address: str, **given: Any) -> None:
    """Explain why the shot ADDRESS will or will not be made, and where each of its values comes from."""
    wanted = wanted_from(file, given)
    made, film = compile_plan(wanted)
    tell_problems(film.problems)
    call = find_call(made, address)
    draft = next(draft for draft in film.drafts or () if draft.setup.address in call.usages)
    reasons = [*call.because, *_needs(call)]
    words = [
        _headline(call, free=made.target == SANDBOX),
        *(Text(f"  {reason}") for reason in reasons),
        *_changes(call, wanted),
    ]
    values = table_of(header=False)
    values.add_column(style="bold", no_wrap=True)
    values.add_column(overflow="fold", ratio=3)
    values.add_column(overflow="fold", style="dim", ratio=2)
    for origin in origins_of(draft.setup):
        values.add_row(origin.key, Text(_plain(origin.value)), Text(_from(origin, wanted.folder)))
    refs = references_table(read_body(call.body)["input"]["refs"])
    show(*words, Text("\nIts values", style="bold"), values, Text("\nIts references", style="bold"), refs)


def _needs(call: Call) -> list[str]:
    return [f"{'waits for' if need.purpose == 'order' else 'goes on from'} {need.call}" for need in call.needs]


def _changes(call: Call, wanted: Wanted) -> Iterator[Text]:
    """Show which words of a text became which since the shot was last asked for, or its approved take was made."""
    made, name = read_made_before(wanted), wanted.file.name
    circle = circle_takes(made, storyboard=name).get(call.id)
    older = circle.take if call.stale and circle is not None else made.last_of(call.id, storyboard=name)
    if older is None or not (call.stale or call.action == "make"):
        return
    for change in list_changes(older.request, remember(call)):
        if change.before or change.after:
            yield Text(f"  {change.sentence}: {changed_words(change)}", style="dim")


def _headline(call: Call, *, free: bool) -> Text:
    words, style = MARKS[call.action]
    head = Text(f"{call.id}  ", style="bold").append(f"{words}, stale" if call.stale else words, style=style)
    if call.action == "make":
        cost = f"{credits(call.cost.credits)} credits ({call.cost.basis}{', free here' if free else ''})"
        head.append(f"  {cost}", style="not bold dim")
    return head


def _lines(draft: Draft, folder: Path) -> Iterator[str]:
    origins = origins_of(draft.setup)
    width = min(max((len(_pair(origin)) for origin in origins), default=0), 64)
    for origin in origins:
        yield f"{_pair(origin):<{width}}  # {_from(origin, folder)}"


def _pair(origin: Origin) -> str:
    return f"{origin.key}: {_yaml(origin.value)}"


def _from(origin: Origin, folder: Path) -> str:
    where = "" if origin.place is None else f"{folder / origin.place.file}:{origin.place.line}:{origin.place.column}"
    return ", ".join(words for words in (origin.layer, where) if words)


def _yaml(value: Any) -> str:
    """Write a value on one line; JSON is YAML."""
    return json.dumps(value, ensure_ascii=False)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else _yaml(value)


def _as_json(draft: Draft, folder: Path) -> list[dict[str, Any]]:
    return [
        {
            "key": origin.key,
            "value": origin.value,
            "from": origin.layer or None,
            "file": None if origin.place is None else str(folder / origin.place.file),
            "line": None if origin.place is None else origin.place.line,
            "column": None if origin.place is None else origin.place.column,
        }
        for origin in origins_of(draft.setup)
    ]
