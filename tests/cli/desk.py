"""A desk to try commands at: a folder with a storyboard in it, and the command line in this very process."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from storyboard.cli.main import run

KEY = "sk-secret-0123456789-of-nobody"
PICTURE = "https://cdn.example.com/mira.png"
NAME = "film.yaml"

STORYBOARD = f"""\
storyboard: 1
title: The Keeper
style: 35 mm film, hard side light
defaults: {{duration: 4, resolution: 480p}}
characters:
  mira: {{name: Mira, description: a lighthouse keeper in her sixties, images: [{PICTURE}]}}
scenes:
  - id: lamp
    title: INT. LAMP ROOM - NIGHT
    characters: [mira]
    shots:
      - {{id: wide, action: "{{{{ mira }}}} climbs the last stairs."}}
      - {{id: close, action: "{{{{ mira }}}} lights the lamp.", after: [wide]}}
"""


@dataclass(frozen=True)
class Said:
    """What a command left: its exit code and its two streams."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """Read stdout as lines of JSON."""
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass(frozen=True)
class Desk:
    """A folder to work in; commands are run from inside it, as a user would."""

    folder: Path
    capture: pytest.CaptureFixture[str]

    def __call__(self, *argv: str | Path) -> Said:
        """Run a command. Whatever it is given, no traceback may come of it."""
        self.capture.readouterr()
        code = run([str(word) for word in argv])
        heard = self.capture.readouterr()
        assert "Traceback" not in heard.err, heard.err
        return Said(code=code, out=heard.out, err=heard.err)

    def write(self, text: str | bytes, name: str = NAME) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return path

    def manifest(self, where: str = "sandbox", stem: str = "film") -> Any:
        return json.loads((self.folder / "build" / stem / where / "manifest.json").read_text(encoding="utf-8"))

    def files(self) -> list[Path]:
        return sorted(path for path in self.folder.rglob("*") if path.is_file())


def executable() -> list[str]:
    """Name the installed command, or the module where the project runs from a checkout without one."""
    installed = Path(sys.executable).parent / "storyboard"
    return [str(installed)] if installed.exists() else [sys.executable, "-m", "storyboard"]


def call(*argv: str | Path, folder: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the real command in a process of its own, with no terminal anywhere."""
    return subprocess.run(
        [*executable(), *map(str, argv)],
        cwd=folder,
        env={**os.environ, **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=600,
    )
