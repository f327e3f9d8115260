"""`config`: what holds for each shot, and which layer and line said so."""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from storyboard.cli.help_text import Sectioned
from storyboard.cli.options import walks_shots, wanted_from
from storyboard.cli.telling import data, data_json, tell_problems, width_of
from storyboard.cli.wrapping import wrapped
from storyboard.plan.draft import Draft
from storyboard.plan.made import Made
from storyboard.plan.planning import WHOLE
from storyboard.plan.selection.finding import find_addresses
from storyboard.plan.shots.desk import variables_of
from storyboard.plan.shots.resolved import Origin, origins_of
from storyboard.plan.shots.setups import Setup
from storyboard.stages.compiling import compile_plan, select_addresses

WIDEST_PAIR = 64  # columns before the comments
_SET_IN = 4  # columns before a value


@click.command(cls=Sectioned)
@walks_shots
@click.argument("addresses", nargs=-1, metavar="[ADDRESS]…")
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON, each value with its origin.")
def config(file: Path, addresses: tuple[str, ...], as_json: bool, **given: Any) -> None:
    """Show the storyboard FILE, or its shots ADDRESS, resolved: every value, and the line that it comes from.

    What is printed is YAML; the origins stand in its comments.
    """
    wanted = wanted_from(file, given)
    whole, film = compile_plan(replace(wanted, selection=WHOLE), made=Made())
    meant = {usage for address in addresses for usage in find_addresses(whole, address)}
    tell_problems(film.problems)
    chosen = None if wanted.selection.is_whole else select_addresses(wanted)
    drafts = [
        draft
        for draft in film.drafts or ()
        if (chosen is None or draft.setup.address in chosen) and (not meant or draft.setup.address in meant)
    ]
    variables = {} if film.storyboard is None else variables_of(film.storyboard)
    if as_json:
        shots = {draft.setup.address: values_to_json(draft.setup, wanted.folder) for draft in drafts}
        data_json({"title": film.title, "profile": film.profile, "variables": variables, "shots": shots})
        return
    head = {"title": film.title, "profile": film.profile, "variables": variables}
    lines = [*(f"{key}: {one_line(value)}" for key, value in head.items()), "shots:"]
    for draft in drafts:
        lines += [f"  {draft.setup.address}:", *(f"    {line}" for line in _lines(draft, wanted.folder))]
    data("\n".join(lines))


def _lines(draft: Draft, folder: Path) -> Iterator[str]:
    pairs = [(_pair(origin), f"# {where_from(origin, folder)}") for origin in origins_of(draft.setup)]
    width = width_of(sys.stdout)
    room = None if width is None else width - _SET_IN
    beside = [len(pair) for pair, comment in pairs if room is None or len(pair) + 2 + len(comment) <= room]
    column = min(max(beside, default=0), WIDEST_PAIR)
    for pair, comment in pairs:
        ways = (f"{pair:<{column}}  {comment}", f"{pair}  {comment}")
        beside_it = next((way for way in ways if room is None or len(way) <= room), None)
        yield from [comment, *_folded(pair, room or 0)] if beside_it is None else [beside_it]


def _folded(pair: str, width: int) -> list[str]:
    """Break a pair between words, as YAML folds it: one that has two spaces in a row is left as it is."""
    return [pair] if "  " in pair else wrapped(pair, width, set_in="  ")


def _pair(origin: Origin) -> str:
    return f"{origin.key}: {one_line(origin.value)}"


def where_from(origin: Origin, folder: Path) -> str:
    """Say which layer and line a value comes from."""
    where = "" if origin.place is None else f"{folder / origin.place.file}:{origin.place.line}:{origin.place.column}"
    return ", ".join(words for words in (origin.layer, where) if words)


def one_line(value: Any) -> str:
    """Write a value on one line; JSON is YAML."""
    return json.dumps(value, ensure_ascii=False)


def values_to_json(setup: Setup, folder: Path) -> list[dict[str, Any]]:
    """List the values of a shot as JSON, each with the layer, file, line and column that it comes from."""
    return [
        {
            "key": origin.key,
            "value": origin.value,
            "from": origin.layer or None,
            "file": None if origin.place is None else str(folder / origin.place.file),
            "line": None if origin.place is None else origin.place.line,
            "column": None if origin.place is None else origin.place.column,
        }
        for origin in origins_of(setup)
    ]
