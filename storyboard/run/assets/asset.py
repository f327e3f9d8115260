"""A file on its way to where the API can read it: its bytes' name, its type, and what people call it."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from storyboard import hashes
from storyboard.media.errors import MediaError
from storyboard.media.media_types import MEDIA_TYPES, ending_of, served_ending
from storyboard.media.sniff import sniff

TYPES: Mapping[str, str] = {**MEDIA_TYPES, "txt": "text/plain"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """A file by its content. `said` is what people know it by: its path in the storyboard, or what it was cut from.

    `extension` is the end of its name in a store, without a dot.
    """

    path: Path
    sha256: str
    said: str
    extension: str

    @property
    def name(self) -> str:
        """Give the name that it bears in every store."""
        return f"{self.sha256}.{self.extension}"


def asset_of(path: Path, *, said: str) -> Asset:
    """Read a file for its content's name. Raises OSError."""
    return Asset(path=path, sha256=hashes.sha256_file(path), said=said, extension=extension_of(path))


def extension_of(path: Path) -> str:
    """Give the end of the name that a file's content asks for: who reads it goes by the type that follows from it.

    Its own where the content tells nothing. Equal bytes have one name, however their files are called.
    """
    try:
        return served_ending(path, sniff(path).format)
    except MediaError:
        return ending_of(path)


def type_of(name: str) -> str:
    """Give the media type that a file of this name is served with."""
    return TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")
