"""`prompt` and `graph`: what is sent for a shot, and which shot needs which."""

import json
from pathlib import Path
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from storyboard.cli.options import takes_storyboard, walks_shots, wanted_from
from storyboard.cli.paper import show, table_of
from storyboard.cli.telling import data, tell_problems
from storyboard.deliver.graph import FORMATS
from storyboard.language.sentences import join_or
from storyboard.language.suggest import did_you_mean
from storyboard.plan.made import Made
from storyboard.plan.plan import Call, Plan, call_of
from storyboard.plan.plan_json import read_body
from storyboard.problems import UsageError
from storyboard.stages.compiling import compile_plan


@click.command()
@takes_storyboard
@click.argument("address")
@click.option("--json", "as_json", is_flag=True, help="Print the request as JSON.")
def prompt(file: Path, address: str, as_json: bool, **given: Any) -> None:  # noqa: FBT001
    """Show the prompt and the references of the shot ADDRESS (scene/shot, or scene/shot@variant)."""
    made, film = compile_plan(wanted_from(file, given), made=Made())
    tell_problems(film.problems)
    call = find_call(made, address)
    body = read_body(call.body)
    if as_json:
        data(json.dumps(body, ensure_ascii=False, indent=2))
    else:
        data(body["input"]["prompt"])
        show("", references_table(body["input"]["refs"]))


@click.command()
@walks_shots
@click.option("--format", "format", type=click.Choice(list(FORMATS)), default="mermaid", show_default=True)
def graph(file: Path, format: str, **given: Any) -> None:
    """Draw which shot of the storyboard FILE needs which."""
    made, _ = compile_plan(wanted_from(file, given), made=Made())
    data(FORMATS[format](made))


def find_call(plan: Plan, address: str) -> Call:
    """Find the call of an address; a plain one means the first variant. Raise UsageError where there is none."""
    used = [usage for call in plan.calls for usage in call.usages]
    exact = next((usage for usage in used if address in (usage, usage.partition("@")[0])), None)
    call = call_of(plan, exact) if exact is not None else None
    if call is None:
        raise UsageError(f"There is no shot {address!r}", help=_meant(address, used))
    return call


def _meant(address: str, used: list[str]) -> str:
    plain, at, variant = address.partition("@")
    shots = list(dict.fromkeys(usage.partition("@")[0] for usage in used))
    if at and plain in shots:
        variants = [usage.partition("@")[2] for usage in used if usage.startswith(f"{plain}@")]
        return did_you_mean(variant, variants, what=f"{plain} is there as") or f"{plain} is there, without variants."
    same = [shot for shot in shots if shot.rpartition("/")[2] == plain.rpartition("/")[2]]
    if same:
        return f"Did you mean {join_or([f'`{shot}`' for shot in same])}?"
    return did_you_mean(plain, shots, what="There are")


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
