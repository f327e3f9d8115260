"""The order of work: each shot as soon as what it needs is done, the longest chain of work still ahead first."""

import asyncio
import heapq
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One piece of work. `weight` is the time it is expected to take; `first` puts it before all that are not."""

    id: str
    needs: tuple[str, ...] = ()
    weight: float = 1.0
    first: bool = False


class Guide(Protocol):
    """What a walk asks as it goes."""

    def room(self) -> int:
        """Say how many nodes may be at work at once, now."""
        ...

    def stopped(self) -> bool:
        """Say whether no other node is to be begun."""
        ...

    def admit(self, node: str) -> str:
        """Let a node begin, or name the one at work that it has to wait for; it is asked again once that is done."""
        ...

    def skip(self, node: str, cause: str) -> None:
        """Hear that a node will not be begun because of one it needs, or of one that will not be begun either."""
        ...


@dataclass(slots=True)
class _Walk:
    """Where a walk stands: what is ready (a heap), what waits for how many, who waits for whom, who was put aside."""

    nodes: dict[str, Node]
    ranks: dict[str, float]
    users: dict[str, list[str]]
    missing: dict[str, int]
    ready: list[tuple[bool, float, int, str]] = field(default_factory=list)
    order: dict[str, int] = field(default_factory=dict)
    aside: dict[str, list[str]] = field(default_factory=dict)

    def offer(self, name: str) -> None:
        node = self.nodes[name]
        heapq.heappush(self.ready, (not node.first, -self.ranks[name], self.order[name], name))


async def walk(
    nodes: Iterable[Node], work: Callable[[str], Awaitable[bool]], guide: Guide, *, news: asyncio.Event | None = None
) -> None:
    """Do every node once what it needs is done; `work` answers whether a node came to a good end.

    What needs a node that did not is not begun, nor what needs that in turn. Needs outside of `nodes` count as done.
    A node is begun only while fewer than `guide.room()` are at work; one that the guide does not admit yet takes no
    place among them, and is asked about again too whenever `news` is set. Errors of `work` end the walk: the nodes at
    work are cancelled and waited for, and the error is raised.
    """
    state = _prepare(tuple(nodes))
    running: dict[asyncio.Task[bool], str] = {}
    news = news or asyncio.Event()
    try:
        while _begin(state, running, work, guide) or running:
            await _one_ends(running, news)
            if news.is_set():
                news.clear()
                _offer_all(state)
            for task in [task for task in running if task.done()]:
                _end(state, running.pop(task), guide, good=task.result())
    finally:
        await _cancel(running)


def ranks(nodes: Iterable[Node]) -> dict[str, float]:
    """Give for each node the weight of the longest chain that begins with it."""
    known = {node.id: node for node in nodes}
    users = _users(known)
    left = {name: len(users[name]) for name in known}
    found: dict[str, float] = {}
    ends = [name for name, count in left.items() if count == 0]
    while ends:
        name = ends.pop()
        found[name] = known[name].weight + max((found[user] for user in users[name]), default=0.0)
        for need in _inside(known[name], known):
            left[need] -= 1
            if left[need] == 0:
                ends.append(need)
    return found


def _prepare(nodes: tuple[Node, ...]) -> _Walk:
    known = {node.id: node for node in nodes}
    found = ranks(nodes)
    if len(found) != len(known):
        raise ValueError(f"these need each other in a circle: {', '.join(sorted(known.keys() - found.keys()))}")
    state = _Walk(
        nodes=known,
        ranks=found,
        users=_users(known),
        missing={node.id: len(_inside(node, known)) for node in nodes},
        order={node.id: place for place, node in enumerate(nodes)},
    )
    for name, count in state.missing.items():
        if count == 0:
            state.offer(name)
    return state


def _begin(
    state: _Walk, running: dict[asyncio.Task[bool], str], work: Callable[[str], Awaitable[bool]], guide: Guide
) -> bool:
    """Begin what may begin; say whether anything is at work."""
    while state.ready and len(running) < max(1, guide.room()) and not guide.stopped():
        name = heapq.heappop(state.ready)[-1]
        behind = guide.admit(name)
        if behind:
            state.aside.setdefault(behind, []).append(name)
        else:
            running[asyncio.ensure_future(work(name))] = name
    return bool(running)


async def _one_ends(running: Iterable[asyncio.Task[bool]], news: asyncio.Event) -> None:
    """Wait until a node at work is done, or there is news."""
    heard = asyncio.ensure_future(news.wait())
    try:
        await asyncio.wait((*running, heard), return_when=asyncio.FIRST_COMPLETED)
    finally:
        heard.cancel()


def _offer_all(state: _Walk) -> None:
    """Offer again what the guide did not admit."""
    for behind in tuple(state.aside):
        for name in state.aside.pop(behind):
            state.offer(name)


def _end(state: _Walk, name: str, guide: Guide, *, good: bool) -> None:
    for waiting in state.aside.pop(name, ()):
        state.offer(waiting)
    if not good:
        _skip(state, name, guide)
        return
    for user in state.users[name]:
        state.missing[user] -= 1
        if state.missing[user] == 0:
            state.offer(user)


def _skip(state: _Walk, cause: str, guide: Guide) -> None:
    waiting = [(user, cause) for user in state.users[cause]]
    while waiting:
        name, because = waiting.pop(0)
        if state.missing[name] > 0:
            state.missing[name] = -len(state.nodes)  # never to be ready, never skipped twice
            guide.skip(name, because)
            waiting += [(user, name) for user in state.users[name]]


def _users(known: dict[str, Node]) -> dict[str, list[str]]:
    users: dict[str, list[str]] = {name: [] for name in known}
    for node in known.values():
        for need in _inside(node, known):
            users[need].append(node.id)
    return users


def _inside(node: Node, known: dict[str, Node]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(need for need in node.needs if need in known))


async def _cancel(running: Iterable[asyncio.Task[bool]]) -> None:
    tasks = tuple(running)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
