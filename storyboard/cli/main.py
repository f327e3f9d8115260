"""The `storyboard` command: finds a subcommand, runs it, and turns every error into words and an exit code."""

import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

import click

from storyboard.cli.commands import COMMANDS, NOT_BUILT, SECTIONS
from storyboard.cli.failing import failure_of, tell_failure, tell_problems_of, wants_json
from storyboard.cli.streams import accept_all_words, mute, open_streams, write_the_rest
from storyboard.problems import ProblemsError, UsageError
from storyboard.run.machine.interrupts import take_interrupts
from storyboard.version import __version__


class Commands(click.Group):
    """The subcommands, each imported only when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  # click's own signature
        """List the commands in the order in which they are used."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a command."""
        if cmd_name in NOT_BUILT:
            raise click.UsageError(f"`storyboard {cmd_name}` is not built yet: {NOT_BUILT[cmd_name]}.")
        return COMMANDS[cmd_name].load() if cmd_name in COMMANDS else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands, as their work goes, without importing them."""
        widest = max(map(len, COMMANDS))
        for section, commands in SECTIONS.items():
            with formatter.section(section):
                formatter.write_dl([(name.ljust(widest), command.help) for name, command in commands.items()])
        formatter.write("\n`storyboard COMMAND --help` tells more of each.\n")

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one was meant."""
        from difflib import get_close_matches

        if self.get_command(ctx, args[0]) is None:
            meant = "".join(f" Did you mean `{name}`?" for name in get_close_matches(args[0], COMMANDS, n=1))
            raise click.UsageError(f"There is no command {args[0]!r}.{meant}", ctx)
        return super().resolve_command(ctx, args)


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="storyboard")
def storyboard() -> None:
    """Compile films that are written as text, and make them."""


def main(argv: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit with the code that says what came of it."""
    open_streams()
    words = list(sys.argv[1:] if argv is None else argv)
    _import_command(words)
    take_interrupts()
    code = run(words)
    write_the_rest()
    sys.exit(code)


def _import_command(words: list[str]) -> None:
    """Import a command while an interrupt still ends the process at once: raised in an import it may be lost."""
    with suppress(Exception):  # it is told when the command is run
        COMMANDS[words[0]].load()


def run(argv: list[str]) -> int:
    """Run the command line and give its exit code. No traceback ever reaches a user."""
    accept_all_words()
    try:
        # Not `storyboard.main`, which ends the process by itself where a pipe breaks.
        with storyboard.make_context("storyboard", _meant(argv)) as context:
            result = storyboard.invoke(context)
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as end:
        return end.exit_code if argv else UsageError.exit_code
    except BrokenPipeError:
        mute(sys.stdout)
        return 0
    except ProblemsError as error:
        tell_problems_of(error, as_json=wants_json(argv))
        return error.exit_code
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  # the last net: a bug is told as one
        failure = failure_of(error)
        tell_failure(failure, as_json=wants_json(argv))
        return failure.exit_code


def _meant(argv: list[str]) -> list[str]:
    """Take `help COMMAND` as `COMMAND --help`, and no words at all as a question too."""
    return [*argv[1:], "--help"] if not argv or argv[0] == "help" else [*argv]
