"""Runs on a disk without room, in a process of its own that has such a disk: prints what came of them, as JSON.

    python -m tests.run.cramped FOLDER full|read-only

The folder is where a small file system of memory is mounted, in a namespace that ends with the process; see `in_a_box`.
"""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx

from storyboard.problems import StoryboardError
from tests.run.films import Film, a_call, a_plan
from tests.support.tiny_clip import tiny_clip

ROOT = Path(__file__).parents[2]
SIZE = 1024 * 1024
ROOMS = (0, 4, 40, 80, 120, 160, 240, 320, 480, 640)  # KiB left on the disk
CLIP = 100 * 1024  # bytes beside those of the clip, so that there is room for a ledger and none for a clip
_MOUNT = 'mount -t tmpfs -o size={size} tmpfs "$1" && exec "$2" -m tests.run.cramped "$1" "$3"'


def in_a_box(folder: Path, what: str) -> list[dict[str, Any]] | None:
    """Run this module where `folder` is a disk of 1 MiB; None where this machine lets nobody mount one."""
    command = ["unshare", "-rm", "sh", "-c", _MOUNT.format(size=SIZE), "sh", str(folder), sys.executable, what]
    if not _can_mount():
        return None
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=True)
    told: list[dict[str, Any]] = json.loads(done.stdout)
    return told


def _can_mount() -> bool:
    if shutil.which("unshare") is None:
        return False
    tried = ["unshare", "-rm", "sh", "-c", "mount -t tmpfs -o size=64k tmpfs /tmp"]
    return subprocess.run(tried, capture_output=True, timeout=20, check=False).returncode == 0


def full(folder: Path) -> list[dict[str, Any]]:
    """Run a film with so much room, then again with all of it."""
    return [{"room": room, **_twice(folder / str(room), folder / "balloon", room)} for room in ROOMS]


def _twice(folder: Path, balloon: Path, room: int) -> dict[str, Any]:
    film = Film(folder=folder)
    film.api.clips = [_big_clip] * 50
    folder.mkdir()
    _inflate(balloon, room * 1024)
    first = _run(film)
    balloon.unlink()
    last = _run(film)
    prompts = [body["input"]["prompt"] for body in film.api.submitted]
    shutil.rmtree(folder)
    return {"first": first, "last": last, "sent": len(prompts), "twice": len(prompts) - len(set(prompts))}


def _big_clip() -> httpx.Response:
    return httpx.Response(200, content=tiny_clip(1) + (CLIP + 8).to_bytes(4, "big") + b"free" + b"\0" * CLIP)


def _inflate(balloon: Path, room: int) -> None:
    """Leave so many bytes on the disk."""
    with balloon.open("wb") as file:
        used = os.statvfs(balloon)
        file.write(b"\0" * max(0, used.f_bavail * used.f_frsize - room))


def read_only(folder: Path) -> list[dict[str, Any]]:
    """Run a film in a folder that cannot be written, from its beginning and once it is made."""
    film = Film(folder=folder / "new")
    film.folder.mkdir()
    made = Film(folder=folder / "made", api=film.api)
    made.folder.mkdir()
    _run(made)
    before = len(film.api.submitted)
    subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
    return [{**_run(each), "sent": len(film.api.submitted) - before} for each in (film, made)]


def _run(film: Film) -> dict[str, Any]:
    try:
        outcome = film.run(a_plan(a_call("one/a"), a_call("one/b"), a_call("one/c")))
    except StoryboardError as error:
        return {"code": error.exit_code, "told": error.message, "help": error.help}
    return {"code": outcome.exit_code, "told": outcome.reason, "help": outcome.help, "shots": film.statuses(outcome)}


if __name__ == "__main__":
    chosen = {"full": full, "read-only": read_only}[sys.argv[2]]
    sys.stdout.write(json.dumps(chosen(Path(sys.argv[1]))))
