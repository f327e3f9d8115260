"""How a difference looks on a terminal: the scenes, a line for each shot that is not as it was, and the sum."""

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from storyboard.cli.paper import show, table_of
from storyboard.credits import count_credits
from storyboard.deliver.difference_words import MARKS, say_change, say_shot, say_total, scenes_of
from storyboard.plan.difference.difference import Difference, ShotDifference, Status

STYLES: dict[Status, str] = {
    "added": "green",
    "changed": "yellow",
    "removed": "red",
    "renamed": "cyan",
    "moved": "cyan",
    "unchanged": "dim",
}


def show_difference(difference: Difference, before: str, after: str) -> None:
    """Write a difference as people read it, to stdout; `before` and `after` are what people call the two."""
    head = Text(f"{before} → {after}", style="bold")
    film = [Text(f"  {say_change(change)}") for change in difference.film]
    parts: list[Text | Padding] = [head, *film]
    for scene, shots in scenes_of(difference).items():
        parts += [Text(f"\n{scene}", style="bold"), Padding(_table(shots), (0, 0, 0, 2))]
    if difference.apart:
        parts.append(Text(f"\nNot compared, as one plan leaves them out: {', '.join(difference.apart)}", style="dim"))
    show(*parts, Text(f"\n{say_total(difference)}", style="bold"))


def _table(shots: list[ShotDifference]) -> Table:
    table = table_of(header=False)
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    table.add_column(ratio=1, overflow="fold")
    table.add_column(justify="right", no_wrap=True)
    for shot in shots:
        table.add_row(
            Text(MARKS[shot.status], style=STYLES[shot.status]),
            Text(shot.address, style=STYLES[shot.status]),
            Text("; ".join(say_shot(shot)) or shot.status),
            count_credits(shot.asked.credits) if shot.asked.requests else "",
        )
    return table
