"""The warm command is the command: the same words, streams, exit codes and signals, in a process of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.desk import STORYBOARD
from tests.support.warm import warm_commands

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def commands() -> Iterator[Path]:
    with warm_commands() as folder:
        yield folder


def both(commands: Path, script: str, folder: Path) -> list[tuple[int, str, str]]:
    """Run a script of the shell with the warm command and with the real one."""
    (folder / "film.yaml").write_text(STORYBOARD, encoding="utf-8")
    made = []
    for place in (commands, Path(sys.executable).parent):
        path = f"{place}:{Path(sys.executable).parent}:{os.environ['PATH']}"
        done = subprocess.run(
            ["bash", "-c", script], cwd=folder, env={**os.environ, "PATH": path}, capture_output=True, text=True
        )
        made.append((done.returncode, done.stdout, done.stderr))
    return made


@pytest.mark.parametrize(
    "script",
    [
        "storyboard --version",
        "storyboard nope",
        "storyboard validate gone.yaml",
        "storyboard validate - <film.yaml",
        "storyboard plan film.yaml --json | sed -n 1,3p",
        "cd /; storyboard validate film.yaml",
        "mkdir -p other/click; echo 'exit(9)' >other/click/__init__.py; PYTHONPATH=other storyboard --version",
        "POLLO_API_KEY= storyboard run film.yaml --target pollo",
    ],
)
def test_it_says_and_leaves_what_the_real_one_does(commands: Path, tmp_path: Path, script: str) -> None:
    warm, cold = both(commands, script, tmp_path)
    assert warm == cold
    assert any(warm)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signals_reach_it(commands: Path, tmp_path: Path, number: signal.Signals) -> None:
    command = [str(commands / "storyboard"), "sandbox", "--folder", str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("http://127.0.0.1:")
        process.send_signal(number)
        _, err = process.communicate(timeout=60)
    assert process.returncode != 0
    assert "Traceback" not in err
