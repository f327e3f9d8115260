"""Runs that die by SIGKILL, against a server in a process of its own that counts what it was sent."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from storyboard.run.net.addresses import origin_of
from storyboard.run.record.manifest_json import read_manifest
from storyboard.run.takes.made import read_made
from tests.run.films import KEY
from tests.support.faults import ROOT, FaultServer, fault_server

pytestmark = pytest.mark.slow

KILLED = -9
BEFORE_THE_ID = ("intent", "answer")
AFTER_THE_ID = ("recorded", "polled", "downloaded", "placed", "manifest")


def run(folder: Path, server: FaultServer, *more: str) -> int:
    command = [sys.executable, "-m", "tests.run.killed", str(folder), server.base_url, *more]
    return subprocess.run(command, cwd=ROOT, capture_output=True, timeout=600).returncode


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "film").mkdir()
    return tmp_path / "film"


def test_killed_before_the_task_id_is_in_doubt_and_never_sent_again(tmp_path: Path, folder: Path) -> None:
    with fault_server(tmp_path / "server") as server:
        assert run(folder, server, "--at", "answer", "--shots", "2") == KILLED
        sent = len(server.submissions())
        assert run(folder, server, "--shots", "2") == 7
        assert run(folder, server, "--shots", "2") == 7
        counted = [body["body"]["input"]["prompt"] for body in server.submissions()]
    assert sent >= 1
    shots = {shot.address: shot for shot in read_manifest(folder / "build" / "manifest.json").shots}
    assert "in-doubt" in {shot.status for shot in shots.values()}
    assert all(shot.status in ("done", "in-doubt") for shot in shots.values())
    # The other shot may have died between its intent and its request: then it is in doubt, and was never sent.
    assert len(set(counted)) == len(counted)
    assert {f"the shot {address}" for address, shot in shots.items() if shot.status == "done"} <= set(counted)


def test_killed_before_it_was_sent_is_in_doubt_as_well(tmp_path: Path, folder: Path) -> None:
    """From the outside the two look alike, so what was never sent is in doubt too."""
    with fault_server(tmp_path / "server") as server:
        assert run(folder, server, "--at", "intent") == KILLED
        assert run(folder, server) == 7
        assert server.submissions() == []


@pytest.mark.parametrize("point", AFTER_THE_ID)
def test_killed_after_the_task_id_is_gone_on_with(tmp_path: Path, folder: Path, point: str) -> None:
    with fault_server(tmp_path / "server") as server:
        assert run(folder, server, "--at", point) == KILLED
        assert run(folder, server) == 0
        assert len(server.submissions()) == 1
    (shot,) = read_manifest(folder / "build" / "manifest.json").shots
    assert (shot.status, [take.status for take in shot.takes]) == ("done", ["done"])
    assert (folder / "build" / (shot.takes[0].file or "")).is_file()


def test_without_the_guard_the_same_death_pays_twice(tmp_path: Path, folder: Path) -> None:
    """The test above could not fail otherwise: this is what it guards against."""
    with fault_server(tmp_path / "server") as server:
        assert run(folder, server, "--at", "answer", "--guard", "off") == KILLED
        assert run(folder, server, "--guard", "off") == 0
        assert len(server.submissions()) == 2


def test_a_death_while_going_on_is_gone_on_with(tmp_path: Path, folder: Path) -> None:
    """Every point, one after the other, in the same film: each run dies at the next, the last one ends well."""
    with fault_server(tmp_path / "server") as server:
        for point in AFTER_THE_ID:
            assert run(folder, server, "--at", point, "--shots", "2") == KILLED
        assert run(folder, server, "--shots", "2") in (0, 7)
        prompts = [body["body"]["input"]["prompt"] for body in server.submissions()]
    assert len(prompts) == len(set(prompts))


def test_a_dead_run_is_seen_as_doubt_without_another_run(tmp_path: Path, folder: Path) -> None:
    with fault_server(tmp_path / "server") as server:
        assert run(folder, server, "--at", "intent") == KILLED
        made = read_made(folder, file="film.yaml", origin=origin_of(server.base_url))
    assert [take.status for take in made.takes] == ["in-doubt"]


def test_the_key_is_in_no_byte_that_a_run_leaves(tmp_path: Path, folder: Path) -> None:
    with fault_server(tmp_path / "server") as server:
        assert run(folder, server, "--at", "placed", "--shots", "2") == KILLED
        assert run(folder, server, "--shots", "2") in (0, 7)
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.name == "ledger.sqlite3" for path in files)
    assert [path for path in files if KEY.encode() in path.read_bytes()] == []
    assert json.loads((folder / "build" / "manifest.json").read_text())["manifest"] == 1
