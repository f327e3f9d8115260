"""Ctrl-C and SIGTERM before a run works: at the prices, the question, the files, the store. Nothing is paid."""

import os
import pty
import select
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from storyboard.run.machine.lock import hold_lock
from storyboard.run.net.addresses import origin_of
from tests.cli.desk import KEY, PICTURE, STORYBOARD, Desk, executable
from tests.support.file_server import REFS
from tests.support.hanging_server import HangingServer, hanging_server

pytestmark = pytest.mark.slow

SIGNALS = (signal.SIGINT, signal.SIGTERM)
PATIENCE = 300  # seconds after which a test that hangs has failed
LOCAL = STORYBOARD.replace(PICTURE, "mira.jpg")
KEYS = {"AWS_ACCESS_KEY_ID": "AKIATESTOFNOBODY", "AWS_SECRET_ACCESS_KEY": "secret/of+nobody", "AWS_REGION": "us-east-1"}
# Goes before a program: whoever opens the picture hangs as on a drive that has gone, until the pipe's writer is done.
HANGING = """\
import os
at_once = os.open
def open_slowly(path, *rest, **more):
    if os.path.basename(path) == "mira.jpg":
        os.read(at_once(os.environ["HANGING_PIPE"], os.O_RDONLY), 1)
    return at_once(path, *rest, **more)
os.open = open_slowly
"""
# Makes standard input the terminal that Ctrl-C of this process comes from.
OF_ITS_OWN = "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execv(sys.argv[1], sys.argv[1:])"
WHERE: Mapping[str, tuple[str, Callable[[HangingServer], tuple[str, ...]]]] = {
    "prices": ("/validate", lambda _: ()),
    "a look into the store": ("HEAD /files", lambda server: ("--store", f"{server.origin}/files")),
    "an upload": ("PUT /films", lambda _: ("--store", "s3://films/refs")),
}


@contextmanager
def running(desk: Desk, server: HangingServer, *options: str, **streams: Any) -> Iterator["subprocess.Popen[str]"]:
    """Run the film in a process of its own."""
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    environ = {**os.environ, **KEYS, "AWS_ENDPOINT_URL": server.origin, "POLLO_API_KEY": KEY}
    terminal = [sys.executable, "-c", OF_ITS_OWN] if "start_new_session" in streams else []
    command = [*terminal, *executable(), "run", *options]
    with subprocess.Popen(command, cwd=desk.folder, env=environ, text=True, **{**quiet, **streams}) as process:
        try:
            yield process
        finally:
            process.kill()


def until(come: Callable[[], bool], process: "subprocess.Popen[str]") -> None:
    """Wait for what a process brings about, as long as it lives."""
    while not come():
        with suppress(subprocess.TimeoutExpired):
            raise AssertionError(f"it ended before with {process.wait(timeout=0.01)}: {process.communicate()}")


def aimed(server: HangingServer) -> tuple[str, ...]:
    return ("--target", "pollo", "--base-url", server.base_url)


def is_free(desk: Desk, server: HangingServer) -> bool:
    """Say whether the next run would be let in."""
    with hold_lock(desk.folder, origin=origin_of(server.base_url), since="now"):
        return True


@pytest.fixture(autouse=True)
def picture(desk: Desk) -> Path:
    desk.write(LOCAL)
    return desk.write((REFS / "mira-front.png").read_bytes(), "mira.jpg")


@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("what", WHERE)
def test_the_first_signal_ends_it_before_anything_is_paid(desk: Desk, what: str, number: signal.Signals) -> None:
    at, store = WHERE[what]
    with hanging_server(at) as server:
        where = store(server) or ("--store", f"{server.origin}/files")
        with running(desk, server, "film.yaml", *aimed(server), "--yes", "--budget", "9", *where) as process:
            until(server.hangs, process)
            os.kill(process.pid, number)
            _, told = process.communicate(timeout=PATIENCE)
        assert process.returncode == 130, told
        assert told.splitlines()[-1] == "interrupted"
        assert "Traceback" not in told
        assert server.submissions() == []
        assert is_free(desk, server)


