"""Pictures, opened with bounds and turned as their camera held them; and cut as a cropper's rectangle says."""

import math
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from storyboard.media.colours import PLAIN_MODES, as_rgb
from storyboard.media.errors import MediaError, explaining
from storyboard.media.files import writing
from storyboard.media.sniff import Nature, sniff

if TYPE_CHECKING:
    from PIL import Image

MAX_PIXELS = 64_000_000
PLAIN = ("jpeg", "png")
"""The formats that pictures are made in here. Which ones a model reads, its profile says."""
Oddity = Literal["", "turned", "colours"]
"""What keeps a picture from being sent as it is, whatever its format; nothing where it can be."""

_TURNED = frozenset({5, 6, 7, 8})
_ORIENTATION = 0x0112
_SPACE = slice(16, 20)  # where a profile says of which colours it tells
_DEGREES = {3: 180, 4: 180, 5: 90, 6: 90, 7: 270, 8: 270}


@contextmanager
def opened(path: Path) -> Iterator["Image.Image"]:
    """Open a picture without decoding it. Raises MediaError where it is no picture, or has too many pixels."""
    from PIL import Image, UnidentifiedImageError

    nature = sniff(path)
    if nature.family != "image":
        raise MediaError(f"{path} is not a picture: its content is {nature.format}.")
    with explaining(path, "read as a picture"):
        _be_ready(path, nature)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error", Image.DecompressionBombWarning)
                image = Image.open(path, formats=[nature.reader])
        except UnidentifiedImageError as error:
            raise MediaError(f"{path} cannot be read as a picture: its {nature.format} content is broken.") from error
        with image:
            _bound(path, image.width, image.height)
            yield image


def _be_ready(path: Path, nature: Nature) -> None:
    """Teach Pillow the one format that it needs another library for."""
    if nature.reader != "HEIF":
        return
    try:
        from pillow_heif import register_heif_opener
    except ImportError:
        help = "install `storyboard-films[heic]`, or save it as JPEG or PNG"
        raise MediaError(f"{path} is a HEIC picture, which is not read here: {help}.") from None
    register_heif_opener(thumbnails=False)


def _bound(path: Path, width: int, height: int) -> None:
    if width * height > MAX_PIXELS:
        raise MediaError(f"{path} is too large: {width}x{height} pixels, more than {MAX_PIXELS // 1_000_000} million.")


def size_of(image: "Image.Image") -> tuple[int, int]:
    """Tell width and height as a person sees them, from the header alone."""
    turned = image.getexif().get(_ORIENTATION) in _TURNED
    return (image.height, image.width) if turned else (image.width, image.height)


def rotation_of(image: "Image.Image") -> int:
    """Tell by how many degrees clockwise a picture is turned to be seen as its camera held it."""
    return _DEGREES.get(image.getexif().get(_ORIENTATION, 1), 0)


def oddity_of(image: "Image.Image") -> Oddity:
    """Say what keeps a picture from being sent as it is: how it is turned, the inks of a printer."""
    if image.mode not in PLAIN_MODES:
        return "colours"
    return "" if image.getexif().get(_ORIENTATION, 1) == 1 else "turned"


def load(path: Path) -> "Image.Image":
    """Decode a picture whole, upright, as RGB or (where it has transparency) RGBA, with its profile where that fits.

    Raises MediaError.
    """
    from PIL import ImageOps

    with opened(path) as image:
        upright = as_rgb(ImageOps.exif_transpose(image), path)
    profile = upright.info.get("icc_profile", b"")
    if profile[_SPACE] != b"RGB ":
        upright.info.pop("icc_profile", None)  # it tells of greys or inks, which these are not any more
    return upright


def crop(  # noqa: PLR0913 - the fields of a cropper's rectangle, by their own names
    image: Path,
    target: Path,
    *,
    x: float,
    y: float,
    width: float,
    height: float,
    rotate: float = 0,
    scale_x: float = 1,
    scale_y: float = 1,
) -> None:
    """Cut a rectangle out of a picture as cropper.js does and write it beside, then to `target`.

    The picture is scaled about its centre (-1 mirrors it), turned clockwise by `rotate` degrees, and laid on a canvas
    as large as the turned picture; x, y, width and height are pixels of that canvas. What lies outside the picture
    becomes transparent, black in a JPEG. Raises MediaError.
    """
    from PIL import Image

    size = (round(width), round(height))
    if min(size) < 1 or 0 in {scale_x, scale_y}:
        raise MediaError(f"{image} cannot be cropped to {width:g}x{height:g}, scaled {scale_x:g} by {scale_y:g}.")
    _bound(image, *size)
    source = load(image)
    inverse = _inverse(source.size, x=x, y=y, rotate=rotate, scale_x=scale_x, scale_y=scale_y)
    on_grid = rotate % 90 == 0 and abs(scale_x) == abs(scale_y) == 1
    how = Image.Resampling.NEAREST if on_grid else Image.Resampling.BICUBIC
    cut = source.convert("RGBA").transform(size, Image.Transform.AFFINE, inverse, resample=how)
    lowest, highest = cut.getchannel("A").getextrema()
    if highest == 0 and source.mode == "RGB":
        raise MediaError(f"{image} cannot be cropped: the rectangle lies outside the picture.")
    save(cut if lowest != 255 else cut.convert("RGB"), target)


def _inverse(
    size: tuple[int, int], *, x: float, y: float, rotate: float, scale_x: float, scale_y: float
) -> tuple[float, ...]:
    cos, sin = _turn(rotate)
    width, height = size
    canvas_x = (width * abs(cos) + height * abs(sin)) / 2 - x
    canvas_y = (width * abs(sin) + height * abs(cos)) / 2 - y
    a, b, d, e = cos / scale_x, sin / scale_x, -sin / scale_y, cos / scale_y
    return (a, b, width / 2 - a * canvas_x - b * canvas_y, d, e, height / 2 - d * canvas_x - e * canvas_y)


def _turn(degrees: float) -> tuple[float, float]:
    # Quarter turns are exact, so that they move pixels and mix none.
    quarters: dict[float, tuple[float, float]] = {0: (1.0, 0.0), 90: (0.0, 1.0), 180: (-1.0, 0.0), 270: (0.0, -1.0)}
    radians = math.radians(degrees)
    return quarters.get(degrees % 360, (math.cos(radians), math.sin(radians)))


def save(image: "Image.Image", target: Path) -> None:
    """Write a picture beside, then to `target`: a JPEG where its name ends so, else a PNG."""
    form = "JPEG" if target.suffix.lower() in {".jpg", ".jpeg"} else "PNG"
    options = {"quality": 95, "subsampling": 0} if form == "JPEG" else {}
    profile = {"icc_profile": image.info.get("icc_profile")}
    with writing(target) as beside:
        (image.convert("RGB") if form == "JPEG" else image).save(beside, form, **options, **profile)
