"""What one model allows, costs and gives back, as a value read from its data file; no model is named in code."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from storyboard.credits import CENT
from storyboard.problems import UsageError
from storyboard.provider import fields as read
from storyboard.provider import sections
from storyboard.provider.facts import (
    ADAPTIVE,
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

__all__ = [
    "ADAPTIVE",
    "KINDS",
    "Defaults",
    "Kind",
    "KindLimits",
    "KindName",
    "OutputSize",
    "Prices",
    "Profile",
    "PromptLimits",
    "Rate",
    "References",
    "Span",
    "limits",
    "mention",
    "price",
    "profile_from",
    "ref_name",
    "request_schema",
    "size",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One model. `request_schema` is the JSON text of the schema of a body; `takes` the most in one request.

    Only a target of its `provider` makes it, or one that is free.
    """

    name: str
    title: str
    brand: str
    provider: str
    path: str
    quote_path: str
    request_schema: str
    durations: tuple[int, ...]
    resolutions: tuple[str, ...]
    aspect_ratios: tuple[str, ...]
    takes: int
    fps: int
    defaults: Defaults
    references: References
    sizes: tuple[OutputSize, ...]
    prices: Prices
    prompt: PromptLimits
    mention: str
    kind_names: tuple[KindName, ...]


def size(profile: Profile, *, resolution: str, ratio: str) -> tuple[int, int] | None:
    """Give width and height in pixels; None for `adaptive` and where the vendor's page does not say."""
    found = (s for s in profile.sizes if (s.resolution, s.ratio) == (resolution, ratio))
    return next(((s.width, s.height) for s in found), None)


def price(profile: Profile, *, resolution: str, seconds: float, takes: int) -> Decimal:
    """Give the credits for `takes` clips of `seconds` each, rounded to the cent.

    Raises UsageError where the profile has no price for the resolution.
    """
    for rate in profile.prices.per_second:
        if rate.resolution == resolution:
            whole = rate.credits * profile.prices.multiplier * Decimal(str(seconds)) * takes
            return whole.quantize(CENT, rounding=ROUND_HALF_UP)
    raise UsageError(
        f"The model {profile.name} has no price for {resolution}",
        help="Add it to prices.per_second of the profile, or choose another resolution.",
    )


def limits(profile: Profile, kind: Kind) -> KindLimits:
    """Give the limits of references of a kind."""
    table: dict[Kind, KindLimits] = {
        "image": profile.references.image,
        "video": profile.references.video,
        "audio": profile.references.audio,
    }
    return table[kind]


def ref_name(profile: Profile, kind: Kind, rank: int) -> str:
    """Name the reference of a kind with this rank, counted from 1: `Image2`."""
    return next(f"{name.word}{rank}" for name in profile.kind_names if name.kind == kind)


def mention(profile: Profile, name: str) -> str:
    """Write a reference's name as the prompt has to mention it: `@Image2`."""
    return profile.mention.replace("{name}", name)


def request_schema(profile: Profile) -> dict[str, Any]:
    """Give the JSON Schema of a request body, a fresh copy each time."""
    schema: dict[str, Any] = json.loads(profile.request_schema)
    return schema


def profile_from(data: object) -> Profile:
    """Read a profile from a mapping, the parsed JSON of its data file (`schemas/model.schema.json` describes it).

    Raises UsageError with a sentence that names the field.
    """
    named = data.get("name") if isinstance(data, Mapping) else None
    where = f"The model profile {named!r}" if isinstance(named, str) else "The model profile"
    top = read.fields(data, where=where, allowed=sections.TOP)
    if read.whole(top, "model_profile") != 1:
        raise UsageError(f"{where} is of version {top.data['model_profile']}; this program reads version 1")
    sections.check_remarks(top)
    made = Profile(
        name=sections.name(top),
        title=read.text(top, "title"),
        brand=read.text(top, "brand"),
        provider=sections.provider(top),
        path=sections.path(top, "path"),
        quote_path=sections.path(top, "quote_path"),
        request_schema=sections.schema(top),
        durations=sections.durations(top),
        resolutions=read.texts(top, "resolutions"),
        aspect_ratios=read.texts(top, "aspect_ratios"),
        takes=read.whole(top, "takes"),
        fps=read.whole(top, "fps"),
        defaults=sections.defaults(top),
        references=sections.references(top),
        sizes=sections.sizes(top),
        prices=sections.prices(top),
        prompt=sections.prompt(top),
        mention=sections.mention(top),
        kind_names=sections.kind_names(top),
    )
    _agree(made, where=where)
    return made


def _agree(profile: Profile, *, where: str) -> None:
    """Refuse a profile whose parts contradict each other."""
    defaults = profile.defaults
    for key, value, allowed in (
        ("duration", defaults.duration, profile.durations),
        ("resolution", defaults.resolution, profile.resolutions),
        ("aspect_ratio", defaults.aspect_ratio, profile.aspect_ratios),
        ("takes", defaults.takes, tuple(range(1, profile.takes + 1))),
    ):
        if value not in allowed:
            raise UsageError(f"{where}: defaults.{key} is {value!r}, which the model does not offer: {_list(allowed)}")
    for rate in profile.prices.per_second:
        if rate.resolution not in profile.resolutions:
            raise UsageError(
                f"{where}: prices.per_second names {rate.resolution!r}, which is no resolution of the model"
            )
    unpriced = set(profile.resolutions) - {rate.resolution for rate in profile.prices.per_second}
    if unpriced:
        raise UsageError(
            f"{where}: prices.per_second lacks {_list(sorted(unpriced))}; a budget cannot be kept without it"
        )
    for known in profile.sizes:
        if known.resolution not in profile.resolutions or known.ratio not in profile.aspect_ratios:
            raise UsageError(f"{where}: sizes names {known.resolution} {known.ratio}, which the model does not offer")


def _list(values: tuple[object, ...] | list[str]) -> str:
    return ", ".join(str(value) for value in values)
