"""Colours of any depth and ink as the red, green and blue of 8 bits that every reader takes."""

import io
from pathlib import Path
from typing import TYPE_CHECKING

from storyboard.media.errors import MediaError

if TYPE_CHECKING:
    from PIL import Image

PLAIN_MODES = frozenset({"1", "L", "LA", "P", "RGB", "RGBA", "I;16", "I;16B"})
"""The kinds of colour that a JPEG or PNG of every reader may have: not those of a printer."""

_DEEP = 257  # a grey of 16 bits over the same grey of 8


def as_rgb(image: "Image.Image", path: Path) -> "Image.Image":
    """Give a picture as RGB, or RGBA where it has transparency. Raises MediaError for colours that nobody can judge."""
    check_depth(image, path)
    if image.mode.startswith("I;16"):
        # Pillow's own way takes all that is brighter than 255 of 65,535 for white.
        return image.convert("I").point(lambda grey: grey * (1 / _DEEP)).convert("L").convert("RGB")
    if image.mode == "CMYK":
        return _unprinted(image)
    return image.convert("RGBA" if image.has_transparency_data else "RGB")


def check_depth(image: "Image.Image", path: Path) -> None:
    """See that it is known which number is white in a picture. Raises MediaError."""
    if image.mode in ("I", "F"):
        raise MediaError(f"{path} has 32 bits a pixel and no white that is known: save it with 8 or 16 bits.")


def _unprinted(image: "Image.Image") -> "Image.Image":
    """Turn inks into colours as their profile says, where there is one that can be read."""
    from PIL import ImageCms

    profile = image.info.get("icc_profile")
    if profile:
        try:
            inks = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            screen = ImageCms.createProfile("sRGB")
            seen = ImageCms.profileToProfile(image, inks, screen, outputMode="RGB")
        except (ImageCms.PyCMSError, OSError, TypeError):
            return image.convert("RGB")
        if seen is not None:
            return seen
    return image.convert("RGB")
