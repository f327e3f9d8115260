"""`prompt` and `graph`: what is sent for a shot, and which shot needs which."""

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from storyboard.cli.help_text import Sectioned
from storyboard.cli.options import takes_storyboard, walks_shots, wanted_from
from storyboard.cli.paper import show, table_of
from storyboard.cli.telling import data, data_json, fitted, talk, tell_problems
from storyboard.deliver.graph import FORMATS
from storyboard.language.tree.suggest import some_of
from storyboard.plan.made import Made
from storyboard.plan.selection.finding import find_addresses, find_call
from storyboard.plan.selection.selection import to_look_at
from storyboard.provider.asked import prompt_in, read_body, refs_in
from storyboard.stages.compiling import compile_plan


@click.command(cls=Sectioned)
@takes_storyboard
@click.argument("address")
@click.option("--json", "as_json", is_flag=True, help="Print the request as JSON.")
def prompt(file: Path, address: str, as_json: bool, **given: Any) -> None:
    """Show the prompt and the references of the shot ADDRESS (scene/shot, or scene/shot@variant)."""
    made, film = compile_plan(wanted_from(file, given), made=Made())
    tell_problems(film.problems)
    tell_which(address, find_addresses(made, address))
    call = find_call(made, address)
    body = read_body(call.body)
    if as_json:
        data_json(body)
    else:
        data(fitted(prompt_in(body), sys.stdout))
        show("", references_table(refs_in(body)))


@click.command(cls=Sectioned)
@walks_shots
@click.option(
    "--format",
    "format",
    type=click.Choice(list(FORMATS)),
    default="mermaid",
    show_default=True,
    help="The language that it is drawn in.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def graph(file: Path, format: str, as_json: bool, **given: Any) -> None:
    """Draw which shot of the storyboard FILE needs which."""
    wanted = wanted_from(file, given)
    wanted = replace(wanted, selection=to_look_at(wanted.selection))
    # A state can only be selected by who knows what was made; the whole graph is a matter of the files alone.
    made, _ = compile_plan(wanted, made=Made() if wanted.selection.is_whole else None)
    data(FORMATS["json" if as_json else format](made))


def tell_which(asked: str, found: tuple[str, ...]) -> None:
    """Say on stderr which one is shown where the address that was asked for means several."""
    if len(found) > 1:
        others = some_of(found[1:], near=found[1])
        talk(f"{found[0]}, the first of the {len(found)} that {asked} means; the others: {others}.")


def references_table(refs: list[dict[str, Any]]) -> Table:
    """Lay out the references of a request: how the prompt mentions each, its kind, and what it is."""
    table = table_of(header=False)
    for ref in refs:
        sources = [image["url"] for image in ref["images"]] if ref["type"] == "subject" else [ref[ref["type"]]]
        table.add_row(Text(f"@{ref['name']}", style="bold"), ref["type"], ", ".join(_source(one) for one in sources))
    return table


def _source(where: Any) -> str:
    match where:
        case {"$file": path} | {"$url": path}:
            return f"{path}{_part(where)}"
        case {"$shot": shot, "output": output}:
            return f"{output} of {shot}"
        case _:
            return str(where)


def _part(part: dict[str, Any]) -> str:
    match part:
        case {"crop": crop}:
            return f", {crop['width']:g}×{crop['height']:g} of it at {crop['x']:g}, {crop['y']:g}"
        case {"section": section}:
            return f", {section['seconds']:g} s from {section['from']:g} s"
        case _:
            return ""
