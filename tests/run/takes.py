"""Lines of `storyboard.takes` for tests."""

import hashlib
from dataclasses import replace
from decimal import Decimal
from typing import Any

from storyboard.run.takes.lines import Decision, LineStatus, TakeLine

POLLO = "https://pollo.ai"


def sha(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()


def a_line(task: str = "t1", *, number: int = 1, status: LineStatus = "done", **more: Any) -> TakeLine:
    """Make a take of the task; its clip and its submission are named for it unless said."""
    done = status == "done"
    line = TakeLine(
        origin=POLLO,
        file="film.yaml",
        shot="lamp/wide",
        number=number,
        digest=sha("request"),
        task_id=None if status == "in-doubt" else task,
        attempt=f"attempt of {task}",
        status=status,
        usages=("lamp/wide",),
        sha256=sha(f"{task} {number}") if done else None,
        bytes=1000 if done else None,
        seconds=4.0 if done else None,
        credits=Decimal("4.2"),
    )
    return replace(line, **more)


def a_decision(picked: str = "clip", **more: Any) -> Decision:
    decision = Decision(
        origin=POLLO, file="film.yaml", profile=None, address="lamp/wide", picked=sha(picked), approved=False
    )
    return replace(decision, **more)
