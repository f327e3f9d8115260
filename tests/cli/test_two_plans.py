"""Two plans saved from one state, two runs at once, a plan taken to another machine: each take is asked for once."""

import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.cli.desk import KEY, STORYBOARD, Desk, call, executable
from tests.support.faults import FaultServer, fault_server

pytestmark = pytest.mark.slow

FAST = ("--poll-interval", "0.1")
SENTENCES = {"climbs the last stairs": "wide", "lights the lamp": "close", "looks out to sea": "out"}
MORE = (
    STORYBOARD.replace('climbs the last stairs."}', 'climbs the last stairs.", takes: 2}')
    + '      - {id: out, action: "{{ mira }} looks out to sea."}\n'
)
EACH_ONCE = {"wide": 2, "close": 1, "out": 1}
"""What both plans want together: the second wants another take of a shot, and a shot more."""


@pytest.fixture(autouse=True)
def key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLLO_API_KEY", KEY)


@pytest.fixture
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultServer]:
    with fault_server(tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture
def plans(desk: Desk, server: FaultServer) -> tuple[str, str]:
    """Save two plans of a film of which nothing is made: as it is, and as it is after a change."""
    for name, text in (("a.json", STORYBOARD), ("b.json", MORE)):
        desk.write(text)
        options = ("--target", "pollo", "--base-url", server.base_url, "--quote", "-o", name)
        assert desk("plan", "film.yaml", *options).code == 0
    return "a.json", "b.json"


def asked(server: FaultServer) -> Counter[str]:
    """Count the takes that were asked for, by shot."""
    found: Counter[str] = Counter()
    for one in server.submissions():
        given = one["body"]["input"]
        found[next(shot for words, shot in SENTENCES.items() if words in given["prompt"])] += given["videoNum"]
    return found


@contextmanager
def running(desk: Desk, plan: str, server: FaultServer) -> Iterator["subprocess.Popen[str]"]:
    """Run a plan in a process of its own; the block begins once its first submission has arrived."""
    before = len(server.submissions())
    command = [*executable(), "run", plan, *FAST]
    with subprocess.Popen(
        command, cwd=desk.folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True
    ) as process:
        try:
            while len(server.submissions()) == before:
                try:
                    raise AssertionError(f"it ended with {process.wait(timeout=0.02)} before it sent anything")
                except subprocess.TimeoutExpired:
                    continue
            yield process
        finally:
            process.kill()


def test_one_after_the_other_they_pay_for_nothing_twice(
    desk: Desk, server: FaultServer, plans: tuple[str, str]
) -> None:
    first, second = (desk("run", plan, *FAST) for plan in plans)
    assert (first.code, second.code) == (0, 0)
    assert asked(server) == EACH_ONCE
    assert "The Keeper: 2 done.\n" in first.err
    assert "lamp/close: submitted" not in second.err
    assert "The Keeper: 2 done, 1 kept.\n" in second.err


def test_the_other_way_round_nothing_is_left_for_the_second(
    desk: Desk, server: FaultServer, plans: tuple[str, str]
) -> None:
    assert desk("run", plans[1], *FAST).code == 0
    said = desk("run", plans[0], *FAST)
    assert said.code == 5
    assert "is finished" in said.err
    assert asked(server) == EACH_ONCE


def test_at_once_the_second_is_refused_and_makes_the_rest_afterwards(
    desk: Desk, server: FaultServer, plans: tuple[str, str]
) -> None:
    go_on = server.folder / "go-on"
    server.script([{"do": "slow", "until": str(go_on)}])
    with running(desk, plans[0], server) as first:
        said = desk("run", plans[1], *FAST)
        assert said.code == 5
        assert "Another run is at work in . at http://127.0.0.1:" in said.err
        assert f"(process {first.pid} on " in said.err
        assert "its lock is released with it" in said.err
        go_on.touch()
        assert first.wait(timeout=600) == 0
    assert desk("run", plans[1], *FAST).code == 0
    assert asked(server) == EACH_ONCE


def test_a_run_that_was_killed_is_in_nobody_s_way(desk: Desk, server: FaultServer, plans: tuple[str, str]) -> None:
    """What it was sending stays in doubt, also for the other plan; all else is made."""
    server.script(["hang"])
    with running(desk, plans[0], server) as first:
        first.kill()
        first.wait()
    said = desk("run", plans[1], *FAST)
    assert said.code == 7
    assert asked(server)["wide"] <= EACH_ONCE["wide"]
    assert all(count == 1 for shot, count in asked(server).items() if shot != "wide")


def test_a_plan_goes_to_another_machine(
    desk: Desk, server: FaultServer, plans: tuple[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The folder lies elsewhere there: no path in a plan, a ledger or a manifest is an absolute one."""
    there = tmp_path_factory.mktemp("elsewhere") / "film"
    shutil.copytree(desk.folder, there)
    assert call("run", plans[0], *FAST, folder=there).returncode == 0
    assert asked(server) == {"wide": 1, "close": 1}
    here = str(desk.folder).encode()
    written = [path for path in there.rglob("*") if path.is_file()]
    assert any(path.suffix == ".mp4" for path in written)
    for folder in (here, os.fsencode(there)):
        assert [path.name for path in written if folder in path.read_bytes()] == []


def test_what_was_made_there_is_known_where_the_folder_comes_back(
    desk: Desk, server: FaultServer, plans: tuple[str, str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    there, back = (tmp_path_factory.mktemp(name) / "film" for name in ("there", "back"))
    shutil.copytree(desk.folder, there)
    assert call("run", plans[0], *FAST, folder=there).returncode == 0
    shutil.move(there, back)
    said = call("run", plans[1], *FAST, folder=back)
    assert said.returncode == 0
    assert "The Keeper: 2 done, 1 kept.\n" in said.stderr
    assert asked(server) == EACH_ONCE


ELSEWHERE = "elsewhere/plan.json"


def test_a_plan_that_was_copied_away_from_its_storyboard_pays_nothing(desk: Desk, server: FaultServer) -> None:
    options = ("--target", "pollo", "--base-url", server.base_url, "--quote")
    assert desk("plan", "film.yaml", *options, "-o", "plan.json").code == 0
    (desk.folder / ELSEWHERE).parent.mkdir()
    shutil.copy(desk.folder / "plan.json", desk.folder / ELSEWHERE)
    said = desk("run", ELSEWHERE, *FAST)
    assert (said.code, said.out) == (5, "")
    assert f"The storyboard of {ELSEWHERE} is not there: elsewhere/film.yaml" in said.err
    assert server.submissions() == []
    assert [path.name for path in (desk.folder / "elsewhere").iterdir()] == ["plan.json"]
    assert desk("show", ELSEWHERE).code == 0


def test_a_plan_is_found_past_a_link_to_it(desk: Desk, server: FaultServer) -> None:
    options = ("--target", "pollo", "--base-url", server.base_url, "--quote")
    assert desk("plan", "film.yaml", *options, "-o", "plan.json").code == 0
    (desk.folder / ELSEWHERE).parent.mkdir()
    (desk.folder / ELSEWHERE).symlink_to(desk.folder / "plan.json")
    assert desk("run", ELSEWHERE, *FAST).code == 0
    assert (desk("run", "plan.json", *FAST).code, desk("run", ELSEWHERE, *FAST).code) == (5, 5)
    assert asked(server) == {"wide": 1, "close": 1}
    assert not (desk.folder / "elsewhere" / ".storyboard").exists()


def test_a_plan_that_was_printed_runs_from_where_it_is_kept(desk: Desk, server: FaultServer) -> None:
    desk.write(STORYBOARD, "films/one.yaml")
    options = ("--target", "pollo", "--base-url", server.base_url, "--quote")
    desk.write(desk("plan", "films/one.yaml", *options, "--json").out, "plan.json")
    assert desk("run", "plan.json", *FAST).code == 0
    assert (desk.folder / "films" / "storyboard.takes").is_file()
    actions = {one["action"] for one in desk("plan", "films/one.yaml", *options, "--json").json["calls"]}
    assert actions == {"keep"}
    assert asked(server) == {"wide": 1, "close": 1}
