"""Make room: what nothing refers to goes, in the folder of a storyboard and in its lock."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from storyboard.plan.lock.lock_file import LOCK, Lock, read_lock, write_lock
from storyboard.plan.made import Made
from storyboard.plan.shots.referred import list_referred
from storyboard.problems import ProblemsError, Refused
from storyboard.run.machine.clock import stamp, utc_now
from storyboard.run.machine.lock import hold_folder
from storyboard.run.machine.places import beside
from storyboard.run.takes.rubbish import Rubbish, list_rubbish, list_run, remove_rubbish
from storyboard.stages.compiling import Wanted, compile_plan, load_storyboard, relocate
from storyboard.stages.targets import Aim

_STORYBOARD = re.compile(rb"""^(\xef\xbb\xbf)?(\{[ \t]*)?["']?storyboard["']?[ \t]*:""", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """What can go or has gone: files, and lines of the lock by their path. `stuck` could not be deleted."""

    rubbish: tuple[Rubbish, ...]
    pins: tuple[str, ...]
    stuck: tuple[Rubbish, ...] = ()


def find_rubbish(wanted: Wanted) -> Swept:
    """Find what nothing in a storyboard's folder refers to; nothing is changed.

    Raises Refused where a storyboard of the folder has errors: nobody knows what it would refer to.
    """
    lock, damaged = read_lock(wanted.folder, root=wanted.root or wanted.folder)
    if damaged:
        raise ProblemsError(relocate(damaged, wanted.folder))
    boards = tuple(_storyboards(wanted))
    digests = frozenset(digest for board in boards for digest in _digests(board))
    referred = {path for board in boards for path in _paths(board)}
    unused = tuple(pin.path for pin in lock.pins if pin.path not in referred)
    return Swept(rubbish=list_rubbish(wanted.folder, digests), pins=unused)


def sweep_folder(wanted: Wanted) -> Swept:
    """Remove what nothing refers to.

    Raises Refused where a run is at work in the folder, at whatever origin, and as `find_rubbish` does.
    """
    with hold_folder(wanted.folder, since=stamp(utc_now())):
        found = find_rubbish(wanted)
        stuck = remove_rubbish(found.rubbish, wanted.folder)
        if found.pins:
            _unpin(wanted.folder, found.pins)
    return replace(found, stuck=stuck)


def _storyboards(wanted: Wanted) -> Iterator[Wanted]:
    """Give every storyboard of the folder, each in its plain film and in every profile, for the sandbox."""
    for name in sorted(_names(wanted)):
        plain = replace(wanted, file=wanted.folder / name, aim=Aim(), profile=None)
        board = load_storyboard(plain).storyboard
        profiles = () if board is None else tuple(profile.id for profile in board.profiles)
        yield from (replace(plain, profile=profile) for profile in (None, *profiles))


def _names(wanted: Wanted) -> set[str]:
    """Name the storyboards: the one that is meant, what looks like one, and what was run and is still there."""
    looks = {path.name for path in wanted.folder.glob("*.y*ml") if path.is_file()}
    like = {name for name in looks if _STORYBOARD.search((wanted.folder / name).read_bytes())}
    return {wanted.file.name} | like | {name for name in list_run(wanted.folder) if (wanted.folder / name).is_file()}


def _digests(wanted: Wanted) -> Iterator[str]:
    """Give the digests of what a storyboard asks for, whatever takes its shots go on from: as planned, and as made."""
    try:
        for made in (None, Made()):
            plan, _ = compile_plan(wanted, made=made)
            yield from (call.digest for call in plan.calls)
    except ProblemsError as error:
        first = next((one for one in error.problems if one.place is not None), None)
        where = "" if first is None or first.place is None else f" ({first.place.file}:{first.place.line})"
        raise Refused(
            f"{wanted.file} has errors{where}, so nobody knows what it refers to",
            help=f"`storyboard validate {wanted.file}` tells them. Nothing was removed.",
        ) from None


def _paths(wanted: Wanted) -> Iterator[str]:
    yield from (one.media.src for one in list_referred(load_storyboard(wanted).storyboard))


def _unpin(folder: Path, gone: tuple[str, ...]) -> None:
    lock, _ = read_lock(folder, root=folder)
    path = folder / LOCK
    try:
        with beside(path) as temporary:
            left = Lock(pins=tuple(pin for pin in lock.pins if pin.path not in gone))
            temporary.write_text(write_lock(left), encoding="utf-8")
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror or error}", help="Make it writable.") from None
