"""Tables and styled text on a stream: in colour only where a person looks, as wide as the terminal."""

import sys
from typing import TextIO

import click
from rich.console import Console, RenderableType
from rich.measure import Measurement
from rich.table import Table

from storyboard.cli.telling import in_colour

WIDTH = 120  # where there is no terminal
WIDEST = 400  # whatever words there are


def console_for(stream: TextIO) -> Console:
    """Make a console that writes to a stream. Square brackets and colons in a film's words are only words to it."""
    colour = in_colour(stream)
    return Console(
        file=stream,
        force_terminal=colour,
        no_color=not colour,
        highlight=False,
        markup=False,
        emoji=False,
        width=None if stream.isatty() else WIDTH,
    )


def show(*parts: RenderableType, stream: TextIO | None = None) -> None:
    """Write parts below each other, to stdout unless said.

    No line ends in spaces and no word is broken, so that a path can be copied: a part may be wider than the terminal.
    """
    out = stream or sys.stdout
    console = console_for(out)
    width = console.width
    with console.capture() as caught:
        for part in parts:
            needed = Measurement.get(console, console.options.update(max_width=WIDEST), part).minimum
            console.width = max(width, min(needed, WIDEST))
            console.print(part)
    lines = (line.rstrip() for line in caught.get().splitlines())
    click.echo("\n".join(lines), file=out, color=in_colour(out))


def table_of(*, header: bool = True) -> Table:
    """Make a table without lines, two spaces between its columns."""
    return Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", show_header=header)
