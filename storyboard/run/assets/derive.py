"""The files that a request needs and nobody wrote: crops and sections of references, tails and last frames of clips."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from storyboard import hashes
from storyboard.canonical import digest_of
from storyboard.media import frames
from storyboard.media.errors import MediaError
from storyboard.media.plain_pictures import ending_for, ending_of, is_plain, make_plain, nature_of
from storyboard.problems import UsageError
from storyboard.provider.sources import Crop, FileAt, Section, ShotAt, Url
from storyboard.run.assets.asset import extension_of
from storyboard.run.assets.kept import kept_folder, make_once

_RECIPE = 2  # a new number makes every derived file anew
_PICTURES = {".jpg": "jpeg", ".jpeg": "jpeg"}
_SOUNDS = {".wav": ".wav", ".mp3": ".mp3", ".m4a": ".m4a"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """What a reference is before anything is cut from it. `ending` is that of its kind of file: `.png`.

    `seconds` is how long it lasts, None where that does not matter or is not known.
    """

    path: Path
    sha256: str
    ending: str
    seconds: float | None = None


def file_for(mark: FileAt, *, folder: Path, formats: Sequence[str]) -> Path:
    """Give the file that is sent for a reference: the file itself, or what its crop or section leaves of it.

    `formats` are those of the pictures that are read where it goes.

    Raises UsageError where its bytes are not those of the plan, or nothing can be cut from it, Refused where it cannot
    be kept.
    """
    path = folder / mark.path
    _same_bytes(path, mark)
    return _sent(mark, Original(path=path, sha256=mark.sha256, ending=f".{extension_of(path)}"), folder, formats)


def piece_for(mark: Url, *, source: Original, folder: Path, formats: Sequence[str]) -> Path:
    """Give what the crop or section of a URL leaves of `source`, which came from there, as `file_for` does.

    Raises UsageError where nothing can be cut from it.
    """
    return _sent(mark, source, folder, formats)


def _sent(mark: FileAt | Url, source: Original, folder: Path, formats: Sequence[str]) -> Path:
    """Give the file that goes: cut as the mark says, else as it is, in a format that is read."""
    recipe = {"source": source.sha256, "crop": str(mark.crop), "section": str(mark.section)}
    match mark:
        case FileAt(crop=Crop() as crop) | Url(crop=Crop() as crop):
            ending = ending_of(_PICTURES.get(source.ending, "png"), formats=formats)
            return _made(folder, recipe, ending, lambda to: _crop(source.path, to, crop))
        case FileAt(section=Section() as part) | Url(section=Section() as part):
            ending = _SOUNDS.get(source.ending, ".mp4")
            return _made(folder, recipe, ending, lambda to: _section(source, to, part))
        case _:
            return _readable(source, recipe, folder, formats)


def _readable(source: Original, recipe: dict[str, str], folder: Path, formats: Sequence[str]) -> Path:
    """Give the file itself, or where it is a picture that nobody reads there, or would show lying, a plain one."""
    try:
        if nature_of(source.path) != "image" or is_plain(source.path, formats=formats):
            return source.path
        ending = ending_for(source.path, formats=formats)
    except MediaError as error:
        raise UsageError(str(error).replace(f"{folder}/", "")) from error
    return _made(folder, {**recipe, "as": "plain"}, ending, lambda to: make_plain(source.path, to))


def clip_for(mark: ShotAt, *, clip: Path, sha256: str, folder: Path, formats: Sequence[str]) -> Path:
    """Give the file that is sent for an earlier shot: its clip, its last seconds or its last frame.

    `formats` are those of the pictures that are read where it goes. Raises UsageError where nothing can be cut from it.
    """
    recipe = {"source": sha256, "via": mark.via, "seconds": str(mark.seconds)}
    match mark.via:
        case "video":
            return clip
        case "tail":
            seconds = float(mark.seconds or 2)
            return _made(folder, recipe, ".mp4", lambda to: frames.tail(clip, to, seconds=seconds))
        case "frame":
            ending = ending_of("png", formats=formats)
            return _made(folder, recipe, ending, lambda to: frames.last_frame(clip, to))


def _same_bytes(source: Path, mark: FileAt) -> None:
    try:
        changed = hashes.sha256_file(source) != mark.sha256
    except OSError as error:
        raise UsageError(f"{mark.path} cannot be read: {error.strerror}") from error
    if changed:
        raise UsageError(f"{mark.path} was changed after it was planned", help="Make a new plan.")


def _made(folder: Path, recipe: dict[str, str], ending: str, make: Callable[[Path], None]) -> Path:
    """Make a derived file once; its name says what it was made from and how."""
    name = digest_of({"recipe": _RECIPE, **recipe})
    try:
        return make_once(kept_folder(folder), name, ending, make)
    except MediaError as error:
        raise UsageError(str(error).replace(f"{folder}/", "")) from error


def _crop(source: Path, target: Path, crop: Crop) -> None:
    frames.crop(
        source,
        target,
        x=crop.x,
        y=crop.y,
        width=crop.width,
        height=crop.height,
        rotate=crop.rotate,
        scale_x=crop.scale_x,
        scale_y=crop.scale_y,
    )


def _section(source: Original, target: Path, part: Section) -> None:
    # Of a URL whose length nobody knew when the plan was made, 0 seconds mean the rest of it.
    seconds = part.seconds or (source.seconds or 0) - part.start
    frames.section(source.path, target, start=part.start, seconds=seconds)
