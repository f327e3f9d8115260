"""A new take's number is above all that ever stood for the shots that it is made for."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from storyboard.run.ledger import attempts, hook_rows
from storyboard.run.ledger.file import open_to_write
from storyboard.run.ledger.money import Caps, Intent, intend
from storyboard.run.takes.merge import merge_takes
from tests.run.takes import a_line, sha
from tests.run.test_ledger import NOW, a_wish

Ask = Any


@pytest.fixture
def ask(tmp_path: Path) -> Iterator[Ask]:
    """Ask for takes of a new request each time, unless said; gives the number of the first."""
    db = open_to_write(tmp_path)

    def number(attempt: str, *, takes: int = 1, **more: Any) -> int:
        found = intend(db, a_wish(attempt, **{"digest": attempt, "wanted": 99, "planned": takes, **more}), Caps())
        assert isinstance(found, Intent)
        return found.first

    number.db = db  # type: ignore[attr-defined]
    yield number
    db.close()


def test_a_shot_that_was_renamed_goes_on_counting(ask: Ask) -> None:
    assert ask("first", digest="words", takes=2) == 1
    assert ask("again", digest="words", shot="one/alpha") == 3
    assert ask("later", digest="other words", shot="one/alpha") == 4


def test_a_storyboard_that_was_renamed_goes_on_counting(ask: Ask) -> None:
    assert ask("first", digest="words", takes=2) == 1
    assert ask("again", digest="words", file="movie.yaml") == 3
    assert ask("later", digest="other words", file="movie.yaml") == 4


def test_a_number_that_a_shared_take_has_is_given_to_none_of_its_shots(ask: Ask) -> None:
    assert ask("shared", takes=2, usages=("one/a", "one/b@wide")) == 1
    assert ask("of b alone", shot="one/b") == 3
    assert ask("of a alone") == 3
    assert ask("of both", usages=("one/a", "one/b")) == 4
    assert ask("of a shot that only begins alike", shot="one/b-2") == 1
    assert ask("of another film", shot="one/b", file="movie.yaml") == 1


def test_what_was_sent_as_something_else_than_planned_counts_as_both(ask: Ask) -> None:
    assert ask("first", digest="sent", plan_digest="planned") == 1
    assert ask("planned so", digest="planned", shot="one/b") == 2
    assert ask("sent so", digest="new", plan_digest="sent", shot="one/c") == 2


def test_another_origin_counts_for_itself(ask: Ask) -> None:
    assert ask("first", digest="words") == 1
    assert ask("there", digest="words", origin="https://pollo.ai") == 1


def test_takes_that_were_given_up_and_turn_up_are_numbered_so_too(ask: Ask) -> None:
    assert ask("lost", takes=2, shot="one/b", digest="words") == 1
    attempts.doubt(ask.db, "lost", "", now=NOW)
    attempts.let_go(ask.db, "lost", state="abandoned", message="", now=NOW)
    assert ask("again", shot="one/a", digest="words", takes=2) == 1
    hook_rows.bind(ask.db, "lost", "task")
    found = ask.db.execute("SELECT number, idx FROM takes WHERE attempt = 'lost'").fetchall()
    assert [tuple(row) for row in found] == [(3, 0), (4, 1)]


def test_what_a_merge_numbers_anew_gets_a_number_that_is_new_for_its_request_and_for_who_shares_it() -> None:
    mine, theirs = a_line("t1"), a_line("t2", usages=("lamp/wide", "lamp/close"))
    renamed = a_line("t3", number=4, shot="lamp/first", usages=("lamp/first",))
    close = a_line("t4", number=6, shot="lamp/close", usages=("lamp/close",), digest=sha("other words"))
    elsewhere = a_line("t5", number=9, file="other.yaml", digest=sha("another film"))

    def numbers(*lines: Any) -> dict[str | None, int]:
        return {one.line.task_id: one.line.number for one in merge_takes(lines)}

    assert numbers(mine, theirs, elsewhere) == {"t1": 1, "t2": 2, "t5": 9}
    assert numbers(mine, theirs, renamed, elsewhere)["t2"] == 5
    assert numbers(mine, theirs, renamed, close)["t2"] == 7
    assert numbers(close, renamed, theirs, mine) == {"t1": 1, "t2": 7, "t3": 4, "t4": 6}
