"""How the takes of a film look: a table for people, a list for programs."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from rich.text import Text

from storyboard.cli.budget_text import credits
from storyboard.cli.paper import Listing, show
from storyboard.cli.progress import STYLES
from storyboard.cli.telling import width_of
from storyboard.plan.plan_json import money
from storyboard.stages.rushes import Listed

VERSION = 1
MOST = 3  # variants that a line names
Used = Mapping[str, str]


def show_takes(listed: Iterable[Listed], used: Used) -> None:
    """Write the takes of each shot below its address; `used` has the sha256 of the take in the film, by address."""
    for shot, takes in groupby(listed, key=lambda one: one.shot):
        show(Text(shot, style="bold"), _listing(tuple(takes), used))


def takes_to_json(listed: Iterable[Listed], used: Used) -> dict[str, Any]:
    """Give takes as plain JSON values, by shot."""
    shots = {shot: [_to_json(one, used) for one in takes] for shot, takes in groupby(listed, key=lambda one: one.shot)}
    return {"takes": VERSION, "shots": shots}


def _listing(takes: tuple[Listed, ...], used: Used) -> Listing:
    shared = {one.take.attempt: sum(other.take.attempt == one.take.attempt for other in takes) for one in takes}
    rows = tuple(_row(one, shared, used) for one in takes)
    said = tuple("; ".join(words for words in (_told(one), *one.findings) if words) for one in takes)
    # A column in which nobody has a word, as that of the variants in a film without any, is left out.
    filled = [rank for rank in range(len(rows[0])) if any(row[rank].plain for row in rows)]
    return Listing(
        head=("",) * len(filled),
        rows=tuple(tuple(row[rank] for rank in filled) for row in rows),
        tails=said,
        right=frozenset(place for place, rank in enumerate(filled) if rank in _RIGHT),
        width=width_of(sys.stdout),
    )


_RIGHT = frozenset({0, 5, 6})  # the number, the seconds, the credits


def _row(one: Listed, shared: Mapping[str, int], used: Used) -> tuple[Text, ...]:
    take = one.take
    many = f" for {shared[take.attempt]}" if shared[take.attempt] > 1 else ""
    return (
        Text(f"#{one.name.rpartition('#')[2]}"),
        Text(take.status, style=STYLES.get(take.status, "")),
        Text(f"{one.words} words", style="" if one.words == "present" else "dim"),
        Text(_variants(one.usages)),
        Text(_circle(one, used), style="bold"),
        Text("" if take.seconds is None else f"{take.seconds:.2f} s"),
        Text("" if take.credits is None else f"{credits(take.credits)} credits{many}"),
    )


def _variants(addresses: Iterable[str]) -> str:
    """Name the variants of some addresses, the first few where there are many; nothing where there are none."""
    names = [name for name in (address.partition("@")[2] for address in addresses) if name]
    return (
        ", ".join(names) if len(names) <= MOST else f"{', '.join(names[: MOST - 1])} and {len(names) - MOST + 1} more"
    )


def _circle(one: Listed, used: Used) -> str:
    """Say who has a take circled, or uses it where none is; which variants, where these are not all that it is for."""
    if one.picked:
        return _for("approved" if set(one.picked) == set(one.approved) else "picked", one.picked, one)
    return _for("in the film", _users(one, used), one)


def _for(what: str, addresses: Sequence[str], one: Listed) -> str:
    if not addresses or set(addresses) == set(one.usages):
        return what if addresses else ""
    return f"{what} for {_variants(addresses)}"


def _users(one: Listed, used: Used) -> tuple[str, ...]:
    """Name the addresses whose film has a take though nobody has circled one of them."""
    return tuple(address for address in one.usages if one.take.sha256 and used.get(address) == one.take.sha256)


def _told(one: Listed) -> str:
    if one.file is not None:
        return str(one.file)
    return one.take.message or ("its clip is not here" if one.take.status == "done" else "")


def _to_json(one: Listed, used: Used) -> dict[str, Any]:
    take = one.take
    return {
        "number": take.number,
        "name": one.name,
        "status": take.status,
        "words": one.words,
        "digest": take.digest,
        "usages": list(one.usages),
        "used": list(_users(one, used)),
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
