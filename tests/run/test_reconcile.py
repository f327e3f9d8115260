"""Submissions of unknown fate: what speaks for and against each, and what each way to settle one does."""

import asyncio
import sqlite3
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import httpx
import pytest

from storyboard.problems import NoAccess, ProviderError, Refused
from storyboard.provider.dialects import PROVIDERS
from storyboard.run.doubt.evidence import difference_of
from storyboard.run.doubt.reconcile import Doubt, Neighbour
from storyboard.run.doubt.settling import (
    Place,
    Settled,
    abandon_doubt,
    bind_doubt,
    read_doubts,
)
from storyboard.run.ledger import attempts
from storyboard.run.ledger.writer import open_ledger
from storyboard.run.machine.lock import hold_lock
from storyboard.run.net.client import open_wire
from storyboard.run.production import balance
from storyboard.run.production.balance import Reading, parse_reading, read_account, write_reading
from storyboard.run.production.options import Options
from storyboard.run.record.outcome import Outcome
from storyboard.run.submissions import account
from storyboard.run.takes.made import read_made
from storyboard.run.takes.spent import read_spent
from tests.run.films import Film, MemoryApi, Step, a_call, a_plan, a_target
from tests.run.test_scouting import MIRA, shows

PRICE = Decimal("4.40")


@dataclass
class PayingApi(MemoryApi):
    """An API in memory with an account, from which each task is paid when it is made."""

    price: float = 4.4

    def take(self, body: dict[str, Any]) -> str:
        self.balance = round(self.balance - self.price, 2)
        return super().take(body)


@pytest.fixture
def paying(film: Film) -> Film:
    film.api = PayingApi(credit=4.4)
    return film


def lost(_api: MemoryApi, _request: httpx.Request, _body: dict[str, Any]) -> httpx.Response:
    """Fail before a task is made."""
    return httpx.Response(500, json={"message": "no luck"})


def taken(api: MemoryApi, _request: httpx.Request, body: dict[str, Any]) -> httpx.Response:
    """Make a task and lose the answer."""
    api.take(body)
    return httpx.Response(502)


def accepted(api: MemoryApi, _request: httpx.Request, body: dict[str, Any]) -> httpx.Response:
    return httpx.Response(200, json={"taskId": api.take(body), "status": "waiting"})


def place(film: Film) -> Place:
    return Place(folder=film.folder, origin="sandbox", clock=film.time.clock())


def doubts(film: Film, *, online: bool = False) -> tuple[Doubt, ...]:
    return asyncio.run(read_doubts(place(film), a_target(film.api) if online else None))


def only(found: tuple[Doubt, ...]) -> Doubt:
    (doubt,) = found
    return doubt


def bind(film: Film, task_id: str) -> Settled:
    return asyncio.run(bind_doubt(place(film), a_target(film.api), only, task_id))


def spent(film: Film) -> Decimal:
    return read_spent(film.folder, file="film.yaml", origin="sandbox")


def asked_balance(film: Film) -> int:
    return len([request for request in film.api.requests if request.url.path.endswith("/balance")])


# Evidence


@pytest.mark.parametrize(
    ("step", "gone", "suggests"),
    [(lost, Decimal("0.0"), "not taken"), (taken, Decimal("4.4"), "taken")],
)
def test_the_account_says_what_is_likely(paying: Film, step: Step, gone: Decimal, suggests: str) -> None:
    paying.api.steps = [step]
    assert paying.run(a_plan(a_call("one/a"))).exit_code == 7
    doubt = only(doubts(paying))
    assert (doubt.call, doubt.shot, doubt.usages, doubt.numbers) == ("one/a", "one/a", ("one/a",), (1,))
    assert (doubt.price, doubt.made_at) == (PRICE, "2026-07-01T12:00:00Z")
    difference = difference_of(doubt)
    assert difference is not None
    assert (difference.gone, difference.others, difference.unsure) == (gone, Decimal(0), ())
    assert difference.suggests == suggests


def test_what_others_cost_is_taken_off(paying: Film) -> None:
    paying.api.steps = [accepted, taken]
    paying.run(a_plan(*(a_call(f"one/s{n}") for n in range(3))), Options(concurrency=1))
    difference = difference_of(only(doubts(paying)))
    assert difference is not None
    assert (difference.gone, difference.others, difference.suggests) == (Decimal("4.4"), Decimal("4.4"), "taken")


