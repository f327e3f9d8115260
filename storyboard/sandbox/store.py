"""The stand-in's folder: tasks, clips, files and plans, each written beside and put in place at once."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from storyboard.media.files import replacing

TASK = re.compile(r"[a-z0-9]{1,64}")
FILE = re.compile(r"[0-9a-f]{64}\.[a-z0-9]{1,5}")
DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """Where everything lies. Names are checked before they become paths; none comes from the network as it is."""

    folder: Path


def task_path(store: Store, task: str) -> Path:
    """Name the file of a task."""
    return store.folder / "tasks" / f"{task}.json"


def clip_path(store: Store, task: str, number: int) -> Path:
    """Name the clip of a take, counted from 1."""
    return store.folder / "clips" / task / f"{number}.mp4"


def failure_path(store: Store, task: str, number: int) -> Path:
    """Name the file that says why a take failed."""
    return store.folder / "clips" / task / f"{number}.failed"


def file_path(store: Store, name: str) -> Path:
    """Name a file that was handed in, by `<sha256>.<extension>`."""
    return store.folder / "files" / name


def plan_folder(store: Store) -> Path:
    """Name the folder of what plans have said."""
    return store.folder / "plans"


def repeats_path(store: Store, request: str) -> Path:
    """Name the file that counts the takes of one request, by its sha256."""
    return store.folder / "repeats" / f"{request}.json"


def balance_path(store: Store) -> Path:
    """Name the file of the balance."""
    return store.folder / "balance.json"


def write_json(path: Path, value: object) -> None:
    """Write a value as JSON, all of it or none."""
    write_text(path, json.dumps(value, ensure_ascii=False, indent=1))


def write_text(path: Path, text: str) -> None:
    """Write a text, all of it or none."""
    with replacing(path) as beside:
        beside.write_text(text, encoding="utf-8")


def read_json(path: Path) -> Any:
    """Read a value from JSON; None where it is missing or broken."""
    try:
        return json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
