"""`reconcile`: what is in doubt is shown and settled; `run` receives webhooks."""

import base64
import json
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from storyboard.run.ledger.file import open_to_write
from storyboard.run.machine.lock import hold_lock
from storyboard.run.machine.places import ledger_path
from storyboard.run.net.addresses import origin_of
from tests.cli.desk import KEY, Desk, Said
from tests.support import faults
from tests.support.faults import ROOT, FaultServer

FAST = ("--poll-interval", "0.1", "--concurrency", "1", "--no-scout")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultServer]:
    with faults.fault_server(tmp_path_factory.mktemp("server")) as running_server:
        yield running_server


class Stage:
    """A desk, and a server for which this film's submissions count from nought."""

    def __init__(self, desk: Desk, server: FaultServer) -> None:
        self.desk, self.server = desk, server
        self.before = len(server.submissions())

    def script(self, *steps: str) -> None:
        self.server.script([*["accept"] * len(self.server.submissions()), *steps])

    def sent(self) -> int:
        return len(self.server.submissions()) - self.before

    def task(self, number: int) -> str:
        return f"task-{self.before + number}"

    def __call__(self, command: str, *options: str) -> Said:
        where = ("--target", "pollo", "--base-url", self.server.base_url)
        return self.desk(command, "film.yaml", *where, *options)

    def run(self, *steps: str) -> Said:
        self.script(*steps)
        return self("run", "--yes", *FAST)

    def in_doubt(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self("reconcile", "--json").json["in_doubt"]
        return found


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.fixture
def stage(desk: Desk, running: FaultServer, monkeypatch: pytest.MonkeyPatch) -> Stage:
    monkeypatch.setenv("POLLO_API_KEY", KEY)
    return Stage(desk, running)


# Showing


def test_where_nothing_is_in_doubt_that_is_said_and_nothing_is_made(desk: Desk) -> None:
    said = desk("reconcile", "film.yaml")
    assert (said.code, said.out, said.err) == (0, "", "Nothing is in doubt at sandbox.\n")
    assert desk("reconcile", "film.yaml", "--json").json == {"in_doubt": [], "set_aside": [], "others": []}
    assert [path.name for path in desk.files()] == ["film.yaml"]


def test_a_file_that_is_not_there_is_wrong_usage(desk: Desk) -> None:
    nothing = [desk("reconcile", "another.yaml", *action) for action in ((), ("--abandon",))]
    open_to_write(desk.folder).close()
    for said in (*nothing, desk("reconcile", "another.yaml", "--abandon"), desk("reconcile", "another.yaml")):
        assert (said.code, "There is no file another.yaml" in said.err) == (2, True)


def test_what_is_known_is_shown_with_what_can_be_done(stage: Stage) -> None:
    assert stage.run("500-after").code == 7
    said = stage("reconcile")
    assert said.code == 7
    first, *rest = said.out.splitlines()
    assert first.startswith("lamp/wide#1 · take 1 · 4.2 credits · sent 20")
    assert "lost:     " in rest[0]
    told = "\n".join(rest)
    assert "balance:  1000 at 20" in told
    assert "0 gone: which suggests that it was not taken" in told
    assert "evidence and no proof" in told
    for action in ("--bind TASK_ID", "--abandon", "--resubmit"):
        assert action in told
    assert stage.sent() == 1


def test_machines_get_the_same(stage: Stage) -> None:
    stage.run("500-before")
    (doubt,) = stage.in_doubt()
    assert (doubt["address"], doubt["usages"], doubt["takes"]) == ("lamp/wide", ["lamp/wide"], [1])
    assert (doubt["price"], doubt["gone"], doubt["suggests"]) == (4.2, 0.0, "not taken")
    assert doubt["before"]["credits"] == doubt["after"]["credits"] == 1000.0
    assert (doubt["others"], doubt["webhooks"]) == ([], [])
    assert datetime.fromisoformat(doubt["sent"]).tzinfo == UTC


def test_no_key_is_needed_to_look(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.run("500-after")
    monkeypatch.delenv("POLLO_API_KEY")
    said = stage("reconcile")
    assert (said.code, "lamp/wide#1" in said.out) == (7, True)
    assert stage("reconcile", "--bind", stage.task(0)).code == 4
    assert stage("reconcile", "--abandon").code == 0


def test_the_plan_names_the_command(stage: Stage) -> None:
    stage.run("500-after")
    assert "storyboard reconcile" in stage("plan").out


def test_the_plan_names_the_command_for_a_doubt_that_another_storyboard_has_to_settle(stage: Stage) -> None:
    stage.run("500-after")
    stage.desk.write((stage.desk.folder / "film.yaml").read_bytes(), "other.yaml")
    said = stage.desk("plan", "other.yaml", "--target", "pollo", "--base-url", stage.server.base_url)
    assert "take 1 of film.yaml was sent and its fate is unknown; `storyboard reconcile` settles it" in flat(said.out)
    assert "In doubt in film.yaml: lamp/wide#1. `storyboard reconcile film.yaml --target pollo" in said.err


def test_a_doubt_at_another_address_is_named_where_one_looks(stage: Stage) -> None:
    stage.run("500-after")
    told = f"In doubt at {origin_of(stage.server.base_url)}: lamp/wide#1. --target and --base-url, as the run had them"
    looked = stage.desk("reconcile", "film.yaml")
    assert (looked.code, looked.err.startswith("Nothing is in doubt at sandbox.\n"), told in looked.err) == (
        0,
        True,
        True,
    )
    refused = stage.desk("reconcile", "film.yaml", "--target", "pollo", "--abandon")
    assert (refused.code, told in refused.err) == (5, True)
    assert "No submission is in doubt at https://pollo.ai" in refused.err
    assert told not in stage("reconcile").err
    stage("reconcile", "--abandon")
    assert "In doubt" not in stage.desk("reconcile", "film.yaml").err


def test_a_run_at_work_is_in_the_way(stage: Stage) -> None:
    stage.run("500-after")
    origin = origin_of(stage.server.base_url)
    with hold_lock(stage.desk.folder, origin=origin, since="now"):
        for action in ((), ("--abandon",), ("--bind", stage.task(0)), ("--resubmit", "--yes")):
            said = stage("reconcile", *action)
            assert (said.code, "Another run is at work" in said.err) == (5, True)
    assert len(stage.in_doubt()) == 1


# Settling


def test_a_task_that_is_bound_is_fetched_by_the_next_run(stage: Stage) -> None:
    stage.run("500-after")
    said = stage("reconcile", "--bind", stage.task(0))
    assert (said.code, said.out) == (0, "")
    assert f"lamp/wide: bound to {stage.task(0)}. `storyboard run` fetches it." in said.err
    assert stage.run().code == 0
    assert stage.sent() == 2  # the other shot, which had waited for this one
    assert stage("reconcile").code == 0


@pytest.mark.parametrize(
    ("task", "code", "told"),
    [
        ("task-9999", 5, "does not know the task task-9999"),
        ("../balance", 2, "is no task's id"),
        ("", 2, "no task's id"),
    ],
)
def test_what_is_no_task_is_refused(stage: Stage, task: str, code: int, told: str) -> None:
    stage.run("500-after")
    said = stage("reconcile", "--bind", task)
    assert (said.code, told in said.err) == (code, True)
    assert len(stage.in_doubt()) == 1


def test_what_is_given_up_is_asked_for_anew(stage: Stage) -> None:
    stage.run("500-before")
    said = stage("reconcile", "lamp/wide", "--abandon", "--json")
    assert (said.code, said.json["settled"]["address"], said.json["in_doubt"]) == (0, "lamp/wide", [])
    assert "`storyboard run` asks anew." in said.err
    assert stage.run().code == 0
    assert stage.sent() == 3


def test_asking_again_is_confirmed_first(stage: Stage) -> None:
    stage.run("500-after")
    refused = stage("reconcile", "--resubmit")
    assert (refused.code, "Nothing was confirmed" in refused.err) == (5, True)
    assert (stage.sent(), len(stage.in_doubt())) == (1, 1)
    said = stage("reconcile", "--resubmit", "--yes", *FAST)
    assert said.code == 0, said.err
    assert "4.2 credits may have been charged at 20" in said.err
    assert (stage.sent(), stage.in_doubt()) == (2, [])
    assert stage.run().code == 0
    assert stage.sent() == 3


def test_what_the_first_may_have_cost_counts_for_the_budget(stage: Stage) -> None:
    story = stage.desk.folder / "film.yaml"
    story.write_text(story.read_text(encoding="utf-8") + "budget: {credits: 8.3}\n", encoding="utf-8")
    stage.run("500-after")
    said = stage("reconcile", "--resubmit", "--yes", *FAST)
    assert (said.code, stage.sent(), len(stage.in_doubt())) == (7, 1, 1)
    assert "4.2 are spent, or may be" in said.err
    assert said.err.count("n doubt in film.yaml: lamp/wide#1.") == said.err.count("lamp/wide#1") == 1
    assert stage("reconcile", "--bind", stage.task(0)).code == 0


def test_asking_again_may_end_in_doubt_again(stage: Stage) -> None:
    stage.run("500-after")
    stage.script("500-after")
    assert stage("reconcile", "--resubmit", "--yes", *FAST).code == 7
    assert (stage.sent(), len(stage.in_doubt())) == (2, 1)
    # The same plan is confirmed a second time: what the first may have cost is no part of what is confirmed now.
    assert stage("reconcile", "--resubmit", "--yes", *FAST).code == 0
    assert (stage.sent(), stage.in_doubt()) == (3, [])


def test_which_of_several_is_meant_has_to_be_said(stage: Stage) -> None:
    story = stage.desk.folder / "film.yaml"
    story.write_text(story.read_text(encoding="utf-8").replace(", after: [wide]", ""), encoding="utf-8")
    assert stage.run("500-before", "500-after").code == 7
    several = stage("reconcile", "--abandon")
    assert (several.code, "2 submissions are in doubt: lamp/wide#1, lamp/close#1" in several.err) == (5, True)
    nobody = stage("reconcile", "lamp/other", "--abandon")
    assert (nobody.code, "lamp/other is not in doubt" in nobody.err) == (5, True)
    other = stage("reconcile", "lamp/wide#2", "--abandon")
    assert other.code == 5
    assert len(stage.in_doubt()) == 2
    one = stage("reconcile", "lamp/close#1", "--bind", stage.task(1))
    assert (one.code, "Still in doubt: lamp/wide#1." in one.err) == (7, True)
    assert stage("reconcile", "lamp/wide", "--abandon").code == 0
    assert stage("reconcile", "lamp/wide", "--abandon").code == 5


@pytest.mark.parametrize(
    "both", [("--abandon", "--resubmit"), ("--abandon", "--bind", "x"), ("--resubmit", "--bind", "")]
)
def test_only_one_thing_can_be_true(desk: Desk, both: tuple[str, ...]) -> None:
    said = desk("reconcile", "film.yaml", *both)
    assert (said.code, "exclude each other" in said.err) == (2, True)


def shared(stage: Stage) -> list[tuple[str, str, str | None]]:
    """Read what others learn from `storyboard.takes`."""
    lines = (stage.desk.folder / "storyboard.takes").read_text(encoding="utf-8").splitlines()
    return [(one["shot"], one["status"], one["task_id"]) for one in map(json.loads, lines)]


def test_what_is_settled_is_told_to_others(stage: Stage) -> None:
    stage.run("500-after")
    assert shared(stage) == [("lamp/wide", "in-doubt", None)]
    stage("reconcile", "--bind", stage.task(0))
    assert shared(stage) == [("lamp/wide", "submitted", stage.task(0))]


def test_what_is_given_up_is_gone_for_others_too(stage: Stage) -> None:
    stage.run("500-before")
    stage("reconcile", "--abandon")
    assert shared(stage) == []
    assert stage.in_doubt() == []


def test_what_is_asked_for_again_is_told_and_can_still_be_bound(stage: Stage) -> None:
    stage.run("500-after")
    assert stage("reconcile", "--resubmit", "--yes", *FAST).code == 0
    assert shared(stage) == [("lamp/wide", "failed", None), ("lamp/wide", "done", stage.task(1))]
    said = stage("reconcile")
    assert (said.code, said.err) == (0, f"Nothing is in doubt at {origin_of(stage.server.base_url)}.\n")
    assert said.out.startswith("lamp/wide#1 · take 1 · 4.2 credits")
    assert "· asked for again\n" in said.out
    assert "--resubmit" not in said.out
    refused = stage("reconcile", "--resubmit", "--yes", *FAST)
    assert (refused.code, "lamp/wide#1 was asked for again already" in refused.err) == (5, True)
    assert [one["takes"] for one in stage("reconcile", "--json").json["set_aside"]] == [[1]]
    assert stage("reconcile", "lamp/wide", "--bind", stage.task(0)).code == 0
    assert stage.run().code == 0
    assert {("lamp/wide", "done", stage.task(n)) for n in (0, 1)} <= {*shared(stage)}


def test_another_storyboard_says_whose_a_doubt_is(stage: Stage) -> None:
    stage.run("500-after")
    other = stage.desk.folder / "other.yaml"
    other.write_bytes((stage.desk.folder / "film.yaml").read_bytes())
    where = ("--target", "pollo", "--base-url", stage.server.base_url)
    told = "In doubt in film.yaml: lamp/wide#1. `storyboard reconcile film.yaml --target pollo"
    said = stage.desk("reconcile", "other.yaml", *where)
    assert (said.code, said.out) == (0, "")
    assert told in said.err
    (told_to_machines,) = stage.desk("reconcile", "other.yaml", *where, "--json").json["others"]
    assert (told_to_machines["storyboard"], told_to_machines["address"]) == ("film.yaml", "lamp/wide")
    settled = stage.desk("reconcile", "other.yaml", *where, "--abandon")
    assert (settled.code, told in settled.err, len(stage.in_doubt())) == (5, True, 1)


def test_who_shares_a_doubt_learns_where_it_is_settled(stage: Stage) -> None:
    stage.run("500-after")
    stage.desk.write((stage.desk.folder / "film.yaml").read_bytes(), "other.yaml")
    where = ("--target", "pollo", "--base-url", stage.server.base_url)
    told = "`storyboard reconcile film.yaml --target pollo"
    (held, _) = json.loads(stage.desk("plan", "other.yaml", *where, "--json").out)["calls"]
    assert held["because"] == [
        "take 1 of film.yaml was sent and its fate is unknown; `storyboard reconcile` settles it"
    ]
    run = stage.desk("run", "other.yaml", *where, "--yes", *FAST)
    assert (run.code, told in run.err) == (7, True)
    stage.script("500-after")
    own = stage.desk.folder / "other.yaml"
    own.write_text(own.read_text(encoding="utf-8").replace("climbs", "descends"), encoding="utf-8")
    assert stage.desk("run", "other.yaml", *where, "--yes", *FAST).code == 7
    refused = stage.desk("reconcile", "other.yaml", "lamp/none", *where)
    assert (refused.code, told in refused.err, "In doubt: lamp/wide#1." in refused.err) == (5, True, True)


@pytest.mark.parametrize("change", [("climbs", "descends"), ("id: wide", "id: stairs")])
def test_a_doubt_is_told_though_its_shot_was_changed_or_left_the_film(stage: Stage, change: tuple[str, str]) -> None:
    stage.run("500-after")
    film = stage.desk.folder / "film.yaml"
    text = film.read_text(encoding="utf-8").replace("after: [wide]", "").replace(*change).replace("stairs.", "steps.")
    film.write_text(text, encoding="utf-8")
    told = "In doubt in film.yaml: lamp/wide#1. `storyboard reconcile film.yaml --target pollo"
    commands = {"plan": (0, ()), "status": (0, ()), "fetch": (7, FAST[:4]), "run": (7, ("--yes", *FAST))}
    said = {name: stage(name, *options) for name, (_, options) in commands.items()}
    assert {name: (one.code, told in one.err) for name, one in said.items()} == {
        name: (code, True) for name, (code, _) in commands.items()
    }
    stage("reconcile", "--abandon")
    assert [(one.code, told in one.err) for one in map(stage, ("plan", "status", "fetch"))] == [(0, False)] * 3


@pytest.mark.parametrize("settles", [("--bind",), ("--abandon",), ("--resubmit", "--yes", *FAST)])
@pytest.mark.parametrize("named", ["movie.yaml", "film.yaml"])
def test_a_doubt_is_settled_under_the_new_name_of_its_storyboard(
    stage: Stage, named: str, settles: tuple[str, ...]
) -> None:
    stage.run("500-after")
    (stage.desk.folder / "film.yaml").rename(stage.desk.folder / "movie.yaml")
    where = ("--target", "pollo", "--base-url", stage.server.base_url)
    run = stage.desk("run", "movie.yaml", *where, "--yes", *FAST)
    told = "In doubt in film.yaml, which is not there any more: lamp/wide#1. `storyboard reconcile movie.yaml"
    assert (run.code, told in run.err) == (7, True)
    shown = stage.desk("reconcile", named, *where)
    assert (shown.code, shown.out.startswith("lamp/wide#1 · take 1")) == (7, True)
    assert (" · for film.yaml\n" in shown.out) == (named == "movie.yaml")
    told_task = (stage.task(0),) if settles == ("--bind",) else ()
    settled = stage.desk("reconcile", named, *where, *settles, *told_task)
    if named == "film.yaml" and settles[0] == "--resubmit":
        assert (settled.code, "film.yaml" in settled.err, stage.sent()) == (2, True, 1)
        return
    assert settled.code == 0, settled.err
    assert stage.desk("run", "movie.yaml", *where, "--yes", *FAST).code == 0
    assert stage.sent() == 2 + (settles != ("--bind",))


def test_a_doubt_is_not_asked_for_again_as_a_shot_of_the_same_name_elsewhere(stage: Stage) -> None:
    stage.run("500-after")
    film, where = stage.desk.folder / "film.yaml", ("--target", "pollo", "--base-url", stage.server.base_url)
    other = film.read_text(encoding="utf-8").replace("climbs the last stairs", "runs")
    stage.desk.write(other, "other.yaml")
    film.rename(stage.desk.folder / "movie.yaml")
    said = stage.desk("reconcile", "other.yaml", *where, "--resubmit", "--yes", *FAST)
    assert (said.code, stage.sent()) == (5, 1)
    assert "other.yaml does not ask for what was asked for lamp/wide#1 of film.yaml" in said.err
    assert stage.desk("run", "movie.yaml", *where, "--yes", *FAST).code == 7


def test_a_task_of_a_storyboard_that_is_gone_is_fetched_though_its_words_are_gone_too(stage: Stage) -> None:
    stage.run("500-after")
    film, where = stage.desk.folder / "film.yaml", ("--target", "pollo", "--base-url", stage.server.base_url)
    stage.desk.write(film.read_text(encoding="utf-8").replace("climbs the last stairs", "runs"), "movie.yaml")
    film.unlink()
    assert stage.desk("reconcile", "movie.yaml", *where, "--bind", stage.task(0)).code == 0
    assert stage.desk("run", "movie.yaml", *where, "--yes", *FAST).code == 0
    clips = {path.name for path in stage.desk.folder.glob("build/movie/*/takes/lamp/wide/*.mp4")}
    assert len(clips) == 2, "that of the words before too"


def test_a_shot_that_was_renamed_is_asked_for_again_by_its_request(stage: Stage) -> None:
    stage.run("500-after")
    film = stage.desk.folder / "film.yaml"
    text = film.read_text(encoding="utf-8").replace("id: wide", "id: stairs").replace("[wide]", "[stairs]")
    film.write_text(text, encoding="utf-8")
    said = stage("reconcile", "--resubmit", "--yes", *FAST)
    assert (said.code, stage.sent(), stage.in_doubt()) == (0, 2, []), said.err


def test_a_doubt_of_another_clone_can_be_settled_here(stage: Stage) -> None:
    stage.run("500-after")
    for path in sorted((stage.desk.folder / ".storyboard").iterdir()):
        if path.is_file():
            path.unlink()
    (doubt,) = stage.in_doubt()
    assert (doubt["address"], doubt["takes"], doubt["suggests"]) == ("lamp/wide", [1], None)
    assert stage("reconcile", "--bind", stage.task(0)).code == 0
    assert shared(stage) == [("lamp/wide", "submitted", stage.task(0))]


# Webhooks

SECRET = base64.b64encode(b"the secret of nobody").decode()


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        return int(taken.getsockname()[1])


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--webhook-listen", "127.0.0.1:1"), "go together"),
        (("--webhook-url", "https://example.com"), "go together"),
        (("--webhook-listen", "127.0.0.1", "--webhook-url", "https://example.com"), "no place to listen at"),
        (("--webhook-listen", "127.0.0.1:1", "--webhook-url", "http://example.com"), "public https URL"),
    ],
)
def test_where_webhooks_come_in_is_checked_before_anything(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...], told: str
) -> None:
    monkeypatch.setenv("POLLO_WEBHOOK_SECRET", SECRET)
    said = stage("run", "--yes", *options)
    assert (said.code, told in said.err, stage.sent()) == (2, True, 0)


