"""The names of contents: the one place that turns bytes into a sha256."""

import hashlib
from os import PathLike


def sha256_bytes(data: bytes) -> str:
    """Name these bytes by their sha256, as 64 lowercase hex digits."""
    return hashlib.sha256(data).hexdigest()


def sha256_file(path: str | PathLike[str]) -> str:
    """Name a file's bytes by their sha256, as 64 lowercase hex digits, without holding them in memory.

    Raises OSError where the file cannot be read.
    """
    with open(path, "rb") as file:  # noqa: PTH123 - a plain string is a path too
        return hashlib.file_digest(file, "sha256").hexdigest()
