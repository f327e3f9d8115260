"""`config`: what holds for each shot, and which layer and line said so."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from storyboard.cli.help_text import Sectioned
from storyboard.cli.options import walks_shots, wanted_from
from storyboard.cli.telling import data, data_json, tell_problems
from storyboard.plan.draft import Draft
from storyboard.plan.made import Made
from storyboard.plan.planning import WHOLE
from storyboard.plan.shots.desk import variables_of
from storyboard.plan.shots.resolved import Origin, origins_of
from storyboard.plan.shots.setups import Setup
from storyboard.stages.compiling import compile_plan, select_addresses


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
    origins = origins_of(draft.setup)
    width = min(max((len(_pair(origin)) for origin in origins), default=0), 64)
    for origin in origins:
        yield f"{_pair(origin):<{width}}  # {where_from(origin, folder)}"


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
