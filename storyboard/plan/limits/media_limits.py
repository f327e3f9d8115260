"""Each file that goes in, held against what the model takes: there, readable, of a known format, size and shape."""

import math
from collections.abc import Iterator, Mapping, Sequence
from mimetypes import MimeTypes
from pathlib import PurePosixPath

from storyboard.language.film.cast import Media
from storyboard.language.tree.suggest import closest_file, composed_otherwise
from storyboard.media.media_types import fitting_ending, is_misnamed
from storyboard.media.pictures import PLAIN
from storyboard.media.plain_pictures import READABLE, made_for, why_made
from storyboard.plan.shots.materials import Material
from storyboard.problems import Problem
from storyboard.provider.profile import Kind, KindLimits, Profile, Span, limits
from storyboard.rules import problem

FORMATS = {"jpg": "jpeg"}
LASTING: tuple[Kind, ...] = ("video", "audio")
TYPES = MimeTypes()  # by its own table alone: the same on every machine
MOST = 8  # names of files that are listed
FRAME = 0.05  # seconds; a clip of "15 s" may be a frame shorter than that


def check_media(media: Media, material: Material, kind: Kind, model: Profile) -> Iterator[Problem]:
    """Tell everything that is wrong with a file, or with what is known of a URL, as a reference of a kind."""
    if material.unknown:
        if unchecked(media, material, kind):
            yield _unknown(media)
        return
    unusable = tuple(check_usable(media, material, kind))
    yield from unusable or _check_known(media, material, limits(model, kind), model)


def check_usable(media: Media, material: Material, kind: Kind) -> Iterator[Problem]:
    """Tell where a file or a URL is not there, cannot be read, or is of another kind than is wanted."""
    if material.missing and media.is_url:
        detail = f"{media.src} cannot be fetched: {material.fault}."
        help = "The provider could not read it either: make it public, or write another URL."
        yield problem("unreachable-media", place=media.place, detail=detail, help=help)
    elif material.outside:
        detail = f"{media.src} lies outside the storyboard's folder."
        help = "Put it inside, or name a folder that holds both with `--root`."
        yield problem("outside-root", place=media.place, detail=detail, help=help)
    elif material.missing:
        detail = f"{media.src} cannot be used: {material.fault}."
        yield problem("missing-file", place=media.place, detail=detail, help=help_for_missing(material, kind))
    elif material.closed:
        detail = f"{media.src} cannot be read: {material.fault}."
        help = "Name a file that can be opened, or let this user read it."
        yield problem("unreadable-media", place=media.place, detail=detail, help=help)
    elif material.oversize:
        detail = f"{media.src} goes on after {material.bytes / 1e6:.1f} MB, which is more than any model takes."
        yield problem("media-size", place=media.place, detail=detail, help="Export it smaller.")
    elif material.fault:
        detail = f"{media.src} cannot be read as {_a(kind)}: {material.fault}."
        yield problem("unreadable-media", place=media.place, detail=detail, help="Export it anew.")
    elif material.kind != kind:
        detail = f"{media.src} is {_a(material.kind)}, and {_a(kind)} is wanted here."
        yield problem("wrong-media", place=media.place, detail=detail)


def help_for_missing(material: Material, kind: Kind) -> str:
    """Say which of the files that are there may be meant, or where one is looked for."""
    folder, _, name = material.path.rpartition("/")
    where = f"{folder}/" if folder else "the storyboard's folder"
    there = [one for one in material.there if _is_kind(one, kind)] or material.there
    meant = closest_file(name, there)
    if "\\" in material.path:
        return f"Folders are parted by `/`: `{material.path.replace(chr(92), '/')}`."
    if material.fault == "it is a folder":
        return f"Name a file in it: {_listed(there)}." if there else "Name a file; the folder is empty."
    if meant is not None:
        return composed_otherwise(name, meant) or f"Did you mean `{meant}`, which is in {where}?"
    if there:
        return f"In {where} there are: {_listed(there)}."
    return f"There is no file in {where}; a path is relative to the file it stands in."


def _is_kind(name: str, kind: Kind) -> bool:
    return (TYPES.guess_type(name)[0] or "").startswith(f"{kind}/")


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    return f"{', '.join(names[:MOST])}{more}"


def unchecked(media: Media, material: Material, kind: Kind) -> bool:
    """Say whether it is sent to its own end, and nobody knows how long that is."""
    to_its_end = media.section is None or media.section.seconds is None
    return material.unknown and kind in LASTING and to_its_end


def _unknown(media: Media) -> Problem:
    detail = f"How long {media.src} lasts is not known, so the limits of seconds, size and format go unchecked."
    help = "`storyboard lock FILE --online` looks at it once and writes it down."
    return problem("unknown-media", place=media.place, detail=detail, help=help)


