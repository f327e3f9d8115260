"""Bytes are named by their sha256; what may never end is not read."""

import hashlib
import os
from pathlib import Path

import pytest

from storyboard.hashes import is_sha256, sha256_bytes, sha256_file


def test_a_file_is_named_by_its_bytes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"words")
    (tmp_path / "link").symlink_to("a")
    wanted = hashlib.sha256(b"words").hexdigest()
    assert (sha256_file(tmp_path / "a"), sha256_file(str(tmp_path / "link")), sha256_bytes(b"words")) == (wanted,) * 3


def test_a_pipe_and_a_device_are_no_files(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "device").symlink_to("/dev/zero")
    for name in ("pipe", "device"):
        with pytest.raises(OSError, match="it is a pipe or a device"):
            sha256_file(tmp_path / name)
    with pytest.raises(IsADirectoryError):
        sha256_file(tmp_path)


@pytest.mark.parametrize(
    ("value", "known"),
    [("0f" * 32, True), ("0F" * 32, False), ("0f", False), ("0f" * 32 + "\n", False), (6, False)],
)
def test_a_name_of_contents_is_told(value: object, known: bool) -> None:
    assert is_sha256(value) is known
