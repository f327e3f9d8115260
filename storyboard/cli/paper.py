"""Tables and styled text on a stream: in colour only where a person looks, as wide as the terminal."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TextIO

import click
from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, JustifyMethod, RenderableType, RenderResult
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from storyboard.cli.telling import in_colour

WIDTH = 120  # where there is no terminal
WIDEST = 400  # whatever words there are
_BELOW = 4  # columns that words below a row are set in
_LEAST = 24  # columns beside a row that are worth being written in


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A table whose rows end in words that may be long, such as a path, which is there to be copied.

    These stand beside the row, wrapped between words; where the longest word has no room there, below the row. `width`
    is that of the terminal, None where there is none: then every row is one line.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[Text, ...], ...]
    tails: tuple[str, ...]
    right: frozenset[int] = frozenset()
    width: int | None = None

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        """Want what the widest line needs."""
        widest = self._beside + (max(map(cell_len, self.tails), default=0) if self.width is None else 0)
        needed = widest if self.width is None else max(self._beside, _BELOW + self._longest)
        return Measurement(needed, needed)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Lay it out, as wide as there is room."""
        room = options.max_width - self._beside
        beside = room >= max(self._longest, min(_LEAST, max(map(cell_len, self.tails), default=0)))
        if beside or not any(self.tails):
            yield self._table(self.rows, [Text(tail) for tail in self.tails])
            return
        if any(self.head):
            yield self._table((), [])
        for row, tail in zip(self.rows, self.tails, strict=True):
            yield self._table((row,), [Text("")], header=False)
            if tail:
                yield Padding(Text(tail), (0, 0, 0, _BELOW))

    @property
    def _widths(self) -> list[int]:
        lines = (tuple(map(Text, self.head)), *self.rows)
        return [max(line[rank].cell_len for line in lines) for rank in range(len(self.head))]

    @property
    def _beside(self) -> int:
        return sum(self._widths) + 2 * len(self.head)

    @property
    def _longest(self) -> int:
        return max((cell_len(word) for tail in self.tails for word in tail.split()), default=0)

    def _table(self, rows: Iterable[tuple[Text, ...]], tails: list[Text], *, header: bool = True) -> Table:
        table = table_of(header=header and any(self.head))
        for rank, (name, width) in enumerate(zip(self.head, self._widths, strict=True)):
            justify: JustifyMethod = "right" if rank in self.right else "left"
            table.add_column(name, no_wrap=True, min_width=width, max_width=width, justify=justify)
        table.add_column("", ratio=1)
        for row, tail in zip(rows, tails, strict=True):
            table.add_row(*row, tail)
        return table


def table_of(*, header: bool = True) -> Table:
    """Make a table without lines, two spaces between its columns."""
    return Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim", show_header=header)
