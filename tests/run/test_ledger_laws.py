"""The ledger against a model of it in plain Python, whatever is done to it in whatever order, deaths included."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any, TypeVar

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from storyboard.run.ledger import attempts, hook_rows, money, take_steps
from storyboard.run.ledger.money import Caps, Enough, Intent, OverBudget, Wish, intend
from storyboard.run.ledger.rows import TakeKey
from storyboard.run.ledger.writer import open_ledger
from tests.support.memory_folder import memory_folder

T = TypeVar("T")
NOW = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)
ORIGIN, FILE = "https://pollo.ai", "film.yaml"
COUNTED = {"sending", "sent", "final", "in-doubt", "aside"}
EDGES = {
    ("new", "sending"),
    *(("sending", state) for state in ("sent", "not-sent", "rejected", "in-doubt")),
    ("sent", "final"),
    *((unknown, state) for unknown in ("in-doubt", "aside") for state in ("abandoned", "sent")),
    *(("in-doubt", "aside"), ("aside", "in-doubt")),
}
"""What may become of an attempt in one step; nothing comes back from an end, and no doubt settles itself.

One that was asked for again is `aside`, and in doubt again where what was asked for came to nothing.
"""

SHOTS, SHARING = st.sampled_from(["one/a", "one/b"]), st.sampled_from([(), ("one/a",), ("one/b@wide", "one/c")])
DIGESTS, PLANS = st.sampled_from("pqr"), st.sampled_from(["plan1", "plan2"])
CAPS = st.none() | st.sampled_from([Decimal(3), Decimal(6), Decimal(12)])
PICK = st.integers(0, 10**6)
MESSAGE = "no"


@dataclass(kw_only=True)
class Attempted:
    """An attempt as the model has it. `takes` maps each number to what became of it, `shots` are all that share it."""

    state: str
    root: str
    plan: str
    shot: str
    shots: frozenset[str]
    digests: frozenset[str]
    price: Decimal
    owner: str
    task: str | None = None
    credits: Decimal | None = None
    replaced_by: str | None = None
    takes: dict[int, str] = field(default_factory=dict)

    @property
    def cost(self) -> Decimal:
        return self.price if self.credits is None else self.credits


class _Dead(Exception):
    """The process is no more."""


class LedgerMachine(RuleBasedStateMachine):
    """Does to a ledger what runs do, and to the model the same."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.base = self.stack.enter_context(memory_folder())
        self.numbers = count(1)
        self.attempts: dict[str, Attempted] = {}
        self.runs: list[dict[str, Any]] = []
        self.seen: dict[str, str] = {}
        self.owner = ""
        self.folder = self.base / "0"
        self._open()

    def teardown(self) -> None:
        self.stack.close()

    # What a process does with its life

    def _open(self) -> None:
        self.folder.mkdir(exist_ok=True)
        self.open = ExitStack()
        self.ledger = self.open.enter_context(open_ledger(self.folder))
        self.stack.callback(self.open.close)

    def do(self, work: Callable[[sqlite3.Connection], T]) -> T:
        return self.ledger.ask(work).result(timeout=30)

    @initialize(plan=PLANS)
    def start(self, plan: str) -> None:
        self.new_owner(plan)

    @rule(plan=PLANS)
    def new_owner(self, plan: str) -> None:
        """A run begins; what a dead one was sending is in doubt, what it had brought here is final."""
        self.owner = f"owner{next(self.numbers)}"
        self.do(lambda db: attempts.doubt_the_dead(db, origin=ORIGIN, owner=self.owner, now=NOW))
        self.do(lambda db: attempts.finish_the_settled(db, origin=ORIGIN, now=NOW))
        for one in self.attempts.values():
            if one.state == "sending":
                one.state = "in-doubt"
            if one.state == "sent" and "submitted" not in one.takes.values():
                one.state = "final"
        self._begin(plan)

    def _begin(self, plan: str) -> None:
        row = attempts.RunRow(id=f"run{next(self.numbers)}", origin=ORIGIN, file=FILE, profile="", plan=plan, now=NOW)
        resumed = [run for run in self.runs if run["plan"] == plan or (run is self.runs[-1] and not run["complete"])]
        root = resumed[-1]["root"] if resumed else row.id
        assert self.do(lambda db: attempts.begin_run(db, row)) == root
        self.runs.append({"id": row.id, "root": root, "plan": plan, "complete": False})

    @rule(end=st.sampled_from(["open", "complete"]))
    def rest(self, end: attempts.End) -> None:
        run = self.runs[-1]
        run["complete"] = end == "complete"
        self.do(lambda db: attempts.rest_run(db, run["id"], end=end, now=NOW))

    @rule()
    def close_and_open(self) -> None:
        self.open.close()
        self._open()

    @rule(shot=SHOTS, digest=DIGESTS)
    def die_in_the_middle_of_a_commit(self, shot: str, digest: str) -> None:
        """The files are taken as they lie on the disk when the process dies; none of the commit may be in them."""
        after = self.base / f"{next(self.numbers)}"
        wish = self._wish(shot, digest, digest, wanted=50, planned=50)

        def die(db: sqlite3.Connection) -> None:
            # With hardly any memory, what is not committed is in the file already, and the journal has to undo it.
            db.execute("PRAGMA cache_size = 1")
            intend(db, wish, Caps())
            shutil.copytree(self.folder, after)
            raise _Dead

        with pytest.raises(_Dead):
            self.do(die)
        self.open.close()
        self.folder = after
        self._open()

    # What a run does to an attempt

    def _wish(
        self, shot: str, digest: str, planned_digest: str, *, wanted: int, planned: int, sharing: tuple[str, ...] = ()
    ) -> Wish:
        run = self.runs[-1]
        return Wish(
            attempt=f"attempt{next(self.numbers)}",
            root=run["root"],
            plan=run["plan"],
            origin=ORIGIN,
            file=FILE,
            call=shot,
            shot=shot,
            usages=(shot, *sharing),
            plan_digest=planned_digest,
            digest=digest,
            request="",
            wanted=wanted,
            planned=planned,
            cost=Decimal(planned),
            owner=self.owner,
            lease=NOW + timedelta(minutes=5),
            now=NOW,
        )

    @rule(
        shot=SHOTS,
        sharing=SHARING,
        sent=DIGESTS,
        planned=DIGESTS,
        wanted=st.integers(1, 4),
        most=st.integers(1, 4),
        caps=st.tuples(CAPS, CAPS, CAPS),
        again=st.none() | PICK,
    )
    def intend_takes(
        self,
        shot: str,
        sharing: tuple[str, ...],
        sent: str,
        planned: str,
        wanted: int,
        most: int,
        caps: tuple[Any, Any, Any],
        again: int | None,
    ) -> None:
        name, doubt = (None if again is None else self._pick("in-doubt", again)) or ("", None)
        wish = replace(self._wish(shot, sent, planned, wanted=wanted, planned=most, sharing=sharing), replaces=name)
        shots = frozenset(address.partition("@")[0] for address in (shot, *sharing))
        if doubt is not None and not (doubt.shot in (shot, *sharing) or doubt.digests & {sent, planned}):
            doubt = None
        missing = min(wanted - self._asked({sent, planned}, without=doubt), most)
        budget, production, confirmed = caps
        answer = self.do(lambda db: intend(db, wish, Caps(budget=budget, production=production, confirmed=confirmed)))
        now = [one for one in self.attempts.values() if one.state in COUNTED]
        sums = (
            (budget, sum((one.cost for one in now if one.root == wish.root), Decimal(0))),
            (production, sum((one.cost for one in now), Decimal(0))),
            (
                confirmed,
                sum(
                    (one.cost for one in now if one.plan == wish.plan and one.state != "aside" and one is not doubt), 0
                ),
            ),
        )
        match answer:
            case Enough():
                assert missing <= 0
            case OverBudget():
                assert missing > 0
                assert any(cap is not None and already + missing > cap for cap, already in sums)
            case Intent(takes=takes, first=first):
                assert takes == missing
                assert all(cap is None or already + takes <= cap for cap, already in sums)
                standing = [one for one in self.attempts.values() if one.shots & shots or one.digests & {sent, planned}]
                assert first == 1 + max((n for one in standing for n in one.takes), default=0)
                if doubt is not None:
                    doubt.state, doubt.credits, doubt.replaced_by = "aside", doubt.price, wish.attempt
                self.attempts[wish.attempt] = Attempted(
                    state="sending",
                    root=wish.root,
                    plan=wish.plan,
                    shot=shot,
                    shots=shots,
                    digests=frozenset({sent, planned}),
                    price=Decimal(takes),
                    owner=self.owner,
                    takes=dict.fromkeys(range(first, first + takes), "submitted"),
                )

    def _asked(self, digests: set[str], *, without: Attempted | None) -> int:
        asked = (one for one in self.attempts.values() if one.state != "aside" and one is not without)
        return sum(len(one.takes) for one in asked if one.digests & digests)

    def _bring_back(self, name: str) -> None:
        onward = self.attempts[name].replaced_by
        for one in self.attempts.values():
            if one.replaced_by == name:
                one.replaced_by = onward
                if onward is None:
                    one.state, one.credits = "in-doubt", None

    def _pick(self, state: str, number: int) -> tuple[str, Attempted] | None:
        found = [(name, one) for name, one in self.attempts.items() if one.state == state]
        return found[number % len(found)] if found else None

    def _some(self, state: str) -> bool:
        return any(one.state == state for one in self.attempts.values())

    @precondition(lambda self: self._some("sending"))
    @rule(number=PICK)
    def accept(self, number: int) -> None:
        name, one = self._pick("sending", number) or ("", None)
        assert one is not None
        one.state, one.task = "sent", f"task{next(self.numbers)}"
        self.do(lambda db: attempts.accept(db, name, one.task or ""))

    @precondition(lambda self: self._some("sending") and self._some("sent"))
    @rule(number=PICK, other=PICK)
    def accept_the_task_of_another(self, number: int, other: int) -> None:
        name, _ = self._pick("sending", number) or ("", None)
        _, known = self._pick("sent", other) or ("", None)
        assert known is not None
        with pytest.raises(sqlite3.IntegrityError):
            self.do(lambda db: attempts.accept(db, name, known.task or ""))

    @precondition(lambda self: self._some("sending"))
    @rule(number=PICK, state=st.sampled_from(["not-sent", "rejected"]))
    def let_go(self, number: int, state: Any) -> None:
        name, one = self._pick("sending", number) or ("", None)
        assert one is not None
        one.state, one.takes = state, {}
        self._bring_back(name)
        self.do(lambda db: attempts.let_go(db, name, state=state, message=MESSAGE, now=NOW))

    @precondition(lambda self: self._some("sending"))
    @rule(number=PICK)
    def doubt(self, number: int) -> None:
        name, one = self._pick("sending", number) or ("", None)
        assert one is not None
        one.state = "in-doubt"
        self.do(lambda db: attempts.doubt(db, name, MESSAGE, now=NOW))

    @precondition(lambda self: self._some("sent"))
    @rule(number=PICK)
    def hear_late(self, number: int) -> None:
        """A task is known; what is then said of its submission changes nothing."""
        name, _ = self._pick("sent", number) or ("", None)
        self.do(lambda db: attempts.doubt(db, name, MESSAGE, now=NOW))
        self.do(lambda db: attempts.let_go(db, name, state="rejected", message=MESSAGE, now=NOW))

    @precondition(lambda self: self._some("in-doubt") or self._some("aside"))
    @rule(number=PICK, state=st.sampled_from(["in-doubt", "aside"]))
    def abandon(self, number: int, state: str) -> None:
        name, one = self._pick(state, number) or ("", None)
        if one is not None:
            self._bring_back(name)
            one.state, one.takes, one.credits, one.replaced_by = "abandoned", {}, None, None
            self.do(lambda db: attempts.let_go(db, name, state="abandoned", message=MESSAGE, now=NOW))

    @precondition(lambda self: self._some("in-doubt") or self._some("aside"))
    @rule(number=PICK, state=st.sampled_from(["in-doubt", "aside"]))
    def turn_up(self, number: int, state: str) -> None:
        """A task is found, also of what was asked for again since."""
        name, one = self._pick(state, number) or ("", None)
        if one is not None:
            one.state, one.task, one.credits, one.replaced_by = "sent", f"task{next(self.numbers)}", None, None
            self.do(lambda db: hook_rows.bind(db, name, one.task or ""))

    @precondition(lambda self: self._some("sent"))
    @rule(number=PICK, credits=st.sampled_from([Decimal("0.5"), Decimal(1)]))
    def charge(self, number: int, credits: Decimal) -> None:
        name, one = self._pick("sent", number) or ("", None)
        assert one is not None
        one.credits = credits * len(one.takes)
        self.do(lambda db: attempts.charge(db, name, credits * len(one.takes)))

    @precondition(lambda self: self._some("sent"))
    @rule(number=PICK, good=st.booleans())
    def end_a_take(self, number: int, good: bool) -> None:
        _, one = self._pick("sent", number) or ("", None)
        assert one is not None
        key = next((n for n, status in one.takes.items() if status == "submitted"), None)
        if key is None:
            return
        one.takes[key] = "done" if good else "failed"
        take = TakeKey(origin=ORIGIN, file=FILE, shot=one.shot, number=key)
        clip = take_steps.Clip(path="a.mp4", sha256="0" * 64, bytes=1, seconds=1, width=1, height=1, fps=24)
        self.do(lambda db: take_steps.take_done(db, take, clip) if good else take_steps.take_failed(db, take, MESSAGE))

    @precondition(lambda self: self._some("sent"))
    @rule(number=PICK)
    def finish(self, number: int) -> None:
        name, one = self._pick("sent", number) or ("", None)
        assert one is not None
        if "submitted" not in one.takes.values():
            one.state = "final"
        self.do(lambda db: attempts.finish(db, name, now=NOW))

    # What always holds

    @invariant()
    def the_ledger_is_the_model(self) -> None:
        kept, takes = self.do(_rows)
        assert {row["id"] for row in kept} == self.attempts.keys()
        for row in kept:
            one = self.attempts[row["id"]]
            credits = None if row["credits"] is None else Decimal(row["credits"])
            assert (_state(row), row["task_id"], credits) == (one.state, one.task, one.credits)
            assert {take["number"]: take["status"] for take in takes if take["attempt"] == row["id"]} == one.takes

    @invariant()
    def numbers_and_tasks_are_unique(self) -> None:
        kept, takes = self.do(_rows)
        numbers = [(take["shot"], take["number"]) for take in takes]
        tasks = [row["task_id"] for row in kept if row["task_id"] is not None]
        assert len(set(numbers)) == len(numbers)
        assert len(set(tasks)) == len(tasks)

    @invariant()
    def states_move_along_the_edges(self) -> None:
        kept, _ = self.do(_rows)
        moved = {(self.seen.get(row["id"], "new"), _state(row)) for row in kept}
        assert {(old, new) for old, new in moved if old != new} <= EDGES
        self.seen = {row["id"]: _state(row) for row in kept}


