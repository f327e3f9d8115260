"""What a file is, by its first bytes alone: a name is no proof, and a decoder that guesses may follow a playlist."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from storyboard.media.errors import MediaError, explaining

HEAD = 64
_BOXES = (b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip")


@dataclass(frozen=True, slots=True, kw_only=True)
class Nature:
    """`family` says which door opens the file; `format` is the container's everyday name; `reader` the decoder's."""

    family: Literal["image", "clip"]
    format: str
    reader: str


def _image(name: str) -> Nature:
    return Nature(family="image", format=name, reader=name.upper())


def _clip(name: str, reader: str = "") -> Nature:
    return Nature(family="clip", format=name, reader=reader or name)


# Marks that stand at the very start; the longer one first where two begin alike.
_MARKS: tuple[tuple[bytes, Nature], ...] = (
    (b"\x89PNG\r\n\x1a\n", _image("png")),
    (b"\xff\xd8\xff", _image("jpeg")),
    (b"GIF87a", _image("gif")),
    (b"GIF89a", _image("gif")),
    (b"II*\x00", _image("tiff")),
    (b"MM\x00*", _image("tiff")),
    (b"BM", _image("bmp")),
    (b"OggS", _clip("ogg")),
    (b"fLaC", _clip("flac")),
    (b"FORM", _clip("aiff")),
    (b"ID3", _clip("mp3")),
)
_HEIC = Nature(family="image", format="heic", reader="HEIF")
_PICTURE_BRANDS = {
    **dict.fromkeys((b"avif", b"avis"), _image("avif")),
    **dict.fromkeys((b"heic", b"heix", b"mif1", b"msf1"), _HEIC),
}
_RIFF = {b"WEBP": _image("webp"), b"WAVE": _clip("wav"), b"AVI ": _clip("avi")}


def sniff(path: Path) -> Nature:
    """Judge a file by its content. Raises MediaError where it is missing, empty, cut short or no media at all."""
    with explaining(path, "read"), path.open("rb") as file:
        head = file.read(HEAD)
        size = file.seek(0, 2)
    if not head:
        raise MediaError(f"{path} is empty.")
    nature = _by_mark(head) or _by_riff(head, size, path) or _by_box(head) or _by_ebml(head) or _by_sync(head)
    if nature is None:
        raise MediaError(f"{path} is not a picture, a clip or a sound: its content is of no kind known here.")
    return nature


def _by_mark(head: bytes) -> Nature | None:
    return next((nature for mark, nature in _MARKS if head.startswith(mark)), None)


def _by_riff(head: bytes, size: int, path: Path) -> Nature | None:
    if head[:4] != b"RIFF":
        return None
    declared = int.from_bytes(head[4:8], "little")
    # A live recorder leaves 0 or all ones where it never learned the length.
    if declared not in {0, 0xFFFFFFFF} and declared + 8 > size + 1:
        raise MediaError(f"{path} is cut short: it says it has {declared + 8} bytes and has {size}.")
    return _RIFF.get(head[8:12])


def _by_box(head: bytes) -> Nature | None:
    if head[4:8] not in _BOXES:
        return None
    if head[4:8] == b"ftyp" and head[8:12] in _PICTURE_BRANDS:
        return _PICTURE_BRANDS[head[8:12]]
    return _clip("mov" if head[4:8] != b"ftyp" or head[8:12] == b"qt  " else "mp4", "mov")


def _by_ebml(head: bytes) -> Nature | None:
    if head[:4] != b"\x1aE\xdf\xa3":
        return None
    return _clip("webm" if b"webm" in head else "mkv", "matroska")


def _by_sync(head: bytes) -> Nature | None:
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
        return None
    if head[1] & 0xF6 == 0xF0:
        return _clip("aac")
    # Layer III only, and no reserved version or rate: a text in UTF-16 begins almost alike.
    legal = head[1] & 0x06 == 0x02 and head[1] & 0x18 != 0x08 and head[2] & 0xF0 != 0xF0 and head[2] & 0x0C != 0x0C
    return _clip("mp3") if legal else None
