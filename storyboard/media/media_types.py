"""What pictures, clips and sounds are called: the types they are served with, and the ends of names of each format."""

from collections.abc import Mapping
from pathlib import Path

MEDIA_TYPES: Mapping[str, str] = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "gif": "image/gif",
    "mp4": "video/mp4",
    "mov": "video/quicktime",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
    "m4a": "audio/mp4",
}

# The first is what a file of the format is called that has no name of its own.
ENDINGS: Mapping[str, tuple[str, ...]] = {
    "jpeg": ("jpg", "jpeg"),
    "png": ("png",),
    "webp": ("webp",),
    "gif": ("gif",),
    "bmp": ("bmp",),
    "tiff": ("tiff", "tif"),
    "heic": ("heic", "heif"),
    "avif": ("avif",),
    "mp4": ("mp4", "m4a"),
    "mov": ("mov",),
    "mp3": ("mp3",),
    "wav": ("wav",),
}


def ending_of(name: str | Path) -> str:
    """Give the end of a file's name in small letters, without the dot."""
    return Path(name).suffix.lower().removeprefix(".")


def fitting_ending(name: str | Path, format: str) -> str:
    """Give the end that a file of this format is to have: its own, unless that is of another format or of none."""
    own, fitting = ending_of(name), ENDINGS.get(format, (format,))
    return own if own in fitting else fitting[0]


def served_ending(name: str | Path, format: str) -> str:
    """Give the one end under which a file is served: of those that its format has, the first of the same type."""
    own = fitting_ending(name, format)
    return next(end for end in (*ENDINGS.get(format, ()), own) if MEDIA_TYPES.get(end) == MEDIA_TYPES.get(own))


def is_misnamed(name: str | Path, format: str) -> bool:
    """Say whether a file bears the end of another format than its own."""
    own = ending_of(name)
    return own not in ENDINGS.get(format, (format,)) and any(own in ends for ends in ENDINGS.values())
