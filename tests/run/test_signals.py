"""Ctrl-C: the first ends a run quietly, the second at once; nothing is lost or paid twice by either."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from storyboard.run.net.addresses import origin_of
from storyboard.run.record.manifest_json import read_manifest
from storyboard.run.takes.made import read_made
from tests.support.faults import ROOT, FaultServer, fault_server

pytestmark = pytest.mark.slow

SIGNALS = (signal.SIGINT, signal.SIGTERM)


# Starts what it is given with a signal ignored, as a script does with Ctrl-C for what it puts in the background.
DEAF = "import os, signal, sys; signal.signal(int(sys.argv[1]), signal.SIG_IGN); os.execv(sys.argv[2], sys.argv[2:])"


@contextmanager
def running(
    folder: Path, server: FaultServer, *more: str, ignoring: signal.Signals | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    folder.mkdir(exist_ok=True)
    command = [sys.executable, "-m", "tests.run.killed", str(folder), server.base_url, "--signals", "handle", *more]
    before = [] if ignoring is None else [sys.executable, "-c", DEAF, str(int(ignoring))]
    with subprocess.Popen([*before, *command], cwd=ROOT) as process:
        try:
            yield process
        finally:
            process.kill()


def until_sent(server: FaultServer, process: subprocess.Popen[bytes], count: int = 1) -> None:
    """Wait for the submission to arrive; the deadline only keeps a broken run from hanging the tests."""
    for _ in range(60_000):
        if len(server.submissions()) >= count:
            return
        assert process.poll() is None, "the run ended before it sent anything"
        time.sleep(0.01)
    raise AssertionError("nothing was sent")


def statuses(folder: Path, server: FaultServer) -> list[str]:
    return [take.status for take in read_made(folder, file="film.yaml", origin=origin_of(server.base_url)).takes]


@pytest.mark.parametrize("number", [*SIGNALS, signal.SIGHUP])
def test_the_first_signal_finishes_what_is_in_the_air(tmp_path: Path, number: signal.Signals) -> None:
    folder = tmp_path / "film"
    go_on = tmp_path / "go-on"
    with fault_server(tmp_path / "server", script=[{"do": "slow", "until": str(go_on)}] * 2) as server:
        with running(folder, server, "--shots", "5") as process:
            until_sent(server, process, 2)
            os.kill(process.pid, number)
            if number is signal.SIGHUP:  # the shell sends it, and so does the system
                time.sleep(0.05)
                os.kill(process.pid, number)
            go_on.touch()
            assert process.wait(timeout=600) == 130
        sent = len(server.submissions())
        assert sent < 5
        assert "in-doubt" not in statuses(folder, server)
        manifest = read_manifest(folder / "build" / "manifest.json")
        assert manifest.finished is not None
        assert {shot.status for shot in manifest.shots} <= {"waiting", "submitted", "processing", "done"}
        with running(folder, server, "--shots", "5") as process:
            assert process.wait(timeout=600) == 0
        prompts = [one["body"]["input"]["prompt"] for one in server.submissions()]
    assert sorted(prompts) == [f"the shot one/s{n}" for n in range(5)]


@pytest.mark.parametrize(("ignored", "heeded"), [SIGNALS, SIGNALS[::-1]])
@pytest.mark.parametrize("asked", [False, True])
def test_a_signal_that_was_ignored_stays_so(
    tmp_path: Path, ignored: signal.Signals, heeded: signal.Signals, asked: bool
) -> None:
    """Alone it changes nothing; after one that asks for a quiet end, it is no second one."""
    folder, go_on = tmp_path / "film", tmp_path / "go-on"
    with fault_server(tmp_path / "server", script=[{"do": "slow", "until": str(go_on)}] * 2) as server:
        with running(folder, server, "--shots", "5", ignoring=ignored) as process:
            until_sent(server, process, 2)
            for number in [*[heeded] * asked, ignored, ignored]:
                os.kill(process.pid, number)
            go_on.touch()
            assert process.wait(timeout=600) == (130 if asked else 0)
        assert (len(server.submissions()) < 5) is asked
        assert "in-doubt" not in statuses(folder, server)


def insist(process: subprocess.Popen[bytes], first: signal.Signals, second: signal.Signals) -> int:
    """Send a signal, and then the second until it is heard: two that come at once may be taken for one."""
    os.kill(process.pid, first)
    for _ in range(60_000):
        if process.poll() is not None:
            break
        os.kill(process.pid, second)
        time.sleep(0.01)
    return process.wait(timeout=600)


@pytest.mark.parametrize(
    ("first", "second"),
    [(signal.SIGINT, signal.SIGINT), (signal.SIGTERM, signal.SIGTERM)],
)
def test_the_second_signal_ends_at_once_and_leaves_a_doubt(
    tmp_path: Path, first: signal.Signals, second: signal.Signals
) -> None:
    folder = tmp_path / "film"
    with fault_server(tmp_path / "server", script=["hang"]) as server:
        with running(folder, server) as process:
            until_sent(server, process)
            assert insist(process, first, second) == 130
        assert statuses(folder, server) == ["in-doubt"]
        with running(folder, server) as process:
            assert process.wait(timeout=600) == 7
        assert len(server.submissions()) == 1


@pytest.mark.parametrize("again", [False, True])
def test_a_signal_while_a_task_is_followed_leaves_its_id(tmp_path: Path, again: bool) -> None:
    """Once or twice: what was taken is followed by the next run, and not sent again."""
    folder = tmp_path / "film"
    with fault_server(tmp_path / "server", polls=10**6) as server:
        with running(folder, server) as process:
            until_taken(folder, server, process)
            if again:
                assert insist(process, signal.SIGTERM, signal.SIGTERM) == 130
            else:
                os.kill(process.pid, signal.SIGTERM)
                assert process.wait(timeout=600) == 130
        assert statuses(folder, server) == ["submitted"]
        made = read_made(folder, file="film.yaml", origin=origin_of(server.base_url))
        assert [take.task_id for take in made.takes] == ["task-0"]
    with fault_server(tmp_path / "server") as server:
        assert len(server.submissions()) == 1


def until_taken(folder: Path, server: FaultServer, process: subprocess.Popen[bytes]) -> None:
    """Wait until a task's id is on disk."""
    for _ in range(60_000):
        known = read_made(folder, file="film.yaml", origin=origin_of(server.base_url)).takes
        if any(take.task_id for take in known):
            return
        assert process.poll() is None, "the run ended before it was taken"
        time.sleep(0.01)
    raise AssertionError("nothing was taken")


