"""The typefaces: pinned packages, no font of the machine; the first face of a chain that has a letter sets it."""

import importlib.util
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from storyboard.media.errors import MediaError

if TYPE_CHECKING:
    import uharfbuzz

Family = Literal["sans", "serif", "italic", "mono"]
Region = Literal["jp", "kr", "sc"]

# (package, file within it, number within a collection)
_Source = tuple[str, str, int]
_FIRST: dict[Family, _Source] = {
    "sans": ("fontpkg_inter", "files/Inter[opsz,wght].ttf", 0),
    "serif": ("fontpkg_source_serif_4", "files/SourceSerif4[opsz,wght].ttf", 0),
    "italic": ("fontpkg_source_serif_4", "files/SourceSerif4-Italic[opsz,wght].ttf", 0),
    "mono": ("fontpkg_jetbrains_mono", "files/JetBrainsMono[wght].ttf", 0),
}
_NOTO = "manimgx_fonts"
_SCRIPTS = (
    *("Arabic", "Hebrew", "Devanagari", "Thai", "Armenian", "Georgian", "Bengali", "Tamil", "Telugu", "Kannada"),
    *("Malayalam", "Gujarati", "Gurmukhi", "Oriya", "Sinhala", "Lao", "Khmer", "Myanmar", "Ethiopic"),
)
_CJK = ("manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc")
_REGIONS: dict[Region, int] = {"jp": 0, "kr": 1, "sc": 2}
_OPTICAL: dict[Family, tuple[float, float]] = {"sans": (14, 32), "serif": (8, 60), "italic": (8, 60)}
REPLACEMENT = "\ufffd"


@cache
def chain(family: Family, region: Region) -> tuple[_Source, ...]:
    """List a family's faces in the order they are asked for a letter."""
    noto = (_NOTO, "NotoSans-Italic[wght].ttf" if family == "italic" else "NotoSans[wght].ttf", 0)
    scripts = tuple((_NOTO, f"NotoSans{script}[wght].ttf", 0) for script in _SCRIPTS)
    late = ((*_CJK, _REGIONS[region]), (_NOTO, "NotoSansSymbols[wght].ttf", 0), (_NOTO, "NotoEmoji[wght].ttf", 0))
    return (_FIRST[family], _FIRST["sans"], noto, *scripts, *late)


@lru_cache(maxsize=4096)
def source_of(char: str, family: Family, region: Region) -> _Source | None:
    """Find the face that has a letter; None where no face has it."""
    return next((source for source in chain(family, region) if covers(source, char)), None)


def covers(source: _Source, char: str) -> bool:
    """Tell whether a face has a letter."""
    return bool(_plain(source).get_nominal_glyph(ord(char)))


def missing(text: str) -> str:
    """Tell which letters of a text no face has, each once, in order: an animatic shows � for them."""
    found = (c for c in dict.fromkeys(text) if not c.isspace() and unicodedata.category(c) not in {"Cc", "Cf", "Mn"})
    return "".join(char for char in found if source_of(char, "sans", "sc") is None)


def region_of(text: str) -> Region:
    """Guess whose shapes a text's Han characters want: kana are Japanese, hangul Korean, else Chinese."""
    if any("\u3040" <= char <= "\u30ff" for char in text):
        return "jp"
    return "kr" if any("\uac00" <= char <= "\ud7a3" for char in text) else "sc"


@lru_cache(maxsize=512)
def font(source: _Source, weight: int, optical: float) -> "uharfbuzz.Font":
    """Set a face to a weight and an optical size; axes that it lacks are passed over."""
    import uharfbuzz

    made = uharfbuzz.Font(_face(source))
    made.set_variations({"wght": float(weight), "opsz": optical})
    return made


def optical(family: Family, size: float) -> float:
    """Tell the optical size, in the face's own points, for letters of so many pixels."""
    lowest, highest = _OPTICAL.get(family, (0, 0))
    return round(min(max(size, lowest), highest))


@cache
def _plain(source: _Source) -> "uharfbuzz.Font":
    import uharfbuzz

    return uharfbuzz.Font(_face(source))


@cache
def _face(source: _Source) -> "uharfbuzz.Face":
    import uharfbuzz

    package, name, number = source
    path = _folder(package) / name
    if not path.is_file():
        raise MediaError(f"{path} is missing: install the typefaces again with `pip install {_wheel(package)}`.")
    return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)), number)


@cache
def _folder(package: str) -> Path:
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise MediaError(f"The typefaces of {package} are missing: install them with `pip install {_wheel(package)}`.")
    return Path(found.origin).parent


def _wheel(package: str) -> str:
    return package.replace("_", "-")
