"""Webhooks over real connections: what is believed, what is looked at then, and what that settles."""

import asyncio
import json
import socket
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

import httpx
import pytest

from storyboard.hashes import sha256_bytes
from storyboard.plan.plan import Plan
from storyboard.problems import Refused, UsageError
from storyboard.provider.webhook import hook_headers
from storyboard.run.doubt.settling import Place, abandon_doubt, read_doubts
from storyboard.run.execute import run_plan
from storyboard.run.ledger.writer import open_ledger
from storyboard.run.machine.clock import Clock
from storyboard.run.machine.places import ledger_path
from storyboard.run.production.hooks import Webhooks, checked_public, parse_listen
from storyboard.run.production.options import Options
from storyboard.run.record.outcome import Outcome
from storyboard.run.takes.made import read_made
from storyboard.run.takes.spent import read_spent
from storyboard.run.webhooks import hooked, webhook_server
from tests.run.films import Film, MemoryApi, a_call, a_plan, a_target, envelope

SECRET = b"the secret of nobody"
BOUND = 300  # seconds after which a test that hangs has failed
Answer = Callable[["HookedApi", dict[str, Any], str], Awaitable[httpx.Response]]
Visit = Callable[["HookedApi"], Awaitable[None]]


@dataclass
class HookedApi(MemoryApi):
    """An API that is spoken to without blocking, so that it can call webhooks while it answers.

    `answers` answer the first submissions; `visit` is done once, when a task has first been asked after. A task that is
    in `ready` is final when it is asked after again; others never are.
    """

    answers: list[Answer] = field(default_factory=list)
    visit: Visit | None = None
    hooks: list[str] = field(default_factory=list)
    ready: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    visits: set[asyncio.Task[None]] = field(default_factory=set)

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self.answer_later)

    async def answer_later(self, request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            body = json.loads(request.content)
            self.submitted.append(body)
            self.hooks.append(body.get("webhookUrl", ""))
            if self.answers:
                return await self.answers.pop(0)(self, body, self.hooks[-1])
            return took(self.take(body))
        if request.url.path.endswith("/status"):
            return self._looked_at(request)
        return self.answer(request)

    def _looked_at(self, request: httpx.Request) -> httpx.Response:
        name = request.url.path.split("/")[-2]
        self.asked.append(name)
        if name in self.tasks:
            self.tasks[name]["polled"] = 99 if name in self.ready else -99
        answer = self.answer(request)
        if self.visit is not None:
            visit, self.visit = self.visit, None
            visiting = asyncio.ensure_future(visit(self))
            self.visits.add(visiting)
        return answer


def took(task: str) -> httpx.Response:
    return httpx.Response(200, json=envelope({"taskId": task, "status": "waiting"}))


def message(task: str, status: str = "succeed") -> bytes:
    return json.dumps({"taskId": task, "status": status}).encode()


def signed(body: bytes, *, id: str = "msg1", at: int = 1_782_907_200, secret: bytes = SECRET) -> dict[str, str]:
    return hook_headers(secret, id=id, timestamp=str(at), body=body)


async def post(url: str, body: bytes, headers: dict[str, str], *, method: str = "POST") -> int:
    async with httpx.AsyncClient(trust_env=False, verify=False) as client:
        return (await client.request(method, url, content=body, headers=headers)).status_code


async def call(url: str, task: str, *, id: str = "msg1") -> int:
    body = message(task)
    return await post(url, body, signed(body, id=id))


async def until(came: Callable[[], bool]) -> None:
    """Wait for something that other tasks bring about; `BOUND` ends it."""
    while not came():  # noqa: ASYNC110 - what is waited for is on disk
        await asyncio.sleep(0.001)


async def never_wake(seconds: float) -> None:
    """Sleep so that nobody is ever woken by the time alone."""
    await (asyncio.sleep(0) if seconds == 0 else asyncio.Event().wait())


@dataclass
class Desk:
    """A film, an API that calls, and the place where its calls are received."""

    film: Film
    api: HookedApi
    webhooks: Webhooks

    def run(self, plan: Plan, *, webhooks: bool = True, **options: Any) -> Outcome:
        """Run a plan in a time that stands still: only a webhook wakes whoever waits."""
        start = self.film.time.start
        clock = Clock(now=lambda: start, elapsed=lambda: 0.0, sleep=never_wake)
        chosen = replace(Options(**options), clock=clock, webhooks=self.webhooks if webhooks else None)
        target = a_target(self.api, assets=self.film.store)

        async def bounded() -> Outcome:
            async with asyncio.timeout(BOUND):
                done = await run_plan(
                    plan,
                    folder=self.film.folder,
                    out=self.film.out,
                    target=target,
                    options=chosen,
                    on_event=self.film.events.append,
                )
                await asyncio.gather(*self.api.visits)
                return done

        return asyncio.run(bounded())

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(ledger_path(self.film.folder))) as db:
            return db.execute(query).fetchall()

    def states(self) -> list[tuple[Any, ...]]:
        return self.rows("SELECT call, state, task_id FROM attempts ORDER BY rowid")


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        return int(taken.getsockname()[1])


