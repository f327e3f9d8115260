"""The ledger's file and its one writer: made once, whole or not at all, refused when damaged."""

import asyncio
import os
import sqlite3
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from storyboard.plan.made import Made
from storyboard.problems import Refused
from storyboard.provider.webhook import Hook
from storyboard.run.ledger import attempts, hook_rows
from storyboard.run.ledger import file as ledger_file
from storyboard.run.ledger import schema as ledger_schema
from storyboard.run.ledger.file import open_to_read
from storyboard.run.ledger.money import Caps, Enough, Intent, OverBudget, Wish, intend
from storyboard.run.ledger.rows import asked_with
from storyboard.run.ledger.schema import VERSION, version_of
from storyboard.run.ledger.writer import open_ledger
from storyboard.run.machine.owner import may_live, new_owner
from storyboard.run.machine.places import ledger_path
from storyboard.run.takes.made import read_made

NOW = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


def a_wish(
    attempt: str, *, digest: str = "d1", wanted: int = 1, planned: int = 1, owner: str = "", **more: Any
) -> Wish:
    return Wish(
        attempt=attempt,
        root="run1",
        plan="plan1",
        origin=more.get("origin", "sandbox"),
        file=more.get("file", "film.yaml"),
        call="one/a",
        shot=more.get("shot", "one/a"),
        usages=more.get("usages", (more.get("shot", "one/a"),)),
        plan_digest=more.get("plan_digest", digest),
        digest=digest,
        wanted=wanted,
        request="",
        planned=planned,
        cost=Decimal("4.40"),
        owner=owner or new_owner(),
        lease=NOW + timedelta(minutes=5),
        now=NOW,
    )


def made(folder: Path, *, now: datetime = NOW) -> Made:
    return read_made(folder, file="film.yaml", origin="sandbox", now=lambda: now)


def test_there_is_nothing_before_the_first_run(tmp_path: Path) -> None:
    assert made(tmp_path) == Made()
    assert not (tmp_path / ".storyboard").exists()


