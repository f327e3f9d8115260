"""Between the ledger and `storyboard.takes`: nothing is lost, nothing counts twice, both say the same in the end."""

import asyncio
import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from storyboard.plan.made import EXPIRED, Made
from storyboard.plan.plan import Call
from storyboard.problems import ProblemsError, Refused
from storyboard.run.execute import run_plan
from storyboard.run.ledger import file as ledger_file
from storyboard.run.ledger.money import asked_takes
from storyboard.run.ledger.writer import open_ledger
from storyboard.run.production.options import Options, Tries
from storyboard.run.record.outcome import Outcome
from storyboard.run.takes import exchange as takes_exchange
from storyboard.run.takes.exchange import export_takes, import_takes
from storyboard.run.takes.file import TAKES, change_takes, load_takes
from storyboard.run.takes.lines import TakeLine, TakesFile
from storyboard.run.takes.made import read_made
from storyboard.run.takes.spent import read_spent
from tests.run.films import FakeClock, MemoryApi, a_call, a_plan, a_target
from tests.run.takes import POLLO, a_decision, a_line, sha
from tests.support.run_sync import run_plan_sync

NOW = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


@dataclass
class Place:
    """A folder at the real API's origin, with the API in memory."""

    folder: Path
    api: MemoryApi = field(default_factory=MemoryApi)
    time: FakeClock = field(default_factory=FakeClock)

    @property
    def out(self) -> Path:
        return self.folder / "build" / "film" / "pollo"

    def run(self, *calls: Call, options: Options | None = None, **more: Any) -> Outcome:
        return run_plan_sync(**self.wanted(*calls, options=options, **more))

    def wanted(self, *calls: Call, options: Options | None = None, **more: Any) -> dict[str, Any]:
        return {
            "plan": a_plan(*calls, origin=POLLO, **more),
            "folder": self.folder,
            "out": self.out,
            "target": replace(a_target(self.api), origin=POLLO),
            "options": replace(options or Options(), clock=self.time.clock()),
        }

    def made(self, *, now: datetime = NOW) -> Made:
        return read_made(self.folder, file="film.yaml", origin=POLLO, now=lambda: now)

    def lines(self) -> list[tuple[str, int, str]]:
        told = sorted(load_takes(self.folder).takes, key=lambda line: (line.shot, line.number))
        return [(line.shot, line.number, line.status) for line in told]

    def tell(self, *lines: TakeLine) -> None:
        change_takes(self.folder, lambda _: TakesFile(takes=lines))

    def work(self, work: Callable[[Any], Any]) -> Any:
        with open_ledger(self.folder) as ledger:
            return ledger.ask(work).result()

    def read_in(self) -> None:
        self.work(lambda db: import_takes(db, self.folder, origin=POLLO, now=NOW))

    def write_out(self) -> None:
        self.work(lambda db: export_takes(db, self.folder, origin=POLLO))

    def spent(self) -> Decimal:
        return read_spent(self.folder, file="film.yaml", origin=POLLO)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(folder=tmp_path)


def another(place: Place, name: str = "another") -> Place:
    """Give a clone: the same API, and of the folder what git carries."""
    clone = Place(folder=place.folder.parent / f"{place.folder.name}-{name}", api=place.api)
    clone.folder.mkdir()
    shutil.copy(place.folder / TAKES, clone.folder / TAKES)
    return clone


# A run that rests


def test_a_run_that_rests_writes_what_it_asked_for(place: Place) -> None:
    place.api.takes = {"one/b": ["succeed", "failed"]}
    place.run(a_call("one/a"), a_call("one/b", takes=2, after=["one/a"]))
    assert place.lines() == [("one/a", 1, "done"), ("one/b", 1, "done"), ("one/b", 2, "failed")]
    told = {line.shot: line for line in load_takes(place.folder).takes}
    assert (told["one/a"].credits, told["one/a"].task_id, told["one/a"].seconds) == (Decimal("4.2"), "task1", 1.0)


def test_an_interrupted_run_writes_as_well(place: Place) -> None:
    place.api.polls = 10**6

    async def cancelled() -> None:
        sent = asyncio.Event()
        wanted = place.wanted(a_call("one/a"))
        running = asyncio.ensure_future(run_plan(**wanted, on_event=lambda _: sent.set()))
        await sent.wait()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    asyncio.run(cancelled())
    assert place.lines() == [("one/a", 1, "submitted")]


