"""A task as the stand-in keeps it on disk, so that a process that was killed finds it again."""

import json
from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from storyboard.sandbox.store import TASK, Store, clip_path, failure_path, read_json, task_path, write_json

TakeStatus = Literal["waiting", "processing", "succeed", "failed"]
Kind = Literal["image", "video", "audio"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Medium:
    """One reference of a request. `file` is where it lies in the stand-in's folder, "" for one of elsewhere."""

    name: str
    kind: Kind
    file: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A request that was taken. `created` is the clock's time; `input` and `brief` (a slate and its film) are JSON.

    `first` is the number that its first take has among all of the shot, for the frames alone.
    """

    id: str
    model: str
    created: float
    input: str
    brief: str
    media: tuple[Medium, ...]
    width: int
    height: int
    takes: int
    credit: Decimal
    polls: int = 0
    first: int = 1


def save(store: Store, task: Task) -> Task:
    """Put a task on disk and give it back."""
    write_json(task_path(store, task.id), {**asdict(task), "credit": str(task.credit)})
    return task


def load(store: Store, task_id: str) -> Task | None:
    """Find a task by its id."""
    data = read_json(task_path(store, task_id)) if TASK.fullmatch(task_id) else None
    if not isinstance(data, dict):
        return None
    media = tuple(Medium(**medium) for medium in data.pop("media"))
    return Task(**{**data, "credit": Decimal(data["credit"])}, media=media)


def polled(store: Store, task: Task) -> Task:
    """Count one more question after a task."""
    return save(store, replace(task, polls=task.polls + 1))


def request_of(task: Task) -> dict[str, Any]:
    """Give the `input` of the request."""
    made: dict[str, Any] = json.loads(task.input)
    return made


def outcome(store: Store, task: Task, number: int) -> Literal["succeed", "failed"] | None:
    """Say what became of a take; None while it is still to be drawn."""
    if clip_path(store, task.id, number).exists():
        return "succeed"
    return "failed" if failure_path(store, task.id, number).exists() else None


def failure(store: Store, task: Task, number: int) -> str | None:
    """Say why a take failed."""
    path = failure_path(store, task.id, number)
    return path.read_text(encoding="utf-8") if path.exists() else None
