"""The streams of a process: closed, full or without a reader, they end no run that may be paid for."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.desk import STORYBOARD, executable

FAST = ("--poll-interval", "0.1")
pytestmark = pytest.mark.slow

# Puts nothing in the place of a stream, and then becomes the command.
WITHOUT = 'exec "$@" {}'
WAYS = {
    "stderr closed": "2>&-",
    "all closed": "<&- >&- 2>&-",
    "both full": ">/dev/full 2>/dev/full",
    "stdout full": ">/dev/full",
}


def run(folder: Path, redirected: str, *more: str) -> int:
    (folder / "film.yaml").write_text(STORYBOARD, encoding="utf-8")
    command = [*executable(), "run", "film.yaml", "--select", "lamp/wide", *FAST, *more]
    return subprocess.run(["bash", "-c", WITHOUT.format(redirected), "-", *command], cwd=folder, timeout=300).returncode


@pytest.mark.parametrize("way", WAYS)
def test_what_cannot_be_told_ends_no_run(tmp_path: Path, way: str) -> None:
    assert run(tmp_path, WAYS[way], *(["--json"] if "stdout" in way or "both" in way else [])) == 0
    assert len(list((tmp_path / "build").rglob("*.mp4"))) == 1
    assert (tmp_path / ".storyboard" / "ledger.sqlite3").read_bytes().startswith(b"SQLite format 3\x00")


@contextmanager
def nobody_reads() -> Iterator[int]:
    reader, writer = os.pipe()
    os.close(reader)
    try:
        yield writer
    finally:
        os.close(writer)


def test_a_refusal_that_nobody_hears_has_its_exit_code(tmp_path: Path) -> None:
    (tmp_path / "film.yaml").write_text("storyboard: 1\ntitle: 1\nnonsense: 2\n", encoding="utf-8")
    with nobody_reads() as gone:
        done = subprocess.run([*executable(), "run", "film.yaml"], cwd=tmp_path, stdout=gone, stderr=gone, timeout=300)
    assert done.returncode == 3
