"""The one place that says how a test has a storyboard checked: as a file in a folder of its own."""

import tempfile
from pathlib import Path

from storyboard.problems import Problem
from storyboard.stages.compiling import Wanted, check_storyboard

NAME = "storyboard.yaml"


def check(text: str | bytes) -> tuple[Problem, ...]:
    """Check a storyboard that is one file, and return every problem."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / NAME
        file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return check_storyboard(Wanted(file=file))
