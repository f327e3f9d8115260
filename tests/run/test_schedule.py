"""The order of work, checked on graphs drawn at random."""

import asyncio
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard.run.order.schedule import Node, ranks, walk


@dataclass
class Watch:
    """A guide that notes what happens; `bad` nodes come to no good end, each is `behind` others while they work."""

    most: int = 4
    bad: set[str] = field(default_factory=set)
    begun: list[str] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    skipped: dict[str, str] = field(default_factory=dict)
    behind: dict[str, list[str]] = field(default_factory=dict)
    at_work: set[str] = field(default_factory=set)
    peak: int = 0
    stop_after: int = 10**9

    def room(self) -> int:
        return self.most

    def stopped(self) -> bool:
        return len(self.begun) >= self.stop_after

    def admit(self, node: str) -> str:
        first = next((name for name in self.behind.get(node, ()) if name in self.at_work), "")
        if not first:
            self.at_work.add(node)
            self.peak = max(self.peak, len(self.at_work))
        return first

    def skip(self, node: str, cause: str) -> None:
        self.skipped[node] = cause

    async def work(self, name: str) -> bool:
        self.begun.append(name)
        await asyncio.sleep(0)
        self.at_work.discard(name)
        self.done.append(name)
        return name not in self.bad


def together(*nodes: str) -> dict[str, list[str]]:
    """Let only one of these be at work at a time."""
    return {node: [other for other in nodes if other != node] for node in nodes}


def names(count: int) -> list[str]:
    return [f"n{index}" for index in range(count)]


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[Node], set[str], int]:
    count = draw(st.integers(1, 14))
    nodes = [
        Node(
            id=name,
            needs=tuple(draw(st.lists(st.sampled_from(names(index)), max_size=3))) if index else (),
            weight=draw(st.floats(0, 100)),
            first=draw(st.booleans()),
        )
        for index, name in enumerate(names(count))
    ]
    shuffled = draw(st.permutations(nodes))
    return list(shuffled), draw(st.sets(st.sampled_from(names(count)))), draw(st.integers(1, 5))


@given(graphs())
def test_every_node_is_done_after_its_needs_or_skipped_because_of_one(graph: tuple[list[Node], set[str], int]) -> None:
    nodes, bad, most = graph
    watch = Watch(most=most, bad=bad)
    asyncio.run(walk(nodes, watch.work, watch))
    assert sorted([*watch.done, *watch.skipped]) == sorted(node.id for node in nodes)
    assert watch.peak <= most
    for node in nodes:
        if node.id in watch.done:
            assert all(watch.done.index(need) < watch.begun.index(node.id) for need in node.needs if need in watch.done)
            assert not any(need in bad or need in watch.skipped for need in node.needs)
        else:
            cause = watch.skipped[node.id]
            assert cause in node.needs
            assert cause in bad or cause in watch.skipped


@pytest.mark.parametrize(
    ("nodes", "expected"),
    [
        ([Node(id="a", weight=2), Node(id="b", needs=("a",), weight=3)], {"a": 5, "b": 3}),
        (
            [Node(id="a"), Node(id="b", needs=("a", "a"), weight=5), Node(id="c", needs=("a",), weight=2)],
            {"a": 6, "b": 5, "c": 2},
        ),
        ([Node(id="a", needs=("outside",), weight=7)], {"a": 7}),
    ],
)
def test_a_rank_is_the_weight_of_the_longest_chain(nodes: list[Node], expected: dict[str, float]) -> None:
    assert ranks(nodes) == expected


def test_long_chains_need_no_deep_stack() -> None:
    nodes = [Node(id=f"n{n}", needs=(f"n{n - 1}",) if n else ()) for n in range(5000)]
    watch = Watch(bad={"n100"})
    asyncio.run(walk(nodes, watch.work, watch))
    assert (len(watch.done), len(watch.skipped)) == (101, 4899)


def test_a_circle_is_an_error_and_not_a_hang() -> None:
    watch = Watch()
    with pytest.raises(ValueError, match="a, b"):
        asyncio.run(walk([Node(id="a", needs=("b",)), Node(id="b", needs=("a",))], watch.work, watch))


def test_nothing_is_begun_once_stopped() -> None:
    watch = Watch(most=1, stop_after=2)
    asyncio.run(walk([Node(id=name) for name in names(5)], watch.work, watch))
    assert watch.done == ["n0", "n1"]
    assert watch.skipped == {}


def test_what_is_to_be_fetched_comes_first() -> None:
    watch = Watch(most=1)
    asyncio.run(walk([Node(id="a", weight=99), Node(id="b", weight=1, first=True)], watch.work, watch))
    assert watch.done == ["b", "a"]


@given(graphs(), st.sets(st.sampled_from(names(14))))
def test_what_has_to_wait_for_another_comes_all_the_same(
    graph: tuple[list[Node], set[str], int], group: set[str]
) -> None:
    nodes, bad, most = graph
    watch = Watch(most=most, bad=bad, behind=together(*group))
    asyncio.run(walk(nodes, watch.work, watch))
    assert sorted([*watch.done, *watch.skipped]) == sorted(node.id for node in nodes)
    ends = [name for name in watch.done if name in group]
    assert [name for name in watch.begun if name in group] == ends  # the next begins after the one before has ended
    assert watch.peak <= most


def test_what_waits_for_another_takes_no_place() -> None:
    watch = Watch(most=2, behind=together("a", "b", "c"))
    asyncio.run(walk([Node(id=name) for name in ("a", "b", "c", "x", "y", "z")], watch.work, watch))
    assert watch.begun[:2] == ["a", "x"]
    assert watch.begun.index("b") < watch.begun.index("c")
    assert watch.peak == 2


def test_what_waits_is_not_begun_once_stopped() -> None:
    watch = Watch(behind=together("a", "b"), stop_after=1)
    asyncio.run(walk([Node(id=name) for name in "ab"], watch.work, watch))
    assert watch.done == ["a"]


def test_an_error_ends_the_walk_and_cancels_the_rest() -> None:
    cancelled = []

    async def work(name: str) -> bool:
        if name == "bad":
            raise RuntimeError("a bug")
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.append(name)
            raise
        return True

    with pytest.raises(RuntimeError, match="a bug"):
        asyncio.run(walk([Node(id="good"), Node(id="bad")], work, Watch()))
    assert cancelled == ["good"]


def test_what_was_not_admitted_is_asked_about_again_when_there_is_news() -> None:
    async def scene() -> list[str]:
        news, watch = asyncio.Event(), Watch(behind={"b": ["a"]})

        async def work(name: str) -> bool:
            watch.begun.append(name)
            if name == "a":
                watch.at_work.discard("a")
                news.set()
                while "b" not in watch.begun:  # noqa: ASYNC110 - b begins only because of the news
                    await asyncio.sleep(0)
            return True

        await walk([Node(id="a", weight=2), Node(id="b")], work, watch, news=news)
        return watch.begun

    assert asyncio.run(scene()) == ["a", "b"]
