"""One run at a time; a dead one's lock is in nobody's way."""

import errno
import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from storyboard.problems import Refused
from storyboard.run.machine.lock import hold_folder, hold_lock, lock_path
from tests.run.films import Film, a_call, a_plan
from tests.support.faults import ROOT

HOLDER = """
import sys, pathlib
from storyboard.run.machine.lock import hold_lock
with hold_lock(pathlib.Path(sys.argv[1]), origin="sandbox", since="noon"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_run_is_refused_and_told_by_whom(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with (
            pytest.raises(Refused, match=f"process {holder.pid} .* since noon"),
            hold_lock(tmp_path, origin="sandbox", since="now"),
        ):
            pass
        with hold_lock(tmp_path, origin="https://pollo.ai", since="now"):
            pass  # another origin is another lock
        holder.kill()
    with hold_lock(tmp_path, origin="sandbox", since="now"):
        pass


def test_who_holds_the_folder_is_alone_in_it(tmp_path: Path) -> None:
    with hold_folder(tmp_path, since="noon"):
        for origin in ("sandbox", "https://pollo.ai"):
            with (
                pytest.raises(Refused, match=r"gc` is at work .* since noon"),
                hold_lock(tmp_path, origin=origin, since=""),
            ):
                pass
        with pytest.raises(Refused, match=r"gc` is at work .* since noon"), hold_folder(tmp_path, since="now"):
            pass
    with (
        hold_lock(tmp_path, origin="https://pollo.ai", since="noon"),
        hold_lock(tmp_path, origin="sandbox", since="one"),
        pytest.raises(Refused, match=r"A run is at work .* since noon"),
        hold_folder(tmp_path, since="now"),
    ):
        pass


def test_a_run_that_finds_the_lock_held_sends_nothing(film: Film) -> None:
    with hold_lock(film.folder, origin="sandbox", since="noon"), pytest.raises(Refused, match="Another run"):
        film.run(a_plan(a_call("one/a")))
    assert film.api.requests == []


def test_a_lock_that_cannot_be_opened_is_refused_in_words(tmp_path: Path) -> None:
    lock_path(tmp_path, "sandbox").mkdir()
    with (
        pytest.raises(Refused, match="cannot be written: Is a directory"),
        hold_lock(tmp_path, origin="sandbox", since=""),
    ):
        pass


@pytest.mark.parametrize("step", ["ftruncate", "pwrite"])
def test_a_lock_that_cannot_be_signed_is_refused_and_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, step, full)
        with pytest.raises(Refused, match="No space left") as caught, hold_lock(tmp_path, origin="sandbox", since=""):
            pass
    assert "Make room" in caught.value.help
    with hold_lock(tmp_path, origin="sandbox", since=""):
        pass


def test_a_file_system_without_locks_is_not_another_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unable(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", unable)
    with pytest.raises(Refused, match="No locks available"), hold_lock(tmp_path, origin="sandbox", since=""):
        pass


def test_an_error_of_the_work_itself_is_not_the_lock_s(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), hold_lock(tmp_path, origin="sandbox", since=""):
        (tmp_path / "missing").read_bytes()


@pytest.mark.parametrize(
    ("one", "other"), [("https://a.example:1", "https://a.example:2"), ("sandbox", "http://127.0.0.1:80")]
)
def test_origins_do_not_share_a_lock(tmp_path: Path, one: str, other: str) -> None:
    assert lock_path(tmp_path, one) != lock_path(tmp_path, other)
