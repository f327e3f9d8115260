"""Two branches' lines made one list: every take stays, no number twice, whatever the order, and once is enough."""

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyboard.run.takes.lines import LineStatus, TakeLine, is_aside
from storyboard.run.takes.merge import merge_takes
from storyboard.run.takes.submission import Own
from tests.run.takes import a_line, sha


def merged(*lines: TakeLine, own: Iterable[TakeLine] = ()) -> list[tuple[str, int, str]]:
    """Merge, and tell the submission, number and status of each take."""
    mine = [Own(line=line, index=index) for index, line in enumerate(own)]
    return [(one.line.attempt.split()[-1], one.line.number, one.line.status) for one in merge_takes(lines, mine)]


# What the rules say, one by one


def test_a_number_given_twice_stays_with_the_smaller_task() -> None:
    lines = [a_line("t9", number=2), a_line("t1", number=1), a_line("t3", number=2)]
    assert merged(*lines) == [("t1", 1, "done"), ("t3", 2, "done"), ("t9", 3, "done")]


def test_the_next_free_number_is_one_that_was_never_given() -> None:
    lines = [a_line("a", number=1), a_line("b", number=1), a_line("c", number=7)]
    assert merged(*lines) == [("a", 1, "done"), ("c", 7, "done"), ("b", 8, "done")]


def test_shots_files_and_origins_number_for_themselves() -> None:
    lines = [
        a_line("a"),
        a_line("b", shot="lamp/close"),
        a_line("c", file="other.yaml"),
        a_line("d", origin="http://x"),
    ]
    assert sorted(merged(*lines)) == [(name, 1, "done") for name in "abcd"]


def test_a_doubt_has_no_task_and_takes_the_later_number() -> None:
    lines = [a_line("a", status="in-doubt"), a_line("z")]
    assert merged(*lines) == [("z", 1, "done"), ("a", 2, "in-doubt")]


def test_of_two_lines_on_one_take_the_one_that_knows_more_stands() -> None:
    known: list[LineStatus] = ["done", "failed", "submitted", "in-doubt"]
    for better, worse in pairwise(known):
        lines = [a_line("a", status=worse), a_line("a", status=better)]
        assert merged(*lines) == [("a", 1, better)]
        assert merged(*reversed(lines)) == [("a", 1, better)]


def test_a_take_whose_number_an_earlier_merge_changed_is_still_one_take() -> None:
    """One branch gave b the number 3 long ago; the other still has its 2, which is a's."""
    clip = sha("the clip of b")
    lines = [a_line("a", number=2), a_line("b", number=2, sha256=clip), a_line("b", number=3, sha256=clip)]
    assert merged(*lines) == [("a", 2, "done"), ("b", 3, "done")]


def test_two_takes_of_one_submission_with_the_same_bytes_are_two() -> None:
    clip = sha("the same frames")
    lines = [a_line("a", number=1, sha256=clip), a_line("a", number=2, sha256=clip)]
    assert merged(*lines) == [("a", 1, "done"), ("a", 2, "done")]


def clips(*told: str) -> list[TakeLine]:
    """Tell of the takes of one submission, from 1 on: each its clip, `-` for in flight, `!` for failed."""
    status: dict[str, LineStatus] = {"-": "submitted", "!": "failed"}
    return [
        a_line("a", number=number, status=status[one]) if one in status else a_line("a", number=number, sha256=sha(one))
        for number, one in enumerate(told, 1)
    ]


@pytest.mark.parametrize(
    ("mine", "theirs", "both"),
    [
        ("xy", "yx", "xy"),
        ("x-", "y-", "xy"),
        ("x-", "-x", "x-"),
        ("x!", "!x", "x!"),
        ("x!-", "y-!", "x!y"),
        ("xyz", "yzx", "xyz"),
        ("xy-", "zx-", "xyz"),
        ("!-", "x-", "x-"),
        ("--", "--", "--"),
    ],
)
@pytest.mark.parametrize("whose", ["nobody's", "mine", "theirs"])
def test_two_machines_may_bring_the_clips_of_a_task_in_different_orders(
    mine: str, theirs: str, both: str, whose: str
) -> None:
    known = {"nobody's": [], "mine": clips(*mine), "theirs": clips(*theirs)}[whose]
    own = [Own(line=line, index=index) for index, line in enumerate(known)]
    names = {sha(one): one for one in "xyz"}
    for told in ([*clips(*mine), *clips(*theirs)], clips(*theirs if whose == "mine" else mine)):
        if len(told) == len(mine) and whose == "nobody's":
            continue
        found = merge_takes(told, own)
        ends = sorted(names.get(one.line.sha256 or "", {"failed": "!"}.get(one.line.status, "-")) for one in found)
        assert "".join(ends) == "".join(sorted(both))
        assert [one.line.number for one in found] == [*range(1, len(both) + 1)]
        assert sorted(one.index for one in found if one.index is not None) == [*range(len(own))]