def test_a_run_that_is_refused_after_a_submission_writes_as_well(place: Place) -> None:
    place.api.steps = [
        lambda api, _, body: httpx.Response(200, json={"taskId": api.take(body)}),
        lambda *_: httpx.Response(403, json={"message": "Not enough credits", "code": "FORBIDDEN"}),
    ]
    outcome = place.run(a_call("one/a"), a_call("one/b", after=["one/a"]))
    assert outcome.exit_code == 5
    assert place.lines() == [("one/a", 1, "done")]


def test_what_a_killed_run_did_not_write_the_next_one_does(place: Place) -> None:
    call = a_call("one/a")
    place.run(call)
    content = (place.folder / TAKES).read_bytes()
    (place.folder / TAKES).unlink()
    place.run(call)
    assert (place.folder / TAKES).read_bytes() == content


# A run that is at work


@dataclass
class UntilTold(MemoryApi):
    """An API whose tasks are done once `storyboard.takes` in `folder` tells of so many of them in flight."""

    folder: Path = Path()
    most: int = 1

    def _status(self, name: str) -> httpx.Response:
        told = [line.task_id for line in load_takes(self.folder).takes if line.status == "submitted"]
        self.polls = 0 if len(told) >= self.most else 10**6
        return super()._status(name)


def test_what_is_in_flight_is_told_while_it_is(place: Place) -> None:
    place.api = UntilTold(folder=place.folder, most=2)
    assert place.run(a_call("one/a"), a_call("one/b"), options=Options(tries=Tries(task=10.0**6))).exit_code == 0
    assert place.lines() == [("one/a", 1, "done"), ("one/b", 1, "done")]


@dataclass
class InTheAir(httpx.AsyncBaseTransport):
    """An API that answers a submission once `storyboard.takes` in `folder` tells of it, or has not for long."""

    api: MemoryApi
    folder: Path

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await request.aread()
        for _ in range(10_000 if "ref2video" in request.url.path else 0):
            if len(load_takes(self.folder).takes) > len(self.api.submitted):
                break
            await asyncio.sleep(0.001)  # so that the thread that writes gets on
        return self.api.answer(request)


def test_what_is_in_the_air_is_told_while_it_is(place: Place) -> None:
    """Whoever commits just then leaves it to nobody to pay for it again."""
    committed: list[tuple[str, int, str]] = []

    def commit(point: str) -> None:
        committed.extend(place.lines()[-1:] if point == "answer" else [])

    wanted = place.wanted(a_call("one/a"), a_call("one/b", after=["one/a"]), options=Options(at=commit))
    target = replace(wanted["target"], transport=InTheAir(api=place.api, folder=place.folder))
    assert run_plan_sync(**{**wanted, "target": target}).exit_code == 0
    assert committed == [("one/a", 1, "in-doubt"), ("one/b", 1, "in-doubt")]