@pytest.fixture
def desk(film: Film) -> Desk:
    api, port = HookedApi(), free_port()
    film.api = api
    return Desk(
        film=film,
        api=api,
        webhooks=Webhooks(host="127.0.0.1", port=port, url=f"http://127.0.0.1:{port}/hooks", secret=SECRET),
    )


async def finish(api: HookedApi, task: str = "task1", *, hook: int = 0, id: str = "good") -> int:
    """Let a task be final and tell its webhook."""
    api.ready.add(task)
    return await call(api.hooks[hook], task, id=id)


# Waking


def test_a_webhook_has_its_task_asked_after_at_once(desk: Desk) -> None:
    """The time stands still, so that without the webhook the second question would never be asked."""

    async def visit(api: HookedApi) -> None:
        assert await finish(api) == 200

    desk.api.visit = visit
    outcome = desk.run(a_plan(a_call("one/a")))
    assert (outcome.exit_code, desk.film.statuses(outcome)) == (0, {"one/a": "done"})
    assert desk.api.asked == ["task1", "task1"]


def test_a_webhook_that_says_nothing_true_only_makes_it_look(desk: Desk) -> None:
    async def visit(api: HookedApi) -> None:
        for turn in range(3):
            assert await call(api.hooks[0], "task1", id=f"early{turn}") == 200
            await until(lambda: len(api.asked) == turn + 2)  # noqa: B023 - waited for at once
            assert desk.states() == [("one/a", "sent", "task1")]
        await finish(api)

    desk.api.visit = visit
    assert desk.run(a_plan(a_call("one/a"))).exit_code == 0
    assert len(desk.api.asked) == 5


def test_polling_stays_where_no_webhook_comes(desk: Desk) -> None:
    desk.api.ready |= {"task1", "task2"}
    assert desk.run(a_plan(a_call("one/a"), a_call("one/b"))).exit_code == 0


def test_each_wakes_its_own(desk: Desk) -> None:
    async def visit(api: HookedApi) -> None:
        await until(lambda: len(api.hooks) == len(api.asked) == 2)
        await finish(api, "task2", hook=1, id="second")
        await finish(api, "task1", hook=0, id="first")

    desk.api.visit = visit
    assert desk.run(a_plan(a_call("one/a"), a_call("one/b"))).exit_code == 0
    assert sorted(desk.api.asked) == ["task1", "task1", "task2", "task2"]


# What is not believed


