"""Compare ways of asking after a task: how many questions a clip takes, and how late its end is noticed.

python -m benchmarks.polling [CLIPS]

Time is simulated and the lengths of the tasks are drawn from a seed, so that the figures are the same each time. Every
row follows the same tasks. What the program does learns as it goes: each task knows those that ended before it.
"""

import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import exp
from statistics import mean, quantiles

from storyboard.run.production.options import Options
from storyboard.run.tasks.pace import next_gap

CLIPS = 500
SEED = 20_26
KNOWN = 50  # the program looks at so many tasks before this one
# The middle of the lengths in seconds, how far they spread (of the logarithm), and the share that take any time.
TASKS = {
    "2 min, alike": (123.0, 0.15, 0.0),
    "2 min": (123.0, 0.30, 0.05),
    "7 min": (420.0, 0.40, 0.05),
    "20 s": (20.0, 0.30, 0.05),
}
COLUMNS = ("tasks", "way", "questions a clip", "noticed late s, mean", "95 of 100 within s")

Way = Callable[[float, int, Sequence[float]], float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What following a task came to: how many questions, and the seconds from its end to the answer that said so."""

    asked: int
    late: float


def every_five(_elapsed: float, _asked: int, _known: Sequence[float]) -> float:
    """Ask every five seconds."""
    return 5.0


def doubling(_elapsed: float, asked: int, _known: Sequence[float]) -> float:
    """Ask after one second, two, four and so on, and then every thirty."""
    return min(30.0, 2.0**asked)


def ours_unlearnt(elapsed: float, _asked: int, _known: Sequence[float]) -> float:
    """Ask as the program does while it knows of no such task."""
    return next_gap(elapsed, longest=Options().poll_interval)


def ours(elapsed: float, _asked: int, known: Sequence[float]) -> float:
    """Ask as the program does."""
    return next_gap(elapsed, history=known, longest=Options().poll_interval)


WAYS: dict[str, Way] = {
    "every 5 s": every_five,
    "doubling up to 30 s": doubling,
    "this program, first clips": ours_unlearnt,
    "this program": ours,
}


def draw(middle: float, spread: float, strange: float, *, clips: int) -> list[float]:
    """Draw the lengths of tasks: most around a middle, some of any length up to four times that."""
    chance = random.Random(SEED)  # noqa: S311 - figures, no secret
    return [
        chance.uniform(1.0, 4 * middle) if chance.random() < strange else middle * exp(chance.gauss(0, spread))
        for _ in range(clips)
    ]


def follow(task: float, way: Way, known: Sequence[float]) -> Followed:
    """Ask after a task until it is done."""
    elapsed, asked = 0.0, 0
    while elapsed < task:
        elapsed += way(elapsed, asked, known)
        asked += 1
    return Followed(asked=asked, late=elapsed - task)


def follow_all(tasks: Sequence[float], way: Way) -> list[Followed]:
    """Follow tasks one after the other; what is known of one is when it was noticed."""
    found: list[Followed] = []
    seen: list[float] = []
    for task in tasks:
        found.append(follow(task, way, seen[-KNOWN:]))
        seen.append(task + found[-1].late)
    return found


def rows(clips: int) -> Iterator[tuple[str, ...]]:
    """Give the rows of the table."""
    for tasks, shape in TASKS.items():
        lengths = draw(*shape, clips=clips)
        for name, way in WAYS.items():
            found = follow_all(lengths, way)
            late = [one.late for one in found]
            asked = mean(one.asked for one in found)
            yield tasks, name, f"{asked:.1f}", f"{mean(late):.1f}", f"{quantiles(late, n=20)[-1]:.1f}"


def main(arguments: Sequence[str]) -> int:
    """Print the table, as Markdown."""
    clips = int(arguments[0]) if arguments else CLIPS
    print(f"| {' | '.join(COLUMNS)} |\n|---|---|{'---:|' * (len(COLUMNS) - 2)}")
    for cells in rows(clips):
        print(f"| {' | '.join(cells)} |")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
