"""What lies in a folder that nothing refers to any more: the sandbox's clips, surveys, cut and half-written files."""

import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from storyboard.media.files import HALF
from storyboard.plan.plan import IN_PROCESS
from storyboard.run.ledger.attempt_rows import files_asked_for
from storyboard.run.ledger.file import open_to_read
from storyboard.run.ledger.pick_rows import picked_contents
from storyboard.run.ledger.take_rows import clip_rows
from storyboard.run.machine.places import SCRATCH, STATE
from storyboard.run.takes.file import load_takes

_CLIP = re.compile(r"([0-9a-f]{12})-\d+(-[0-9a-f]{8})?\.mp4")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rubbish:
    """A file that can go, its size in bytes, and why it can, in a few words.

    `take` is the one whose clip it is, as `scene/shot#2`; empty where it is none, or nobody knows.
    """

    path: Path
    bytes: int
    why: str
    take: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawn:
    """A take of the in-process sandbox that no storyboard asks for now and nobody has circled.

    `name` is that of its clip in the task's folder.
    """

    task_id: str
    name: str
    take: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What is known of takes: the sha256 of all, the clips that stay, and what the sandbox drew in vain.

    `takes` are those of the sandbox by their clips.
    """

    contents: frozenset[str]
    circled: frozenset[str]
    in_vain: tuple[_Drawn, ...]
    takes: Mapping[str, str]


def list_rubbish(folder: Path, digests: frozenset[str]) -> tuple[Rubbish, ...]:
    """List the files of a storyboard's folder that can go, by path. `digests` are those of all that is asked for now.

    Clips of the in-process sandbox alone: those of any other origin stand in `storyboard.takes`, and stay. Raises
    Refused where the ledger is damaged, ProblemsError where `storyboard.takes` cannot be read.
    """
    known = _know(folder, digests)
    found = (
        *_clips(folder, digests, known),
        *_drawn(folder, known),
        *_surveys(folder, known),
        *_derived(folder),
        *_parts(folder),
    )
    return tuple(sorted({one.path: one for one in found}.values(), key=lambda one: one.path))


def list_run(folder: Path) -> frozenset[str]:
    """Name the storyboards of a folder that were ever run. Raises Refused where the ledger is damaged."""
    db = open_to_read(folder)
    if db is None:
        return frozenset()
    with closing(db):
        return files_asked_for(db)


def remove_rubbish(rubbish: Iterable[Rubbish], folder: Path) -> tuple[Rubbish, ...]:
    """Delete files, and the folders that are empty then; give those that could not be deleted. The lock is held."""
    stuck = []
    for one in rubbish:
        try:
            one.path.unlink(missing_ok=True)
        except OSError:
            stuck.append(one)
            continue
        _prune(one.path.parent, folder)
    return tuple(stuck)


def _prune(empty: Path, top: Path) -> None:
    with suppress(OSError):  # one that is not empty stays, and ends it
        while empty != top:
            empty.rmdir()
            empty = empty.parent


def _know(folder: Path, digests: frozenset[str]) -> _Known:
    listed = {line.sha256 for line in load_takes(folder).takes if line.sha256}
    db = open_to_read(folder)
    if db is None:
        return _Known(contents=frozenset(listed), circled=frozenset(), in_vain=(), takes={})
    with closing(db):
        rows, picked = clip_rows(db), picked_contents(db)
    own = [row for row in rows if row["origin"] == IN_PROCESS]
    return _Known(
        contents=frozenset({row["sha256"] for row in rows if row["sha256"]} | listed),
        circled=frozenset(row["clip"] for row in own if row["clip"] and row["sha256"] in picked),
        in_vain=tuple(_drawn_of(row) for row in own if _is_in_vain(row, digests, picked)),
        takes={row["clip"]: _name(row) for row in own if row["clip"]},
    )


def _drawn_of(row: sqlite3.Row) -> _Drawn:
    return _Drawn(task_id=row["task_id"], name=f"{row['idx'] + 1}.mp4", take=_name(row))


def _name(row: sqlite3.Row) -> str:
    return f"{row['shot']}#{row['number']}"


def _is_in_vain(row: sqlite3.Row, digests: frozenset[str], picked: frozenset[str]) -> bool:
    wanted = row["digest"] in digests or row["plan_digest"] in digests or row["sha256"] in picked
    return bool(row["task_id"]) and not wanted


def _clips(folder: Path, digests: frozenset[str], known: _Known) -> Iterator[Rubbish]:
    """Find clips below `build/` of requests that no storyboard makes; other names are not the run's, and stay.

    Where a link leads out of it, things are another production's, for all that is known here.
    """
    starts, top = {digest[:12] for digest in digests}, (folder / "build").resolve()
    for out in (folder / "build").glob("*/*"):
        if out.name != IN_PROCESS and not out.name.startswith(f"{IN_PROCESS}-"):
            continue
        for path in out.glob("takes/*/*/*.mp4"):
            match, own = _CLIP.fullmatch(path.name), path.relative_to(folder).as_posix()
            if not match or match[1] in starts or own in known.circled:
                continue
            if path.resolve().is_relative_to(top):
                yield _rubbish(path, "no storyboard asks for it now", take=known.takes.get(own, ""))


def _drawn(folder: Path, known: _Known) -> Iterator[Rubbish]:
    """Find what the sandbox keeps of such requests; it draws it again where it is asked for."""
    names = {(drawn.task_id, drawn.name): drawn.take for drawn in known.in_vain}
    for task_id in dict.fromkeys(drawn.task_id for drawn in known.in_vain):
        for path in (folder / STATE / "sandbox" / "clips" / task_id).glob("*.mp4"):
            yield _rubbish(path, "no storyboard asks for it now", take=names.get((task_id, path.name), ""))


def _surveys(folder: Path, known: _Known) -> Iterator[Rubbish]:
    for path in (folder / STATE / "surveys").glob("*.json"):
        if path.stem not in known.contents:
            yield _rubbish(path, "measured in a clip that nobody knows")


def _derived(folder: Path) -> Iterator[Rubbish]:
    for path in (folder / STATE / "derived").glob("*"):
        yield _rubbish(path, "cut from another file; it is cut again where it is needed")


def _parts(folder: Path) -> Iterator[Rubbish]:
    for found in (folder.glob(".*"), (folder / "build").rglob(".*"), (folder / STATE).rglob(".*")):
        for path in found:
            if path.is_file() and (re.fullmatch(SCRATCH, path.name) or re.fullmatch(HALF, path.name)):
                yield _rubbish(path, "left half written by a run that was killed")


def _rubbish(path: Path, why: str, *, take: str = "") -> Rubbish:
    return Rubbish(path=path, bytes=path.lstat().st_size, why=why, take=take)
