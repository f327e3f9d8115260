"""Pictures as every reader takes them: JPEG or PNG, stored the way they are seen; and small ones to look at."""

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

READABLE = PLAIN | {"webp", "bmp", "tiff", "gif", "avif", "heic"}
_QUALITY = 95


def nature_of(path: Path) -> Literal["image", "clip"]:
    """Say which kind of file it is by its content. Raises MediaError where it is neither."""
    return sniff(path).family


def is_plain(path: Path) -> bool:
    """Say whether a picture can be sent as it is: JPEG or PNG, upright, not in the inks of a printer.

    Raises MediaError for no picture.
    """
    nature = sniff(path)
    if nature.format not in PLAIN:  # what reads it may not be installed
        return False
    with opened(path) as image:
        return not oddity_of(image, nature)


def ending_for(path: Path) -> str:
    """Give the ending of the plain picture that is made of a picture: `.png` where it may be transparent or drawn."""
    if sniff(path).format in {"png", "gif"}:
        return ".png"
    with opened(path) as image:
        return ".png" if image.has_transparency_data else ".jpg"


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
