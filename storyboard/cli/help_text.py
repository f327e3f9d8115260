"""How the help of a command is laid out: its own options first, then those that it shares with others."""

from itertools import groupby
from typing import ClassVar

import click

OWN = "Options"


class RunsOption(click.Option):
    """An option of every command that makes shots."""

    section = "Options of a run"


class SharedOption(click.Option):
    """An option of every command that reads a storyboard."""

    section = "Shared options"


SECTIONS = (OWN, RunsOption.section, SharedOption.section)


class Sectioned(click.Command):
    """A command whose help tells what is its own before what others have too; `untold` are options without effect."""

    untold: ClassVar[frozenset[str]] = frozenset()

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read what was typed; click's own parser does not say which command it could not read."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, a section for each kind."""
        told = [
            (_section(param), param.get_help_record(ctx))
            for param in self.get_params(ctx)
            if isinstance(param, click.Option) and param.name not in self.untold
        ]
        ordered = sorted(told, key=lambda one: SECTIONS.index(one[0]))
        for section, members in groupby(ordered, key=lambda one: one[0]):
            if rows := [record for _, record in members if record is not None]:
                with formatter.section(section):
                    formatter.write_dl(rows)


class OfFolder(Sectioned):
    """A command about all that lies beside a storyboard: it takes what says where a film is made, and needs none."""

    untold = frozenset({"profile", "target", "base_url", "store", "out", "cache"})


def _section(option: click.Option) -> str:
    return option.section if isinstance(option, RunsOption | SharedOption) else OWN
