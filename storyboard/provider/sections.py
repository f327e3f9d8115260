"""The sections of a model's data file, each read into its value or refused with a sentence that names the field."""

import re
from datetime import date

from storyboard.canonical import canonical
from storyboard.problems import UsageError
from storyboard.provider import fields as read
from storyboard.provider.dialects import PROVIDERS
from storyboard.provider.facts import (
    KINDS,
    Defaults,
    Kind,
    KindLimits,
    KindName,
    OutputSize,
    Prices,
    PromptLimits,
    Rate,
    References,
    Span,
)
from storyboard.provider.fields import Fields, wrong

TOP = (
    "$schema",
    "aspect_ratios",
    "brand",
    "defaults",
    "durations",
    "fps",
    "kind_names",
    "mention",
    "model_profile",
    "name",
    "notes",
    "path",
    "prices",
    "prompt",
    "provider",
    "quote_path",
    "references",
    "request_schema",
    "resolutions",
    "sizes",
    "takes",
    "title",
)
_KIND = ("alone", "area", "bytes", "count", "formats", "fps", "ratio", "seconds", "seconds_sum", "sides")
_REFERENCES = (
    "count",
    "generated_slack",
    "name_advised",
    "name_most",
    "subject_images",
    "subject_images_count",
    *KINDS,
)


def check_remarks(top: Fields) -> None:
    """Refuse a wrong `$schema`, which is for editors, and wrong `notes`, which are for people; neither is kept."""
    read.optional(read.text, top, "$schema")
    read.optional(read.texts, top, "notes")


def name(top: Fields) -> str:
    """Read the name that a storyboard writes."""
    value = read.text(top, "name")
    if re.fullmatch(r"[a-z0-9][a-z0-9_-]*", value) is None:
        raise wrong(f"{top.where}: name", "has to be of small letters, digits, `-` and `_`", value)
    return value


def provider(top: Fields) -> str:
    """Read whose API the model is reached through."""
    value = read.text(top, "provider")
    if value not in PROVIDERS:
        raise wrong(f"{top.where}: provider", f"has to be one of {', '.join(PROVIDERS)}", value)
    return value


def path(top: Fields, key: str) -> str:
    """Read a path below the API's base; it starts with a slash and has no query."""
    value = read.text(top, key)
    if not value.startswith("/") or any(part in value for part in ("?", "#", "..", "//", " ", "\\", "{", "}")):
        raise wrong(f"{top.where}: {key}", "has to be a path such as /generation/brand/model/ref2video", value)
    return value


def schema(top: Fields) -> str:
    """Read the request schema and keep it as canonical JSON text, so that the value stays immutable."""
    value = read.fields(read.present(top, "request_schema"), where=f"{top.where}: request_schema")
    if not value.data:
        raise wrong(value.where, "has to be a JSON Schema", {})
    return canonical(value.data)


def durations(top: Fields) -> tuple[int, ...]:
    """Read the whole seconds a clip may have."""
    values = read.sequence(top, "durations")
    if not values or not all(isinstance(v, int) and not isinstance(v, bool) and v > 0 for v in values):
        raise wrong(f"{top.where}: durations", "has to be a list of whole seconds", values)
    return tuple(values)


def defaults(top: Fields) -> Defaults:
    """Read what a shot gets where nothing else is said."""
    names = ("duration", "resolution", "aspect_ratio", "generate_audio", "takes")
    part = _part(top, "defaults", names)
    return Defaults(
        duration=read.whole(part, "duration"),
        resolution=read.text(part, "resolution"),
        aspect_ratio=read.text(part, "aspect_ratio"),
        generate_audio=read.flag(part, "generate_audio"),
        takes=read.whole(part, "takes"),
    )


