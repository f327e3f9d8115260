"""Saved plans: the file that a plan is written to, and what is read from one."""

import os
import re
import shlex
from pathlib import Path

from storyboard.plan.plan import FORMAT, Plan
from storyboard.plan.plan_json import HOW_TO_MAKE, read_plan, write_plan
from storyboard.problems import UsageError
from storyboard.run.machine.places import beside

STORYBOARDS = (".yaml", ".yml")
_HEAD = 200  # bytes, in which a plan says that it is one


def save_plan(made: Plan, output: Path) -> None:
    """Write a plan to a file, in the place of nothing but a plan. Raise UsageError where that cannot be."""
    try:
        _refuse_other(output)
        if output.exists() and not output.is_file():  # a pipe, or a terminal
            output.write_text(write_plan(made), encoding="utf-8")
            return
        # `resolve` does not bear a link that leads back to itself.
        with beside(Path(os.path.realpath(output))) as temporary:
            temporary.write_text(write_plan(made), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"The plan cannot be saved as {output}: {error.strerror or error}") from None


def _refuse_other(output: Path) -> None:
    """Refuse to write over what is no plan: a storyboard or a picture that was named by a slip would be lost."""
    if output.is_file() and not _begins_a_plan(output.read_bytes()):
        raise UsageError(f"{output} is there, and it is no plan", help="Save the plan under another name.")


def is_plan(file: Path) -> bool:
    """Say whether a file is a saved plan, by what it holds, whatever its name is."""
    try:
        with file.open("rb") as stream:
            return FORMAT.encode() in stream.read(_HEAD)
    except OSError:
        return False


def _begins_a_plan(content: bytes) -> bool:
    return not content.strip() or re.match(rb'\s*\{\s*"plan"\s*:', content) is not None


def read_saved(file: Path) -> Plan:
    """Read a saved plan. Raise UsageError where there is none."""
    if file.suffix in STORYBOARDS and file.is_file():
        help = f"`storyboard plan {shlex.quote(str(file))}` shows what would be made of it."
        raise UsageError(f"{file} is not a plan, but a storyboard", help=help)
    try:
        return read_plan(file.read_text(encoding="utf-8"), name=str(file))
    except OSError as error:
        raise UsageError(_unread(file, error), help=HOW_TO_MAKE) from None
    except UnicodeDecodeError:
        raise UsageError(f"{file} is not a plan: it is no text in UTF-8", help=HOW_TO_MAKE) from None


def _unread(file: Path, error: OSError) -> str:
    match error:
        case FileNotFoundError() | NotADirectoryError():
            return f"There is no plan {file}"
        case IsADirectoryError():
            return f"{file} is a folder, not a plan"
        case _:
            return f"The plan {file} cannot be read: {error.strerror or error}"
