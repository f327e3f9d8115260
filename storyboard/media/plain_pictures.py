"""Pictures as their reader takes them: of a format that it reads, stored the way they are seen; and small ones."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from storyboard.media import clips
from storyboard.media.bridge import to_image
from storyboard.media.errors import MediaError
from storyboard.media.files import writing
from storyboard.media.pictures import PLAIN, load, oddity_of, opened
from storyboard.media.sniff import sniff

if TYPE_CHECKING:
    from PIL import Image

READABLE = frozenset({*PLAIN, "webp", "bmp", "tiff", "gif", "avif", "heic"})
_QUALITY = 95
_ENDINGS = {"jpeg": ".jpg", "png": ".png"}


def nature_of(path: Path) -> Literal["image", "clip"]:
    """Say which kind of file it is by its content. Raises MediaError where it is neither."""
    return sniff(path).family


def made_for(formats: Sequence[str]) -> tuple[str, ...]:
    """Give those of the formats that a picture can be made in."""
    return tuple(one for one in formats if one in PLAIN)


def why_made(format: str, oddity: str, *, formats: Sequence[str]) -> str:
    """Say what keeps a picture from being sent as it is to whom reads these formats: `format`, or its oddity.

    Nothing where it can be, or where nothing better can be made of it.
    """
    if format not in formats:
        return "format"
    return oddity if made_for(formats) else ""


def is_plain(path: Path, *, formats: Sequence[str]) -> bool:
    """Say whether a picture can be sent as it is to whom reads these formats. Raises MediaError for no picture."""
    format = sniff(path).format
    if format not in formats:  # what reads it here may not be installed
        return False
    with opened(path) as image:
        return not why_made(format, oddity_of(image), formats=formats)


def ending_for(path: Path, *, formats: Sequence[str]) -> str:
    """Give the ending of what is made of a picture: that of a PNG where it may be transparent or drawn.

    Raises MediaError for no picture.
    """
    if sniff(path).format in {"png", "gif"}:
        return ending_of("png", formats=formats)
    with opened(path) as image:
        return ending_of("png" if image.has_transparency_data else "jpeg", formats=formats)


def ending_of(wished: str, *, formats: Sequence[str]) -> str:
    """Give the ending of a picture of the format that is wished for, or of one that can be made and is read."""
    made = made_for(formats)
    return _ENDINGS[wished if wished in made or not made else made[0]]


def make_plain(path: Path, target: Path) -> None:
    """Write a picture upright as the JPEG or PNG that `target` ends in; its colours stay those of its own profile.

    Of a moving one, the first picture. Raises MediaError.
    """
    picture = load(path)
    kept = {"icc_profile": picture.info.get("icc_profile")}
    with writing(target) as beside:
        if target.suffix == ".png":
            picture.save(beside, "PNG", **kept)
        else:
            picture.convert("RGB").save(beside, "JPEG", quality=_QUALITY, subsampling=0, **kept)


def make_thumbnail(source: Path, target: Path, *, longest: int) -> None:
    """Write a small JPEG of a picture, or of the middle of a clip, whose longer side has at most so many pixels.

    Raises MediaError.
    """
    small = _still(source) if sniff(source).family == "clip" else load(source).convert("RGB")
    small.thumbnail((longest, longest))
    with writing(target) as beside:
        small.save(beside, "JPEG", quality=85)


def _still(clip: Path) -> "Image.Image":
    with clips.opened(clip) as (container, _):
        stream = clips.picture_of(container)
        if stream is None:
            raise MediaError(f"{clip} has no picture.")
        middle = (container.duration or 0) // 2
        container.seek(middle, backward=True)
        frame = None
        for frame in clips.frames_of(container, stream):
            if clips.moment(frame) * 1_000_000 >= middle:
                break
        if frame is None:
            raise MediaError(f"{clip} has no frame.")
        return to_image(frame).rotate(frame.rotation, expand=True)
