"""What goes in: each file read once, hashed and probed; of what stands at a URL, what is known without going there."""

import errno
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from storyboard.hashes import sha256_bytes, sha256_file

if TYPE_CHECKING:
    from storyboard.media.errors import MediaError

UNREAD = "0" * 64
MOST = 2_000_000_000
"""The bytes of the largest file that is read: a part of it may be small enough where the file is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A local file, or what a URL gave, in pixels, seconds and frames a second.

    `fault` is a sentence where it cannot be used; `oddity` is what keeps a picture from being sent as it is.
    `closed` is a file that is there and cannot be opened; `unknown` a URL of which nothing was ever seen; `oversize`
    what was left after `bytes`, with more to come. `there` are the files in the folder where one is missing, or that
    stands in its place.
    """

    path: str
    sha256: str = UNREAD
    kind: str = ""
    format: str = ""
    bytes: int = 0
    width: int | None = None
    height: int | None = None
    seconds: float | None = None
    fps: float | None = None
    missing: bool = False
    outside: bool = False
    closed: bool = False
    unknown: bool = False
    oversize: bool = False
    fault: str = ""
    oddity: str = ""
    there: tuple[str, ...] = ()


@dataclass(slots=True)
class Materials:
    """The files of one storyboard by their path, relative to its folder; nothing outside `root` is opened.

    `remote` is what is known of URLs.
    """

    folder: Path
    root: Path
    remote: Mapping[str, Material] = field(default_factory=dict)
    known: dict[str, Material] = field(default_factory=dict)

    def get(self, path: str) -> Material:
        """Read a file the first time it is asked for; a URL is only looked up."""
        if "://" in path:
            return self.remote.get(path) or Material(path=path, unknown=True)
        if path not in self.known:
            read = _read(self.folder, self.root, path)
            # No two files that cannot be read are the same, or the fault of one would hide that of the other.
            alone = replace(read, sha256=sha256_bytes(path.encode()))
            self.known[path] = alone if read.sha256 == UNREAD else read
        return self.known[path]


def _read(folder: Path, root: Path, path: str) -> Material:
    from storyboard.media.errors import MediaError

    file, content = folder / path, UNREAD
    try:
        # `resolve` does not bear a link that leads back to itself, for which there are better words below.
        if not Path(os.path.realpath(file)).is_relative_to(root):
            return Material(path=path, missing=True, outside=True, fault="it lies outside")
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            return _no_file(file, path)
        if status.st_size > MOST:
            return Material(path=path, bytes=MOST, oversize=True)
        content = sha256_file(file)
        return measured(file, path=path, sha256=content)
    except MediaError as error:
        return Material(path=path, sha256=content, fault=flaw_of(error, file))
    except (FileNotFoundError, NotADirectoryError):
        return _missing(file, path)
    except OSError as error:
        reason = "it is a link that leads back to itself" if error.errno == errno.ELOOP else error.strerror
        return Material(path=path, closed=True, fault=reason or str(error))


def flaw_of(error: "MediaError", file: Path) -> str:
    """Say what is wrong with a file, in words that leave its name out and follow upon “it cannot be read”."""
    return _UNREAD.sub("", str(error).replace(str(file), "it").rstrip("."))


_UNREAD = re.compile(r"^it cannot be (read|decoded)( as a picture)?: ")


def _no_file(file: Path, path: str) -> Material:
    if file.is_dir():
        return Material(path=path, missing=True, fault="it is a folder", there=_names_in(file))
    return Material(path=path, closed=True, fault="it is a pipe or a device")


def _missing(file: Path, path: str) -> Material:
    if not file.parent.is_dir():
        return Material(path=path, missing=True, fault="its folder is not there")
    return Material(path=path, missing=True, fault="it is not there", there=_names_in(file.parent))


def _names_in(folder: Path) -> tuple[str, ...]:
    try:
        return tuple(sorted(one.name for one in folder.iterdir() if one.is_file() and not one.name.startswith(".")))
    except OSError:
        return ()  # a folder that may be walked through, and not be listed


def measured(file: Path, *, path: str, sha256: str) -> Material:
    """Measure a file that goes by `path` in the storyboard. Raise MediaError where it is no picture, clip or sound."""
    from storyboard.media.probe import probe

    seen = probe(file)
    return Material(
        path=path,
        sha256=sha256,
        kind=seen.kind,
        format=seen.format,
        bytes=seen.bytes,
        width=seen.width,
        height=seen.height,
        seconds=seen.seconds,
        fps=seen.fps,
        oddity=seen.oddity,
    )