def test_only_what_is_signed_and_fresh_is_heard(desk: Desk) -> None:
    body, now = message("task1"), 1_782_907_200
    other = message("task2")
    heard: dict[str, int] = {}

    async def visit(api: HookedApi) -> None:
        url, good = api.hooks[0], signed(body)
        base = url.rpartition("/")[0]
        tries: dict[str, tuple[str, bytes, dict[str, str], str]] = {
            "GET": (url, b"", good, "GET"),
            "PUT": (url, body, good, "PUT"),
            "no such token": (f"{base}/{'x' * 32}", body, good, "POST"),
            "no token": (f"{base}/", body, good, "POST"),
            "token and more": (f"{url}/more", body, good, "POST"),
            "tampered": (url, other, good, "POST"),
            "wrong secret": (url, body, signed(body, secret=b"another"), "POST"),
            "unsigned": (url, body, {}, "POST"),
            "old": (url, body, signed(body, at=now - 301), "POST"),
            "from the future": (url, body, signed(body, at=now + 301), "POST"),
            "oversize": (url, b" " * 65537, signed(b" " * 65537), "POST"),
            "no json": (url, b"{", signed(b"{"), "POST"),
            "as large as may be": (url, body.ljust(65536), signed(body.ljust(65536), id="large"), "POST"),
        }
        for name, (where, sent, headers, method) in tries.items():
            heard[name] = await post(where, sent, headers, method=method)
            if name == "no json":
                assert desk.rows("SELECT * FROM hooks") == []
                assert len(api.asked) == 1
        await finish(api)

    desk.api.visit = visit
    assert desk.run(a_plan(a_call("one/a"))).exit_code == 0
    assert heard == {
        **dict.fromkeys(("GET", "PUT"), 405),
        **dict.fromkeys(("no such token", "no token", "token and more"), 404),
        **dict.fromkeys(("tampered", "wrong secret", "unsigned", "old", "from the future"), 401),
        "oversize": 413,
        "no json": 400,
        "as large as may be": 200,
    }


def test_the_same_webhook_again_is_answered_and_passed_over(desk: Desk) -> None:
    async def visit(api: HookedApi) -> None:
        asked = len(api.asked)
        assert await call(api.hooks[0], "task1", id="same") == 200
        await until(lambda: len(api.asked) > asked)
        for _ in range(3):
            assert await call(api.hooks[0], "task1", id="same") == 200
        assert len(api.asked) == asked + 1
        await finish(api)

    desk.api.visit = visit
    desk.run(a_plan(a_call("one/a")))
    assert sorted(desk.rows("SELECT id, task_id, status FROM hooks")) == [
        ("good", "task1", "succeed"),
        ("same", "task1", "succeed"),
    ]