def test_a_clip_that_is_one_of_two_at_a_number_of_somebody_else_s_stays() -> None:
    lines = [a_line("0", number=2), *clips("x", "y"), *clips("y", "x")]
    assert merged(*lines) == [("a", 1, "done"), ("0", 2, "done"), ("a", 3, "done")]
    others = [a_line(str(number), number=number) for number in (1, 2, 3)]
    found = merge_takes([*others, *clips("x", "-", "y"), *clips("-", "y", "x")])
    assert Counter(one.line.sha256 for one in found[3:]) == Counter((sha("x"), sha("y"), None))
    found = merge_takes([others[0], *clips("x", "-", "y"), *clips("y", "x", "-")])
    assert Counter(one.line.sha256 for one in found[1:]) == Counter((sha("x"), sha("y"), None))


def test_a_task_is_charged_as_the_line_tells_that_knows_most() -> None:
    asked = a_line("a", number=1, status="submitted", credits=Decimal(6))
    made = a_line("a", number=2, credits=Decimal("4.2"))
    assert {one.line.credits for one in merge_takes([asked, made])} == {Decimal("4.2")}


def test_a_doubt_that_one_branch_has_settled_is_none() -> None:
    lines = [a_line("a", number=1, status="in-doubt"), a_line("a", number=2, status="submitted")]
    assert merged(*lines) == [("a", 1, "submitted"), ("a", 2, "submitted")]


# With the ledger


def test_the_ledger_follows_the_numbers_of_the_file() -> None:
    known = a_line("b", number=2, sha256=sha("b"))
    told = [a_line("a", number=2), replace(known, number=3)]
    (first, second) = merge_takes(told, [Own(line=known, index=5)])
    assert (first.line.number, first.index) == (2, None)
    assert (second.line.number, second.index) == (3, 5)


def test_what_only_the_ledger_has_yields_to_the_file_s_number() -> None:
    assert merged(a_line("z", number=1), own=[a_line("a", number=1)]) == [("z", 1, "done"), ("a", 2, "done")]


def test_the_ledger_learns_what_became_of_a_take_and_the_file_does_too() -> None:
    flying, done = a_line("a", status="submitted"), a_line("a")
    assert merged(flying, own=[done]) == [("a", 1, "done")]
    assert merged(done, own=[flying]) == [("a", 1, "done")]


def test_takes_in_flight_are_matched_in_order_where_nothing_else_tells() -> None:
    told = [a_line("a", number=4), a_line("a", number=5)]
    mine = [a_line("a", number=1, status="submitted"), a_line("a", number=2, status="submitted")]
    found = merge_takes(told, [Own(line=line, index=index) for index, line in enumerate(mine)])
    assert [(one.line.number, one.index, one.line.status) for one in found] == [(4, 0, "done"), (5, 1, "done")]


def test_other_bytes_are_another_take() -> None:
    found = merged(a_line("a", sha256=sha("x")), own=[a_line("a", sha256=sha("y"))])
    assert found == [("a", 1, "done"), ("a", 2, "done")]


def test_what_was_settled_here_is_no_doubt_though_a_branch_still_tells_it() -> None:
    doubt, made = a_line("a", status="in-doubt"), a_line("b")
    names = {doubt.attempt, made.attempt}
    assert [one.line.attempt for one in merge_takes([doubt, made], settled=names)] == [made.attempt]


def test_what_was_set_aside_is_so_until_its_task_turns_up() -> None:
    aside, doubt = a_line("a", status="failed", task_id=None), a_line("a", status="in-doubt")
    for lines in ([aside, doubt], [doubt, aside]):
        assert [is_aside(one.line) for one in merge_takes(lines)] == [True]
    for status in ("submitted", "done"):
        found = a_line("a", status=status)
        assert [one.line for one in merge_takes([aside, found])] == [found]
    second = a_line("a", number=2, status="submitted")
    assert merged(aside, second) == [("a", 1, "submitted"), ("a", 2, "submitted")]