@pytest.mark.parametrize(("secret", "told"), [("", "POLLO_WEBHOOK_SECRET is not set"), ("no base64", "is not Base64")])
def test_without_a_secret_nothing_is_received(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, secret: str, told: str
) -> None:
    monkeypatch.setenv("POLLO_WEBHOOK_SECRET", secret)
    said = stage("run", "--yes", "--webhook-listen", "127.0.0.1:1", "--webhook-url", "https://example.com")
    assert (said.code, told in said.err, stage.sent()) == (2, True, 0)
    assert not secret or secret not in said.err


def test_the_sandbox_of_this_process_calls_nobody(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLLO_WEBHOOK_SECRET", SECRET)
    said = desk("run", "film.yaml", "--webhook-listen", "127.0.0.1:1", "--webhook-url", "http://127.0.0.1:1")
    assert (said.code, "calls no webhooks" in said.err) == (2, True)


@contextmanager
def sandbox(folder: Path, secret: str) -> Iterator[str]:
    """Serve a sandbox that draws the smallest clips and calls webhooks."""
    command = [sys.executable, "-m", "tests.sandbox.child", str(folder), "clip", secret]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


def test_the_served_sandbox_and_a_run_speak_by_webhooks(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLLO_WEBHOOK_SECRET", SECRET)
    place = f"127.0.0.1:{free_port()}"
    with sandbox(tmp_path / "box", SECRET) as url:
        options = ("--base-url", url, "--webhook-listen", place, "--webhook-url", f"http://{place}/hooks")
        said = desk("run", "film.yaml", *options)
    assert said.code == 0, said.err
    with closing(sqlite3.connect(ledger_path(desk.folder))) as db:
        heard = db.execute("SELECT h.task_id = a.task_id, status FROM hooks h JOIN attempts a ON a.id = h.attempt")
        assert heard.fetchall() == [(1, "succeed")] * 2
        kept = [row[0] for row in db.execute("SELECT token FROM attempts")]
    assert [len(one) for one in kept] == [64, 64], "not the tokens, but what they are known again by"
    told = said.out + said.err + json.dumps(desk.manifest(f"sandbox@{url.split('/')[2].replace(':', '-')}"))
    assert f"{place}/hooks" not in told