def _check_known(media: Media, material: Material, limit: KindLimits, model: Profile) -> Iterator[Problem]:
    format = FORMATS.get(material.format, material.format)
    odd, makes = why_made(format, material.oddity, formats=limit.formats), made_for(limit.formats)
    converted = bool(odd and makes) and material.kind == "image" and format in READABLE and not media.is_url
    if converted:
        sent = " or ".join(one.upper() for one in makes)
        detail = f"{media.src} {_CONVERTED[odd].format(format, model.title, sent)}."
        help = "Nothing needs to be done. Export it yourself to be sure of every pixel."
        yield problem("converted-media", place=media.place, detail=detail, help=help)
    elif format not in limit.formats:
        detail = f"{media.src} is {format}, and {model.title} reads {' and '.join(limit.formats)}."
        yield problem("media-format", place=media.place, detail=detail, help=f"Export it as {limit.formats[0]}.")
    elif media.crop is not None and not makes:
        detail = f"A crop is {' or '.join(PLAIN)}, and {model.title} reads {' and '.join(limit.formats)}."
        help = f"Cut {media.src} yourself, and export it as {limit.formats[0]}."
        yield problem("media-format", place=media.place, detail=detail, help=help)
    elif not media.is_url and is_misnamed(media.src, format):
        detail = f"{media.src} is {format}, whatever its name says; it is sent as what it is."
        help = f"Call it `{PurePosixPath(media.src).with_suffix('.' + fitting_ending('', format)).name}`."
        yield problem("misnamed-media", place=media.place, detail=detail, help=help)
    made = converted or media.crop is not None or media.section is not None
    if material.bytes > limit.bytes and not made:  # how large that will be, the run sees before it is sent
        detail = f"{media.src} has {material.bytes / 1e6:.1f} MB, and {limit.bytes / 1e6:.1f} MB are the most."
        yield problem("media-size", place=media.place, detail=detail, help="Export it smaller.")
    yield from _check_section(media, material)
    yield from _check_shape(media, material, limit)


_CONVERTED: Mapping[str, str] = {
    "format": "is {}, which {} does not read: a {} made of it is sent",
    "turned": "is stored as the camera was held, not as it is seen: an upright picture made of it is sent",
    "colours": "is in the inks of a printer: a picture made of it in the colours of a screen is sent",
}


def _check_section(media: Media, material: Material) -> Iterator[Problem]:
    section, length = media.section, material.seconds
    if section is None or not length:
        return
    end = section.start + (section.seconds or 0)
    if section.start >= length or round(end, 2) > round(length, 2) + FRAME:
        detail = f"{media.src} lasts {length:g} s, and the part from {section.start:g} s to {end:g} s is wanted."
        help = "Make `from` or `seconds` smaller; without `seconds` the part goes to the end."
        yield problem("section-outside", place=media.place, detail=detail, help=help)


def _check_shape(media: Media, material: Material, limit: KindLimits) -> Iterator[Problem]:
    width, height = material.width, material.height
    if media.crop is not None:
        width, height = round(media.crop.width), round(media.crop.height)
        yield from _check_crop(media, material)
    if width is None or height is None or not (media.crop or width or height):
        return
    piece = "of the crop " if media.crop is not None else ""
    measures: tuple[tuple[str, float | None, Span | None], ...] = (
        ("The shorter side", min(width, height), limit.sides),
        ("The longer side", max(width, height), limit.sides),
        ("The area", width * height, limit.area),
    )
    ratio = round(width / height, 2) if height else None
    shape = (("Width by height", ratio, limit.ratio), ("The frame rate", material.fps, limit.fps))
    # What is too small is so by its sides and by its area: once is enough.
    for name, value, span in (*[one for one in measures if _misses(one)][:1], *shape):
        if span is not None and value is not None and _misses((name, value, span)):
            detail = f"{name} {piece}of {media.src} ({width}×{height}) is {value:g}; {_between(span)} is taken."
            help = _HELP[name, value < span.least].format(_between(span))
            yield problem("media-shape", place=media.place, detail=detail, help=help)


_HELP: Mapping[tuple[str, bool], str] = {
    ("The shorter side", True): "Use a larger one, of which both sides have {} pixels.",
    ("The longer side", True): "Use a larger one, of which both sides have {} pixels.",
    ("The shorter side", False): "Scale it down: both sides want {} pixels.",
    ("The longer side", False): "Scale it down: both sides want {} pixels.",
    ("The area", True): "Use a larger one: width times height is to be {}.",
    ("The area", False): "Scale it down: width times height is to be {}.",
    ("Width by height", True): "Take a piece that is less tall: its width is to be {} times its height.",
    ("Width by height", False): "Take a piece that is less wide: its width is to be {} times its height.",
    ("The frame rate", True): "Export it with {} frames a second.",
    ("The frame rate", False): "Export it with {} frames a second.",
}


def _misses(measure: tuple[str, float | None, Span | None]) -> bool:
    _, value, span = measure
    return span is not None and value is not None and not span.least <= value <= span.most


def _check_crop(media: Media, material: Material) -> Iterator[Problem]:
    crop = media.crop
    if crop is None or material.width is None or material.height is None:
        return
    cos, sin = (abs(turn(math.radians(crop.rotate))) for turn in (math.cos, math.sin))
    width = round(material.width * cos + material.height * sin)
    height = round(material.width * sin + material.height * cos)
    if crop.x + crop.width > width or crop.y + crop.height > height or crop.x < 0 or crop.y < 0:
        turned = f", turned by {crop.rotate:g}°" if crop.rotate else ""
        detail = f"The crop reaches beyond {media.src}, which has {width}×{height} pixels{turned}."
        yield problem(
            "crop-outside", place=media.place, detail=detail, help="Make `x + width` and `y + height` smaller."
        )


def _between(span: Span) -> str:
    return f"{span.least:g} to {span.most:g}"


def _a(kind: str) -> str:
    return {"image": "a picture", "video": "a clip", "audio": "a sound"}.get(kind, "something else")
