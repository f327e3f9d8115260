"""The live table: a row for each shot that goes on or is over, and below it how far all of it is."""

from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, JustifyMethod, RenderResult
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from storyboard.cli.counting import for_shots
from storyboard.cli.going import OVER, Board, Shot, cost_of, seconds_left, spent, to_spend
from storyboard.cli.paper import table_of
from storyboard.credits import count_credits, say_credits
from storyboard.stages.targets import is_free

STYLES = {
    "done": "green",
    "failed": "bold red",
    "in-doubt": "bold red",
    "skipped": "yellow",
    "not here": "yellow",
    "changed": "yellow",
    "new": "cyan",
    "kept": "dim",
    "held": "magenta",
    "processing": "cyan",
    "submitted": "cyan",
}
_BAR = 16
_NAME, _NOTE = 16, 12  # columns that are never narrower: the shot's; the note's, which goes where there is less room
_GAP = 2
_COLUMNS: tuple[tuple[str, JustifyMethod], ...] = (
    *(("shot", "left"), ("state", "left"), ("time", "right"), ("credits", "right")),
)


@dataclass(frozen=True, slots=True)
class Page:
    """The table and what stands below it, drawn anew each time, so that the times go on where nothing happens."""

    board: Board
    rows: int = 20

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw it, as wide as there is room."""
        shots = tuple(self.board.shots.values())
        over = sum(shot.state in OVER for shot in shots)
        bar = Table.grid(padding=(0, 1))
        bar.add_row(ProgressBar(total=max(len(shots), 1), completed=over, width=_BAR), Text(_far(self.board), "bold"))
        if shown := _shown(shots, self.rows):
            yield _table(self.board, shown, width=options.max_width)
        yield bar
        yield Text(_money(self.board), "dim")
        if self.board.checking:
            yield Text(f"checking {self.board.checking} takes; Ctrl-C leaves that to the next run", "dim")


def _table(board: Board, shots: list[Shot], *, width: int) -> Table:
    """Lay out the rows. What is to be read at a glance keeps its width; the name a third, or what no note needs."""
    rows = [(shot.call.id, shot.state, _time(board, shot), _cost(shot)) for shot in shots]
    table = table_of()
    named, *others = (max(map(cell_len, column)) for column in zip([name for name, _ in _COLUMNS], *rows, strict=True))
    noted = max(cell_len(shot.brief or shot.note) for shot in shots)
    free = width - sum(widest + _GAP for widest in others) - (noted and max(noted, _NOTE) + _GAP)
    widths = (min(named, max(_NAME, width // 3, free - _GAP)), *others)
    left = width - sum(widest + _GAP for widest in widths)
    for (name, justify), widest in zip(_COLUMNS, widths, strict=True):
        table.add_column(name, no_wrap=True, overflow="ellipsis", width=widest, justify=justify)
    if left >= _NOTE:
        table.add_column("", no_wrap=True, overflow="ellipsis", width=left)
    for shot, (name, state, time, cost) in zip(shots, rows, strict=True):
        said = shot.brief if shot.brief and cell_len(shot.note) > left else shot.note
        note = [Text(said, style="dim")] if left >= _NOTE else []
        table.add_row(_short(name, widths[0]), Text(state, style=STYLES.get(state, "")), time, cost, *note)
    return table


def _short(name: str, width: int) -> str:
    """Shorten a name in its middle: its beginning tells scenes apart, its end the shots of one."""
    return name if cell_len(name) <= width else f"{name[: (width - 1) // 2]}…{name[-(width // 2) :]}"


def _cost(shot: Shot) -> str:
    cost = cost_of(shot)
    return say_credits(cost) if shot.costs or cost else ""


def _shown(shots: tuple[Shot, ...], rows: int) -> list[Shot]:
    """Choose the shots there is room for: what goes on, then what came to its end last, in the film's order."""
    going = [shot for shot in shots if shot.state not in OVER and (shot.state != "waiting" or shot.note)]
    over = sorted((shot for shot in shots if shot.state in OVER), key=lambda shot: shot.since)
    room = max(rows - len(going), 0)
    chosen = {shot.call.id for shot in [*going[:rows], *(over[-room:] if room else [])]}
    return [shot for shot in shots if shot.call.id in chosen]


def _time(board: Board, shot: Shot) -> str:
    """Write how long a shot was made, or is being made, or is in its state."""
    if shot.state in OVER:
        return "" if shot.took is None else clock_of(shot.took)
    return clock_of(board.clock() - (shot.since if shot.began is None else shot.began))


def _far(board: Board) -> str:
    states = [shot.state for shot in board.shots.values()]
    waiting, failed = states.count("waiting"), states.count("failed")
    others = for_shots(board.plan.calls)
    parts = [
        f"{sum(state in OVER for state in states)} of {len(states)} {f'requests, {others}' if others else 'shots'}",
        f"{waiting} waiting" if waiting else "",
        f"{failed} failed" if failed else "",
        clock_of(board.clock() - board.began),
        _left(board),
    ]
    return " · ".join(part for part in parts if part)


def _left(board: Board) -> str:
    left = seconds_left(board)
    if left is None or left < 1:
        return ""
    return f"about {round(left / 60)} min left" if left >= 90 else f"about {round(left)} s left"


def _money(board: Board) -> str:
    so_far, coming = spent(board), to_spend(board)
    if not so_far and not coming:
        return ""
    free = ", free here" if is_free(board.plan.target) else ""
    more = f", {say_credits(coming)} still to come" if coming else ""
    return f"{count_credits(so_far)} so far{more}{free}"


def clock_of(seconds: float) -> str:
    """Write seconds as minutes and seconds, and hours where there are any: `4:05`, `1:04:05`."""
    whole = max(0, int(seconds))
    hours, minutes = divmod(whole // 60, 60)
    return f"{hours}:{minutes:02d}:{whole % 60:02d}" if hours else f"{minutes}:{whole % 60:02d}"
