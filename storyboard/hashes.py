"""The names of contents: the one place that turns bytes into a sha256."""

import errno
import hashlib
import os
import re
import stat
from os import PathLike


def sha256_bytes(data: bytes) -> str:
    """Name these bytes by their sha256, as 64 lowercase hex digits."""
    return hashlib.sha256(data).hexdigest()


def is_sha256(value: object) -> bool:
    """Say whether a value is such a name."""
    return isinstance(value, str) and re.fullmatch("[0-9a-f]{64}", value) is not None


def sha256_file(path: str | PathLike[str]) -> str:
    """Name a file's bytes by their sha256, as 64 lowercase hex digits, without holding them in memory.

    Raises OSError where the file cannot be read, or is a pipe or a device, which might never end.
    """
    with open(path, "rb", opener=_at_once) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(errno.EINVAL, "it is a pipe or a device", os.fspath(path))
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_begun() -> "hashlib._Hash":
    """Begin to name bytes that come in pieces: `update` takes one, `hexdigest` gives the sha256 of all so far."""
    return hashlib.sha256()


def _at_once(path: str, flags: int) -> int:
    # Who opens a pipe waits for somebody to write into it, unless he says that he will not.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
