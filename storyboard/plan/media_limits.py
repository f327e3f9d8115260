"""Each file that goes in, held against what the model takes: there, readable, of a known format, size and shape."""

from collections.abc import Iterator

from storyboard.language.cast import Media
from storyboard.plan.materials import Material
from storyboard.problems import Problem
from storyboard.provider.profile import Kind, KindLimits, Profile, Span, limits
from storyboard.rules import problem

FORMATS = {"jpg": "jpeg"}
LASTING: tuple[Kind, ...] = ("video", "audio")
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
        yield problem(
            "missing-file", place=media.place, detail=detail, help="A path is relative to the file it stands in."
        )
    elif material.oversize:
        detail = f"{media.src} goes on after {material.bytes / 1e6:.1f} MB, which is more than any model takes."
        yield problem("media-size", place=media.place, detail=detail, help="Export it smaller.")
    elif material.fault:
        detail = f"{media.src} cannot be read as {_a(kind)}: {material.fault}."
        yield problem("unreadable-media", place=media.place, detail=detail, help="Export it anew.")
    elif material.kind != kind:
        detail = f"{media.src} is {_a(material.kind)}, and {_a(kind)} is wanted here."
        yield problem("wrong-media", place=media.place, detail=detail)


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
    if format not in limit.formats:
        detail = f"{media.src} is {format}, and {model.title} reads {' and '.join(limit.formats)}."
        yield problem("media-format", place=media.place, detail=detail, help=f"Export it as {limit.formats[0]}.")
    if material.bytes > limit.bytes:
        detail = f"{media.src} has {material.bytes / 1e6:.1f} MB, and {limit.bytes / 1e6:.1f} MB are the most."
        yield problem("media-size", place=media.place, detail=detail, help="Export it smaller.")
    yield from _check_section(media, material)
    yield from _check_shape(media, material, limit)


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
    if width is None or height is None or not width or not height:
        return
    for name, value, span in (
        ("The shorter side", min(width, height), limit.sides),
        ("The longer side", max(width, height), limit.sides),
        ("Width by height", round(width / height, 2), limit.ratio),
        ("The area", width * height, limit.area),
        ("The frame rate", material.fps, limit.fps),
    ):
        if span is not None and value is not None and not span.least <= value <= span.most:
            piece = "of the crop " if media.crop is not None else ""
            detail = f"{name} {piece}of {media.src} ({width}×{height}) is {value:g}; {_between(span)} is taken."
            yield problem("media-shape", place=media.place, detail=detail, help="Crop or scale it.")


def _check_crop(media: Media, material: Material) -> Iterator[Problem]:
    crop = media.crop
    turned = crop is None or crop.rotate or crop.scale_x != 1 or crop.scale_y != 1
    if crop is None or turned or material.width is None or material.height is None:
        return
    if crop.x + crop.width > material.width or crop.y + crop.height > material.height or crop.x < 0 or crop.y < 0:
        detail = f"The crop reaches beyond {media.src}, which has {material.width}×{material.height} pixels."
        yield problem(
            "crop-outside", place=media.place, detail=detail, help="Make `x + width` and `y + height` smaller."
        )


def _between(span: Span) -> str:
    return f"{span.least:g} to {span.most:g}"


def _a(kind: str) -> str:
    return {"image": "a picture", "video": "a clip", "audio": "a sound"}.get(kind, "something else")