@pytest.mark.parametrize("said_here", [True, False])
def test_whether_it_is_in_doubt_is_said_by_whoever_sent_it_or_asked_again(said_here: bool) -> None:
    aside, doubt = a_line("a", status="failed", task_id=None), a_line("a", status="in-doubt")
    for told, known in ((aside, doubt), (doubt, aside)):
        (found,) = merge_takes([told], [Own(line=known, index=0, said_here=said_here)])
        assert found.line == (known if said_here else told)


# Laws

UNKNOWN: dict[str, Any] = {"task_id": None, "sha256": None, "bytes": None, "seconds": None}
DOUBT: dict[str, Any] = {**UNKNOWN, "status": "in-doubt"}
ASIDE: dict[str, Any] = {**UNKNOWN, "status": "failed"}
STATES: st.SearchStrategy[LineStatus] = st.sampled_from(("done", "failed", "submitted", "in-doubt"))


@st.composite
def tasks(draw: st.DrawFn, *, first: int, prefix: str) -> list[TakeLine]:
    """Draw what a branch asked for after what was common: submissions of one to three takes, numbered on."""
    lines: list[TakeLine] = []
    numbers = {"lamp/wide": first, "lamp/close": first}
    for name in draw(st.lists(st.integers(0, 99), unique=True, max_size=4)):
        shot = draw(st.sampled_from(sorted(numbers)))
        statuses: list[LineStatus] = draw(st.lists(STATES, min_size=1, max_size=3))
        unknown = draw(st.sampled_from((DOUBT, ASIDE))) if "in-doubt" in statuses else {}
        for status in statuses:
            line = a_line(f"{name:02}{prefix}", number=numbers[shot], status=status)
            lines.append(replace(line, shot=shot, **unknown))
            numbers[shot] += 1
    return lines


@st.composite
def settled_twice(draw: st.DrawFn) -> tuple[list[TakeLine], list[TakeLine]]:
    """Draw a submission that two machines followed, each as far as it came, its clips in an order of its own."""
    ends = [*draw(st.sampled_from(("x", "xy", "xyz", "x!", "xy!", "x!!")))]
    mine, theirs = (
        [end if draw(st.booleans()) else "-" for end in order]
        for order in (draw(st.permutations(ends)), draw(st.permutations(ends)))
    )
    first = draw(st.integers(0, 2))
    return tuple([replace(one, number=one.number + first) for one in clips(*told)] for told in (mine, theirs))  # type: ignore[return-value]


@st.composite
def branches(draw: st.DrawFn) -> tuple[list[TakeLine], list[TakeLine], list[TakeLine]]:
    common = draw(tasks(first=1, prefix="common"))
    after = 1 + len(common)
    mine, theirs = draw(tasks(first=after, prefix="mine")), draw(tasks(first=after, prefix="theirs"))
    settled = draw(settled_twice())
    return common, [*mine, *settled[0]], [*theirs, *settled[1]]


def known(lines: Sequence[TakeLine]) -> list[TakeLine]:
    return [one.line for one in merge_takes(lines)]


def counts(lines: Iterable[TakeLine]) -> dict[str, int]:
    """Count the takes of each submission; a number that two branches tell of is one take."""
    return Counter(attempt for attempt, _ in {(line.attempt, line.number) for line in lines})


@given(branches(), st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_no_take_is_lost_and_no_number_is_there_twice(
    told: tuple[list[TakeLine], list[TakeLine], list[TakeLine]], chance: random.Random
) -> None:
    common, mine, theirs = told
    lines = [*common, *mine, *common, *theirs]
    found = known(lines)
    assert counts(found) == counts([*common, *mine, *theirs])
    assert {line.sha256 for line in found} | {None} == {line.sha256 for line in lines} | {None}
    numbers = [(line.shot, line.number) for line in found]
    assert len(numbers) == len(set(numbers))
    assert known(found) == found
    chance.shuffle(lines)
    assert known(lines) == found
    # Numbers that nobody else claims stay as they are.
    before = {(line.shot, line.number) for line in common}
    assert before <= set(numbers)


@given(branches())
@settings(max_examples=100, deadline=None)
def test_a_ledger_and_the_file_that_it_wrote_say_nothing_new_to_each_other(
    told: tuple[list[TakeLine], list[TakeLine], list[TakeLine]],
) -> None:
    common, mine, theirs = told
    own = [Own(line=line, index=index) for index, line in enumerate([*common, *mine])]
    once = [one.line for one in merge_takes([*common, *theirs], own)]
    again = merge_takes(once, [Own(line=line, index=index) for index, line in enumerate(once)])
    assert [one.line for one in again] == once
    assert all(one.index is not None for one in again)
    assert counts(once) == counts([*common, *mine, *theirs])
