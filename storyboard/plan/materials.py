"""The files that go in: each read once, hashed, and probed for what it is; what is wrong with one is kept beside it."""

from dataclasses import dataclass, field
from pathlib import Path

from storyboard.hashes import sha256_file

UNREAD = "0" * 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """One local file. `fault` is a sentence where it cannot be used. In pixels, seconds and frames a second."""

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
    fault: str = ""


@dataclass(slots=True)
class Materials:
    """The files of one storyboard by their path, relative to its folder; nothing outside `root` is opened."""

    folder: Path
    root: Path
    known: dict[str, Material] = field(default_factory=dict)

    def get(self, path: str) -> Material:
        """Read a file the first time it is asked for."""
        if path not in self.known:
            self.known[path] = _read(self.folder, self.root, path)
        return self.known[path]


def _read(folder: Path, root: Path, path: str) -> Material:
    from storyboard.media.errors import MediaError
    from storyboard.media.probe import probe

    file, content = folder / path, UNREAD
    try:
        if not file.resolve().is_relative_to(root):
            return Material(path=path, missing=True, fault="it lies outside the storyboard's folder")
        if not file.is_file():
            return Material(path=path, missing=True, fault="it is a folder" if file.is_dir() else "it is not there")
        content = sha256_file(file)
        seen = probe(file)
    except MediaError as error:
        return Material(path=path, sha256=content, fault=str(error).rstrip("."))
    except OSError as error:
        return Material(path=path, missing=True, fault=f"it cannot be read ({error.strerror or error})")
    return Material(
        path=path,
        sha256=content,
        kind=seen.kind,
        format=seen.format,
        bytes=seen.bytes,
        width=seen.width,
        height=seen.height,
        seconds=seen.seconds,
        fps=seen.fps,
    )
