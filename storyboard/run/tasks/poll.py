"""Following a task until it is final: asked after when it is likely to be done, never less often than was wanted."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import assert_never

from storyboard.provider.answers import Again, Final, Gone, Listed, NoAccess, Pending, Polled
from storyboard.provider.wire import HttpResponse
from storyboard.run.machine.clock import moment
from storyboard.run.net.client import Lost, NotSent, ask
from storyboard.run.production.hooks import doze
from storyboard.run.production.options import Tries
from storyboard.run.production.production import Production
from storyboard.run.tasks.pace import next_gap

_LONGEST_AGAIN = 60.0
_ALIKE = 3  # answers in a row that it takes to believe that no other take will be listed


@dataclass(frozen=True, slots=True, kw_only=True)
class Lasting:
    """The task was not final when it was given up for now; the next run goes on with it.

    `listed` is what its takes were when they were last told of.
    """

    reason: str
    exit_code: int = 6
    listed: Listed | None = None


@dataclass(slots=True, kw_only=True)
class _Watch:
    began: float
    heard: float
    age: float
    unknown: float
    gone: int = 0
    failures: int = 0
    remark: str = ""
    listed: Listed | None = None
    final: Final | None = None
    alike: int = 0
    since: float = 0.0


async def look(production: Production, task_id: str) -> Polled:
    """Ask once after a task. A network that failed is an answer too: ask again."""
    reply = await ask(production.wire, production.dialect.status(task_id))
    match reply:
        case HttpResponse():
            return production.dialect.read_status(reply, task_id=task_id)
        case NotSent(reason=reason) | Lost(reason=reason):
            return Again(wait=None, why=reason)


async def until_final(
    production: Production,
    task_id: str,
    *,
    made_at: str,
    takes: int,
    unknown: float = 0.0,
    history: Sequence[float] = (),
    heard: Callable[[Listed, str], Awaitable[None]],
) -> Final | Gone | Lasting:
    """Ask after a task until every one of its takes is final, or it is gone, or there is no use in asking on.

    A final answer that lists fewer takes is believed once it has stayed the same for long enough, or at the end of
    patience. `unknown` is the age, in seconds, up to which the provider may not know the task yet; `history` has the
    seconds that tasks like it took; `heard` is told what its takes are while it is not final, and what is strange about
    that, which it is told once.
    """
    clock, tries = production.options.clock, production.options.tries
    age = max(0.0, (clock.now() - moment(made_at)).total_seconds())
    watch = _Watch(began=clock.elapsed(), heard=clock.elapsed(), age=age, unknown=unknown)
    while True:
        polled = await look(production, task_id)
        production.options.at("polled")
        end = _end(polled, watch, now=clock.elapsed(), takes=takes, tries=tries)
        if end is not None:
            return end
        if isinstance(polled, Pending | Final):
            watch.listed = polled
            before = clock.elapsed()
            await heard(polled, _news(polled, watch, takes=takes))
            watch.heard += clock.elapsed() - before  # meanwhile nobody asked: that is no silence
        since, silence = clock.elapsed() - watch.began, clock.elapsed() - watch.heard
        if silence > tries.silent or since > tries.task:
            return watch.final or Lasting(reason=_why(polled), listed=watch.listed)
        longest = production.options.poll_interval
        gap = _gap(polled, watch, since=since, history=history, longest=longest)
        await doze(production.hooks, clock, task_id=task_id, seconds=gap)


def _end(polled: Polled, watch: _Watch, *, now: float, takes: int, tries: Tries) -> Final | Gone | Lasting | None:
    """Say whether an answer ends the watch, and note what it was."""
    watch.gone = watch.gone + 1 if isinstance(polled, Gone) else 0
    watch.failures = watch.failures + 1 if isinstance(polled, Again) else 0
    _compare(polled, watch, now=now)
    match polled:
        case Final(generations=generations) if len(generations) >= takes:
            return polled
        case Final() if watch.alike >= _ALIKE and now - watch.since >= tries.fewer:
            return polled
        case Pending(words=words):
            watch.heard = watch.heard if words else now  # what nobody can read is not heard
        case Gone() if watch.gone >= tries.gone and watch.age + now - watch.began >= watch.unknown:
            return polled
        case NoAccess(message=message):
            return Lasting(reason=message, exit_code=4)
        case Final() | Gone() | Again():
            pass  # fewer takes than asked for, a task that may not be known yet, nothing learnt: ask again
        case _:
            assert_never(polled)
    return None


def _compare(polled: Polled, watch: _Watch, *, now: float) -> None:
    """Count the final answers in a row that list the same takes; an answer that tells nothing is none."""
    if isinstance(polled, Again):
        return
    final = polled if isinstance(polled, Final) else None
    if final is None or watch.final is None or _listed(final) != _listed(watch.final):
        watch.alike, watch.since = 0, now
    watch.final = final
    watch.alike += final is not None


def _news(polled: Listed, watch: _Watch, *, takes: int) -> str:
    """Say what is strange about a task where it was not said before."""
    before, watch.remark = watch.remark, _remark(polled, takes)
    return "" if watch.remark == before else watch.remark


def _remark(polled: Listed, takes: int) -> str:
    match polled:
        case Pending(words=words):
            return _strange(words) if words else ""
        case Final(generations=listed):
            return (
                f"{len(listed)} of {takes} takes are listed; the others are waited for" if len(listed) < takes else ""
            )


def _strange(words: tuple[str, ...]) -> str:
    return f"the provider says of it {' and '.join(map(repr, words))}, which its documents do not have"


def _listed(final: Final) -> list[tuple[str | None, str]]:
    return [(generation.id, generation.status) for generation in final.generations]


def _gap(polled: Polled, watch: _Watch, *, since: float, history: Sequence[float], longest: float) -> float:
    if isinstance(polled, Again):
        return polled.wait or min(_LONGEST_AGAIN, 2.0 ** min(watch.failures, 6))
    return next_gap(watch.age + since, history=history, longest=longest)


def _why(polled: Polled) -> str:
    match polled:
        case Again(why=why):
            return f"the provider gives no readable answer: {why}"
        case Pending(words=words) if words:
            return _strange(words)
        case _:
            return "the provider is still at work on it"
