"""The boxes that an mp4 is made of, one after the other: whether the last one ends where the file does."""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from storyboard.media.errors import MediaError, explaining
from storyboard.media.sniff import sniff

_MOST_BOXES = 100_000
_FRAGMENTS = frozenset((b"moof", b"mvex", b"sidx", b"styp"))
_KNOWN = _FRAGMENTS | {
    *(b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"udta", b"meta", b"uuid", b"pnot", b"pdin", b"idat"),
    *(b"imda", b"mfra", b"ssix", b"prft", b"emsg"),
}
"""What may stand beside the picture and the sound: where a file ends inside one of these, it was cut."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Box:
    kind: bytes
    content: int
    end: int


def check_boxes(path: Path) -> None:
    """See that no box of an mp4 or mov is cut short, decoded or not; other files are left alone. Raises MediaError.

    What follows a whole clip and is no box is no part of it, and passes.
    """
    if sniff(path).reader != "mov":
        return
    seen: dict[bytes, _Box] = {}
    at = 0
    with explaining(path, "decoded"), path.open("rb") as file:
        end = file.seek(0, 2)
        try:
            for count, box in enumerate(_boxes(file, 0, end)):
                if count > _MOST_BOXES:
                    raise MediaError(f"{path} is made of too many boxes to be read.")
                seen[box.kind], at = box, box.end
        except (EOFError, ValueError):
            if _kind_at(file, at) in _KNOWN or not _is_whole(file, seen):
                raise


def _boxes(file: BinaryIO, at: int, end: int) -> Iterator[_Box]:
    while at < end:
        file.seek(at)
        head = file.read(16)
        after = at + _length(head, end - at)
        if after > end:
            raise EOFError(f"it is cut short: {end} of {after} bytes are there")
        yield _Box(kind=head[4:8], content=at + (16 if head[:4] == b"\0\0\0\1" else 8), end=after)
        at = after


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


def _is_whole(file: BinaryIO, seen: Mapping[bytes, _Box]) -> bool:
    """Tell whether picture, sound and their index are there; of a clip in fragments nobody knows how many follow."""
    if b"moov" not in seen or b"mdat" not in seen:
        return False
    index = seen[b"moov"]
    inside = (box.kind for _, box in zip(range(_MOST_BOXES), _boxes(file, index.content, index.end), strict=False))
    return _FRAGMENTS.isdisjoint((*seen, *inside))


def _kind_at(file: BinaryIO, at: int) -> bytes:
    file.seek(at)
    return file.read(8)[4:]