def references(top: Fields) -> References:
    """Read the limits of references."""
    part = _part(top, "references", _REFERENCES)
    return References(
        count=_span(part, "count"),
        image=_kind(part, "image"),
        video=_kind(part, "video"),
        audio=_kind(part, "audio"),
        subject_images=_span(part, "subject_images"),
        subject_images_count=read.flag(part, "subject_images_count"),
        generated_slack=read.number(part, "generated_slack"),
        name_advised=read.whole(part, "name_advised"),
        name_most=read.whole(part, "name_most"),
    )


def sizes(top: Fields) -> tuple[OutputSize, ...]:
    """Read the output sizes, a mapping resolution -> ratio -> [width, height]."""
    made = []
    for resolution, ratios in read.fields(read.present(top, "sizes"), where=f"{top.where}: sizes").data.items():
        where = f"{top.where}: sizes.{resolution}"
        for ratio, pair in read.fields(ratios, where=where).data.items():
            if not isinstance(pair, list) or len(pair) != 2 or not all(type(side) is int and side > 0 for side in pair):
                raise wrong(f"{where}.{ratio}", "has to be [width, height] in whole pixels", pair)
            made.append(OutputSize(resolution=resolution, ratio=ratio, width=pair[0], height=pair[1]))
    return tuple(made)


def prices(top: Fields) -> Prices:
    """Read the prices; they have to say where they come from and of which day they are."""
    part = _part(top, "prices", ("per_second", "multiplier", "basis", "source", "as_of"))
    if read.text(part, "basis") != "estimate":
        raise wrong(f"{part.where}: basis", "has to be 'estimate': a file cannot hold a quote", part.data["basis"])
    rates = read.fields(read.present(part, "per_second"), where=f"{part.where}.per_second")
    return Prices(
        per_second=tuple(Rate(resolution=key, credits=read.decimal(rates, key)) for key in rates.data),
        multiplier=read.decimal(part, "multiplier"),
        basis="estimate",
        source=read.text(part, "source"),
        as_of=_date(part, "as_of"),
    )


def prompt(top: Fields) -> PromptLimits:
    """Read how long a prompt may be and is best."""
    part = _part(top, "prompt", ("most", "advised_words", "advised_characters"))
    return PromptLimits(
        most=read.whole(part, "most"),
        advised_words=read.whole(part, "advised_words"),
        advised_characters=read.whole(part, "advised_characters"),
    )


def mention(top: Fields) -> str:
    """Read how a prompt mentions a reference; `{name}` stands for its name."""
    value = read.text(top, "mention")
    if value.count("{name}") != 1:
        raise wrong(f"{top.where}: mention", "has to hold {name} once, as in '@{name}'", value)
    return value


def kind_names(top: Fields) -> tuple[KindName, ...]:
    """Read the word that names references of each kind."""
    part = _part(top, "kind_names", KINDS)
    return tuple(KindName(kind=kind, word=read.text(part, kind)) for kind in KINDS)


def _kind(part: Fields, kind: Kind) -> KindLimits:
    own = _part(part, kind, _KIND)
    return KindLimits(
        kind=kind,
        count=read.whole(own, "count", least=0),
        bytes=read.whole(own, "bytes"),
        formats=read.texts(own, "formats"),
        alone=read.flag(own, "alone"),
        seconds=read.optional(_span, own, "seconds"),
        seconds_sum=read.optional(read.number, own, "seconds_sum"),
        sides=read.optional(_span, own, "sides"),
        ratio=read.optional(_span, own, "ratio"),
        area=read.optional(_span, own, "area"),
        fps=read.optional(_span, own, "fps"),
    )


def _part(source: Fields, key: str, allowed: tuple[str, ...]) -> Fields:
    return read.fields(read.present(source, key), where=f"{source.where}: {key}", allowed=allowed)


def _span(source: Fields, key: str) -> Span:
    least, most = read.span(source, key)
    return Span(least=least, most=most)


def _date(source: Fields, key: str) -> str:
    value = read.text(source, key)
    try:
        return date.fromisoformat(value).isoformat()
    except ValueError:
        raise UsageError(f"{source.where}: {key} has to be a date such as 2026-06-30, but it is {value!r}") from None
