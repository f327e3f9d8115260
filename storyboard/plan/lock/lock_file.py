"""`storyboard.lock`: what goes in, pinned line by line, so that a changed picture is seen in a review."""

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final

from storyboard.canonical import tidy
from storyboard.hashes import is_sha256
from storyboard.plan.json_line import Check, is_count, read_object, wrong_in
from storyboard.plan.shots.materials import Material
from storyboard.problems import Place, Problem
from storyboard.rules import MOST_PROBLEMS, problem, too_many

LOCK: Final = "storyboard.lock"
MOST_BYTES: Final = 64 * 1024 * 1024
HELP: Final = "Delete the line; `storyboard lock FILE` writes it anew."


@dataclass(frozen=True, slots=True, kw_only=True)
class Pin:
    """One line: what a file, or what stands at a URL, was when it was locked. In bytes, pixels and seconds."""

    path: str
    sha256: str
    bytes: int
    kind: str
    format: str
    width: int | None = None
    height: int | None = None
    seconds: float | None = None
    fps: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """The lines of a lock, one for each path, sorted by it."""

    pins: tuple[Pin, ...] = ()


def read_lock(folder: Path, *, root: Path) -> tuple[Lock, tuple[Problem, ...]]:
    """Read the lock of a storyboard's folder; an empty one where there is none.

    A line that is damaged, or that says something else of a path than an earlier one, is a problem and left out.
    """
    file = folder / LOCK
    if not file.exists():
        return Lock(), ()
    try:
        if not file.resolve().is_relative_to(root.resolve()):
            # Without a place: what lies outside is not shown, not even as the line of a problem.
            return Lock(), (problem("lock-line", place=None, detail="The lock lies outside the storyboard's folder."),)
        if file.stat().st_size > MOST_BYTES:
            return Lock(), (_wrong(1, f"The lock has more than {MOST_BYTES:,} bytes.", "Lock the storyboard anew."),)
        return _read(file.read_bytes())
    except OSError as error:
        return Lock(), (_wrong(1, f"The lock cannot be read: {error.strerror or error}.", ""),)


def write_lock(lock: Lock) -> str:
    """Write a lock as JSON lines, sorted by path; what does not apply to a file is left out."""
    return "".join(f"{_line(pin)}\n" for pin in sorted(lock.pins, key=lambda pin: pin.path))


def pin_of(material: Material) -> Pin:
    """Pin a file, or what came from a URL, as it is now."""
    measured = {name: getattr(material, name) or None for name in ("width", "height", "seconds", "fps")}
    return Pin(
        path=material.path,
        sha256=material.sha256,
        bytes=material.bytes,
        kind=material.kind,
        format=material.format,
        **measured,
    )


def materials_of(lock: Lock) -> dict[str, Material]:
    """Give what the lock knows of URLs, by URL; local files are always looked at themselves."""
    return {pin.path: Material(**_given(pin)) for pin in lock.pins if "://" in pin.path}


def join_locks(lock: Lock, fresh: Iterable[Pin]) -> Lock:
    """Put fresh pins in the place of those with the same paths; all other lines stay."""
    pins = {pin.path: pin for pin in (*lock.pins, *fresh)}
    return Lock(pins=tuple(sorted(pins.values(), key=lambda pin: pin.path)))


def changes(before: Lock, after: Lock) -> Iterator[str]:
    """Tell in words which lines of a lock are new and which say something else than before."""
    known = {pin.path: pin for pin in before.pins}
    for pin in after.pins:
        old = known.get(pin.path)
        if old is None:
            yield f"{pin.path}: new"
        elif old.sha256 != pin.sha256:
            yield f"{pin.path}: its bytes changed"
        elif old != pin:
            yield f"{pin.path}: it was measured anew"


def _read(content: bytes) -> tuple[Lock, tuple[Problem, ...]]:
    pins: dict[str, Pin] = {}
    problems: list[Problem] = []
    for number, line in enumerate(content.split(b"\n"), 1):
        if not line.strip():
            continue
        pin = _pin(line)
        if isinstance(pin, str):
            problems.append(_wrong(number, pin))
        elif pins.setdefault(pin.path, pin) != pin:
            problems.append(_wrong(number, f"Another line says something else of {pin.path}."))
    if len(problems) > MOST_PROBLEMS:
        problems = [*problems[:MOST_PROBLEMS], too_many(LOCK, MOST_PROBLEMS)]
    return Lock(pins=tuple(sorted(pins.values(), key=lambda pin: pin.path))), tuple(problems)


def _pin(line: bytes) -> Pin | str:
    """Read one line, or say in a sentence what is wrong with it."""
    value = read_object(line)
    if isinstance(value, str):
        return value
    wrong = wrong_in(value, FIELDS, needed=NEEDED, kind="a lock")
    if wrong:
        return wrong
    return Pin(**value)


def _is_text(value: Any) -> bool:
    # Half of a surrogate pair can be read from JSON, and written by nobody.
    return isinstance(value, str) and value != "" and not re.search(r"[\x00\ud800-\udfff]", value)


def _is_amount(value: Any) -> bool:
    return is_count(value) or (isinstance(value, float) and math.isfinite(value) and value > 0)


FIELDS: Mapping[str, Check] = {
    "path": _is_text,
    "sha256": is_sha256,
    "bytes": is_count,
    "kind": lambda value: value in ("image", "video", "audio"),
    "format": _is_text,
    "width": is_count,
    "height": is_count,
    "seconds": _is_amount,
    "fps": _is_amount,
}
NEEDED = ("path", "sha256", "bytes", "kind", "format")


def _given(pin: Pin) -> dict[str, Any]:
    values = {field.name: getattr(pin, field.name) for field in fields(pin)}
    return {name: value for name, value in values.items() if value is not None}


def _line(pin: Pin) -> str:
    return json.dumps(tidy(_given(pin)), ensure_ascii=False, allow_nan=False)


def _wrong(number: int, detail: str, help: str = HELP) -> Problem:
    return problem("lock-line", place=Place(file=LOCK, line=number, end_line=number), detail=detail, help=help)