def test_a_body_that_never_ends_is_not_waited_for(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webhook_server, "WITHIN", 0.05)

    async def visit(api: HookedApi) -> None:
        address = (desk.webhooks.host, desk.webhooks.port)
        reader, writer = await asyncio.open_connection(*address)
        path = api.hooks[0].partition(str(desk.webhooks.port))[2]
        writer.write(f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf".encode())
        assert b" 408 " in await reader.readline()
        writer.close()
        await finish(api)

    desk.api.visit = visit
    assert desk.run(a_plan(a_call("one/a"))).exit_code == 0


def test_what_cannot_be_written_down_is_to_be_sent_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    real = hooked.take_hook
    turns: list[int] = []

    async def broken(*given: Any, **named: Any) -> None:
        if not turns:
            turns.append(1)
            raise Refused("the disk is full")
        await real(*given, **named)

    monkeypatch.setattr(webhook_server, "take_hook", broken)

    async def visit(api: HookedApi) -> None:
        assert await finish(api) == 503
        assert await finish(api) == 200

    desk.api.visit = visit
    assert desk.run(a_plan(a_call("one/a"))).exit_code == 0


def test_an_answer_that_repeats_the_address_of_a_webhook_leaves_its_token_nowhere(desk: Desk) -> None:
    async def refuse(api: HookedApi, _body: dict[str, Any], url: str) -> httpx.Response:
        return httpx.Response(400, json={"message": f"cannot call {url}"})

    desk.api.answers = [refuse]
    outcome = desk.run(a_plan(a_call("one/a")))
    base, _, token = desk.api.hooks[0].rpartition("/")
    assert outcome.manifest.shots[0].because == (f"cannot call {base}/(its webhook's token)",)
    left = [path.read_bytes() for path in desk.film.folder.rglob("*") if path.is_file()]
    assert [content for content in (*left, repr(desk.film.events).encode()) if token.encode() in content] == []


# Before the answer, and in doubt


async def until_bound(desk: Desk) -> None:
    await until(lambda: ("one/a", "sent", "task1") in desk.states())


@pytest.mark.parametrize("status", [200, 502, 429, 400, 403])
def test_a_webhook_before_the_answer_counts_whatever_the_answer_is(desk: Desk, status: int) -> None:
    async def hook_first(api: HookedApi, body: dict[str, Any], url: str) -> httpx.Response:
        task = api.take(body)
        api.ready.add(task)
        assert await call(url, task) == 200
        await until_bound(desk)
        return took(task) if status == 200 else httpx.Response(status, json={"message": "no"})

    desk.api.answers = [hook_first]
    outcome = desk.run(a_plan(a_call("one/a")))
    assert (outcome.exit_code, desk.film.statuses(outcome)) == (0, {"one/a": "done"})
    assert (len(desk.api.submitted), desk.states()) == (1, [("one/a", "final", "task1")])


def test_what_the_webhook_named_and_what_the_answer_names_are_both_kept(desk: Desk) -> None:
    async def hook_first(api: HookedApi, body: dict[str, Any], url: str) -> httpx.Response:
        task, other = api.take(body), api.take(body)
        api.ready |= {task, other}
        assert await call(url, task) == 200
        await until_bound(desk)
        return took(other)

    desk.api.answers = [hook_first]
    outcome = desk.run(a_plan(a_call("one/a")))
    assert (outcome.exit_code, desk.states()) == (0, [("one/a", "final", "task1"), ("one/a", "final", "task2")])
    takes = read_made(desk.film.folder, file="film.yaml", origin="sandbox").takes
    assert [(take.number, take.task_id, take.status) for take in takes] == [(1, "task1", "done"), (2, "task2", "done")]
    assert len(desk.api.submitted) == 1


async def taken_and_lost(api: HookedApi, body: dict[str, Any], _url: str) -> httpx.Response:
    api.ready.add(api.take(body))
    return httpx.Response(502)


async def lost(_api: HookedApi, _body: dict[str, Any], _url: str) -> httpx.Response:
    return httpx.Response(502)


def test_a_webhook_settles_a_doubt_of_its_own_run(desk: Desk) -> None:
    async def visit(api: HookedApi) -> None:
        assert desk.states()[0] == ("one/a", "in-doubt", None)
        assert await call(api.hooks[0], "task1", id="late") == 200
        await until_final(desk)
        await finish(api, "task2", hook=1)

    desk.api.answers, desk.api.visit = [taken_and_lost], visit
    outcome = desk.run(a_plan(a_call("one/a"), a_call("one/b")), concurrency=1)
    assert (outcome.exit_code, desk.film.statuses(outcome)) == (0, {"one/a": "done", "one/b": "done"})
    assert len(desk.api.submitted) == 2


async def until_final(desk: Desk) -> None:
    await until(lambda: desk.states()[0][1:] == ("final", "task1"))


def test_a_late_webhook_settles_a_doubt_of_an_earlier_run(desk: Desk) -> None:
    plan = a_plan(a_call("one/a"))
    desk.api.answers = [taken_and_lost]
    assert desk.run(plan).exit_code == 7

    async def visit(api: HookedApi) -> None:
        assert await call(api.hooks[0], "task1", id="late") == 200
        await until_final(desk)
        await finish(api, "task2", hook=1)

    desk.api.visit = visit
    later = a_plan(a_call("one/a", action="hold"), a_call("one/b"))
    outcome = desk.run(later)
    assert (outcome.exit_code, desk.film.statuses(outcome)) == (0, {"one/a": "done", "one/b": "done"})
    assert len(desk.api.submitted) == 2


def test_a_doubt_stays_where_the_webhook_comes_for_another(desk: Desk) -> None:
    """Exit code 7 is taken back only where no other shot is in doubt."""

    async def visit(api: HookedApi) -> None:
        await call(api.hooks[0], "task1", id="late")
        await until_final(desk)
        await finish(api, "task2", hook=2)

    desk.api.answers, desk.api.visit = [taken_and_lost, lost], visit
    outcome = desk.run(a_plan(*(a_call(f"one/{name}") for name in "abc")), concurrency=1)
    assert outcome.exit_code == 7
    assert desk.film.statuses(outcome) == {"one/a": "done", "one/b": "in-doubt", "one/c": "done"}


@pytest.mark.parametrize("named", ["task2", "task99"], ids=["another shot's", "nobody's"])
def test_a_task_that_is_not_its_own_changes_nothing(desk: Desk, named: str) -> None:
    async def visit(api: HookedApi) -> None:
        asked = len(api.asked)
        assert await call(api.hooks[0], named, id="forged") == 200
        await until(lambda: len(api.asked) > asked)
        await finish(api, "task2", hook=1)

    desk.api.answers, desk.api.visit = [taken_and_lost], visit
    outcome = desk.run(a_plan(a_call("one/a"), a_call("one/b")), concurrency=1)
    assert outcome.exit_code == 7
    assert desk.states() == [("one/a", "in-doubt", None), ("one/b", "final", "task2")]
    found = asyncio.run(read_doubts(Place(folder=desk.film.folder, origin="sandbox"), None))
    (told,) = found[0].named
    assert (told.task_id, told.status, told.whose) == (named, "succeed", "one/b" if named == "task2" else "")


@pytest.mark.parametrize("first", ["task1", "task50"])
def test_a_second_task_of_a_submission_is_followed_too(desk: Desk, first: str) -> None:
    """What was sent once was taken twice: the address of a webhook is known to nobody but who took it."""

    async def visit(api: HookedApi) -> None:
        api.tasks["task50"] = api.tasks["task1"]
        assert await call(api.hooks[0], "task50", id="second") == 200
        await until(lambda: "task50" in api.asked)
        for name in (first, *{"task1", "task50"} - {first}):
            await finish(api, name, id=name)
            await until(lambda: ("one/a", "final", name) in desk.states())  # noqa: B023 - waited for at once

    desk.api.visit = visit
    outcome = desk.run(a_plan(a_call("one/a")))
    assert (outcome.exit_code, desk.film.statuses(outcome)) == (0, {"one/a": "done"})
    assert sorted(desk.states()) == [("one/a", "final", "task1"), ("one/a", "final", "task50")]
    assert [take.status for take in outcome.manifest.shots[0].takes] == ["done", "done"]
    assert read_spent(desk.film.folder, file="film.yaml", origin="sandbox") == Decimal("8.4")


@pytest.mark.parametrize("named", ["task2", "task99"], ids=["another shot's", "nobody's"])
def test_a_second_task_that_is_not_its_own_changes_nothing(desk: Desk, named: str) -> None:
    async def visit(api: HookedApi) -> None:
        await until(lambda: len(api.asked) == 2)
        assert await call(api.hooks[0], named, id="forged") == 200
        await until(lambda: len(api.asked) > 2)
        await finish(api, "task1")
        await finish(api, "task2", hook=1, id="other")

    desk.api.visit = visit
    assert desk.run(a_plan(a_call("one/a"), a_call("one/b"))).exit_code == 0
    assert sorted(desk.states()) == [("one/a", "final", "task1"), ("one/b", "final", "task2")]


def test_a_webhook_brings_back_what_was_given_up(desk: Desk) -> None:
    plan = a_plan(a_call("one/a"))
    desk.api.answers = [taken_and_lost]
    desk.run(plan)
    place = Place(folder=desk.film.folder, origin="sandbox")
    asyncio.run(abandon_doubt(place, lambda found: found[0]))
    assert read_spent(desk.film.folder, file="film.yaml", origin="sandbox") == 0

    async def visit(api: HookedApi) -> None:
        assert await call(api.hooks[0], "task1", id="late") == 200
        await until_final(desk)
        await finish(api, "task2", hook=1)

    desk.api.visit = visit
    assert desk.run(plan).exit_code == 0
    made = read_made(desk.film.folder, file="film.yaml", origin="sandbox").takes
    assert [(take.number, take.task_id, take.status) for take in made] == [(1, "task2", "done"), (2, "task1", "done")]
    assert read_spent(desk.film.folder, file="film.yaml", origin="sandbox") == Decimal("8.4")


def test_what_a_run_heard_and_did_not_live_to_do_the_next_one_does(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = a_plan(a_call("one/a"))

    async def taken_and_heard(api: HookedApi, body: dict[str, Any], url: str) -> httpx.Response:
        task = api.take(body)
        api.ready.add(task)
        assert await call(url, task) == 200
        return httpx.Response(502)

    desk.api.answers = [taken_and_heard]
    with monkeypatch.context() as context:
        context.setattr(hooked, "_begin", lambda *_: None)
        assert desk.run(plan).exit_code == 7
    outcome = desk.run(plan)
    assert (outcome.exit_code, desk.film.statuses(outcome)) == (0, {"one/a": "done"})
    assert len(desk.api.submitted) == 1


# Addresses


def test_every_submission_has_an_address_of_its_own_that_nobody_else_learns(desk: Desk) -> None:
    desk.api.ready |= {"task1", "task2"}
    plan = a_plan(a_call("one/a", webhookUrl="https://hooks.example.com/mine"), a_call("one/b"))
    outcome = desk.run(plan)
    tokens = [url.removeprefix(f"{desk.webhooks.url}/") for url in desk.api.hooks]
    assert len(set(tokens)) == 2
    assert all(len(token) == 32 and "/" not in token for token in tokens)
    with open_ledger(desk.film.folder) as ledger:
        known = ledger.ask(lambda db: db.execute("SELECT token FROM attempts").fetchall()).result()
    assert sorted(row[0] for row in known) == sorted(sha256_bytes(token.encode()) for token in tokens)
    told = repr((desk.film.events, outcome, plan, desk.webhooks))
    kept = [path for path in desk.film.folder.rglob("*") if path.is_file()]
    assert ledger_path(desk.film.folder) in kept
    for token in tokens:
        assert token not in told
        assert not [path for path in kept if token.encode() in path.read_bytes()]
    assert SECRET.decode() not in told


def test_without_a_place_to_receive_the_storyboards_own_address_is_sent(desk: Desk) -> None:
    desk.api.ready |= {"task1", "task2"}
    own = "https://hooks.example.com/mine"
    desk.run(a_plan(a_call("one/a", webhookUrl=own), a_call("one/b")), webhooks=False, concurrency=1)
    assert desk.api.hooks == [own, ""]


def test_a_port_that_is_taken_is_told_before_anything_is_sent(desk: Desk) -> None:
    address = (desk.webhooks.host, desk.webhooks.port)
    with closing(socket.create_server(address)), pytest.raises(UsageError, match="Webhooks cannot be received at"):
        desk.run(a_plan(a_call("one/a")))
    assert desk.api.submitted == []


def test_nobody_listens_when_the_run_is_over(desk: Desk) -> None:
    desk.api.ready.add("task1")
    desk.run(a_plan(a_call("one/a")))
    with pytest.raises(httpx.ConnectError):
        httpx.post(desk.api.hooks[0])


def test_a_receiver_writes_no_log(
    desk: Desk, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    async def visit(api: HookedApi) -> None:
        reader, writer = await asyncio.open_connection(desk.webhooks.host, desk.webhooks.port)
        writer.write(b"this is no HTTP\r\n\r\n")
        await reader.read()
        writer.close()
        await finish(api)

    desk.api.visit = visit
    desk.run(a_plan(a_call("one/a")))
    assert [record.getMessage() for record in caplog.records if record.name.startswith("uvicorn")] == []
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("written", "place"),
    [("127.0.0.1:8080", ("127.0.0.1", 8080)), ("[::1]:1", ("::1", 1)), ("0.0.0.0:65535", ("0.0.0.0", 65535))],
)
def test_a_place_to_listen_at(written: str, place: tuple[str, int]) -> None:
    assert parse_listen(written) == place


@pytest.mark.parametrize("written", ["", "8080", ":8080", "localhost", "host:", "host:x", "host:0", "host:65536"])
def test_what_is_no_place_to_listen_at(written: str) -> None:
    with pytest.raises(UsageError, match="no place to listen at"):
        parse_listen(written)


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://hooks.example.com/a/", True),
        ("http://127.0.0.1:9000", True),
        ("http://hooks.example.com", False),
        ("https://name:word@hooks.example.com", False),
        ("https://hooks.example.com/?a=1", False),
        ("hooks.example.com", False),
    ],
)
def test_the_public_address_is_checked_and_not_repeated(url: str, good: bool) -> None:
    if good:
        assert checked_public(url) == url.rstrip("/")
        return
    with pytest.raises(UsageError) as caught:
        checked_public(url)
    assert url not in caught.value.message + caught.value.help