def _state(row: sqlite3.Row) -> str:
    return "aside" if row["state"] == "abandoned" and row["credits"] is not None else str(row["state"])


def _rows(db: sqlite3.Connection) -> tuple[list[sqlite3.Row], list[sqlite3.Row]]:
    return db.execute("SELECT * FROM attempts").fetchall(), db.execute("SELECT * FROM takes").fetchall()


def test_the_ledger_keeps_its_laws() -> None:
    run_state_machine_as_test(LedgerMachine, settings=settings(max_examples=30, stateful_step_count=40))


def _nothing(*_: Any, **__: Any) -> None:
    return None


def _next_of_shot(db: sqlite3.Connection, *, addresses: tuple[str, ...], **_: Any) -> int:
    query = "SELECT coalesce(max(number), 0) + 1 FROM takes WHERE shot = ?"
    return int(db.execute(query, (addresses[0],)).fetchone()[0])


GUARDS: dict[str, tuple[Any, str, Any]] = {
    "no cap is kept": (money, "_over", _nothing),
    "nothing counts as asked for": (money, "asked_takes", lambda *_, **__: 0),
    "a dead run's submission is not in doubt": (attempts, "doubt_the_dead", _nothing),
    "a known task is forgotten": (attempts, "task_of", _nothing),
    "an open task counts as final": (
        attempts,
        "finish",
        lambda db, name, **_: db.execute("UPDATE attempts SET state = 'final' WHERE id = ?", (name,)),
    ),
    "spent is what was charged alone": (money, "CHARGED", "credits IS NOT NULL"),
    "a number is new for its shot alone": (take_steps, "next_number", _next_of_shot),
    "a doubt is set aside for what is not sent": (money, "bring_back", _nothing),
}


@pytest.mark.parametrize("guard", GUARDS)
def test_without_a_guard_a_law_is_broken(guard: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that cannot fail proves nothing."""
    where, name, instead = GUARDS[guard]
    monkeypatch.setattr(where, name, instead)
    alike = settings(max_examples=300, stateful_step_count=40, phases=[Phase.generate], derandomize=True, database=None)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(LedgerMachine, settings=alike)