def test_the_ledger_is_not_checked_again_while_a_run_is_at_work(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was when the run began, and in a long film that takes longer than all the rest."""
    checks: list[object] = []

    def sound(db: object) -> str:
        checks.append(db)
        return ""

    monkeypatch.setattr(ledger_file, "flaw_in", sound)
    assert place.run(a_call("one/a"), a_call("one/b", after=["one/a"])).exit_code == 0
    takes_exchange.publish_takes(place.folder, origin=POLLO)
    assert len(checks) == 1


def test_what_was_committed_while_a_run_was_at_work_is_not_made_again_by_a_clone(place: Place) -> None:
    calls = (a_call("one/a"), a_call("one/b"))
    place.api = api = UntilTold(folder=place.folder, most=3)
    committed: list[Place] = []

    def commit(_point: str) -> None:
        if not committed and place.lines() == [("one/a", 1, "submitted"), ("one/b", 1, "submitted")]:
            committed.append(another(place))
            api.most = 0

    place.run(*calls, options=Options(tries=Tries(task=10.0**6), at=commit))
    (clone,) = committed
    clone.api = place.api = MemoryApi(tasks=place.api.tasks, polls=0)
    assert clone.run(*(replace(call, action="fetch") for call in calls)).exit_code == 0
    assert (clone.api.submitted, [status for *_, status in clone.lines()]) == ([], ["done", "done"])


def test_a_file_that_breaks_meanwhile_hinders_no_take(place: Place) -> None:
    def break_it(point: str) -> None:
        if point == "answer":
            (place.folder / TAKES).write_text("<<<<<<< mine\n", encoding="utf-8")

    outcome = place.run(a_call("one/a"), a_call("one/b", after=["one/a"]), options=Options(at=break_it))
    assert (outcome.exit_code, [shot.status for shot in outcome.manifest.shots]) == (5, ["done", "done"])
    assert "cannot be written anew" in outcome.reason


def test_a_file_that_cannot_be_written_is_heard_and_hides_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise Refused("storyboard.takes cannot be written: No space left on device")

    monkeypatch.setattr(takes_exchange, "change_takes", full)
    outcome = place.run(a_call("one/a"))
    assert (outcome.exit_code, outcome.manifest.shots[0].status) == (5, "done")
    assert "storyboard.takes cannot be written" in outcome.reason


# Reading in, writing out


def test_what_was_read_in_is_written_out_as_it_was(place: Place) -> None:
    lines = (
        a_line("a", number=1),
        a_line("a", number=2, status="failed"),
        a_line("b", number=3, status="submitted"),
        a_line("c", number=4, status="in-doubt"),
        a_line("d", shot="lamp/close", file="other.yaml"),
        a_line("e", origin="http://127.0.0.1:1"),
    )
    place.tell(*lines)
    before = (place.folder / TAKES).read_bytes()
    for _ in range(2):
        place.read_in()
        place.write_out()
        assert (place.folder / TAKES).read_bytes() == before
    assert place.work(lambda db: db.execute("SELECT count(*) FROM takes").fetchone()[0]) == 5


def test_a_plan_sees_the_same_before_and_after_reading_in(place: Place) -> None:
    place.tell(a_line("a"), a_line("b", number=2, status="in-doubt"), a_line("c", file="other.yaml"))
    keys = ("shot", "number", "status", "digest", "sha256", "task_id", "file", "storyboard", "credits")
    seen = []
    for _ in range(2):
        seen.append([[getattr(take, key) for key in keys] for take in place.made().takes])
        place.read_in()
    assert seen[0] == seen[1]
    assert [take.storyboard for take in place.made().takes] == ["film.yaml", "film.yaml", "other.yaml"]


def test_what_is_spent_is_the_same_before_and_after_reading_in(place: Place) -> None:
    two = [a_line("a", number=number, credits=Decimal("8.4")) for number in (1, 2)]
    place.tell(*two, a_line("b", number=3, status="in-doubt"), a_line("c", file="other.yaml"))
    assert place.spent() == Decimal("12.6")
    place.read_in()
    assert place.spent() == Decimal("12.6")


def test_numbers_that_two_takes_exchange_are_exchanged(place: Place) -> None:
    one, two = a_line("a", number=1), a_line("b", number=2)
    place.tell(one, two)
    place.read_in()
    place.tell(replace(one, number=2), replace(two, number=1))
    place.read_in()
    rows = place.work(lambda db: db.execute("SELECT attempt, number FROM takes ORDER BY number").fetchall())
    assert [tuple(row) for row in rows] == [(two.attempt, 1), (one.attempt, 2)]


@pytest.mark.parametrize(("before", "after"), [("submitted", "done"), ("submitted", "failed"), ("in-doubt", "done")])
def test_the_ledger_is_brought_up_to_what_the_file_knows(place: Place, before: Any, after: Any) -> None:
    place.tell(a_line(status=before))
    place.read_in()
    place.tell(a_line(status=after))
    place.read_in()
    (take,) = place.made().takes
    assert (take.status, take.task_id, take.sha256) == (after, "t1", a_line(status=after).sha256)
    assert place.work(lambda db: db.execute("SELECT state FROM attempts").fetchone()[0]) == "final"


def test_a_file_that_knows_less_takes_nothing_back(place: Place) -> None:
    place.tell(a_line())
    place.read_in()
    place.tell(a_line(status="submitted"))
    place.read_in()
    assert [take.status for take in place.made().takes] == ["done"]
    place.write_out()
    assert load_takes(place.folder).takes == (a_line(),)


def test_a_doubt_that_was_settled_here_is_settled_for_the_file(place: Place) -> None:
    place.api.steps = [lambda *_: httpx.Response(500)]
    assert place.run(a_call("one/a")).exit_code == 7
    assert place.lines() == [("one/a", 1, "in-doubt")]
    place.work(lambda db: db.execute("UPDATE attempts SET state = 'abandoned'"))
    place.work(lambda db: db.execute("DELETE FROM takes"))
    assert place.made().takes == ()
    place.write_out()
    assert place.lines() == []


ASIDE = a_line("a", status="failed", task_id=None)


def test_what_was_set_aside_holds_nothing_elsewhere_and_counts_there(place: Place) -> None:
    place.tell(ASIDE, a_line("b", number=2))
    for _ in range(2):
        assert [(take.number, take.status) for take in place.made().takes] == [(2, "done")]
        assert place.spent() == Decimal("8.4")
        place.read_in()
    place.write_out()
    assert load_takes(place.folder).takes == (ASIDE, a_line("b", number=2))
    asked = place.work(lambda db: asked_takes(db, origin=POLLO, digests=(ASIDE.digest,)))
    assert asked == 1


def test_its_number_is_not_given_again(place: Place) -> None:
    place.tell(replace(ASIDE, shot="one/a", usages=("one/a",)))
    place.run(a_call("one/a"))
    assert place.lines() == [("one/a", 1, "failed"), ("one/a", 2, "done")]


DOUBTED = a_line("a", status="in-doubt")


@pytest.mark.parametrize(
    ("told", "statuses", "spent"),
    [
        ((DOUBTED, ASIDE), [], "4.2"),
        ((ASIDE, DOUBTED), ["in-doubt"], "4.2"),
        ((ASIDE, None), [], "0"),
        ((ASIDE, None, ASIDE), [], "4.2"),
        ((DOUBTED, None, ASIDE, DOUBTED), ["in-doubt"], "4.2"),
        ((ASIDE, a_line("a", credits=Decimal(3))), ["done"], "3"),
        ((ASIDE, a_line("a", status="submitted")), ["submitted"], "4.2"),
    ],
)
def test_a_clone_follows_what_is_said_of_it(place: Place, told: Any, statuses: list[str], spent: str) -> None:
    for line in told:
        place.tell(*filter(None, [line]), a_line("other", shot="lamp/close"))
        place.read_in()
    takes = [take for take in place.made().takes if take.shot == "lamp/wide"]
    assert [take.status for take in takes] == statuses
    assert place.spent() == Decimal(spent) + Decimal("4.2")


def test_whoever_sent_it_says_whether_it_is_in_doubt(place: Place) -> None:
    """The file tells of what was asked for again, which then came to nothing."""
    place.api.steps = [lambda *_: httpx.Response(500)]
    place.run(a_call("one/a"))
    (doubt,) = load_takes(place.folder).takes
    place.tell(replace(doubt, status="failed"))
    assert place.run(a_call("one/a")).exit_code == 7
    assert (load_takes(place.folder).takes, len(place.api.submitted)) == ((doubt,), 1)


@pytest.mark.parametrize(
    ("answer", "exit_code", "statuses", "spent"),
    [
        (None, 0, ["failed", "done"], "8.60"),
        (lambda *_: httpx.Response(500), 7, ["failed", "in-doubt"], "8.80"),
        (lambda *_: httpx.Response(400, json={"message": "Required"}), 7, ["in-doubt"], "4.40"),
    ],
)
def test_a_clone_may_ask_again_for_a_doubt_that_it_has_only_read_of(
    place: Place, answer: Any, exit_code: int, statuses: list[str], spent: str
) -> None:
    """Somebody else has sent it, or this ledger was lost since: what was paid for here is told, and holds nothing."""
    place.api.steps = [lambda *_: httpx.Response(500)]
    call = a_call("one/a")
    assert place.run(call).exit_code == 7
    clone, (doubt,) = another(place), load_takes(place.folder).takes
    clone.api.steps = [answer] if answer else []
    asked = len(clone.api.submitted) + 1
    clone.run(call, options=Options(replaces=doubt.attempt))
    for _ in range(2):
        assert [take.status for take in clone.made().takes] == [one for one in statuses if one != "failed"]
        assert clone.run(call).exit_code == exit_code
        assert ([line[2] for line in clone.lines()], clone.spent()) == (statuses, Decimal(spent))
        clone.tell(*load_takes(clone.folder).takes, doubt)  # a branch still tells of it as it was
    assert len(clone.api.submitted) == asked
    clone.run(call)
    third = another(clone, "third")
    assert third.run(replace(call, action="keep" if answer else "fetch")).exit_code == exit_code
    assert len(clone.api.submitted) == asked


def test_what_is_in_doubt_again_is_said_by_whoever_sent_it(place: Place) -> None:
    place.tell(DOUBTED)
    place.api.steps = [lambda *_: httpx.Response(400, json={"message": "Required"})]
    place.read_in()
    place.run(replace(a_call("lamp/wide"), digest=DOUBTED.digest), options=Options(replaces=DOUBTED.attempt))
    assert place.lines() == [("lamp/wide", 1, "in-doubt")]
    place.tell(ASIDE)
    place.read_in()
    assert place.made().takes == ()


def test_a_task_that_turns_up_after_all_counts_again(place: Place) -> None:
    """One gave a doubt up, the other has found its task: it was made, and paid for."""
    place.api.steps = [lambda *_: httpx.Response(500)]
    place.run(a_call("one/a"))
    (doubt,) = load_takes(place.folder).takes
    place.work(lambda db: db.execute("DELETE FROM takes"))
    place.work(lambda db: db.execute("UPDATE attempts SET state = 'abandoned'"))
    place.tell(replace(doubt, status="submitted", task_id="found"))
    place.read_in()
    assert [(take.status, take.task_id) for take in place.made().takes] == [("submitted", "found")]
    assert place.spent() == Decimal("4.40")


def test_a_task_that_the_ledger_knows_as_another_submission_s_is_refused(place: Place) -> None:
    place.tell(a_line())
    place.read_in()
    place.tell(replace(a_line(), attempt="another", number=2))
    with pytest.raises(Refused, match="gives the task t1 to the submission another"):
        place.read_in()


def test_a_submission_that_the_ledger_knows_from_another_origin_is_refused(place: Place) -> None:
    place.tell(a_line())
    place.read_in()
    place.tell(a_line(), a_line(origin="https://other.example"))
    place.read_in()
    with pytest.raises(Refused, match="it was sent to one of them only"):
        place.work(lambda db: import_takes(db, place.folder, origin="https://other.example", now=NOW))


@pytest.mark.parametrize("changed", [{"shot": "one/b"}, {"file": "other.yaml"}, {"usages": ("one/b",)}])
def test_a_take_that_was_moved_by_hand_is_refused_or_stays_paid(place: Place, changed: dict[str, Any]) -> None:
    """Whatever two people write into a line by hand: it is no bug of ours, and nothing is paid again."""
    calls = a_call("one/a", takes=2), a_call("one/b", takes=2)
    place.run(*calls)
    lines = list(load_takes(place.folder).takes)
    for moved in range(len(lines)):
        one = replace(lines[moved], number=3 - lines[moved].number, **changed)
        place.tell(*lines[:moved], one, *lines[moved + 1 :])
        with suppress(Refused):
            place.run(*calls)
        assert len(place.api.submitted) == 2


def test_the_highest_number_that_is_read_leaves_room_for_the_next(place: Place) -> None:
    one = a_call("one/a")
    place.run(one)
    (line,) = load_takes(place.folder).takes
    place.tell(replace(line, number=10**9 - 2))
    assert place.run(a_call("one/a", asked=1)).exit_code == 0
    assert [number for _, number, _ in place.lines()] == [10**9 - 2, 10**9 - 1]
    place.tell(replace(line, number=10**9))
    with pytest.raises(ProblemsError):
        place.run(one)


def test_a_broken_file_stops_a_run_before_anything_is_sent(place: Place) -> None:
    (place.folder / TAKES).write_text("{\n")
    with pytest.raises(ProblemsError):
        place.run(a_call("one/a"))
    assert place.api.submitted == []


def test_decisions_and_other_origins_stay(place: Place) -> None:
    decision, other = a_decision(), a_line("e", origin="http://127.0.0.1:1")
    change_takes(place.folder, lambda _: TakesFile(takes=(other,), decisions=(decision,)))
    place.run(a_call("one/a"))
    file = load_takes(place.folder)
    assert file.decisions == (decision,)
    assert other in file.takes
    assert len(file.takes) == 2


# Clips


def test_of_a_task_of_several_takes_each_clip_is_known_by_its_bytes(place: Place) -> None:
    """A clone knows no generation: where a merge turned the numbers about, the bytes still tell."""
    call = a_call("one/a", takes=3)
    place.run(call)
    told = load_takes(place.folder).takes
    clone = another(place)
    clone.tell(*(replace(line, number=4 - line.number) for line in told))
    outcome = clone.run(replace(call, action="fetch"))
    assert outcome.exit_code == 0
    found = {take.number: take.sha256 for take in outcome.manifest.shots[0].takes}
    assert found == {4 - line.number: line.sha256 for line in told}
    assert all(take.file for take in outcome.manifest.shots[0].takes)
    assert len(place.api.submitted) == 1


@pytest.mark.parametrize("takes", [1, 2])
@pytest.mark.parametrize("came_with", ["the folder", "nothing"])
def test_a_clone_goes_on_from_a_clip_where_it_was_made(place: Place, takes: int, came_with: str) -> None:
    first = a_call("one/a", takes=takes)
    place.run(first)
    clone = another(place)
    if came_with == "the folder":
        shutil.copytree(place.out / "takes", clone.out / "takes")
    fetched = replace(first, action="keep" if came_with == "the folder" else "fetch")
    for name in ("one/b", "one/c"):
        second = a_call(name, continues={"one/a": (first, "video")})
        given = clone.wanted(fetched, second)
        outcome = run_plan_sync(**{**given, "target": replace(given["target"], clip_life=timedelta(days=13))})
        assert outcome.exit_code == 0, outcome.manifest.shots[1].because
        assert len(place.api.submitted) == (2 if name == "one/b" else 3)
        refs = place.api.submitted[-1]["input"]["refs"]
        assert refs[-1]["video"].startswith("https://clips.example.com/task1/0.mp4?")
    rows = [tuple(row) for row in clone.work(lambda db: db.execute("SELECT generation, expires FROM takes").fetchall())]
    assert came_with == "the folder" or ("task1-0", "2026-07-15T12:00:00Z") in rows


@pytest.mark.parametrize(("days", "message"), [(13, ""), (15, EXPIRED)])
def test_a_clip_of_one_s_own_expires_where_it_was_deleted(place: Place, days: int, message: str) -> None:
    place.run(a_call("one/a"))
    then = place.time.start + timedelta(days=days)
    assert [take.message for take in place.made(now=then).takes] == [""]
    shutil.rmtree(place.folder / "build")
    assert [take.message for take in place.made(now=then).takes] == [message]


@pytest.mark.parametrize("status", [404, 410])
def test_a_clip_that_is_gone_is_expired_and_one_out_of_reach_is_not(place: Place, status: int) -> None:
    call = a_call("one/a")
    place.run(call)
    clone = another(place)
    for answer, message in ((500, ""), (status, EXPIRED)):
        place.api.clips = [lambda answer=answer: httpx.Response(answer)] * 10  # type: ignore[misc]
        assert clone.run(replace(call, action="fetch")).exit_code == 6
        (take,) = clone.made(now=datetime(2099, 1, 1, tzinfo=UTC)).takes
        assert (take.file, take.message == EXPIRED) == (None, message == EXPIRED)
    assert load_takes(clone.folder) == load_takes(place.folder)


def test_other_bytes_are_not_taken_for_a_clip(place: Place) -> None:
    call = a_call("one/a")
    place.run(call)
    clone = another(place)
    (line,) = load_takes(clone.folder).takes
    clone.tell(replace(line, sha256=sha("something else")))
    outcome = clone.run(replace(call, action="fetch"))
    assert (outcome.exit_code, outcome.manifest.shots[0].status) == (6, "failed")
    assert "other bytes" in str(outcome.manifest.shots[0].because)
    assert not list(clone.folder.rglob("*.mp4"))


def test_the_sandbox_of_the_process_neither_reads_nor_writes(place: Place) -> None:
    (place.folder / TAKES).write_text("{\n")
    place.work(lambda db: import_takes(db, place.folder, origin="sandbox", now=NOW))
    place.work(lambda db: export_takes(db, place.folder, origin="sandbox"))
    assert read_made(place.folder, file="film.yaml", origin="sandbox").takes == ()
    assert json.dumps((place.folder / TAKES).read_text()) == '"{\\n"'
