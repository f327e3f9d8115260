"""`diff`: what differs between two plans, storyboards or revisions, and what the difference costs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from storyboard.cli.diff_text import show_difference
from storyboard.cli.help_text import Sectioned
from storyboard.cli.options import shares_options, wanted_from
from storyboard.cli.problem_text import problems_to_json
from storyboard.cli.telling import data, data_json, talk, tell_problems
from storyboard.deliver.difference_json import write_json
from storyboard.deliver.difference_markdown import write_markdown
from storyboard.plan.difference.difference import Difference
from storyboard.problems import ProblemsError
from storyboard.stages.comparing import Side, compare_sides, read_sides, read_with_head

Writer = Callable[[Difference, str, str], str]

FORMATS: dict[str, Writer] = {"json": write_json, "markdown": write_markdown}


@click.command(cls=Sectioned)
@click.argument("before", metavar="[A]")
@click.argument("after", metavar="B", required=False)
@shares_options
@click.option(
    "--format",
    "format",
    type=click.Choice(["text", *FORMATS]),
    default="text",
    show_default=True,
    help="How it is told; markdown is for pull requests.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def diff(before: str, after: str | None, format: str, as_json: bool, **given: Any) -> int:
    """Show what differs between A and B, shot by shot, and what the difference costs.

    Each is a saved plan, a storyboard, or REV:path of one in a git repository; a bare REV is the other file at REV. One
    alone is compared with what it was in the last commit. What was made does not count, only what is asked for.
    """
    wanted = wanted_from(Path(), given)
    old, new = read_with_head(before, wanted) if after is None else read_sides(before, after, wanted)
    wrong = [side for side in (old, new) if side.plan is None]
    if wrong:
        _tell(wrong, as_json=as_json or format == "json")
        return ProblemsError.exit_code
    difference = compare_sides(old, new)
    if as_json or format != "text":
        data(FORMATS["json" if as_json else format](difference, old.name, new.name))
    else:
        show_difference(difference, old.name, new.name)
    return 0


def _tell(wrong: list[Side], *, as_json: bool) -> None:
    for side in wrong:
        talk(f"{side.name} cannot be compared:")
        tell_problems(side.problems)
    if as_json:
        data_json(problems_to_json(problem for side in wrong for problem in side.problems))
