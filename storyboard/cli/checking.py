"""`validate`: every problem of a storyboard at once."""

import sys
from pathlib import Path
from typing import Any

import click

from storyboard.cli.help_text import Sectioned
from storyboard.cli.options import takes_storyboard, wanted_from
from storyboard.cli.problem_text import render_github, render_json
from storyboard.cli.telling import data, talk, tell_problems
from storyboard.problems import ProblemsError, count_errors
from storyboard.stages.compiling import check_storyboard
from storyboard.stages.locking import check_online

FORMATS = {"json": render_json, "github": render_github}


@click.command(cls=Sectioned)
@takes_storyboard
@click.option(
    "--format",
    "format",
    type=click.Choice(["text", *FORMATS]),
    default="text",
    show_default=True,
    help="How the problems are told; github marks them in pull requests.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--online", is_flag=True, help="Look at what stands at every URL too.")
@click.option("--strict", is_flag=True, help="Let warnings count as errors.")
def validate(file: Path, format: str, online: bool, strict: bool, **given: Any) -> int:
    """Tell every problem of the storyboard FILE at once.

    Contacts nobody, unless --online is given: then every URL is fetched, checked and forgotten.
    """
    format = "json" if given.pop("as_json") else format
    wanted = wanted_from(file, given)
    problems = check_online(wanted) if online else check_storyboard(wanted)
    if format == "text":
        tell_problems(problems, most=None)
    elif words := FORMATS[format](problems):
        data(words)
    if count_errors(problems) or (strict and problems):
        return ProblemsError.exit_code
    if format == "text" and not problems:
        talk(f"{file}: no problems.")
    sys.stdout.flush()
    return 0
