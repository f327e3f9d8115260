"""The order of a run's submissions, through the whole runner: how many are in flight, what comes first, what stops."""

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
import pytest

from storyboard.run.execute import run_plan
from storyboard.run.production.options import Options
from storyboard.run.record.events import ShotWaiting
from tests.run.films import FakeClock, Film, MemoryApi, Step, a_call, a_plan, a_target, envelope


@dataclass
class Door:
    """Takes as many tasks at once as `most` says, and notes how many there were at each submission."""

    most: int
    open: list[int] = field(default_factory=list)
    refused: int = 0

    def step(self, api: MemoryApi, _request: httpx.Request, body: dict[str, Any]) -> httpx.Response:
        at_work = sum(task["polled"] <= api.polls for task in api.tasks.values())
        if at_work >= self.most:
            self.refused += 1
            return httpx.Response(429, json={"message": "too many", "code": "PARALLEL_TASK_LIMIT_REACHED"})
        self.open.append(at_work + 1)
        return httpx.Response(200, json=envelope({"taskId": api.take(body), "status": "waiting"}))


def steps(step: Step, count: int = 400) -> list[Step]:
    return [step] * count


def prompts(film: Film) -> list[str]:
    return [body["input"]["prompt"].removeprefix("the shot ") for body in film.api.submitted]


def test_fewer_are_in_flight_where_the_provider_says_so_and_more_again_in_time(film: Film) -> None:
    door, narrow = Door(most=2), list[int]()
    film.api.polls, film.api.steps = 20, steps(door.step)

    def widen(api: MemoryApi, request: httpx.Request, body: dict[str, Any]) -> httpx.Response:
        narrow.extend(door.open)
        door.most = 8
        return door.step(api, request, body)

    film.api.steps[12] = widen
    outcome = film.run(a_plan(*(a_call(f"one/s{n:02}") for n in range(36))), Options(concurrency=5))
    assert (outcome.exit_code, len(door.open)) == (0, 36)
    assert max(narrow) == 2
    # As the provider counts: it may think a task done while its clip is still on its way here.
    assert 3 <= max(door.open[len(narrow) :]) <= 5
    assert 1 <= door.refused <= 10
    assert len([event for event in film.events if isinstance(event, ShotWaiting)]) == door.refused


def test_a_door_for_one_lets_all_through_one_after_the_other(film: Film) -> None:
    door = Door(most=1)
    film.api.polls, film.api.steps = 2, steps(door.step)
    outcome = film.run(a_plan(*(a_call(f"one/s{n}") for n in range(8))), Options(concurrency=4))
    assert (outcome.exit_code, set(door.open)) == (0, {1})


class Held(FakeClock):
    """Time in which only whoever waits to submit gets on, until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.go = asyncio.Event()

    async def sleep(self, seconds: float) -> None:
        if seconds < 1:
            await self.go.wait()
        await super().sleep(seconds)


def test_too_fast_is_no_reason_to_send_all_again_at_once(film: Film) -> None:
    """Three are taken in two seconds. The others are sent again one by one, and in the end all are in flight."""
    times, film.time = list[float](), Held()

    def step(api: MemoryApi, _request: httpx.Request, body: dict[str, Any]) -> httpx.Response:
        if len([then for then in times if film.time.seconds - then < 2]) >= 3:
            return httpx.Response(429, json={"message": "slow", "code": "RATE_LIMIT_X"}, headers={"retry-after": "2"})
        times.append(film.time.seconds)
        if len(times) == 40:
            film.time.go.set()  # type: ignore[attr-defined]
        return httpx.Response(200, json=envelope({"taskId": api.take(body), "status": "waiting"}))

    film.api.steps = steps(step)
    outcome = film.run(a_plan(*(a_call(f"one/s{n:02}") for n in range(40))), Options(concurrency=40, poll_interval=0.5))
    assert (outcome.exit_code, len(times), film.api.most_at_once) == (0, 40, 40)
    assert len(film.api.submitted) <= 40 + 37 + 40 / 3


@pytest.mark.parametrize("said", ["Not enough credits", "no"])
def test_a_run_that_is_stopped_waits_for_nobody_who_was_told_to(film: Film, said: str) -> None:
    """The one waits for an hour; the other's answer stops the run."""
    waited = asyncio.Event()

    async def sleep(seconds: float) -> None:
        if seconds > 1000:
            waited.set()
            await asyncio.Event().wait()
        await film.time.sleep(seconds)

    async def answer(request: httpx.Request) -> httpx.Response:
        if request.method != "POST":
            return film.api.answer(request)
        if b"one/waits" in request.content:
            return httpx.Response(429, json={"code": "RATE_LIMIT"}, headers={"retry-after": "3600"})
        await waited.wait()
        return httpx.Response(403 if "credits" in said else 400, json={"message": said})

    options = Options(clock=replace(film.time.clock(), sleep=sleep), fail_fast=True, concurrency=2)
    target = replace(a_target(film.api), transport=httpx.MockTransport(answer))
    coming = run_plan(
        a_plan(a_call("one/waits"), a_call("one/stops")),
        folder=film.folder,
        out=film.out,
        target=target,
        options=options,
    )
    outcome = asyncio.run(asyncio.wait_for(coming, 60))
    assert (outcome.exit_code, film.statuses(outcome)["one/waits"]) == (5 if "credits" in said else 1, "waiting")


