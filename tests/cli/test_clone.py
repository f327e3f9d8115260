"""Two people and git: what one has paid for, the other's clone knows, brings, and never asks for again."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from storyboard.plan.made import EXPIRED, UNKNOWN, Pick
from storyboard.run import execute
from storyboard.run.machine.places import ledger_path
from storyboard.run.takes.file import TAKES
from storyboard.run.takes.picks import write_picks
from tests.cli.desk import KEY, STORYBOARD, Desk, Said
from tests.cli.test_pollo import asked
from tests.support import faults
from tests.support.faults import FaultServer

FAST = ("--poll-interval", "0.1")
BUDGET = STORYBOARD.replace("scenes:", "budget: {credits: 10}\nscenes:")


@dataclass(frozen=True)
class Crew:
    """Two desks over one server; `clone` is what git would give the second person."""

    mine: Desk
    clone: Desk
    server: FaultServer
    where: pytest.MonkeyPatch
    before: int

    def __call__(self, desk: Desk, command: str, *options: str, url: str = "") -> Said:
        self.where.chdir(desk.folder)
        base = ("--target", "pollo", "--base-url", url or self.server.base_url)
        return desk(command, "film.yaml", *base, *options)

    def run(self, desk: Desk, *options: str) -> Said:
        return self(desk, "run", "--yes", *FAST, *options)

    def fetch(self, desk: Desk, *options: str) -> Said:
        return self(desk, "fetch", *FAST, *options)

    def actions(self, desk: Desk, *options: str, url: str = "") -> dict[str, str]:
        planned = self(desk, "plan", "--json", *options, url=url)
        assert planned.code == 0, planned.err
        return {call["id"]: call["action"] for call in planned.json["calls"]}

    def sent(self) -> int:
        """Count what was paid for in this test."""
        return len(self.server.submissions()) - self.before

    def script(self, *steps: str) -> None:
        self.server.script([*("accept" for _ in self.server.submissions()), *steps])

    def send(self, *, frm: Desk, to: Desk) -> None:
        """Bring to another folder what git carries: nothing of build/ and .storyboard/."""
        for path in frm.folder.iterdir():
            if path.is_file():
                shutil.copy(path, to.folder / path.name)

    def manifest(self, desk: Desk) -> Any:
        where = self.server.base_url.removeprefix("http://").removesuffix("/api/platform").replace(":", "-")
        return desk.manifest(f"pollo@{where}")

    def clips(self, desk: Desk) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in desk.folder.rglob("*.mp4")}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultServer]:
    with faults.fault_server(tmp_path_factory.mktemp("server"), polls=0) as running:
        yield running


@pytest.fixture
def crew(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, server: FaultServer
) -> Crew:
    monkeypatch.setenv("POLLO_API_KEY", KEY)
    mine, clone = (Desk(folder=tmp_path / name, capture=capsys) for name in ("mine", "clone"))
    for desk in (mine, clone):
        desk.write(STORYBOARD)
    server.script([])
    return Crew(mine=mine, clone=clone, server=server, where=monkeypatch, before=len(server.submissions()))


def lines(desk: Desk) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (desk.folder / TAKES).read_text(encoding="utf-8").splitlines()]


def rewrite(desk: Desk, *told: dict[str, Any] | str) -> None:
    texts = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in told]
    desk.write("".join(f"{text}\n" for text in texts), TAKES)


# A clone


def test_a_clone_makes_nothing_and_fetches_the_same_bytes(crew: Crew) -> None:
    assert crew.run(crew.mine).code == 0
    crew.send(frm=crew.mine, to=crew.clone)
    assert crew.actions(crew.clone) == {"lamp/wide": "fetch", "lamp/close": "fetch"}
    said = crew.fetch(crew.clone)
    assert (said.code, said.out) == (0, ""), said.err
    assert "The Keeper: 2 fetched." in said.err
    assert crew.clips(crew.clone) == crew.clips(crew.mine)
    assert crew.sent() == 2
    assert set(crew.actions(crew.clone).values()) == {"keep"}
    assert "nothing to fetch" in crew.fetch(crew.clone).err
    origin = crew.server.base_url.removesuffix("/api/platform")
    assert crew(crew.clone, "status").out.startswith(f"The Keeper · pollo at {origin} · ")
    assert crew.run(crew.clone).code == 0
    assert crew.sent() == 2
    assert lines(crew.clone) == lines(crew.mine)


def test_a_clone_s_manifest_says_what_the_first_one_says(crew: Crew) -> None:
    crew.run(crew.mine)
    crew.send(frm=crew.mine, to=crew.clone)
    crew.fetch(crew.clone)
    told = []
    for desk in (crew.mine, crew.clone):
        shots = crew.manifest(desk)["shots"].values()
        keys = ("number", "status", "file", "sha256", "bytes", "seconds", "width", "height", "fps")
        takes = [[take[key] for key in keys] for shot in shots for take in shot["takes"]]
        told.append((takes, [(shot["status"], shot["task_id"], shot["credits"], shot["digest"]) for shot in shots]))
    assert told[0] == told[1]


def test_status_in_a_fresh_clone_names_fetch_and_not_run(crew: Crew) -> None:
    crew.run(crew.mine)
    crew.send(frm=crew.mine, to=crew.clone)
    said = crew(crew.clone, "status")
    assert said.code == 2
    assert "2 take(s) of it were made before" in said.err
    assert "storyboard fetch film.yaml" in said.err


def test_the_totals_are_those_of_the_whole_film_whatever_was_selected(crew: Crew) -> None:
    crew.run(crew.mine)
    whole = crew.manifest(crew.mine)["totals"]
    assert crew.run(crew.mine, "--select", "lamp/wide").code == 0
    assert crew.manifest(crew.mine)["totals"] == whole
    assert (whole["takes"], whole["shots"]) == (2, 2)


def test_run_fetches_as_well_and_asks_nobody(crew: Crew) -> None:
    crew.run(crew.mine)
    crew.send(frm=crew.mine, to=crew.clone)
    quotes = asked(crew.server).count("validate")
    said = crew(crew.clone, "run", *FAST)
    assert asked(crew.server).count("validate") == quotes
    assert said.code == 0, said.err
    assert crew.clips(crew.clone) == crew.clips(crew.mine)
    assert crew.sent() == 2


def test_with_one_line_removed_exactly_that_shot_is_made(crew: Crew) -> None:
    crew.run(crew.mine)
    crew.send(frm=crew.mine, to=crew.clone)
    rewrite(crew.clone, *(line for line in lines(crew.clone) if line["shot"] != "lamp/close"))
    assert crew.actions(crew.clone) == {"lamp/wide": "fetch", "lamp/close": "make"}


def test_fetch_makes_nothing_though_something_is_to_be_made(crew: Crew) -> None:
    crew.run(crew.mine, "--select", "lamp/wide")
    crew.send(frm=crew.mine, to=crew.clone)
    assert crew.fetch(crew.clone).code == 0
    assert crew.sent() == 1
    assert {name: shot["status"] for name, shot in crew.manifest(crew.clone)["shots"].items()} == {
        "lamp/wide": "done",
        "lamp/close": "waiting",
    }


def test_fetch_brings_the_takes_of_a_shot_of_which_more_are_wanted(crew: Crew) -> None:
    crew.run(crew.mine)
    crew.send(frm=crew.mine, to=crew.clone)
    crew.clone.write(STORYBOARD.replace("duration: 4", "duration: 4, takes: 2"))
    assert set(crew.actions(crew.clone).values()) == {"make"}
    assert crew.fetch(crew.clone).code == 0
    assert (crew.clips(crew.clone), crew.sent()) == (crew.clips(crew.mine), 2)


def earlier_words(crew: Crew) -> None:
    """Make two takes of one shot and one of another, change the words of both, make them anew, and clone that."""
    crew.run(crew.mine)
    more(crew, crew.mine)
    for desk in (crew.mine, crew.clone):
        desk.write(STORYBOARD.replace("climbs", "descends").replace("id: close", "id: last"))
    assert crew.run(crew.mine).code == 0
    crew.send(frm=crew.mine, to=crew.clone)


def test_fetch_brings_takes_of_earlier_words_and_of_shots_that_left_the_film(crew: Crew) -> None:
    earlier_words(crew)
    paid = crew.sent()
    chosen = crew.fetch(crew.clone, "--select", "lamp/wide")
    assert (chosen.code, len(crew.clips(crew.clone))) == (0, 1)
    said = crew.fetch(crew.clone)
    assert (said.code, crew.sent()) == (0, paid)
    assert "The Keeper: 1 fetched, 2 of earlier words fetched." in said.err
    assert crew.clips(crew.clone) == crew.clips(crew.mine)
    assert "nothing to fetch" in crew.fetch(crew.clone).err
    assert lines(crew.clone) == lines(crew.mine)


def test_a_clip_of_earlier_words_that_is_not_known_is_told_and_is_in_nobodys_way(crew: Crew) -> None:
    earlier_words(crew)
    old, *others = sorted(lines(crew.clone), key=lambda line: (line["shot"] != "lamp/wide", line["number"]))
    rewrite(crew.clone, {**old, "task_id": "long-gone"}, *others)
    said = crew.fetch(crew.clone)
    assert said.code == 0, said.err
    assert "1 of earlier words not to be had" in said.err
    assert "lamp/wide: take 1 failed: its clip expired before it was fetched" in said.err
    assert len(crew.clips(crew.clone)) == len(crew.clips(crew.mine)) - 1


def test_fetch_takes_selectors_and_speaks_json(crew: Crew) -> None:
    crew.run(crew.mine)
    crew.send(frm=crew.mine, to=crew.clone)
    said = crew.fetch(crew.clone, "--select", "lamp/close", "--json")
    assert said.code == 0
    assert [(one["shot"], one["number"]) for one in said.lines if one["event"] == "TakeDone"] == [("lamp/close", 1)]
    assert crew.actions(crew.clone) == {"lamp/wide": "fetch", "lamp/close": "keep"}


def test_fetch_wants_the_key(crew: Crew) -> None:
    crew.run(crew.mine)
    crew.send(frm=crew.mine, to=crew.clone)
    crew.where.delenv("POLLO_API_KEY")
    said = crew.fetch(crew.clone)
    assert (said.code, "POLLO_API_KEY is not set" in said.err) == (4, True)


def test_at_another_origin_everything_is_made(crew: Crew) -> None:
    crew.run(crew.mine)
    crew.send(frm=crew.mine, to=crew.clone)
    assert set(crew.actions(crew.clone, url="http://127.0.0.1:1/api/platform").values()) == {"make"}
    assert set(crew.clone("plan", "film.yaml", "--json").json["totals"].items()) >= {("make", 2), ("fetch", 0)}


def test_lines_of_another_origin_stay_as_they_are(crew: Crew) -> None:
    crew.run(crew.mine, "--select", "lamp/wide")
    (own,) = lines(crew.mine)
    other = {**own, "origin": "https://pollo.ai", "task_id": "elsewhere"}
    rewrite(crew.mine, own, other)
    assert crew.run(crew.mine).code == 0
    assert other in lines(crew.mine)
    assert len(lines(crew.mine)) == 3


def test_clips_that_came_with_the_folder_are_not_fetched(crew: Crew) -> None:
    crew.run(crew.mine)
    crew.send(frm=crew.mine, to=crew.clone)
    shutil.copytree(crew.mine.folder / "build", crew.clone.folder / "build")
    before = len(asked(crew.server))
    assert crew.fetch(crew.clone).code == 0
    assert len(asked(crew.server)) == before
    assert set(crew.actions(crew.clone).values()) == {"keep"}


# What was not at its end when it was committed


def test_a_task_in_flight_is_followed_and_not_made_again(crew: Crew) -> None:
    crew.run(crew.mine, "--select", "lamp/wide")
    crew.send(frm=crew.mine, to=crew.clone)
    (done,) = lines(crew.clone)
    flying = {**done, "status": "submitted", "sha256": None, "bytes": None, "seconds": None}
    rewrite(crew.clone, flying)
    assert crew.actions(crew.clone, "--select", "lamp/wide") == {"lamp/wide": "fetch"}
    assert crew.fetch(crew.clone).code == 0
    assert crew.sent() == 1
    assert lines(crew.clone) == [done]
    assert crew.clips(crew.clone) == crew.clips(crew.mine)


def test_a_task_that_this_key_does_not_know_is_left_to_who_sent_it(crew: Crew) -> None:
    crew.run(crew.mine, "--select", "lamp/wide")
    crew.send(frm=crew.mine, to=crew.clone)
    (done,) = lines(crew.clone)
    flying = {**done, "task_id": "unknown", "status": "submitted", "sha256": None, "bytes": None, "seconds": None}
    rewrite(crew.clone, flying)
    assert crew.fetch(crew.clone).code == 6
    assert lines(crew.clone) == [flying]


def test_a_failed_generation_is_not_made_again(crew: Crew) -> None:
    crew.run(crew.mine, "--select", "lamp/wide")
    crew.send(frm=crew.mine, to=crew.clone)
    (done,) = lines(crew.clone)
    rewrite(crew.clone, {**done, "status": "failed", "sha256": None, "bytes": None, "seconds": None})
    assert crew.actions(crew.clone, "--select", "lamp/wide") == {"lamp/wide": "hold"}
    crew.run(crew.clone, "--select", "lamp/wide")
    assert crew.sent() == 1


def test_a_doubt_is_a_doubt_for_all_until_its_line_is_gone(crew: Crew) -> None:
    crew.script("500-before")
    assert crew.run(crew.mine, "--select", "lamp/wide").code == 7
    (doubt,) = lines(crew.mine)
    assert (doubt["status"], doubt["task_id"], doubt["credits"]) == ("in-doubt", None, 4.2)
    crew.send(frm=crew.mine, to=crew.clone)
    assert crew.actions(crew.clone, "--select", "lamp/wide") == {"lamp/wide": "hold"}
    assert crew.run(crew.clone, "--select", "lamp/wide").code == 7
    assert lines(crew.clone) == [doubt]
    # Its own people have settled it: the line is gone, and so is the doubt.
    rewrite(crew.clone)
    assert crew.actions(crew.clone, "--select", "lamp/wide") == {"lamp/wide": "make"}
    assert crew.run(crew.clone, "--select", "lamp/wide").code == 0
    # On a branch where nobody has settled it, it is a doubt again.
    rewrite(crew.clone, doubt, *lines(crew.clone))
    assert crew.run(crew.clone, "--select", "lamp/wide").code == 7


def test_a_file_that_is_gone_settles_no_doubt(crew: Crew) -> None:
    crew.script("500-before")
    crew.run(crew.mine, "--select", "lamp/wide")
    crew.send(frm=crew.mine, to=crew.clone)
    crew.run(crew.clone, "--select", "lamp/wide")
    (crew.clone.folder / TAKES).unlink()
    assert crew.actions(crew.clone, "--select", "lamp/wide") == {"lamp/wide": "hold"}


def test_an_expired_clip_is_held_and_may_be_asked_after_again(crew: Crew) -> None:
    crew.run(crew.mine, "--select", "lamp/wide")
    crew.send(frm=crew.mine, to=crew.clone)
    (done,) = lines(crew.clone)
    rewrite(crew.clone, {**done, "task_id": "long-gone"})
    assert crew.fetch(crew.clone).code == 6
    planned = crew(crew.clone, "plan", "--json", "--select", "lamp/wide").json["calls"][0]
    assert planned["action"] == "hold"
    assert "expired before it was fetched" in planned["because"][0]
    assert "retake" in planned["because"][0]
    assert crew.run(crew.clone, "--select", "lamp/wide").code == 1
    assert crew.fetch(crew.clone).code == 6
    assert crew.sent() == 1


@pytest.mark.parametrize("message", [f"{EXPIRED}: HTTP 503", f"{UNKNOWN}: NOT_FOUND_ERROR"])
def test_what_was_given_up_is_asked_after_again_by_fetch_alone(crew: Crew, message: str) -> None:
    crew.run(crew.mine, "--select", "lamp/wide")
    (kept,) = crew.clips(crew.mine).values()
    with closing(sqlite3.connect(ledger_path(crew.mine.folder))) as db, db:
        db.execute("UPDATE takes SET status = 'failed', message = ?, clip = NULL, sha256 = NULL", (message,))
    shutil.rmtree(crew.mine.folder / "build")
    (crew.mine.folder / TAKES).unlink()
    assert crew.actions(crew.mine, "--select", "lamp/wide") == {"lamp/wide": "hold"}
    assert crew.run(crew.mine, "--select", "lamp/wide").code == 1
    assert crew.fetch(crew.mine, "--select", "lamp/wide").code == 0
    assert list(crew.clips(crew.mine).values()) == [kept]
    assert crew.actions(crew.mine, "--select", "lamp/wide") == {"lamp/wide": "keep"}
    assert crew.sent() == 1


# Money


def test_a_budget_counts_what_the_clone_reads(crew: Crew) -> None:
    for desk in (crew.mine, crew.clone):
        desk.write(BUDGET)
    crew.run(crew.mine)
    crew.send(frm=crew.mine, to=crew.clone)
    words = "Budget: 10 credits, of which 8.4 are spent"
    assert words in crew(crew.clone, "plan").out
    crew.fetch(crew.clone)
    assert words in crew(crew.clone, "plan").out
    crew.clone.write(BUDGET.replace("lights", "puts out"))
    said = crew.run(crew.clone)
    assert (said.code, crew.sent()) == (5, 2)
    assert "budget of the production is 10" in said.err


def test_a_task_of_two_takes_counts_once(crew: Crew) -> None:
    two = BUDGET.replace("duration: 4", "duration: 4, takes: 2").replace("      - {id: close", "      # - {id: close")
    for desk in (crew.mine, crew.clone):
        desk.write(two)
    assert crew.run(crew.mine).code == 0
    crew.send(frm=crew.mine, to=crew.clone)
    assert [line["number"] for line in lines(crew.clone)] == [1, 2]
    assert len({line["task_id"] for line in lines(crew.clone)}) == 1
    spent = crew(crew.mine, "plan").out.partition("of which ")[2].partition(" ")[0]
    assert crew(crew.clone, "plan").out.partition("of which ")[2].partition(" ")[0] == spent == "4.2"
    assert crew.fetch(crew.clone).code == 0
    assert crew.clips(crew.clone) == crew.clips(crew.mine)


def test_a_ledger_that_is_gone_is_no_loss_where_the_file_knows(crew: Crew) -> None:
    crew.run(crew.mine)
    shutil.rmtree(crew.mine.folder / ".storyboard")
    assert crew.run(crew.mine).code == 0
    assert crew.sent() == 2
    shutil.rmtree(crew.mine.folder / ".storyboard")
    rewrite(crew.mine, lines(crew.mine)[0])
    said = crew.run(crew.mine)
    assert (said.code, crew.sent()) == (5, 2)
    assert "does not know of 1 submission(s)" in said.err


# Two branches


def more(crew: Crew, desk: Desk) -> None:
    """Ask for one take more of lamp/wide, as one does on a branch."""
    desk.write(STORYBOARD.replace("{id: wide,", "{id: wide, takes: 2,"))
    said = crew.run(desk, "--select", "lamp/wide")
    assert said.code == 0, said.err


def test_two_branches_that_asked_for_a_take_each_keep_both(crew: Crew) -> None:
    crew.run(crew.mine)
    crew.send(frm=crew.mine, to=crew.clone)
    for desk in (crew.mine, crew.clone):
        more(crew, desk)
    assert crew.sent() == 4
    both = [*lines(crew.mine), *lines(crew.clone)]
    for desk in (crew.mine, crew.clone):
        rewrite(desk, *both)
        assert set(crew.actions(desk, "--select", "lamp/wide").values()) <= {"keep", "fetch"}
        assert crew.run(desk, "--select", "lamp/wide").code == 0
        takes = [line for line in lines(desk) if line["shot"] == "lamp/wide"]
        assert [line["number"] for line in takes] == [1, 2, 3]
        assert {line["task_id"] for line in takes} == {line["task_id"] for line in both if line["shot"] == "lamp/wide"}
        shot = crew.manifest(desk)["shots"]["lamp/wide"]
        assert {take["number"]: take["sha256"] for take in shot["takes"]} == {
            line["number"]: line["sha256"] for line in takes
        }
    assert crew.sent() == 4
    assert lines(crew.mine) == lines(crew.clone)
    # A number that a third branch gives is one that was never given.
    crew.mine.write(STORYBOARD.replace("{id: wide,", "{id: wide, takes: 4,"))
    crew.run(crew.mine, "--select", "lamp/wide")
    assert [line["number"] for line in lines(crew.mine) if line["shot"] == "lamp/wide"] == [1, 2, 3, 4]


def test_the_marks_of_a_merge_are_told_with_their_line_and_nothing_is_paid(crew: Crew) -> None:
    crew.run(crew.mine, "--select", "lamp/wide")
    (line,) = lines(crew.mine)
    rewrite(crew.mine, "<<<<<<< HEAD", line, "=======", line, ">>>>>>> other")
    for said in (crew(crew.mine, "plan"), crew.run(crew.mine), crew.fetch(crew.mine)):
        assert said.code == 3
        assert "error[takes-conflict]" in said.err
        assert f"--> {TAKES}:1" in said.err
    assert crew.sent() == 1
    assert crew.mine("plan", "film.yaml").code == 0
    shown = crew.mine("rule", "takes-conflict")
    assert "Keep every line of both sides" in shown.out


def test_whatever_reads_it_shows_the_line_from_where_one_stands(crew: Crew) -> None:
    assert crew.run(crew.mine, "--select", "lamp/wide").code == 0
    (line,) = lines(crew.mine)
    rewrite(crew.mine, line, "<<<<<<< HEAD")
    crew.where.chdir(crew.mine.folder.parent)
    where = ("--target", "pollo", "--base-url", crew.server.base_url)
    for command in ("validate", "plan", "status", "takes", "reconcile", "run", "gc"):
        said = crew.mine(command, "mine/film.yaml", *where)
        assert said.code == 3, command
        assert f"--> mine/{TAKES}:2:1" in said.err, command
        assert "2 | <<<<<<< HEAD" in said.err, command


def test_a_file_that_breaks_while_a_run_is_on_hides_nothing(crew: Crew) -> None:
    def broken(*_: object, **__: object) -> None:
        crew.mine.write("{\n", TAKES)

    crew.where.setattr(execute, "import_takes", broken)
    said = crew.run(crew.mine)
    assert (said.code, crew.sent()) == (5, 2)
    assert "storyboard.takes cannot be written anew: line 1: The line is no JSON." in said.err
    assert {shot["status"] for shot in crew.manifest(crew.mine)["shots"].values()} == {"done"}
    assert (crew.mine.folder / TAKES).read_text() == "{\n"


# Decisions


def test_a_decision_whose_shot_has_left_the_film_is_warned_of(crew: Crew) -> None:
    crew.run(crew.mine)
    sha256 = lines(crew.mine)[0]["sha256"]
    origin = crew.server.base_url.removesuffix("/api/platform")
    for address in ("lamp/wide", "lamp/renamed"):
        pick = Pick(address=address, sha256=sha256)
        write_picks(
            crew.mine.folder, file="film.yaml", origin=origin, profile=None, picks=(replace(pick, approved=True),)
        )
    said = crew(crew.mine, "plan")
    assert said.code == 0
    assert said.err.count("warning[lost-decision]") == 1
    assert "approved for lamp/renamed" in said.err


def test_decisions_stay_when_a_run_rests(crew: Crew) -> None:
    crew.run(crew.mine, "--select", "lamp/wide")
    (take,) = lines(crew.mine)
    decision = {
        "origin": take["origin"],
        "file": "film.yaml",
        "profile": None,
        "address": "lamp/wide",
        "picked": take["sha256"],
        "approved": False,
    }
    rewrite(crew.mine, take, decision)
    crew.run(crew.mine)
    assert decision in lines(crew.mine)
    assert len(lines(crew.mine)) == 3


# What is in it


def test_nothing_secret_and_no_url_is_in_it(crew: Crew) -> None:
    made = crew.run(crew.mine)
    assert made.code == 0, made.err
    content = (crew.mine.folder / TAKES).read_text(encoding="utf-8")
    origin = crew.server.base_url.removesuffix("/api/platform")
    assert KEY not in content
    assert "://" not in content.replace(f'"origin": "{origin}"', "")
    assert content.splitlines() == sorted(content.splitlines())


def test_the_sandbox_of_the_process_writes_none(desk: Desk, quick_sandbox: list[object]) -> None:
    assert desk("run", "film.yaml").code == 0
    assert len(quick_sandbox) == 2
    assert not (desk.folder / TAKES).exists()


def test_init_leaves_it_to_git(desk: Desk) -> None:
    desk("init", "fresh")
    ignored = (desk.folder / "fresh" / ".gitignore").read_text(encoding="utf-8")
    assert [line for line in ignored.splitlines() if not line.startswith("#")] == ["build/", ".storyboard/"]
