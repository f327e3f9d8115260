"""What stops a command: in words for people, on stderr, and where `--json` is given also for programs, on stdout."""

import errno
import json
import os
import sys
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise

import click

from storyboard.cli.streams import mute
from storyboard.problems import ProblemsError, Refused, StoryboardError
from storyboard.run.machine.interrupts import INTERRUPTED
from storyboard.version import __version__

BUG = 70
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """Why a command ended early, what to do about it, and its exit code. `words` is all of it for people."""

    message: str
    help: str
    exit_code: int
    words: str


def failure_of(error: BaseException) -> Failure:
    """Say what an error means for who typed the command; what nobody foresaw is a bug."""
    match error:
        case click.Abort() | KeyboardInterrupt():
            # The terminal has written ^C without a line break.
            words = "\ninterrupted" if sys.stderr.isatty() else "interrupted"
            return Failure(message="interrupted", help="", exit_code=INTERRUPTED, words=words)
        case click.ClickException():
            help = f"`{_asked(error)} --help` tells how it is used."
            return _failure(_sentence(error.format_message()), help, error.exit_code)
        case StoryboardError():
            return _failure(f"{error.message.rstrip('.')}.", error.help, error.exit_code)
        case OSError(filename=None) if error.errno in _NO_ROOM:
            mute(sys.stdout)
            message = f"What is printed cannot be written where it goes: {error.strerror}."
            return _failure(message, "Make room there, or send it elsewhere.", Refused.exit_code)
        case _:
            return _bug(error)


def tell_failure(failure: Failure, *, as_json: bool) -> None:
    """Say why a command ended early; as JSON it is `{"error": {message, help, exit_code}}`."""
    from storyboard.cli.telling import talk

    talk(failure.words)
    if as_json:
        told = {"message": failure.message, "help": failure.help, "exit_code": failure.exit_code}
        _print_json({"error": told})


def tell_problems_of(error: ProblemsError, *, as_json: bool) -> None:
    """Tell all problems that an error carries; as JSON they are as `validate --json` prints them."""
    from storyboard.cli.problem_text import problems_to_json
    from storyboard.cli.telling import tell_problems

    tell_problems(error.problems)
    if as_json:
        _print_json(problems_to_json(error.problems))


def wants_json(argv: Sequence[str]) -> bool:
    """Say whether a command line asks for JSON, which a program reads then, whatever becomes of the command."""
    return bool({"--json", "--format=json"} & {*argv}) or ("--format", "json") in pairwise(argv)


def _failure(message: str, help: str, exit_code: int) -> Failure:
    advice = f"\nhelp: {help}" if help else ""
    return Failure(message=message, help=help, exit_code=exit_code, words=f"error: {message}{advice}")


def _sentence(words: str) -> str:
    return words if words.endswith(("?", ".")) else f"{words}."


def _asked(error: click.ClickException) -> str:
    """Name the command that could not be understood."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    return context.command_path if context is not None else "storyboard"


def _bug(error: BaseException) -> Failure:
    if os.environ.get("STORYBOARD_TRACEBACK"):
        traceback.print_exception(error)
    last = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{os.path.basename(last.filename)}:{last.lineno}"  # noqa: PTH119  # a name, not a path
    return _failure(
        f"this is a bug in storyboard {__version__}: {type(error).__name__} at {where}: {error}",
        "nothing that was made is lost. Set STORYBOARD_TRACEBACK=1 for the details, and please report it.",
        BUG,
    )


def _print_json(value: object) -> None:
    """Print a value on one line, as the events of a run are."""
    with suppress(OSError):
        click.echo(json.dumps(value, ensure_ascii=False))
