"""Measure `validate` and `plan` of films of several lengths, and print what they took; nothing is kept.

python -m benchmarks [SHOTS …]
"""

import os
import platform
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.boards import write_film
from benchmarks.measure import Spent, measure

SIZES = (10, 1_000, 10_000)
# Each is run three times, unless it takes this long by itself; the run that took the least of the processor counts.
RUNS = 3
LONG = 10
COMMANDS = {
    "validate": ("validate", "storyboard.yaml"),
    "plan": ("plan", "storyboard.yaml", "-o", "plan.json"),
}
COLUMNS = ("command", "shots", "wall s", "CPU s", "peak MB", "CPU ms/shot", "growth")

Point = tuple[int, float]  # shots, seconds on a processor


def measure_all(sizes: Sequence[int]) -> Iterator[tuple[str, ...]]:
    """Give a row of the table for each command and size, as soon as it was measured."""
    for name, words in COMMANDS.items():
        known: list[Point] = []
        for shots in sizes:
            spent = measure_one(words, shots)
            known.append((shots, spent.cpu))
            yield row(name, shots, spent, growth_of(known))


def measure_one(words: Sequence[str], shots: int) -> Spent:
    """Measure one command over a film of so many shots, in a folder of its own."""
    with TemporaryDirectory() as folder:
        write_film(Path(folder), shots)
        command = (sys.executable, "-m", "storyboard", *words)
        runs = [measure(command, folder=Path(folder))]
        while len(runs) < RUNS and runs[-1].wall < LONG:
            runs.append(measure(command, folder=Path(folder)))
        return min(runs, key=lambda spent: spent.cpu)


def growth_of(known: Sequence[Point]) -> float | None:
    """Say how much more of the processor a shot takes from the last size but one on than before it: 1 is linear.

    What a process takes before its first shot is no part of it. None where there are fewer than three sizes.
    """
    if len(known) < 3:
        return None
    (few, least), (more, middle), (most, last) = known[-3:]
    return (last - middle) / (most - more) / ((middle - least) / (more - few))


def row(name: str, shots: int, spent: Spent, growth: float | None) -> tuple[str, ...]:
    """Write a row of the table."""
    each = f"{spent.cpu / shots * 1000:.2f}"
    grown = "" if growth is None else f"{growth:.2f}"
    return name, f"{shots:,}", f"{spent.wall:.2f}", f"{spent.cpu:.2f}", f"{spent.peak / 1e6:.0f}", each, grown


def main(arguments: Sequence[str]) -> int:
    """Print the machine and the table, as Markdown."""
    sizes = tuple(int(word) for word in arguments) or SIZES
    machine = f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}"
    python = f"{platform.python_implementation()} {platform.python_version()}"
    print(f"{datetime.now(UTC):%Y-%m-%d}, {machine}, {python}\n")
    print(f"| {' | '.join(COLUMNS)} |\n|---|{'---:|' * (len(COLUMNS) - 1)}")
    try:
        for cells in measure_all(sizes):
            print(f"| {' | '.join(cells)} |", flush=True)
    except subprocess.CalledProcessError as error:
        print(f"benchmarks: {' '.join(error.cmd)} ended with {error.returncode}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
