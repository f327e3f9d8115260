"""Compare the order of work with others, in simulated time: how long a film takes over the least that it could take.

python -m benchmarks.scheduling [FILMS]
"""

import asyncio
import heapq
import selectors
import sys
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from statistics import median

from storyboard.run.order.schedule import Node, ranks, walk

FILMS = 200
SLOTS = (2, 4, 8, 16)
OVERHEAD = 60.0  # seconds that a generation takes whatever its length, as a run expects it
NOISE = 0.3  # the spread of what a generation really takes around what is expected, as a share
COLUMNS = ("slots", "longest chain first", "the film's order", "first come", "a barrier after each step")

Durations = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """Shots with what they need and are expected to take, and the seconds that they really take."""

    nodes: tuple[Node, ...]
    durations: Durations


def draw_film(seed: int) -> Film:
    """Make up a film: scenes of shots, some of which continue the one before or come after one of another scene."""
    chance = Random(seed)  # noqa: S311 - a film that is the same each time
    nodes: list[Node] = []
    for scene in range(chance.randint(3, 12)):
        mood = chance.random()  # how much of a scene is one long chain
        first = len(nodes)
        for shot in range(chance.randint(1, 16)):
            needs = [nodes[-1].id] if shot and chance.random() < mood else []
            if first and chance.random() < 0.05:
                needs.append(nodes[chance.randrange(first)].id)
            weight = OVERHEAD + chance.randint(4, 15) * chance.choice((1, 1, 1, 2, 4))
            nodes.append(Node(id=f"s{scene}/{shot}", needs=tuple(needs), weight=weight))
    chance.shuffle(nodes)  # a story tells its scenes in any order
    durations = {node.id: node.weight * max(0.2, chance.gauss(1, NOISE)) for node in nodes}
    return Film(nodes=tuple(nodes), durations=durations)


def least(film: Film, slots: int) -> float:
    """Give what no order can be faster than: the longest chain, or all of the work shared evenly."""
    real = [replace(node, weight=film.durations[node.id]) for node in film.nodes]
    return max(*ranks(real).values(), sum(film.durations.values()) / slots)


# Time that passes only where everybody waits


class _Hurried(selectors.SelectSelector):
    """Waits for nothing; it only counts how long it would have waited."""

    waited = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        self.waited += timeout or 0.0
        return super().select(0)


class _Loop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._hurried = _Hurried()
        super().__init__(self._hurried)

    def time(self) -> float:
        return self._hurried.waited


@dataclass(frozen=True, slots=True)
class _Guide:
    slots: int

    def room(self) -> int:
        return self.slots

    def stopped(self) -> bool:
        return False

    def admit(self, _node: str) -> str:
        return ""

    def skip(self, node: str, cause: str) -> None:
        raise AssertionError(f"{node} was skipped because of {cause}")


def walked(nodes: Sequence[Node], durations: Durations, slots: int) -> float:
    """Let a run's own walk do the work in simulated time, and give the seconds that it took."""

    async def work(name: str) -> bool:
        await asyncio.sleep(durations[name])
        return True

    loop = _Loop()
    try:
        loop.run_until_complete(walk(nodes, work, _Guide(slots)))
        return loop.time()
    finally:
        loop.close()


# The orders


def longest_first(film: Film, slots: int) -> float:
    """Do the film as a run does: those that may begin in the order of the longest chain that begins with them."""
    return walked(film.nodes, film.durations, slots)


def in_order(film: Film, slots: int) -> float:
    """Do those that may begin in the order in which the film has them."""
    return walked([replace(node, weight=0.0) for node in film.nodes], film.durations, slots)


def first_come(film: Film, slots: int) -> float:
    """Do what may begin in the order in which it came to be so, as tasks that wait for a semaphore are."""
    missing = {node.id: len(set(node.needs)) for node in film.nodes}
    ready = deque(name for name, count in missing.items() if not count)
    working: list[tuple[float, str]] = []
    now = 0.0
    while ready or working:
        while ready and len(working) < slots:
            name = ready.popleft()
            heapq.heappush(working, (now + film.durations[name], name))
        now, done = heapq.heappop(working)
        ready.extend(_freed(film, missing, done))
    return now


def with_barriers(film: Film, slots: int) -> float:
    """Do all that needs nothing, then all that needs only those, and so on; each step waits for the one before."""
    steps: dict[int, list[Node]] = {}
    depths = _depths(film.nodes)
    for node in film.nodes:
        steps.setdefault(depths[node.id], []).append(replace(node, needs=()))
    return sum(walked(step, film.durations, slots) for step in steps.values())


def _freed(film: Film, missing: dict[str, int], done: str) -> Iterator[str]:
    for node in film.nodes:
        if done in node.needs:
            missing[node.id] -= 1
            if not missing[node.id]:
                yield node.id


def _depths(nodes: Sequence[Node]) -> dict[str, int]:
    known = {node.id: node for node in nodes}
    found: dict[str, int] = {}

    def depth(name: str) -> int:
        if name not in found:
            found[name] = 1 + max((depth(need) for need in known[name].needs), default=0)
        return found[name]

    return {name: depth(name) for name in known}


ORDERS = (longest_first, in_order, first_come, with_barriers)


def compare(films: int, slots: int) -> list[list[float]]:
    """Give for each order the time of every film over the least it could take."""
    drawn = [draw_film(seed) for seed in range(films)]
    bounds = [least(film, slots) for film in drawn]
    return [[order(film, slots) / bound for film, bound in zip(drawn, bounds, strict=True)] for order in ORDERS]


def main(arguments: Sequence[str]) -> int:
    """Print the table, as Markdown: medians, and the worst film behind them."""
    films = int(arguments[0]) if arguments else FILMS
    print(f"{films} films, seeds 0 to {films - 1}\n\n| {' | '.join(COLUMNS)} |\n|---:|{'---:|' * len(ORDERS)}")
    for slots in SLOTS:
        cells = [f"{median(ratios):.2f} ({max(ratios):.2f})" for ratios in compare(films, slots)]
        print(f"| {slots} | {' | '.join(cells)} |")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
