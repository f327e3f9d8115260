"""Starting the server that misbehaves, as a process of its own, and reading what it counted."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.fault_server import BASE, submissions

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class FaultServer:
    """A running server: its base URL, and the folder in which it writes what it was asked for."""

    base_url: str
    folder: Path

    def submissions(self) -> list[dict[str, Any]]:
        """Give every submission that has arrived, in order."""
        return submissions(self.folder)

    def script(self, steps: Sequence[str | dict[str, Any]]) -> None:
        """Say what to do with the first submission, the second, and so on."""
        (self.folder / "script.json").write_text(json.dumps(list(steps)), encoding="utf-8")


@contextmanager
def fault_server(
    folder: Path, *, script: Sequence[str | dict[str, Any]] = (), polls: int = 1, seconds: int = 3600
) -> Iterator[FaultServer]:
    """Run the server while the block runs. Raises RuntimeError where it does not come up."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "script.json").write_text(json.dumps(list(script)), encoding="utf-8")
    port = folder / "port"
    port.unlink(missing_ok=True)
    arguments = ["--folder", str(folder), "--polls", str(polls), "--seconds", str(seconds)]
    command = [sys.executable, "-m", "tests.support.fault_server", *arguments]
    with subprocess.Popen(command, cwd=ROOT) as process:
        try:
            while not port.exists():
                if process.poll() is not None:
                    raise RuntimeError(f"the server ended with {process.returncode} before it listened")
                _wait(process)
            yield FaultServer(base_url=f"http://127.0.0.1:{port.read_text()}{BASE}", folder=folder)
        finally:
            process.kill()


def _wait(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(timeout=0.01)
    except subprocess.TimeoutExpired:
        return
