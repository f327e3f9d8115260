"""How the takes of a film look: a table for people, a list for programs."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from rich.cells import cell_len
from rich.console import JustifyMethod
from rich.table import Table
from rich.text import Text

from storyboard.cli.budget_text import credits
from storyboard.cli.paper import show, table_of
from storyboard.cli.progress import STYLES
from storyboard.plan.plan_json import money
from storyboard.stages.rushes import Listed

VERSION = 1


def show_takes(listed: Iterable[Listed]) -> None:
    """Write the takes of each shot below its address."""
    for shot, takes in groupby(listed, key=lambda one: one.shot):
        show(Text(shot, style="bold"), _table(tuple(takes)))


def takes_to_json(listed: Iterable[Listed]) -> dict[str, Any]:
    """Give takes as plain JSON values, by shot."""
    shots = {shot: [_to_json(one) for one in takes] for shot, takes in groupby(listed, key=lambda one: one.shot)}
    return {"takes": VERSION, "shots": shots}


def _table(takes: tuple[Listed, ...]) -> Table:
    table = table_of(header=False)
    shared = {one.take.attempt: sum(other.take.attempt == one.take.attempt for other in takes) for one in takes}
    rows = [_row(one, shared) for one in takes]
    justified: tuple[JustifyMethod, ...] = ("right", "left", "left", "left", "right", "right")
    # Each as wide as its widest cell: what would be wrapped there makes the path behind it break.
    for justify, cells in zip(justified, zip(*rows, strict=True), strict=False):
        table.add_column(justify=justify, no_wrap=True, min_width=max(cell_len(str(cell)) for cell in cells))
    table.add_column(ratio=1, overflow="fold")
    for row in rows:
        table.add_row(*row)
    return table


def _row(one: Listed, shared: Mapping[str, int]) -> tuple[str | Text, ...]:
    take = one.take
    many = f" for {shared[take.attempt]}" if shared[take.attempt] > 1 else ""
    return (
        f"#{one.name.rpartition('#')[2]}",
        Text(take.status, style=STYLES.get(take.status, "")),
        Text(f"{one.words} words", style="" if one.words == "present" else "dim"),
        Text(_circle(one), style="bold"),
        "" if take.seconds is None else f"{take.seconds:.2f} s",
        "" if take.credits is None else f"{credits(take.credits)} credits{many}",
        "; ".join(words for words in (_told(one), *one.findings) if words),
    )


def _circle(one: Listed) -> str:
    """Say who has a take circled; with variants, which ones."""
    names = [address.partition("@")[2] for address in one.picked]
    what = "approved" if set(one.picked) == set(one.approved) else "picked"
    if not one.picked:
        return ""
    return f"{what} for {', '.join(names)}" if any(names) else what


def _told(one: Listed) -> str:
    if one.file is not None:
        return str(one.file)
    return one.take.message or ("its clip is not here" if one.take.status == "done" else "")


def _to_json(one: Listed) -> dict[str, Any]:
    take = one.take
    return {
        "number": take.number,
        "name": one.name,
        "status": take.status,
        "words": one.words,
        "digest": take.digest,
        "usages": list(one.usages),
        "picked": list(one.picked),
        "approved": list(one.approved),
        "seconds": take.seconds,
        "width": one.width,
        "height": one.height,
        "credits": None if take.credits is None else money(take.credits),
        "task_id": take.task_id,
        "sha256": take.sha256,
        "file": None if one.file is None else str(one.file),
        "message": take.message,
        "findings": list(one.findings),
    }