LATE = """
import os, signal, sys
from storyboard.run.machine.interrupts import take_interrupts

class Late:
    def __del__(self, kill=os.kill, process=os.getpid(), number=int(sys.argv[1])):
        kill(process, number)

take_interrupts()
late = Late()
sys.exit(int(sys.argv[2]))
"""


@pytest.mark.parametrize("number", [*SIGNALS, signal.SIGHUP])
@pytest.mark.parametrize("code", [0, 130])
def test_a_signal_to_a_process_that_has_done_with_all_leaves_its_exit_code(code: int, number: signal.Signals) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", LATE, str(int(number)), str(code)],
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (code, b"")


LEAVING = """
import signal, sys
from storyboard.run.machine.interrupts import leaving_by, take_interrupts

ignored, heeded = (int(one) for one in sys.argv[1:])
signal.signal(ignored, signal.SIG_IGN)
take_interrupts()
with leaving_by(lambda: print("asked to leave", flush=True)):
    for number in (ignored, heeded, ignored):
        signal.raise_signal(number)
"""


@pytest.mark.parametrize(
    ("ignored", "heeded"), [SIGNALS, SIGNALS[::-1], (signal.SIGHUP, signal.SIGTERM), (signal.SIGTERM, signal.SIGHUP)]
)
def test_a_signal_that_was_ignored_is_no_second_one(ignored: signal.Signals, heeded: signal.Signals) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", LEAVING, str(int(ignored)), str(int(heeded))],
        cwd=ROOT,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (0, b"asked to leave\n")


CLOSED = """
import signal
from storyboard.run.machine.interrupts import leaving_by, take_interrupts

take_interrupts()
with leaving_by(lambda: print("asked to leave", flush=True)):
    for _ in range(3):
        signal.raise_signal(signal.SIGHUP)
    signal.raise_signal(signal.SIGTERM)
"""


def test_a_terminal_that_is_closed_asks_once_however_often_it_is_told() -> None:
    ended = subprocess.run([sys.executable, "-c", CLOSED], cwd=ROOT, capture_output=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout) == (130, b"asked to leave\n")


BORROWED = """
import asyncio, signal, sys
from storyboard.run.signals import taking

async def work():
    came = asyncio.Event()
    with taking("handle", first=came.set):
        signal.raise_signal(int(sys.argv[1]))
        await came.wait()

numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
before = [signal.getsignal(number) for number in numbers]
for turn in range(2):
    asyncio.run(work())
    print([signal.getsignal(number) for number in numbers] == before)
"""


@pytest.mark.parametrize("number", [*SIGNALS, signal.SIGHUP])
def test_a_program_with_a_run_in_it_has_its_signals_back_afterwards(number: signal.Signals) -> None:
    command = [sys.executable, "-c", BORROWED, str(int(number))]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, b"True\nTrue\n", b"")


RELOADING = """
import signal
from storyboard.run.machine.interrupts import interrupts_taken

signal.signal(signal.SIGHUP, lambda *_: print("read anew", flush=True))
with interrupts_taken():
    signal.raise_signal(signal.SIGHUP)
"""


def test_a_program_that_knows_what_to_do_at_sighup_does_it() -> None:
    ended = subprocess.run([sys.executable, "-c", RELOADING], cwd=ROOT, capture_output=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout) == (0, b"read anew\n")


THROWN_AWAY = """
import asyncio, signal
from storyboard.run.machine.interrupts import take_interrupts
from storyboard.run.machine.waiting import wait_for

class Freed:
    def __del__(self):
        signal.raise_signal(signal.SIGINT)

async def pay():
    await asyncio.sleep(0)
    print("paid", flush=True)

take_interrupts()
freed = Freed()
del freed
try:
    wait_for(pay())
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


def test_an_interrupt_that_python_threw_away_is_heard_before_anything_is_paid() -> None:
    """What is raised where a thing is freed, as importing does at any moment, goes nowhere."""
    ended = subprocess.run([sys.executable, "-c", THROWN_AWAY], cwd=ROOT, capture_output=True, timeout=60, check=False)
    assert (ended.returncode, ended.stdout) == (0, b"interrupted\n")
