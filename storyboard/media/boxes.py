"""The boxes that an mp4 is made of, one after the other: whether the last one ends where the file does."""

import struct
from pathlib import Path

from storyboard.media.errors import MediaError, explaining
from storyboard.media.sniff import sniff

_MOST_BOXES = 100_000


def check_boxes(path: Path) -> None:
    """See that no box of an mp4 or mov is cut short, decoded or not; other files are left alone. Raises MediaError."""
    if sniff(path).reader != "mov":
        return
    with explaining(path, "decoded"), path.open("rb") as file:
        end = file.seek(0, 2)
        at = 0
        for _ in range(_MOST_BOXES):
            if at == end:
                return
            file.seek(at)
            at += _length(file.read(16), end - at)
            if at > end:
                raise EOFError(f"it is cut short: {end} of {at} bytes are there")
    raise MediaError(f"{path} is made of too many boxes to be read.")


def _length(head: bytes, left: int) -> int:
    """Give a box's length: 0 stands for all that is left, 1 for a longer number after the box's name."""
    if len(head) < 8:
        raise EOFError("it is cut short in the head of a box")
    length: int = struct.unpack(">I", head[:4])[0]
    if length == 1:
        length = struct.unpack(">Q", head[8:16])[0] if len(head) == 16 else 16
    if length == 0:
        return left
    if length < 8:
        raise ValueError("a box says that it is shorter than its own head")
    return length
