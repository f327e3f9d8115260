"""`storyboard.takes` on disk: what was written is read as it was, what is broken is told with its line."""

import json
import os
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyboard.problems import ProblemsError, Refused
from storyboard.run.takes.file import TAKES, change_takes, dump_takes, load_takes, read_takes
from storyboard.run.takes.lines import Decision, TakeLine, TakesFile, read_line, write_line
from tests.run.takes import POLLO, a_decision, a_line, sha


def write(folder: Path, *lines: str) -> None:
    (folder / TAKES).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def told(folder: Path) -> list[tuple[str, int, str]]:
    return [(one.code, one.place.line if one.place else 0, one.detail + one.help) for one in read_takes(folder)[1]]


def put(folder: Path, *lines: TakeLine | Decision) -> None:
    takes = tuple(line for line in lines if isinstance(line, TakeLine))
    decisions = tuple(line for line in lines if isinstance(line, Decision))
    change_takes(folder, lambda _: TakesFile(takes=takes, decisions=decisions))


# What stands in it


def test_a_take_has_exactly_the_keys_that_are_documented() -> None:
    line = json.loads(write_line(a_line()))
    assert list(line) == [
        *("origin", "file", "shot", "number", "digest", "task_id", "attempt", "status", "usages", "sha256", "bytes"),
        *("seconds", "credits"),
    ]
    assert (line["credits"], line["seconds"], line["usages"]) == (4.2, 4, ["lamp/wide"])


def test_a_decision_has_exactly_the_keys_that_are_documented() -> None:
    line = json.loads(write_line(a_decision()))
    assert list(line) == ["origin", "file", "profile", "address", "picked", "approved"]
    assert line["profile"] is None


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=20)
NAME = TEXT.filter(lambda name: "/" not in name and "\\" not in name)
COUNT, NUMBER = st.integers(1, 2**40), st.integers(1, 10**9 - 1)
CREDITS = st.decimals(0, 10**6, places=2, allow_nan=False, allow_infinity=False)
LINES = st.one_of(
    st.builds(
        a_line,
        TEXT,
        number=NUMBER,
        status=st.sampled_from(["done", "failed", "submitted", "in-doubt"]),
        file=NAME,
        usages=st.lists(TEXT, max_size=3).map(tuple),
        credits=CREDITS,
    ),
    st.builds(a_decision, TEXT, profile=st.none() | TEXT, address=TEXT, approved=st.booleans()),
)


@given(LINES)
@settings(deadline=None)
def test_reading_what_was_written_is_the_same(line: TakeLine | Decision) -> None:
    assert read_line(write_line(line).encode()) == line


def test_the_lines_stand_once_and_sorted_as_sort_sorts_them(tmp_path: Path) -> None:
    lines = [a_line("b", number=number) for number in (2, 10, 1)]
    put(tmp_path, *lines, *lines, a_decision(), a_line("é", shot="lamp/close"))
    content = (tmp_path / TAKES).read_bytes()
    assert content.endswith(b"\n")
    written = content.splitlines()
    assert written == sorted(set(written))
    assert len(written) == 5
    assert set(load_takes(tmp_path).takes) == {*lines, a_line("é", shot="lamp/close")}


def test_where_there_is_none_nothing_was_made(tmp_path: Path) -> None:
    assert read_takes(tmp_path) == (TakesFile(there=False), ())


def test_the_same_is_not_written_again(tmp_path: Path) -> None:
    put(tmp_path, a_line())
    os.utime(tmp_path / TAKES, (1, 1))
    put(tmp_path, a_line())
    assert (tmp_path / TAKES).stat().st_mtime == 1
    put(tmp_path, a_line(), a_line("b", number=2))
    assert (tmp_path / TAKES).stat().st_mtime > 1


def test_what_says_nothing_makes_no_file(tmp_path: Path) -> None:
    put(tmp_path)
    assert not (tmp_path / TAKES).exists()


