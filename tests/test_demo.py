"""The demo goes the whole way and ends by saying where the film is, or says at which step it stopped."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# Writes down how it is called, fails at the step that a file beside it names, and cuts a film unless told otherwise.
STAND_IN = """#!/bin/sh
here=@HERE@
echo "$1 $2" >>$here/calls
[ ! -f "$here/fail-$1" ] || exit 3
[ "$1" = cut ] && [ ! -f $here/no-film ] || exit 0
mkdir -p $here/films/build/lamp/sandbox
: >$here/films/build/lamp/sandbox/film.mp4
"""


@dataclass(frozen=True)
class Stage:
    folder: Path

    @property
    def storyboard(self) -> Path:
        return self.folder / "films" / "lamp.yaml"

    @property
    def steps(self) -> list[str]:
        lines = (self.folder / "calls").read_text(encoding="utf-8").splitlines()
        assert {line.split()[1] for line in lines} == {str(self.storyboard)}
        return [line.split()[0] for line in lines]

    def demo(self) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": "/usr/bin:/bin", "VENV": str(self.folder)}
        return subprocess.run(
            [ROOT / "scripts" / "demo", self.storyboard], env=environment, text=True, capture_output=True
        )


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    command = tmp_path / "bin" / "storyboard"
    command.parent.mkdir()
    command.write_text(STAND_IN.replace("@HERE@", str(tmp_path)), encoding="utf-8")
    command.chmod(0o755)
    made = Stage(folder=tmp_path)
    made.storyboard.parent.mkdir()
    made.storyboard.touch()
    return made


def test_the_demo_ends_by_saying_where_the_film_is(stage: Stage) -> None:
    done = stage.demo()
    assert (done.returncode, done.stderr) == (0, "")
    assert stage.steps == ["validate", "plan", "run", "cut"]
    label, film = done.stdout.splitlines()[-1].split(maxsplit=2)[1:]
    assert label == "film:"
    assert Path(film).is_file()


@pytest.mark.parametrize(("step", "done_before"), [("validate", 1), ("plan", 2), ("run", 3), ("cut", 4)])
def test_the_demo_stops_at_the_step_that_fails(stage: Stage, step: str, done_before: int) -> None:
    (stage.folder / f"fail-{step}").touch()
    done = stage.demo()
    assert done.returncode == 3
    assert len(stage.steps) == done_before
    assert f"$ storyboard {step} " in done.stdout
    assert "The film:" not in done.stdout


def test_the_demo_does_not_claim_a_film_that_is_not_there(stage: Stage) -> None:
    (stage.folder / "no-film").touch()
    done = stage.demo()
    assert done.returncode == 1
    assert "there is no" in done.stderr
