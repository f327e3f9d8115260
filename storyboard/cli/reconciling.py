"""`reconcile`: what is in doubt, with what speaks for and against it; and the three ways to settle it."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from storyboard.cli.doubt_text import doubt_as_json, doubt_text
from storyboard.cli.help_text import Sectioned
from storyboard.cli.making import makes_shots
from storyboard.cli.options import takes_storyboard, wanted_from
from storyboard.cli.running import carry_out
from storyboard.cli.telling import data, data_json, talk, tell_problems
from storyboard.credits import count_credits
from storyboard.problems import InDoubt, UsageError
from storyboard.run.doubt.reconcile import Doubt, name_of
from storyboard.run.doubt.settling import Settled
from storyboard.run.record.outcome import exit_code_of
from storyboard.stages.compiling import Wanted
from storyboard.stages.doubts import tell_elsewhere
from storyboard.stages.reconciling import (
    Unknown,
    abandon_in_doubt,
    bind_in_doubt,
    find_doubt,
    list_in_doubt,
    plan_again,
    settles_others,
)

_CHOICES = """\
--bind TASK_ID  it was taken, as this task of the provider's: `storyboard run` fetches it, nothing is paid again
--abandon       it was not taken: it counts as never asked for and as not spent, and `storyboard run` asks anew
--resubmit      nobody can say: ask again now, for its price; what the first may have cost stays counted"""
_STILL = """\
--bind TASK_ID  it was taken after all: `storyboard run` fetches it
--abandon       it was not taken: its price counts as spent no more"""


@click.command(cls=Sectioned)
@takes_storyboard
@click.argument("address", required=False)
@click.option("--bind", metavar="TASK_ID", help="It was taken, as this task of the provider's.")
@click.option("--abandon", is_flag=True, help="It was not taken: nothing was charged.")
@click.option("--resubmit", is_flag=True, help="Nobody can say: ask again, and pay again.")
@makes_shots
def reconcile(
    file: Path, address: str | None, *, bind: str | None, abandon: bool, resubmit: bool, **given: Any
) -> int:  # fmt: skip
    """Show the submissions of FILE whose fate is unknown, or settle the one at ADDRESS, such as scene/shot.

    Without an action nothing is changed. Nothing is ever settled by itself, but by a webhook.
    """
    if (bind is not None) + abandon + resubmit > 1:
        raise UsageError("--bind, --abandon and --resubmit exclude each other", help="Choose what is true.")
    wanted = wanted_from(file, given, first_take=given["first_take"])
    as_json = given["as_json"]
    if resubmit:
        return _resubmit(wanted, address, given)
    if bind is not None:
        return _tell_settled(bind_in_doubt(wanted, address, task_id=bind), f"bound to {bind}", as_json=as_json)
    if abandon:
        return _tell_settled(abandon_in_doubt(wanted, address), "given up", as_json=as_json)
    return _show(wanted, address, as_json=as_json)


def _show(wanted: Wanted, address: str | None, *, as_json: bool) -> int:
    unknown = list_in_doubt(wanted) if address is None else _alone(find_doubt(wanted, address))
    if as_json:
        found = {"in_doubt": unknown.own, "set_aside": unknown.aside, "others": unknown.others}
        data_json({name: _as_json(doubts) for name, doubts in found.items()})
        return _code(unknown.own)
    if unknown.own or unknown.aside:
        data("\n\n".join(_texts(unknown, wanted)))
    if not unknown.own:
        talk(f"Nothing is in doubt at {wanted.aim.origin}.")
    for line in (*settles_others(unknown, wanted), *tell_elsewhere(wanted)):
        talk(line)
    return _code(unknown.own)


def _alone(doubt: Doubt) -> Unknown:
    return Unknown(aside=(doubt,)) if doubt.aside else Unknown(own=(doubt,))


def _texts(unknown: Unknown, wanted: Wanted) -> Iterator[str]:
    yield from (doubt_text(doubt, file=wanted.file.name) for doubt in (*unknown.own, *unknown.aside))
    yield _CHOICES if unknown.own else _STILL


def _as_json(doubts: Iterable[Doubt]) -> list[dict[str, Any]]:
    return [doubt_as_json(doubt) for doubt in doubts]


def _tell_settled(settled: Settled, how: str, *, as_json: bool) -> int:
    if as_json:
        data_json({"settled": doubt_as_json(settled.doubt), "as": how, "in_doubt": _as_json(settled.left)})
    talk(f"{settled.doubt.call}: {how}. {_next(how)}")
    for line in _left(settled.left):
        talk(line)
    return _code(settled.left)


def _next(how: str) -> str:
    return "`storyboard run` asks anew." if how == "given up" else "`storyboard run` fetches it."


def _resubmit(wanted: Wanted, address: str | None, given: dict[str, Any]) -> int:
    """Ask again. The doubt is set aside with the very step that asks for it anew, and stays where that is not taken."""
    doubt = find_doubt(wanted, address)
    plan, film, alone = plan_again(wanted, doubt)
    tell_problems(film.problems)
    talk(f"{doubt.call}: {count_credits(doubt.price)} may have been charged at {doubt.made_at}, and stay counted.")
    code = carry_out(plan, alone, given, source="again", replaces=doubt.attempt)  # which says what is still in doubt
    return exit_code_of({code, _code(list_in_doubt(wanted).own)})


def _left(doubts: Sequence[Doubt]) -> Iterator[str]:
    if doubts:
        yield f"Still in doubt: {', '.join(name_of(doubt) for doubt in doubts)}."


def _code(doubts: Sequence[Doubt]) -> int:
    return InDoubt.exit_code if doubts else 0