def test_it_is_as_safe_as_sqlite_can_be(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        read = {
            name: ledger.ask(lambda db, name=name: db.execute(f"PRAGMA {name}").fetchone()[0]).result()  # type: ignore[misc]
            for name in ("synchronous", "journal_mode", "secure_delete", "foreign_keys")
        }
    assert read == {"synchronous": 2, "journal_mode": "truncate", "secure_delete": 1, "foreign_keys": 1}


def test_work_that_fails_takes_back_its_own_and_nothing_else(tmp_path: Path) -> None:
    def half(db: sqlite3.Connection) -> None:
        intend(db, a_wish("bad", digest="d2"), Caps())
        raise ValueError("no")

    with open_ledger(tmp_path) as ledger:
        gate = threading.Event()
        held = ledger.ask(lambda _: gate.wait(10))  # so that the others share one commit
        good = [ledger.ask(lambda db, n=n: intend(db, a_wish(f"a{n}", digest=f"d{n}x"), Caps())) for n in range(3)]  # type: ignore[misc]
        bad = ledger.ask(half)
        gate.set()
        assert held.result()
        assert all(isinstance(one.result(), Intent) for one in good)
        with pytest.raises(ValueError, match="no"):
            bad.result()
    assert len(made(tmp_path).takes) == 3


def test_many_writers_lose_nothing(tmp_path: Path) -> None:
    async def write() -> None:
        with open_ledger(tmp_path) as ledger:
            wishes = [a_wish(f"a{n}", digest=f"d{n}") for n in range(200)]
            await asyncio.gather(*(ledger.do(lambda db, w=w: intend(db, w, Caps())) for w in wishes))  # type: ignore[misc]

    asyncio.run(write())
    assert [take.number for take in made(tmp_path).takes] == list(range(1, 201))


def test_a_disk_that_is_full_is_a_refusal_and_nothing_is_half_written(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        ledger.ask(lambda db: db.execute("PRAGMA max_page_count = 1")).result()
        pages = ledger.ask(lambda db: db.execute("PRAGMA max_page_count").fetchone()[0]).result()
        wishes = [a_wish(f"a{n}", digest="d" * 2000 + str(n)) for n in range(99)]
        jobs = [ledger.ask(lambda db, w=w: intend(db, w, Caps())) for w in wishes]  # type: ignore[misc]
        failed = [job for job in jobs if job.exception() is not None]
        assert pages > 0
        assert failed
        assert all(isinstance(job.exception(), Refused) for job in failed)
    assert len(made(tmp_path).takes) == 99 - len(failed)


def test_where_sqlite_takes_back_a_whole_commit_the_first_error_is_told_to_all(tmp_path: Path) -> None:
    """As it may where the disk fills up; the work beside the failing one is then not on disk either."""

    begun, gate = threading.Event(), threading.Event()

    def hold(_: sqlite3.Connection) -> bool:
        begun.set()
        return gate.wait(10)

    def breaking(db: sqlite3.Connection) -> None:
        db.execute("ROLLBACK")
        raise sqlite3.OperationalError("database or disk is full")

    with open_ledger(tmp_path) as ledger:
        held = ledger.ask(hold)
        assert begun.wait(10)
        beside, broken = ledger.ask(lambda db: intend(db, a_wish("a1"), Caps())), ledger.ask(breaking)
        gate.set()
        assert held.result()
        for error in (beside.exception(), broken.exception()):
            assert isinstance(error, Refused)
            assert error.message.endswith("database or disk is full")
        assert isinstance(ledger.ask(lambda db: intend(db, a_wish("a2"), Caps())).result(), Intent)
    assert [take.attempt for take in made(tmp_path).takes] == ["a2"]


UNDAMAGED = {
    "database or disk is full": sqlite3.SQLITE_FULL,
    "disk I/O error": sqlite3.SQLITE_IOERR_WRITE,
    "attempt to write a readonly database": sqlite3.SQLITE_READONLY_ROLLBACK,
    "unable to open database file": sqlite3.SQLITE_CANTOPEN,
    "database is locked": sqlite3.SQLITE_BUSY,
}


@pytest.mark.parametrize("words", UNDAMAGED)
def test_nobody_is_told_to_move_a_ledger_away_that_only_cannot_be_reached(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    with open_ledger(tmp_path):
        pass

    def fail(*_: object) -> sqlite3.Connection:
        error = sqlite3.OperationalError(words)
        error.sqlite_errorcode = UNDAMAGED[words]
        raise error

    monkeypatch.setattr(ledger_file, "_connect", fail)
    monkeypatch.setattr(ledger_file, "_connect_to_read", fail)
    for use in (ledger_file.open_to_write, open_to_read):
        with pytest.raises(Refused, match=rf"cannot be opened: {words}") as caught:
            use(tmp_path)
        assert "Make room" in caught.value.help
        assert "move it away" not in caught.value.help


def test_a_folder_in_the_place_of_the_ledger_is_told_as_that(tmp_path: Path) -> None:
    ledger_path(tmp_path).mkdir(parents=True)
    for use in (ledger_file.open_to_write, open_to_read):
        with pytest.raises(Refused, match=r"ledger\.sqlite3 cannot be opened"):
            use(tmp_path)


@pytest.mark.parametrize("content", [b"", b"not a database, but long enough to be one" * 50])
def test_a_damaged_ledger_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = ledger_path(tmp_path)
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(Refused, match=r"ledger\.sqlite3 cannot be used"), open_ledger(tmp_path):
        pass
    with pytest.raises(Refused, match=r"ledger\.sqlite3 cannot be used"):
        made(tmp_path)
    assert path.read_bytes() == content


MEANINGLESS = {
    **{f"attempts.{column}": ["", "abc", "NaN", '"4.4"', "1e99999999999999999999"] for column in ("price", "credits")},
    **{f"attempts.{column}": ["", "x", "2460000.5", "today"] for column in ("lease", "made_at", "settled_at")},
    "attempts.usages": ["", "{", "{}", "one/a"],
    "takes.findings": ["", "{", "{}"],
    "takes.expires": ["soon"],
}


@pytest.mark.parametrize(
    ("column", "value"), [(column, value) for column in MEANINGLESS for value in MEANINGLESS[column]]
)
def test_a_value_that_means_nothing_is_damage(tmp_path: Path, column: str, value: str) -> None:
    table, _, name = column.partition(".")
    with open_ledger(tmp_path) as ledger:
        ledger.ask(lambda db: intend(db, a_wish("a1"), Caps())).result()
        ledger.ask(lambda db: db.execute(f"UPDATE {table} SET {name} = ?", (value,)).rowcount).result()
    for use in (ledger_file.open_to_write, open_to_read):
        with pytest.raises(Refused, match=rf"cannot be used: `{name}` in its table `{table}` holds") as caught:
            use(tmp_path)
        assert caught.value.exit_code == 5


@pytest.mark.parametrize("amount", ["0", "0.00", "4.40", "0E-10", "1E+2", "1E-400", "999999999999.99"])
def test_every_amount_that_is_ever_written_is_sound(tmp_path: Path, amount: str) -> None:
    with open_ledger(tmp_path) as ledger:
        ledger.ask(lambda db: intend(db, a_wish("a1"), Caps())).result()
        ledger.ask(lambda db: attempts.charge(db, "a1", Decimal(amount))).result()
    assert [take.credits for take in made(tmp_path).takes] == [Decimal(amount)]


def test_a_ledger_with_a_torn_page_is_refused(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        for n in range(50):
            ledger.ask(lambda db, n=n: intend(db, a_wish(f"a{n}", digest=f"d{n}"), Caps())).result()  # type: ignore[misc]
    path = ledger_path(tmp_path)
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 8192] = b"\xff" * 8192
    path.write_bytes(data)
    with pytest.raises(Refused), open_ledger(tmp_path):
        pass


def test_a_newer_ledger_is_refused(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        assert ledger.ask(version_of).result() == VERSION
    with sqlite3.connect(ledger_path(tmp_path)) as db:
        db.execute(f"PRAGMA user_version = {VERSION + 1}")
    with pytest.raises(Refused, match="is of version"):
        made(tmp_path)


def test_an_older_ledger_is_upgraded_with_what_is_in_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_ledger(tmp_path) as ledger:
        ledger.ask(lambda db: intend(db, a_wish("a1"), Caps())).result()
    steps = (*ledger_schema.STEPS, ("CREATE TABLE later (id TEXT) STRICT",))
    monkeypatch.setattr(ledger_schema, "STEPS", steps)
    monkeypatch.setattr(ledger_schema, "VERSION", len(steps))
    monkeypatch.setattr(ledger_file, "VERSION", len(steps))
    with open_ledger(tmp_path) as ledger:
        assert ledger.ask(version_of).result() == len(steps)
        assert ledger.ask(lambda db: db.execute("SELECT count(*) FROM later").fetchone()[0]).result() == 0
    assert len(made(tmp_path).takes) == 1


@pytest.mark.parametrize("version", range(1, VERSION))
def test_a_ledger_of_every_older_version_keeps_what_was_paid_and_never_pays_it_again(
    tmp_path: Path, version: int
) -> None:
    ledger_path(tmp_path).parent.mkdir()
    with closing(sqlite3.connect(ledger_path(tmp_path))) as db, db:
        for statement in (one for step in ledger_schema.STEPS[:version] for one in step):
            db.execute(statement)
        db.execute(f"PRAGMA application_id = {ledger_schema.APPLICATION}")
        db.execute(f"PRAGMA user_version = {version}")
        db.execute(
            "INSERT INTO attempts (id, root, plan, origin, file, call, shot, usages, plan_digest, digest, asked, price,"
            " credits, owner, lease, state, task_id, made_at) VALUES ('a1', 'run1', 'plan1', 'sandbox', 'film.yaml', "
            "'one/a', 'one/a', '[\"one/a\"]', 'd1', 'd1', 1, '4.40', '4.2', '', ?, 'final', 't1', ?)",
            (NOW.isoformat(), NOW.isoformat()),
        )
        db.execute(
            "INSERT INTO takes (origin, file, shot, number, digest, attempt, idx, status, sha256) "
            "VALUES ('sandbox', 'film.yaml', 'one/a', 1, 'd1', 'a1', 0, 'done', 'abc')"
        )
    (take,) = made(tmp_path).takes
    assert (take.number, take.task_id, take.sha256, take.credits) == (1, "t1", "abc", Decimal("4.2"))
    with open_ledger(tmp_path) as ledger:
        assert ledger.ask(version_of).result() == VERSION
        assert isinstance(ledger.ask(lambda db: intend(db, a_wish("a2"), Caps())).result(), Enough)
        caps = Caps(production=Decimal("8.59"))
        over = ledger.ask(lambda db: intend(db, a_wish("a3", digest="d2"), caps)).result()
        assert isinstance(over, OverBudget)
        first = ledger.ask(lambda db: intend(db, a_wish("a4", digest="d2"), Caps())).result()
        assert first == Intent(attempt="a4", takes=1, first=2)


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".storyboard").write_text("a file where the folder should be")
    with pytest.raises(Refused, match=r"\.storyboard"), open_ledger(tmp_path):
        pass


def test_it_is_read_beside_a_writer(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        ledger.ask(lambda db: intend(db, a_wish("a1"), Caps())).result()
        assert [take.status for take in made(tmp_path).takes] == ["submitted"]
        reader = open_to_read(tmp_path)
        assert reader is not None
        with pytest.raises(sqlite3.OperationalError):
            reader.execute("DELETE FROM takes")
        reader.close()


def test_a_lease_that_ended_is_doubt(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        ledger.ask(lambda db: intend(db, a_wish("a1"), Caps())).result()
    assert [take.status for take in made(tmp_path, now=NOW + timedelta(hours=1)).takes] == ["in-doubt"]


@pytest.mark.parametrize(
    ("owner", "alive"),
    [
        ("elsewhere:1:2:ab", True),
        (f"{os.uname().nodename}:999999999:2:ab", False),
        (f"{os.uname().nodename}:notanumber:2:ab", False),
        (os.uname().nodename, False),
        ("", True),
    ],
)
def test_who_may_live(owner: str, alive: bool) -> None:
    assert may_live(owner or new_owner(), lease=NOW + timedelta(minutes=1), now=NOW) is alive
    assert not may_live(owner or new_owner(), lease=NOW, now=NOW)


def test_takes_count_by_either_digest_and_over_the_folder(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:

        def ask(wish: Wish) -> Intent | Enough | OverBudget:
            return ledger.ask(lambda db: intend(db, wish, Caps())).result()

        assert ask(a_wish("a1", digest="sent", plan_digest="planned")) == Intent(attempt="a1", takes=1)
        assert ask(a_wish("a2", digest="sent")) == Enough()
        assert ask(a_wish("a3", digest="other", plan_digest="planned")) == Enough()
        assert ask(a_wish("a4", digest="sent", file="another.yaml")) == Enough()
        assert ask(a_wish("a5", digest="sent", origin="https://else")) == Intent(attempt="a5", takes=1)
        assert ask(a_wish("a6", digest="sent", wanted=4, planned=3)) == Intent(attempt="a6", takes=3, first=2)


def test_a_number_is_one_shot_s_for_ever(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        for n in range(3):
            ledger.ask(lambda db, n=n: intend(db, a_wish(f"a{n}", digest=f"d{n}"), Caps())).result()  # type: ignore[misc]
        ledger.ask(lambda db: intend(db, a_wish("b", digest="d9", shot="one/b"), Caps())).result()
    assert [(take.shot, take.number) for take in made(tmp_path).takes] == [
        ("one/a", 1),
        ("one/a", 2),
        ("one/a", 3),
        ("one/b", 1),
    ]


def test_a_task_belongs_to_one_attempt(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        for n in range(2):
            ledger.ask(lambda db, n=n: intend(db, a_wish(f"a{n}", digest=f"d{n}"), Caps())).result()  # type: ignore[misc]
        ledger.ask(lambda db: attempts.accept(db, "a0", "task")).result()
        with pytest.raises(sqlite3.IntegrityError):
            ledger.ask(lambda db: attempts.accept(db, "a1", "task")).result()


def test_a_second_task_of_one_submission_is_a_submission_of_its_own(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:

        def do(db: sqlite3.Connection) -> list[tuple[object, ...]]:
            intend(db, a_wish("a", wanted=2, planned=2), Caps())
            assert attempts.accept(db, "a", "task1") == ()
            assert attempts.accept(db, "a", "task1") == ()
            assert attempts.accept(db, "a", "task2") == ("task1",)
            query = "SELECT a.task_id, a.state, a.price, a.token, t.number, t.status FROM attempts a "
            rows = db.execute(f"{query} JOIN takes t ON t.attempt = a.id ORDER BY t.number")
            return [tuple(row) for row in rows]

        kept = ledger.ask(do).result()
        sent = ("sent", "4.40", "")
        assert kept == [
            (task, *sent, number, "submitted")
            for task, number in (("task1", 1), ("task1", 2), ("task2", 3), ("task2", 4))
        ]
        with pytest.raises(sqlite3.IntegrityError):
            ledger.ask(lambda db: attempts.accept(db, "a", "task2")).result()


def test_a_second_task_that_was_heard_of_is_not_forgotten_by_a_run_that_died(tmp_path: Path) -> None:
    hooks = [Hook(id=task, task_id=task, status="succeed") for task in ("task1", "task2")]

    def do(db: sqlite3.Connection) -> list[tuple[str, ...]]:
        intend(db, a_wish("a"), Caps())
        attempts.accept(db, "a", "task1")
        for hook in hooks:
            hook_rows.note_hook(db, hook, attempt="a", origin="sandbox", now=NOW)
        kept = [tuple(hook.task_id for _, hook in hook_rows.unheeded(db, origin="sandbox"))]
        hook_rows.bind(db, "a", "task2")
        return [*kept, tuple(hook.task_id for _, hook in hook_rows.unheeded(db, origin="sandbox"))]

    with open_ledger(tmp_path) as ledger:
        assert ledger.ask(do).result() == [("task2",), ()]


def test_what_was_let_go_was_never_asked_for(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        ledger.ask(lambda db: intend(db, a_wish("a1"), Caps())).result()
        ledger.ask(lambda db: attempts.let_go(db, "a1", state="not-sent", message="refused", now=NOW)).result()
        assert ledger.ask(lambda db: intend(db, a_wish("a2"), Caps())).result() == Intent(attempt="a2", takes=1)
    assert [take.attempt for take in made(tmp_path).takes] == ["a2"]


def test_only_others_are_dead(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        for owner in ("me", "them"):
            ledger.ask(lambda db, o=owner: intend(db, a_wish(o, digest=o, owner=o), Caps())).result()  # type: ignore[misc]
        dead = ledger.ask(lambda db: attempts.doubt_the_dead(db, origin="sandbox", owner="me", now=NOW)).result()
    assert [attempt.id for attempt in dead] == ["them"]


def test_counting_what_was_asked_for_reads_no_whole_table(tmp_path: Path) -> None:
    query, values = asked_with(["d1", "d2"], origin="sandbox")
    with open_ledger(tmp_path) as ledger:
        rows = ledger.ask(lambda db: db.execute(f"EXPLAIN QUERY PLAN {query}", values).fetchall()).result()
    steps = [row["detail"] for row in rows]
    assert any(step.startswith("SEARCH") for step in steps)
    assert not [step for step in steps if step.startswith("SCAN")]