def test_a_shot_starts_as_soon_as_its_own_needs_are_done(film: Film) -> None:
    """The slow shot is not done before the last of the others is sent: whoever waited for it would wait in vain."""

    def take(api: MemoryApi, _request: httpx.Request, body: dict[str, Any]) -> httpx.Response:
        answer = envelope({"taskId": api.take(body), "status": "waiting"})
        for task in api.tasks.values():
            if "one/slow" in task["input"]["prompt"]:
                task["polls"] = 0 if "one/c" in body["input"]["prompt"] else 10**9
        return httpx.Response(200, json=answer)

    film.api.steps = steps(take)
    first = a_call("one/a", seconds=2)
    calls = [a_call("one/slow", seconds=900), first, a_call("one/b", continues={"one/a": (first, "video")})]
    outcome = film.run(a_plan(*calls, a_call("one/c", after=["one/b"])), Options(concurrency=2))
    assert (outcome.exit_code, prompts(film)[2:]) == (0, ["one/b", "one/c"])


def test_of_those_free_to_go_the_longest_chain_goes_first(film: Film) -> None:
    """Takes and seconds count: four takes of a short shot are more work than one of a longer."""
    chain = [a_call("z/a"), a_call("z/b", after=["z/a"]), a_call("z/c", after=["z/b"])]
    others = [a_call("one/short"), a_call("one/long", seconds=15), a_call("one/four", seconds=5, takes=4)]
    film.run(a_plan(*others, *chain), Options(concurrency=1))
    assert prompts(film) == ["z/a", "z/b", "one/four", "one/long", "one/short", "z/c"]


def test_clips_not_yet_here_come_before_anything_is_paid(film: Film) -> None:
    done = a_call("one/late")
    film.run(a_plan(done))
    (film.out / next(take.file for take in film.run(a_plan(done)).manifest.shots[0].takes if take.file)).unlink()
    asked = len(film.api.requests)
    late = a_call("one/late", action="fetch", asked=1)
    film.run(a_plan(a_call("one/new", seconds=15), late), Options(concurrency=1))
    after = [request.method for request in film.api.requests[asked:]]
    assert after.index("POST") > after.index("GET")


@pytest.mark.parametrize(("fail_fast", "sent"), [(True, 2), (False, 5)])
def test_fail_fast_lets_what_flies_land_and_keep_going_goes_on(film: Film, fail_fast: bool, sent: int) -> None:
    film.api.takes["one/s0"] = ["failed"]
    film.api.slow["one/s1"] = 30
    plan = a_plan(*(a_call(f"one/s{n}") for n in range(5)))
    outcome = film.run(plan, Options(concurrency=2, fail_fast=fail_fast))
    statuses = list(film.statuses(outcome).values())
    assert (outcome.exit_code, len(film.api.submitted), statuses[:2]) == (1, sent, ["failed", "done"])
    assert set(statuses[2:]) == ({"waiting"} if fail_fast else {"done"})


def test_equal_requests_in_flight_are_one(film: Film) -> None:
    film.api.polls = 5
    same = [a_call(f"one/s{n}", prompt="the very same", takes=2) for n in range(4)]
    outcome = film.run(a_plan(*same), Options(concurrency=4))
    assert (outcome.exit_code, len(film.api.submitted)) == (0, 1)
    assert {shot.takes[0].sha256 for shot in outcome.manifest.shots} == {outcome.manifest.shots[0].takes[0].sha256}
    assert outcome.manifest.totals.takes == 2