def test_a_folder_that_cannot_be_written_keeps_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, a_line())
    before = (tmp_path / TAKES).read_bytes()

    def full(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(Refused, match=r"storyboard\.takes cannot be written: No space left"):
        put(tmp_path, a_line(), a_line("b", number=2))
    monkeypatch.undo()
    assert (tmp_path / TAKES).read_bytes() == before
    assert not list(tmp_path.glob(".*.part"))


# What is broken

GOOD = write_line(a_line())
_DONE = json.loads(GOOD)
BROKEN = {
    "{": "no JSON",
    "[1]": "no JSON object",
    "nothing": "no JSON",
    json.dumps({**_DONE, "url": "https://cdn.example.com/a.mp4"}): "No line of this kind has `url`",
    json.dumps({key: _DONE[key] for key in _DONE if key != "task_id"}): "The line has no `task_id`",
    json.dumps({**_DONE, "sha256": None}): "that is done has a `sha256`",
    json.dumps({**_DONE, "task_id": None}): "that is done has a `task_id`",
    json.dumps({**_DONE, "number": 0}): "`number` cannot be 0",
    json.dumps({**_DONE, "number": True}): "`number` cannot be true",
    json.dumps({**_DONE, "status": "ready"}): "`status` cannot be",
    json.dumps({**_DONE, "credits": -1}): "`credits` cannot be -1",
    json.dumps({**_DONE, "credits": "4.2"}): "`credits` cannot be",
    json.dumps({**_DONE, "origin": "sandbox"}): "`origin` cannot be",
    json.dumps({**_DONE, "origin": f"{POLLO}/clip.mp4?signature=x"}): "`origin` cannot be",
    json.dumps({**_DONE, "file": "../film.yaml"}): "`file` cannot be",
    json.dumps({**_DONE, "shot": "lamp"}): "`shot` cannot be",
    json.dumps({**_DONE, "shot": "../../etc/passwd"}): "`shot` cannot be",
    json.dumps({**_DONE, "digest": "abc"}): "`digest` cannot be",
    json.dumps({**_DONE, "usages": "lamp/wide"}): "`usages` cannot be",
    json.dumps({**_DONE, "attempt": "\u001b[2J"}): "`attempt` cannot be",
    '{"origin": "https://pollo.ai", "seconds": NaN}': "The line has no `file`",
    GOOD.replace('"credits": 4.2', '"credits": NaN'): "`credits` cannot be",
    GOOD.replace('"credits": 4.2', '"credits": 1e99999999999999999999'): "none that can be read",
    json.dumps({**json.loads(write_line(a_decision())), "approved": 1}): "`approved` cannot be 1",
    json.dumps({**json.loads(write_line(a_decision())), "picked": None}): "`picked` cannot be null",
}


@pytest.mark.parametrize(("line", "words"), BROKEN.items(), ids=range(len(BROKEN)))
def test_a_broken_line_is_told_and_the_others_are_read(tmp_path: Path, line: str, words: str) -> None:
    write(tmp_path, GOOD, line)
    ((code, number, detail),) = told(tmp_path)
    assert (code, number) == ("takes-line", 2)
    assert words in detail
    assert "git log -p storyboard.takes" in detail
    assert read_takes(tmp_path)[0].takes == (a_line(),)
    with pytest.raises(ProblemsError):
        load_takes(tmp_path)


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_whatever_stands_there_is_a_line_or_a_sentence(line: bytes) -> None:
    assert isinstance(read_line(line), str | TakeLine | Decision)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_marks_of_a_merge_have_their_own_help(tmp_path: Path, end: str) -> None:
    lines = ["<<<<<<< HEAD", GOOD, "||||||| base", "=======", write_line(a_line("b", number=2)), ">>>>>>> other"]
    (tmp_path / TAKES).write_bytes(end.join([*lines, ""]).encode())
    found = told(tmp_path)
    assert [(code, number) for code, number, _ in found] == [("takes-conflict", line) for line in (1, 3, 4, 6)]
    assert all("Keep every line of both sides" in detail for _, _, detail in found)


def test_windows_line_ends_are_read(tmp_path: Path) -> None:
    (tmp_path / TAKES).write_bytes(f"{GOOD}\r\n{write_line(a_decision())}\r\n".encode())
    assert load_takes(tmp_path) == TakesFile(takes=(a_line(),), decisions=(a_decision(),))


def test_a_line_that_stands_twice_does_no_harm(tmp_path: Path) -> None:
    write(tmp_path, GOOD, write_line(a_decision()), GOOD, write_line(a_decision()))
    assert load_takes(tmp_path) == TakesFile(takes=(a_line(),), decisions=(a_decision(),))


def test_two_decisions_on_one_address_name_both_lines(tmp_path: Path) -> None:
    approved, picked = a_decision(approved=True), a_decision("other", approved=False)
    taken = replace(a_line(), sha256=approved.picked)
    write(tmp_path, write_line(approved), write_line(taken), write_line(picked))
    ((code, number, detail),) = told(tmp_path)
    assert (code, number) == ("two-decisions", 3)
    assert "lamp/wide of film.yaml: line 1 approves take 1; line 3 picks a take of which no line tells." in detail


@pytest.mark.parametrize("approved", [False, True])
def test_decisions_on_two_takes_of_one_number_name_their_clips(tmp_path: Path, approved: bool) -> None:
    one, other = a_decision("a" * 64), a_decision("b" * 64, approved=approved)
    takes = (replace(a_line(attempt), sha256=picked.picked) for attempt, picked in (("x", one), ("y", other)))
    write(tmp_path, write_line(one), write_line(other), *map(write_line, takes))
    ((_, _, detail),) = told(tmp_path)
    clips = [(decision.picked or "")[:8] for decision in (one, other)]
    verb = "approves" if approved else "picks"
    assert f"line 1 picks take 1, clip {clips[0]}; line 2 {verb} take 1, clip {clips[1]}." in detail


def test_decisions_on_one_clip_that_differ_name_none(tmp_path: Path) -> None:
    one, other = a_decision("a" * 64), a_decision("a" * 64, approved=True)
    write(tmp_path, write_line(one), write_line(other), write_line(replace(a_line(), sha256=one.picked)))
    ((_, _, detail),) = told(tmp_path)
    assert "line 1 picks take 1; line 2 approves take 1." in detail


def test_decisions_of_other_profiles_files_and_origins_are_others(tmp_path: Path) -> None:
    others = (a_decision("b", profile="draft"), a_decision("c", file="b.yaml"), a_decision("d", origin="http://x"))
    write(tmp_path, *map(write_line, (a_decision("a"), *others)))
    assert told(tmp_path) == []


def test_a_task_that_two_submissions_claim_is_told(tmp_path: Path) -> None:
    write(tmp_path, GOOD, write_line(replace(a_line(number=2), attempt="another")))
    ((code, number, detail),) = told(tmp_path)
    assert (code, number) == ("takes-line", 2)
    assert "Line 1 and line 2 give the task t1 to two submissions" in detail


def test_a_file_that_leads_out_of_the_folder_is_not_read(tmp_path: Path) -> None:
    outside, folder = tmp_path / "secret", tmp_path / "film"
    outside.write_text("a secret\n")
    folder.mkdir()
    (folder / TAKES).symlink_to(outside)
    ((code, number, detail),) = told(folder)
    assert (code, number) == ("takes-line", 0)
    assert "secret" not in detail


def test_a_million_problems_are_not_listed(tmp_path: Path) -> None:
    write(tmp_path, *("{" for _ in range(600)))
    problems = read_takes(tmp_path)[1]
    assert (len(problems), problems[-1].code) == (501, "too-many-problems")


def test_the_charge_is_exact_to_the_cent() -> None:
    line = read_line(write_line(a_line(credits=Decimal("0.10"))).encode())
    assert isinstance(line, TakeLine)
    assert (line.credits, line.credits * 3) == (Decimal("0.1"), Decimal("0.3"))


def test_a_dump_is_independent_of_the_order() -> None:
    lines = (a_line("a"), a_line("b", number=2), a_line("c", number=3))
    assert dump_takes(TakesFile(takes=lines)) == dump_takes(TakesFile(takes=lines[::-1]))
    assert sha("request") in dump_takes(TakesFile(takes=lines))
