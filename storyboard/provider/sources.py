"""Where a reference comes from: a URL, or what stands for one in a plan until the run knows it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from storyboard.language.film.part import Via

Number = int | float

FILE = "$file"
URL = "$url"
SHOT = "$shot"
ENV = "$env"
_MARKS = (FILE, URL, SHOT, ENV)


@dataclass(frozen=True, slots=True, kw_only=True)
class Crop:
    """A rectangle of a picture in its pixels, as the author wrote it."""

    x: Number
    y: Number
    width: Number
    height: Number
    rotate: Number = 0
    scale_x: Number = 1
    scale_y: Number = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A stretch of a clip or a sound, in seconds."""

    start: Number
    seconds: Number


@dataclass(frozen=True, slots=True, kw_only=True)
class Url:
    """Something public; with a crop or a section, the part of it that is sent."""

    url: str
    crop: Crop | None = None
    section: Section | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FileAt:
    """A local file by path and content; with a crop or a section, the part of it that is sent."""

    path: str
    sha256: str
    crop: Crop | None = None
    section: Section | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ShotAt:
    """What an earlier call makes: its clip, the last `seconds` of it, or its last frame; `take` names one of many."""

    call: str
    via: Via
    seconds: Number | None = None
    take: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Env:
    """The value of an environment variable; only its name is ever stored."""

    name: str


Where = Url | FileAt | ShotAt


def write_where(where: Where | Env) -> Any:
    """Write where something is: a URL as itself, anything else as the mapping that stands for a URL until the run."""
    match where:
        case Url(crop=None, section=None):
            return where.url
        case Url():
            return {URL: where.url, **_part(where.crop, where.section)}
        case FileAt():
            return {FILE: where.path, "sha256": where.sha256, **_part(where.crop, where.section)}
        case ShotAt():
            given = {"seconds": whole(where.seconds), "take": where.take}
            return {SHOT: where.call, "output": where.via, **{k: v for k, v in given.items() if v is not None}}
        case Env():
            return {ENV: where.name}


def read_where(value: str | Mapping[str, Any]) -> Where | Env:
    """Read what `write_where` wrote. Raises ValueError for a mapping that stands for nothing known."""
    match value:
        case str():
            return Url(url=value)
        case {"$url": str(url)}:
            return Url(url=url, crop=_crop_of(value), section=_section_of(value))
        case {"$file": str(path), "sha256": str(sha256)}:
            return FileAt(path=path, sha256=sha256, crop=_crop_of(value), section=_section_of(value))
        case {"$shot": str(call), "output": ("video" | "tail" | "frame") as via}:
            return ShotAt(call=call, via=via, seconds=value.get("seconds"), take=value.get("take"))
        case {"$env": str(name)}:
            return Env(name=name)
        case _:
            raise ValueError(f"nothing known stands for a URL in {value!r}")


def placeholders(body: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    """Give every mapping in the body that stands for a URL, in reading order, equal ones once."""
    found: list[dict[str, Any]] = []

    def note(mark: Mapping[str, Any]) -> str:
        if mark not in found:
            found.append(dict(mark))
        return ""

    fill(body, note)
    return tuple(found)


def fill(body: Mapping[str, Any], resolve: Callable[[Mapping[str, Any]], str]) -> dict[str, Any]:
    """Give a copy of the body in which `resolve` has put a URL for every mapping that stands for one."""
    return {key: _filled(value, resolve) for key, value in body.items()}


def _filled(value: Any, resolve: Callable[[Mapping[str, Any]], str]) -> Any:
    if isinstance(value, Mapping):
        return resolve(value) if any(mark in value for mark in _MARKS) else fill(value, resolve)
    return [_filled(item, resolve) for item in value] if isinstance(value, list | tuple) else value


def _part(crop: Crop | None, section: Section | None) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if crop is not None:
        made["crop"] = rectangle(crop)
    if section is not None:
        made["section"] = {"from": whole(section.start), "seconds": whole(section.seconds)}
    return made


def rectangle(crop: Crop, *, across: str = "scale_x", down: str = "scale_y") -> dict[str, Any]:
    """Write a rectangle; `across` and `down` are the keys of its two scales."""
    named = {"x": crop.x, "y": crop.y, "width": crop.width, "height": crop.height, "rotate": crop.rotate}
    return {key: whole(value) for key, value in {**named, across: crop.scale_x, down: crop.scale_y}.items()}


def _crop_of(value: Mapping[str, Any]) -> Crop | None:
    return Crop(**value["crop"]) if "crop" in value else None


def _section_of(value: Mapping[str, Any]) -> Section | None:
    part = value.get("section")
    return None if part is None else Section(start=part["from"], seconds=part["seconds"])


def whole(value: Number | None) -> Number | None:
    """Give a number without a fraction as a whole number, so that 5.0 and 5 are one request."""
    return int(value) if isinstance(value, float) and value.is_integer() else value
