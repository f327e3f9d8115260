"""The desk, and a sandbox that draws in no time."""

from pathlib import Path

import pytest

from storyboard.media.animatic import Animatic
from storyboard.sandbox.app import create_app
from tests.cli.desk import STORYBOARD, Desk
from tests.support.tiny_clip import tiny_clip


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    """Give a folder with a storyboard whose pictures are public, and stand in it."""
    monkeypatch.chdir(tmp_path)
    made = Desk(folder=tmp_path, capture=capsys)
    made.write(STORYBOARD)
    return made


@pytest.fixture
def quick_sandbox(monkeypatch: pytest.MonkeyPatch) -> list[Animatic]:
    """Let the sandbox draw the smallest clips at once; hand out what it was to draw."""
    seen: list[Animatic] = []

    def draw(animatic: Animatic, target: Path) -> None:
        seen.append(animatic)
        target.write_bytes(tiny_clip(int(animatic.seconds), width=animatic.width, height=animatic.height))

    defaults = create_app.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "draw", draw)
    monkeypatch.setitem(defaults, "latency", 0.0)
    return seen
