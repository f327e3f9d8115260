"""Saved plans: the file that a plan is written to, and what is read from one."""

import shlex
from pathlib import Path

from storyboard.plan.plan import Plan
from storyboard.plan.plan_json import HOW_TO_MAKE, read_plan, write_plan
from storyboard.problems import UsageError

STORYBOARDS = (".yaml", ".yml")


def save_plan(made: Plan, output: Path) -> None:
    """Write a plan to a file. Raise UsageError where that cannot be."""
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(write_plan(made), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"The plan cannot be saved as {output}: {error.strerror or error}") from None


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