@pytest.fixture
def hanging_file(desk: Desk, picture: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[HangingServer, Path]]:
    """Save a plan, and let whoever reads its picture hang; gives the pipe that he waits at."""
    monkeypatch.setenv("POLLO_API_KEY", KEY)
    with hanging_server("nowhere") as server:
        where = (*aimed(server), "--store", f"{server.origin}/files")
        assert desk("plan", "film.yaml", *where, "-o", "plan.json").code == 0
        pipe = desk.folder / "pipe"
        os.mkfifo(pipe)
        desk.write(HANGING, "slow/sitecustomize.py")
        monkeypatch.setenv("PYTHONPATH", str(desk.folder / "slow"))
        monkeypatch.setenv("HANGING_PIPE", str(pipe))
        yield server, pipe


def is_read(path: Path, opened: list[int]) -> bool:
    """Say whether somebody reads a pipe: only then can it be opened to be written, and then it is."""
    with suppress(OSError):
        opened.append(os.open(path, os.O_WRONLY | os.O_NONBLOCK))
    return bool(opened)


@pytest.mark.parametrize("first", SIGNALS)
@pytest.mark.parametrize("second", SIGNALS)
def test_the_second_signal_does_not_wait_for_a_file_that_hangs(
    desk: Desk, hanging_file: tuple[HangingServer, Path], first: signal.Signals, second: signal.Signals
) -> None:
    server, pipe = hanging_file
    opened: list[int] = []
    with running(desk, server, "plan.json", "--store", f"{server.origin}/files") as process:
        until(lambda: is_read(pipe, opened), process)
        os.kill(process.pid, first)
        for _ in range(PATIENCE * 10):  # two that come at once may be taken for one
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=0.1)
                break
            os.kill(process.pid, second)
        os.close(*opened)
        assert process.returncode == 130
        assert server.submissions() == []


def ctrl_c(_process: "subprocess.Popen[str]", terminal: int) -> None:
    os.write(terminal, b"\x03")


def terminate(process: "subprocess.Popen[str]", _terminal: int) -> None:
    os.kill(process.pid, signal.SIGTERM)


@pytest.mark.parametrize("interrupt", [ctrl_c, terminate])
def test_the_question_for_the_price_is_left_on_a_terminal(
    desk: Desk, interrupt: Callable[["subprocess.Popen[str]", int], None]
) -> None:
    terminal, side = pty.openpty()
    streams = {"stdin": side, "stdout": side, "stderr": side, "start_new_session": True}
    with hanging_server("nowhere") as server:
        where = (*aimed(server), "--store", f"{server.origin}/files")
        with running(desk, server, "film.yaml", *where, **streams) as process:
            os.close(side)
            shown = read_until(terminal, "budget go? [y/N]: ", "/api/platform? [y/N]: ")
            until(lambda: is_asleep(process), process)
            interrupt(process, terminal)
            shown = read_until(terminal)
            assert process.wait(timeout=PATIENCE) == 130
        os.close(terminal)
        assert "interrupted" in shown
        assert "Traceback" not in shown
        assert server.submissions() == []


def is_asleep(process: "subprocess.Popen[str]") -> bool:
    """Say whether a process waits for an answer: a signal between the question and that is heard with the answer."""
    stat = Path(f"/proc/{process.pid}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] == "S"


def read_until(terminal: int, *words: str) -> str:
    """Read what a terminal shows until one of some words stands there, or to the end."""
    shown = b""
    with suppress(OSError):  # whoever wrote there has ended
        while not any(word.encode() in shown for word in words):
            ready, _, _ = select.select([terminal], [], [], PATIENCE)
            assert ready, f"nothing more came than {shown!r}"
            shown += os.read(terminal, 4096)
    text = shown.decode()
    assert not words or any(word in text for word in words), text
    return text


@pytest.mark.parametrize(("first", "code"), [("", 130), ("trap '' INT HUP TERM; ", 7)])
@pytest.mark.parametrize("number", [*SIGNALS, signal.SIGHUP])
def test_a_signal_while_the_program_is_imported_ends_it_in_silence(
    tmp_path: Path, number: signal.Signals, first: str, code: int
) -> None:
    """A stand-in for the first library that is imported sends the signal, and ends with 7 where that was ignored."""
    lines = f"import os\nos.kill(os.getpid(), {int(number)})\nos._exit(7)\n"
    (tmp_path / "click.py").write_text(lines, encoding="utf-8")
    command = ["sh", "-c", f'{first}exec "$@"', "sh", sys.executable, "-m", "storyboard", "--version"]
    environ = {**os.environ, "PYTHONPATH": str(tmp_path)}
    done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=PATIENCE)
    assert (done.returncode, done.stdout, done.stderr) == (code, "", "")
