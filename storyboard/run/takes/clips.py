"""Clips on disk: named by what they are, checked by their bytes, never overwritten."""

import contextlib
import os
import shutil
from pathlib import Path

from storyboard import hashes
from storyboard.run.ledger.rows import TakeRow
from storyboard.run.machine.places import beside, sync


def clip_name(take: TakeRow, *, out: Path) -> Path:
    """Name a take's clip below the folder of the manifest."""
    scene, _, shot = take.key.shot.partition("/")
    return out / "takes" / scene / shot / f"{take.digest[:12]}-{take.key.number}.mp4"


def find_clip(take: TakeRow, *, folder: Path, out: Path) -> Path | None:
    """Find a take's clip with the bytes that the ledger has; one that lies elsewhere is brought below `out`.

    None where there is none: a file that was changed is not the clip. Raises OSError where one cannot be read.
    """
    if take.sha256 is None:
        return None
    for path in _places(take, out=out):
        if _is(path, take.sha256):
            return path
    elsewhere = None if take.clip is None else folder / take.clip
    if elsewhere is None or not _is(elsewhere, take.sha256):
        return None
    target = free_place(take, sha256=take.sha256, out=out)
    link_or_copy(elsewhere, target)
    return target


def free_place(take: TakeRow, *, sha256: str, out: Path) -> Path:
    """Give the name under which a clip with these bytes is put: the take's, unless other bytes bear it.

    A file there that is not what the ledger has of this very take is moved aside, not overwritten.
    """
    first, other = _places(take, out=out, sha256=sha256)
    if not first.exists() or _is(first, sha256):
        return first
    if other.exists() and not _is(other, sha256):
        other.rename(other.with_name(f"{other.stem}.{hashes.sha256_file(other)[:8]}.changed.mp4"))
    return other


def _places(take: TakeRow, *, out: Path, sha256: str = "") -> tuple[Path, Path]:
    """Give the two names of a clip: the plain one, and one that its content makes its own."""
    name = clip_name(take, out=out)
    return name, name.with_name(f"{name.stem}-{(take.sha256 or sha256)[:8]}.mp4")


def _is(path: Path, sha256: str) -> bool:
    return path.is_file() and hashes.sha256_file(path) == sha256


def link_or_copy(source: Path, target: Path) -> None:
    """Link a clip, or copy it where links cannot be: the bytes are the same and nobody writes to either."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists():
        return
    with contextlib.suppress(OSError):
        os.link(source, target)
        sync(target.parent)
        return
    with beside(target) as temporary:
        shutil.copyfile(source, temporary)
