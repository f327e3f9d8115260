"""`takes`, `pick`, `approve` and `unapprove`: what there is to choose from, and the choice."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from storyboard.cli.help_text import Sectioned
from storyboard.cli.options import takes_storyboard, walks_shots, wanted_from
from storyboard.cli.takes_text import show_takes, takes_to_json
from storyboard.cli.telling import data, data_json, talk
from storyboard.problems import UsageError
from storyboard.stages.best import propose_takes
from storyboard.stages.commands import command_for
from storyboard.stages.compiling import Wanted
from storyboard.stages.deciding import Decided, Decisions, decide_takes, unapprove_takes
from storyboard.stages.rushes import list_takes, read_rushes
from storyboard.stages.standing import read_used

MOST = 4  # names that a sentence lists
_JSON = click.option("--json", "as_json", is_flag=True, help="Print what was decided as JSON.")


@click.command(cls=Sectioned)
@walks_shots
@click.argument("addresses", nargs=-1, metavar="[ADDRESS]…")
@click.option("--json", "as_json", is_flag=True, help="Print the takes as JSON.")
def takes(file: Path, addresses: tuple[str, ...], as_json: bool, **given: Any) -> None:
    """List every take of the storyboard FILE, or of the shots ADDRESS.

    Each with the variants that it is for; the one that is picked, or in the film where none is, is marked.
    """
    wanted = wanted_from(file, given)
    rushes = read_rushes(wanted)
    listed, used = list_takes(rushes, wanted, addresses), read_used(rushes.plan, rushes.made, wanted)
    if as_json:
        data_json(takes_to_json(listed, used))
    elif listed:
        show_takes(listed, used)
    else:
        talk(f"There is no take yet. `{command_for('run', wanted)}` makes the shots.")


@click.command(cls=Sectioned)
@takes_storyboard
@click.argument("addresses", nargs=-1, required=True, metavar="ADDRESS[#N]…")
@click.option("--best", is_flag=True, help="Pick what has the least against it; ADDRESS is then without #N.")
@_JSON
def pick(file: Path, addresses: tuple[str, ...], best: bool, as_json: bool, **given: Any) -> None:
    """Pick a take of the storyboard FILE: the cut and what continues the shot follow it.

    scene/shot#2 is take 2 for every variant that it was made for, scene/shot@variant#2 for that one alone.
    """
    wanted = wanted_from(file, given)
    _tell(decide_takes(wanted, _best(wanted, addresses) if best else addresses, verb="pick"), wanted, as_json=as_json)


@click.command(cls=Sectioned)
@takes_storyboard
@click.argument("addresses", nargs=-1, required=True, metavar="ADDRESS[#N]…")
@_JSON
def approve(file: Path, addresses: tuple[str, ...], as_json: bool, **given: Any) -> None:
    """Approve a take of the storyboard FILE: it stays, whatever changes.

    Without #N the picked take is meant, else the only good one.
    """
    wanted = wanted_from(file, given)
    _tell(decide_takes(wanted, addresses, verb="approve"), wanted, as_json=as_json)


@click.command(cls=Sectioned)
@takes_storyboard
@click.argument("addresses", nargs=-1, required=True, metavar="ADDRESS…")
@_JSON
def unapprove(file: Path, addresses: tuple[str, ...], as_json: bool, **given: Any) -> None:
    """Take back the approval of shots of the storyboard FILE: they follow their words again."""
    wanted = wanted_from(file, given)
    _tell(unapprove_takes(wanted, addresses), wanted, as_json=as_json)


def _best(wanted: Wanted, addresses: Sequence[str]) -> tuple[str, ...]:
    """Say what speaks against each take, and name the best one of each address."""
    numbered = [words for words in addresses if "#" in words]
    if numbered:
        raise UsageError(f"{numbered[0]} names a take, and --best looks for it", help="Leave out one of the two.")
    proposals = propose_takes(wanted, addresses)
    for proposal in proposals:
        numbers = Counter(take.number for take in proposal.takes)
        for take in proposal.takes:
            against = "; ".join(take.against) or "nothing speaks against it"
            name = take.number if numbers[take.number] == 1 else take.name.rpartition("#")[2]
            talk(f"{proposal.address}: take {name}: {against}.")
    return tuple(proposal.best.name for proposal in proposals)


def _tell(decisions: Decisions, wanted: Wanted, *, as_json: bool) -> None:
    if as_json:
        data_json(_as_json(decisions))
        return
    for one in decisions.decided:
        data(_sentence(one))
    for address in decisions.removed:
        data(f"{address}: it is not in the film any more, and what was decided of it is forgotten.")
    if decisions.made_anew:
        talk(f"{_named(decisions.made_anew)} to be made because of it: `{command_for('plan', wanted)}` says why.")
    if decisions.held:
        talk(f"{_named(decisions.held)} on hold because of it: `{command_for('plan', wanted)}` says why.")


def _as_json(decisions: Decisions) -> dict[str, Any]:
    decided = [
        {
            "address": one.pick.address,
            "take": one.take.number,
            "sha256": one.pick.sha256,
            "approved": one.pick.approved,
            "words": "earlier" if one.earlier else "present",
        }
        for one in decisions.decided
    ]
    lists = {"removed": decisions.removed, "made_anew": decisions.made_anew, "held": decisions.held}
    return {"decided": decided, **lists}


def _sentence(one: Decided) -> str:
    address, number = one.pick.address, one.take.number
    if not one.pick.approved:
        if one.earlier:
            why = "it was not made from the present request"
            return f"{address}: take {number} is not approved any more; {why}{_next(one)}."
        return f"{address}: take {number} is picked{_before(one)}."
    because = ": it was not made from the present request, and stays as it is" if one.earlier else ""
    return f"{address}: take {number} is approved{because}{_before(one)}."


def _next(one: Decided) -> str:
    """Say what becomes of a shot whose take holds no more."""
    if one.action == "make":
        return ", so the next run makes it anew"
    if one.instead is None:
        return ""
    return f"; take {one.instead.number} is used {'from now on' if one.instead.file else 'once its clip is here'}"


def _before(one: Decided) -> str:
    """Say which take lost what it was until now."""
    if one.before is None:
        return ""
    return f"; take {one.before.take.number} is no longer {'approved' if one.before.approved else 'picked'}"


def _named(names: Sequence[str]) -> str:
    few = ", ".join(names[:MOST])
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    return f"{few}{more} {'is' if len(names) == 1 else 'are'}"
