"""The test bed: a server that counts, a nursery that forks runs, and folders for as many films as are wanted."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from shutil import copyfile, rmtree
from typing import Any
from urllib.request import urlopen

from tests.support.faults import ROOT
from tests.support.memory_folder import memory_folder
from tests.torture.command import Command
from tests.torture.film import Run

KILLED = -9


@dataclass(frozen=True, slots=True, kw_only=True)
class Bed:
    """What is running, and the folder of all films."""

    folder: Path
    port: int
    nursery: "subprocess.Popen[str]"

    def film(self, name: str, **more: Any) -> Run:
        """Give a film, its folder made; `more` is as `Run` has it."""
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        return Run(folder=folder, base_url=f"http://127.0.0.1:{self.port}/{name}/api/platform", **more)

    def clone(self, run: Run, name: str) -> Run:
        """Give a film as git brings it to another machine: what was made is known from `storyboard.takes` alone."""
        folder = self.folder / name
        folder.mkdir()
        copyfile(run.folder / "storyboard.takes", folder / "storyboard.takes")
        return replace(run, folder=folder)

    def run(self, run: Run, **order: Any) -> int:
        """Run a film in a process of its own, and give its exit code; `order` is as the nursery takes it."""
        return self._order(run={**asdict(run), "folder": str(run.folder)}, **order)

    def do(self, command: Command, **order: Any) -> int:
        """Do a command as `run` does a film."""
        return self._order(command={**asdict(command), "folder": str(command.folder)}, **order)

    def _order(self, **order: Any) -> int:
        stdin, stdout = self.nursery.stdin, self.nursery.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps(order) + "\n")
        stdin.flush()
        return int(stdout.readline())

    def trace(self, run: Run) -> tuple[int, list[tuple[str, int]]]:
        """Run a film and give its exit code and the points that it passed, in order."""
        record = run.folder.with_suffix(".trace")
        code = self.run(run, record=str(record))
        return code, read_trace(record)

    def told(self, run: Run) -> list[dict[str, Any]]:
        """Give what was submitted for a film, in order."""
        with urlopen(f"{run.base_url.removesuffix('/api/platform')}/told") as answer:
            told: list[dict[str, Any]] = json.load(answer)
        return told

    def forget(self, run: Run) -> None:
        """Delete a film's folder."""
        rmtree(run.folder)

    @property
    def hold(self) -> Path:
        """Name the file that keeps the server from answering submissions as long as it is there."""
        return self.folder / "hold"

    @property
    def arrived(self) -> Path:
        """Name the file that is a byte longer for each submission."""
        return self.folder / "arrived"


def read_trace(record: Path) -> list[tuple[str, int]]:
    """Read the points that a run has recorded, and forget them."""
    points = [(name, number) for name, number in map(json.loads, record.read_text().splitlines())]
    record.unlink()
    return points


@contextmanager
def bed(*, delay: float = 0.0) -> Iterator[Bed]:
    """Make a bed while the block runs. `delay` is how long the server takes to answer a submission, in seconds.

    It stands in memory where there is some, because waiting for the disk is most of what a run takes.
    """
    with memory_folder() as folder, _running(folder, delay) as made:
        yield made


@contextmanager
def _running(folder: Path, delay: float) -> Iterator[Bed]:
    python = [sys.executable, "-m"]
    server = subprocess.Popen([*python, "tests.torture.server", str(folder), "--delay", str(delay)], cwd=ROOT)
    nursery = subprocess.Popen(
        [*python, "tests.torture.nursery"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with server, nursery:
        try:
            yield Bed(folder=folder, port=_port(folder, server), nursery=nursery)
        finally:
            nursery.kill()
            server.kill()


def _port(folder: Path, server: "subprocess.Popen[bytes]") -> int:
    while not (folder / "port").exists():
        try:
            raise RuntimeError(f"the server ended with {server.wait(timeout=0.01)} before it listened")
        except subprocess.TimeoutExpired:
            continue
    return int((folder / "port").read_text())