def test_who_is_in_the_air_while_the_account_is_read_is_noted(film: Film) -> None:
    film.run(a_plan(a_call("one/a"), a_call("one/b")), Options(concurrency=1))

    async def read() -> Reading | None:
        async with open_wire("http://sandbox", key=None, transport=film.api.transport()) as wire:
            dialect, clock = PROVIDERS["pollo"], film.time.clock()
            return await read_account(ledger, wire, dialect, origin="sandbox", clock=clock)

    with open_ledger(film.folder) as ledger:
        fly = "UPDATE attempts SET state = 'sending', task_id = NULL WHERE call = 'one/b' RETURNING id"
        flying = ledger.ask(lambda db: db.execute(fly).fetchone()[0]).result()
        reading = asyncio.run(read())
    assert reading is not None
    assert (reading.credits, reading.mark, reading.open) == (Decimal(1000), 2, (flying,))


def test_another_doubt_of_that_time_is_named_and_then_nothing_is_suggested(paying: Film) -> None:
    paying.api.steps = [taken, taken]
    paying.run(a_plan(a_call("one/a"), a_call("one/b")), Options(concurrency=1))
    with open_ledger(paying.folder) as ledger:
        late = "UPDATE attempts SET balance_after = (SELECT balance_after FROM attempts WHERE call = 'one/b')"
        ledger.ask(lambda db: db.execute(late)).result()
    first, _ = doubts(paying)
    difference = difference_of(first)
    assert difference is not None
    assert (difference.gone, difference.unsure, difference.suggests) == (Decimal("8.8"), ("one/b",), "nothing")


@pytest.mark.parametrize(
    ("after", "neighbours", "suggests"),
    [
        ("995.6", (), "taken"),
        ("991.2", (Neighbour(call="b", price=PRICE, state="sent", sure=True),), "taken"),
        ("995.6", (Neighbour(call="b", price=PRICE, state="sent", sure=True),), "not taken"),
        ("995.6", (Neighbour(call="b", price=PRICE, state="sent", sure=False),), "nothing"),
        ("1000", (Neighbour(call="b", price=PRICE, state="in-doubt", sure=False),), "not taken"),
        ("997", (), "nothing"),
        ("1095.6", (), "nothing"),
    ],
)
def test_what_differences_suggest(after: str, neighbours: tuple[Neighbour, ...], suggests: str) -> None:
    doubt = Doubt(
        attempt="x",
        file="film.yaml",
        call="one/a",
        shot="one/a",
        usages=("one/a",),
        numbers=(1,),
        price=PRICE,
        made_at="2026-07-01T12:00:00Z",
        message="",
        before=Reading(credits=Decimal(1000), at="", mark=0),
        after=Reading(credits=Decimal(after), at="", mark=9),
        neighbours=neighbours,
        named=(),
    )
    difference = difference_of(doubt)
    assert difference is not None
    assert difference.suggests == suggests


def test_the_account_is_read_once_where_all_goes_well(paying: Film) -> None:
    paying.run(a_plan(*(a_call(f"one/s{n}") for n in range(5))))
    assert asked_balance(paying) == 1
    paying.run(a_plan(*(a_call(f"one/s{n}") for n in range(5))))
    assert asked_balance(paying) == 1


def test_no_submission_overtakes_the_first_reading(paying: Film) -> None:
    paying.run(a_plan(*(a_call(f"one/s{n}") for n in range(4))), Options(concurrency=4))
    with open_ledger(paying.folder) as ledger:
        known = ledger.ask(lambda db: db.execute("SELECT balance_before FROM attempts").fetchall()).result()
    assert [row[0] is not None for row in known] == [True] * 4


def test_the_account_is_read_once_more_for_a_doubt(paying: Film) -> None:
    paying.api.steps = [accepted, lost, accepted]
    paying.run(a_plan(*(a_call(f"one/s{n}") for n in range(3))), Options(concurrency=1))
    assert asked_balance(paying) == 2


@pytest.mark.parametrize("answer", [httpx.Response(500), httpx.Response(401), httpx.Response(200, text="{")])
def test_no_run_fails_of_an_account_that_cannot_be_read(
    film: Film, monkeypatch: pytest.MonkeyPatch, answer: httpx.Response
) -> None:
    real = MemoryApi.answer

    def silent(api: MemoryApi, request: httpx.Request) -> httpx.Response:
        return answer if request.url.path.endswith("/balance") else real(api, request)

    monkeypatch.setattr(MemoryApi, "answer", silent)
    film.api.steps = [lost]
    outcome = film.run(a_plan(a_call("one/a"), a_call("one/b")), Options(concurrency=1))
    assert film.statuses(outcome) == {"one/a": "in-doubt", "one/b": "done"}
    doubt = only(doubts(film, online=True))
    assert (doubt.before, doubt.after, difference_of(doubt)) == (None, None, None)


