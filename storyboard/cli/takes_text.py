"""How the takes of a film look: a table for people, a list for programs."""

import sys
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

from rich.text import Text

from storyboard.cli.paper import Listing, show
from storyboard.cli.progress import STYLES
from storyboard.cli.telling import width_of
from storyboard.credits import count_credits
from storyboard.plan.plan_json import money
from storyboard.run.record.manifest import TakeResult
from storyboard.stages.rushes import Listed

VERSION = 1
MOST = 3  # variants that a line names
Used = Mapping[str, TakeResult]
Users = Sequence[tuple[str, ...]]


def show_takes(listed: Iterable[Listed], used: Used) -> None:
    """Write the takes of each shot below its address; `used` has the take in the film, by address."""
    for shot, group in groupby(listed, key=lambda one: one.shot):
        takes = tuple(group)
        show(Text(shot, style="bold"), _listing(takes, _users(takes, used)))


def takes_to_json(listed: Iterable[Listed], used: Used) -> dict[str, Any]:
    """Give takes as plain JSON values, by shot."""
    shots: dict[str, list[dict[str, Any]]] = {}
    for shot, group in groupby(listed, key=lambda one: one.shot):
        takes = tuple(group)
        shots[shot] = [_to_json(one, own) for one, own in zip(takes, _users(takes, used), strict=True)]
    return {"takes": VERSION, "shots": shots}


def _listing(takes: tuple[Listed, ...], users: Users) -> Listing:
    shared = {one.take.attempt: sum(other.take.attempt == one.take.attempt for other in takes) for one in takes}
    rows = tuple(_row(one, shared, own) for one, own in zip(takes, users, strict=True))
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


def _row(one: Listed, shared: Mapping[str, int], users: Sequence[str]) -> tuple[Text, ...]:
    take = one.take
    many = f" for {shared[take.attempt]}" if shared[take.attempt] > 1 else ""
    return (
        Text(f"#{one.name.rpartition('#')[2]}"),
        Text(take.status, style=STYLES.get(take.status, "")),
        Text("present words") if one.words == "present" else Text("earlier request", style="dim"),
        Text(_variants(one.usages)),
        Text(_circle(one, users), style="bold"),
        Text("" if take.seconds is None else f"{take.seconds:.2f} s"),
        Text("" if take.credits is None else f"{count_credits(take.credits)}{many}"),
    )


def _variants(addresses: Iterable[str]) -> str:
    """Name the variants of some addresses, the first few where there are many; nothing where there are none."""
    names = [name for name in (address.partition("@")[2] for address in addresses) if name]
    return (
        ", ".join(names) if len(names) <= MOST else f"{', '.join(names[: MOST - 1])} and {len(names) - MOST + 1} more"
    )


def _circle(one: Listed, users: Sequence[str]) -> str:
    """Say who has a take circled, or uses it where none is; which variants, where these are not all that it is for."""
    if one.picked:
        return _for("approved" if set(one.picked) == set(one.approved) else "picked", one.picked, one)
    return _for("in the film", users, one)


def _for(what: str, addresses: Sequence[str], one: Listed) -> str:
    if not addresses or set(addresses) == set(one.usages):
        return what if addresses else ""
    return f"{what} for {_variants(addresses)}"


def _users(takes: Sequence[Listed], used: Used) -> Users:
    """Name for each take of a shot the addresses whose film has it.

    Of takes of the same bytes that is the circled one and no other; where none is, the one of the film's number.
    """
    users: list[tuple[str, ...]] = [() for _ in takes]
    for address, film in used.items():
        same = [rank for rank, one in enumerate(takes) if address in one.usages and one.take.sha256 == film.sha256]
        if same:
            meant = min(
                same, key=lambda rank: (address not in takes[rank].picked, takes[rank].take.number != film.number)
            )
            users[meant] = (*users[meant], address)
    return users


def _told(one: Listed) -> str:
    if one.file is not None:
        return str(one.file)
    return one.take.message or ("its clip is not here" if one.take.status == "done" else "")


def _to_json(one: Listed, users: Sequence[str]) -> dict[str, Any]:
    take = one.take
    return {
        "number": take.number,
        "name": one.name,
        "status": take.status,
        "words": one.words,
        "digest": take.digest,
        "usages": list(one.usages),
        "used": list(users),
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