def test_no_run_waits_for_an_account_that_says_nothing(film: Film, monkeypatch: pytest.MonkeyPatch) -> None:
    async def never(*_: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(balance, "PATIENCE", 0.01)
    monkeypatch.setattr(balance, "ask", never)
    assert film.run(a_plan(a_call("one/a"))).exit_code == 0


def test_a_doubt_of_a_run_that_died_gets_its_reading_when_somebody_looks(paying: Film) -> None:
    paying.run(a_plan(a_call("one/first")))

    class Died(BaseException):
        pass

    def die(point: str) -> None:
        if point == "answer":
            raise Died

    with pytest.raises(BaseException):  # noqa: B017, PT011 - however it surfaces, this run is dead
        paying.run(a_plan(a_call("one/a")), Options(at=die))
    assert only(doubts(paying)).after is None
    doubt = only(doubts(paying, online=True))
    difference = difference_of(doubt)
    assert difference is not None
    assert (difference.gone, difference.suggests) == (Decimal("4.4"), "taken")
    asked = asked_balance(paying)
    assert only(doubts(paying, online=True)).after == doubt.after
    assert asked_balance(paying) == asked


def test_a_later_run_reads_the_account_for_an_earlier_doubt(paying: Film, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = a_plan(a_call("one/a"))
    with monkeypatch.context() as context:
        context.setattr(account, "note_after", lambda *_, **__: None)
        paying.api.steps = [lost]
        paying.run(plan)
        assert only(doubts(paying)).after is None
    paying.run(plan)
    assert only(doubts(paying)).after is not None


def test_an_id_in_an_odd_answer_is_told(film: Film) -> None:
    film.api.steps = [lambda *_: httpx.Response(400, json={"message": "no", "data": {"taskId": "task77"}})]
    film.run(a_plan(a_call("one/a")))
    assert "task77" in only(doubts(film)).message


ODD = ("_Xy12", "-Xy12", "abc==", "a+b==", "gen|5")


def named(name: str) -> Step:
    """Make a task of this name."""

    def step(api: MemoryApi, _request: httpx.Request, body: dict[str, Any]) -> httpx.Response:
        api.tasks[name] = api.tasks.pop(api.take(body))
        return httpx.Response(200, json={"taskId": name, "status": "waiting"})

    return step


@pytest.mark.parametrize("name", ODD)
def test_a_task_of_an_odd_name_is_followed(film: Film, name: str) -> None:
    film.api.steps = [named(name)]
    outcome = film.run(a_plan(a_call("one/a")))
    assert (outcome.exit_code, outcome.manifest.shots[0].task_id) == (0, name)


@pytest.mark.parametrize("name", ODD)
def test_a_task_of_an_odd_name_is_bound(paying: Film, name: str) -> None:
    def loses(api: MemoryApi, request: httpx.Request, body: dict[str, Any]) -> httpx.Response:
        named(name)(api, request, body)
        return httpx.Response(502)

    paying.api.steps = [loses]
    paying.run(a_plan(a_call("one/a")))
    assert bind(paying, name).left == ()
    assert paying.run(a_plan(a_call("one/a"))).exit_code == 0
    assert len(paying.api.submitted) == 1


@pytest.mark.parametrize(
    "written", [None, "", "{", "[]", '{"credits": "x"}', '{"credits": "1", "at": "", "mark": "y"}']
)
def test_a_reading_that_cannot_be_read_is_none(written: str | None) -> None:
    assert parse_reading(written) is None


def test_a_reading_comes_back_as_it_was() -> None:
    reading = Reading(credits=Decimal("12.50"), at="2026-07-01T12:00:00Z", mark=7, open=("a", "b"))
    assert parse_reading(write_reading(reading)) == reading
    assert write_reading(None) is None


# Binding


def test_a_task_that_is_bound_is_fetched_by_the_next_run_and_not_paid_again(paying: Film) -> None:
    plan = a_plan(a_call("one/a"), a_call("one/b", after=["one/a"]))
    paying.api.steps = [taken]
    first = paying.run(plan)
    assert paying.statuses(first) == {"one/a": "in-doubt", "one/b": "skipped"}
    settled = bind(paying, "task1")
    assert (settled.doubt.call, settled.left) == ("one/a", ())
    outcome = paying.run(plan)
    assert (outcome.exit_code, paying.statuses(outcome)) == (0, {"one/a": "done", "one/b": "done"})
    assert len(paying.api.submitted) == 2
    assert spent(paying) == Decimal("8.8")


def test_a_task_that_the_provider_does_not_know_is_refused(paying: Film) -> None:
    paying.api.steps = [lost]
    paying.run(a_plan(a_call("one/a")))
    with pytest.raises(Refused, match="does not know the task task99"):
        bind(paying, "task99")
    assert only(doubts(paying)).call == "one/a"


def test_a_task_of_another_shot_is_refused(paying: Film) -> None:
    paying.api.steps = [accepted, lost]
    paying.run(a_plan(a_call("one/a"), a_call("one/b")), Options(concurrency=1))
    with pytest.raises(Refused, match="task1 belongs to one/a already"):
        bind(paying, "task1")
    assert only(doubts(paying)).call == "one/b"


@pytest.mark.parametrize(("status", "error"), [(401, NoAccess), (500, ProviderError), (429, ProviderError)])
def test_where_the_provider_cannot_be_asked_nothing_changes(paying: Film, status: int, error: type[Exception]) -> None:
    paying.api.steps = [taken]
    paying.run(a_plan(a_call("one/a")))
    paying.api.statuses = [httpx.Response(status, json={"message": "no"})]
    with pytest.raises(error):
        bind(paying, "task1")
    assert only(doubts(paying)).call == "one/a"


# Giving up


def test_what_is_given_up_was_never_asked_for_and_costs_nothing(paying: Film) -> None:
    plan = a_plan(a_call("one/a"))
    paying.api.steps = [lost]
    paying.run(plan)
    assert spent(paying) == PRICE
    settled = asyncio.run(abandon_doubt(place(paying), only))
    assert (settled.doubt.numbers, settled.left, spent(paying)) == ((1,), (), Decimal(0))
    assert read_made(paying.folder, file="film.yaml", origin="sandbox").takes == ()
    assert paying.run(plan).exit_code == 0
    assert len(paying.api.submitted) == 2


# Asking again


def again(film: Film, **caps: Decimal) -> Outcome:
    """Ask again for the one submission in doubt."""
    (doubt,) = (one for one in doubts(film) if not one.aside)
    return film.run(a_plan(a_call("one/a")), Options(replaces=doubt.attempt, **caps))  # type: ignore[arg-type]


def unknown(film: Film) -> list[tuple[str, tuple[int, ...], str]]:
    return [("aside" if one.aside else "in doubt", one.numbers, one.message) for one in doubts(film)]


def made(film: Film) -> list[tuple[int, str | None, str]]:
    takes = read_made(film.folder, file="film.yaml", origin="sandbox").takes
    return [(take.number, take.task_id, take.status) for take in takes]


LOST = "HTTP 502"


def test_what_is_asked_for_again_is_set_aside_and_stays_counted(paying: Film) -> None:
    paying.api.steps = [taken]
    paying.run(a_plan(a_call("one/a")))
    assert again(paying).exit_code == 0
    assert (unknown(paying), spent(paying)) == ([("aside", (1,), LOST)], Decimal("8.8"))
    assert made(paying) == [(2, "task2", "done")]  # a number is never given again
    assert paying.run(a_plan(a_call("one/a"))).exit_code == 0
    assert len(paying.api.submitted) == 2


@pytest.mark.parametrize("cap", ["budget", "production", "confirmed"])
def test_where_a_cap_is_in_the_way_the_doubt_stays(paying: Film, cap: str) -> None:
    paying.api.steps = [taken]
    paying.run(a_plan(a_call("one/a")))
    most = Decimal("4.39") if cap == "confirmed" else Decimal("8.79")
    assert again(paying, **{cap: most}).exit_code == 7
    assert (len(paying.api.submitted), unknown(paying), spent(paying)) == (1, [("in doubt", (1,), LOST)], PRICE)
    assert bind(paying, "task1").left == ()
    assert paying.run(a_plan(a_call("one/a"))).exit_code == 0
    assert (made(paying), len(paying.api.submitted)) == ([(1, "task1", "done")], 1)


@pytest.mark.parametrize(
    "answer",
    [
        httpx.Response(403, json={"message": "Not enough credits", "code": "FORBIDDEN"}),
        httpx.Response(401, json={"message": "no", "code": "UNAUTHORIZED"}),
        httpx.Response(400, json={"message": "no", "code": "BAD_REQUEST"}),
    ],
    ids=str,
)
def test_where_nothing_was_made_of_it_the_first_is_in_doubt_as_before(paying: Film, answer: httpx.Response) -> None:
    paying.api.steps = [taken, lambda *_: answer]
    paying.run(a_plan(a_call("one/a")))
    assert again(paying).exit_code == 7
    assert (unknown(paying), spent(paying)) == ([("in doubt", (1,), LOST)], PRICE)
    paying.run(a_plan(a_call("one/a")))
    assert len(paying.api.submitted) == 2  # it is never asked for again by itself
    bind(paying, "task1")
    assert paying.run(a_plan(a_call("one/a"))).exit_code == 0


def test_what_is_put_off_is_asked_for_in_the_end(paying: Film) -> None:
    paying.api.steps = [taken, lambda *_: httpx.Response(429, headers={"retry-after": "1"})]
    paying.run(a_plan(a_call("one/a")))
    assert again(paying).exit_code == 0
    assert (unknown(paying), made(paying)) == ([("aside", (1,), LOST)], [(2, "task2", "done")])


@pytest.mark.parametrize(("point", "kept"), [("intent", "aside"), ("answer", "aside"), ("recorded", "aside")])
def test_a_run_that_dies_over_it_loses_neither(paying: Film, point: str, kept: str) -> None:
    paying.api.steps = [taken]
    paying.run(a_plan(a_call("one/a")))

    class Died(BaseException):
        pass

    def die(at: str) -> None:
        if at == point:
            raise Died

    (doubt,) = doubts(paying)
    with pytest.raises(BaseException):  # noqa: B017, PT011 - however it surfaces, this run is dead
        paying.run(a_plan(a_call("one/a")), Options(replaces=doubt.attempt, at=die))
    found = unknown(paying)
    assert found[0] == (kept, (1,), LOST)
    assert [one[:2] for one in found[1:]] == ([] if point == "recorded" else [("in doubt", (2,))])
    assert spent(paying) == Decimal("8.8")
    bind_first(paying, "task1")
    assert (1, "task1") in [take[:2] for take in made(paying)]


def bind_first(film: Film, task_id: str) -> Settled:
    return asyncio.run(bind_doubt(place(film), a_target(film.api), lambda found: found[0], task_id))


def test_what_was_set_aside_turns_up_and_is_charged_as_it_was(paying: Film) -> None:
    paying.api.steps = [taken]
    paying.api.credit = 3.1
    paying.run(a_plan(a_call("one/a")))
    again(paying)
    assert spent(paying) == Decimal("7.5")
    assert bind_first(paying, "task1").left == ()
    assert paying.run(a_plan(a_call("one/a"))).exit_code == 0
    assert made(paying) == [(1, "task1", "done"), (2, "task2", "done")]
    assert (spent(paying), len(paying.api.submitted)) == (Decimal("6.2"), 2)


def test_what_was_set_aside_and_was_not_taken_counts_no_more(paying: Film) -> None:
    paying.api.steps = [lost]
    paying.run(a_plan(a_call("one/a")))
    again(paying)
    settled = asyncio.run(abandon_doubt(place(paying), lambda found: found[0]))
    assert (settled.left, spent(paying)) == ((), Decimal("4.4"))


def test_why_it_was_refused_is_told_beside_the_doubt(paying: Film) -> None:
    issues = [{"path": ["input", "prompt"], "message": "Required"}]
    refusal = httpx.Response(400, json={"message": "Input validation failed", "code": "BAD_REQUEST", "issues": issues})
    paying.api.steps = [taken, lambda *_: refusal]
    paying.run(a_plan(a_call("one/a")))
    (shot,) = again(paying).manifest.shots
    told = "; ".join(shot.because)
    assert (shot.status, LOST in told, "Input validation failed" in told, "Required" in told) == (
        "in-doubt",
        *[True] * 3,
    )


def test_why_it_is_not_asked_for_is_told_beside_the_doubt(paying: Film) -> None:
    """Somebody's pictures were refused in the meantime."""
    doubted, other = shows("one/a", {"Mira": [MIRA]}), shows("one/b", {"Mira": [MIRA]})
    paying.api.steps, paying.api.takes = [taken], {"one/b": ["failed"]}
    paying.run(a_plan(doubted))
    paying.run(a_plan(other))
    outcome = paying.run(a_plan(doubted), Options(replaces=only(doubts(paying)).attempt))
    (shot,) = outcome.manifest.shots
    assert (outcome.exit_code, shot.status, len(paying.api.submitted)) == (7, "in-doubt", 2)
    assert any("Mira's pictures were refused in one/b" in told for told in shot.because)


def test_the_second_may_be_in_doubt_as_well_and_a_third_is_asked_for(paying: Film) -> None:
    paying.api.steps = [lost, lost]
    paying.run(a_plan(a_call("one/a")))
    assert again(paying).exit_code == 7
    assert [one[:2] for one in unknown(paying)] == [("aside", (1,)), ("in doubt", (2,))]
    assert again(paying).exit_code == 0
    assert [one[:2] for one in unknown(paying)] == [("aside", (1,)), ("aside", (2,))]
    assert (made(paying), spent(paying)) == ([(3, "task1", "done")], Decimal("13.2"))


def test_where_the_second_is_given_up_the_first_is_in_doubt_again(paying: Film) -> None:
    paying.api.steps = [lost, lost]
    paying.run(a_plan(a_call("one/a")))
    again(paying)
    asyncio.run(abandon_doubt(place(paying), lambda found: found[1]))
    assert [one[:2] for one in unknown(paying)] == [("in doubt", (1,))]
    assert spent(paying) == PRICE


def test_another_shot_replaces_nothing(paying: Film) -> None:
    paying.api.steps = [lost]
    paying.run(a_plan(a_call("one/a")))
    (doubt,) = doubts(paying)
    assert paying.run(a_plan(a_call("one/b")), Options(replaces=doubt.attempt)).exit_code in (0, 7)
    assert [one[:2] for one in unknown(paying)] == [("in doubt", (1,))]


def test_what_was_settled_is_not_settled_again(paying: Film) -> None:
    paying.api.steps = [lost]
    paying.run(a_plan(a_call("one/a")))
    doubt = only(doubts(paying))
    asyncio.run(abandon_doubt(place(paying), only))
    asyncio.run(abandon_doubt(place(paying), lambda _found: doubt))
    assert spent(paying) == 0
    assert paying.run(a_plan(a_call("one/a")), Options(replaces=doubt.attempt)).exit_code == 0
    assert (unknown(paying), spent(paying)) == ([], Decimal("4.4"))


def test_what_has_a_task_is_neither_let_go_nor_in_doubt(film: Film) -> None:
    """A webhook may have named the task before an answer comes that says otherwise."""
    film.run(a_plan(a_call("one/a")))
    now = film.time.start

    def try_all(db: sqlite3.Connection) -> tuple[str, str, int]:
        attempt = db.execute("UPDATE attempts SET state = 'sent' RETURNING id").fetchone()[0]
        attempts.doubt(db, attempt, "a doubt", now=now)
        attempts.let_go(db, attempt, state="not-sent", message="a refusal", now=now)
        state, message = db.execute("SELECT state, message FROM attempts").fetchone()
        return state, message, db.execute("SELECT count(*) FROM takes").fetchone()[0]

    with open_ledger(film.folder) as ledger:
        assert ledger.ask(try_all).result() == ("sent", "", 1)


# Together with others


def test_nothing_is_settled_while_a_run_is_at_work(paying: Film) -> None:
    paying.api.steps = [lost]
    paying.run(a_plan(a_call("one/a")))
    with (
        hold_lock(paying.folder, origin="sandbox", since="now"),
        pytest.raises(Refused, match="Another run is at work"),
    ):
        asyncio.run(abandon_doubt(place(paying), only))
    assert only(doubts(paying)).call == "one/a"


def test_a_submission_that_a_dead_run_left_is_in_doubt_here_too(film: Film) -> None:
    film.run(a_plan(a_call("one/a")))
    with open_ledger(film.folder) as ledger:
        ledger.ask(lambda db: db.execute("UPDATE attempts SET state = 'sending', task_id = NULL")).result()
    assert only(doubts(film)).message.startswith("the program died")


def test_doubts_of_other_origins_are_not_shown(paying: Film) -> None:
    paying.api.steps = [lost]
    paying.run(a_plan(a_call("one/a")))
    assert only(doubts(paying)).file == "film.yaml"
    other = Place(folder=paying.folder, origin="https://pollo.ai", clock=paying.time.clock())
    assert asyncio.run(read_doubts(other, None)) == ()
