"""Surveys kept by the content of their clip, so that a clip is looked at once."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from storyboard.media.errors import MediaError
from storyboard.media.files import replacing
from storyboard.media.survey import Stretch, Survey, survey

VERSION = 3  # a new number looks at every clip anew
_STRETCHES = ("black", "frozen", "silent")
_PICTURES = ("first", "last")


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """A folder of surveys; `look` is what makes one."""

    folder: Path
    look: Callable[[Path], Survey] = survey

    def survey_of(self, clip: Path, sha256: str) -> Survey | None:
        """Give the survey of a clip with these bytes; None where it cannot be looked at."""
        kept = self.folder / f"{sha256}.json"
        known = _read(kept)
        if known is not None:
            return known
        try:
            seen = self.look(clip)
        except MediaError:
            return None
        _write(kept, seen)
        return seen


def remember(clip: Path) -> Survey:
    """Look at nothing: for a memory that only hands out what it has. Raises MediaError."""
    raise MediaError(f"{clip} was not looked at yet.")


def _write(path: Path, seen: Survey) -> None:
    data: dict[str, Any] = {"survey": VERSION, **asdict(seen)}
    data |= {name: b64encode(getattr(seen, name)).decode() for name in _PICTURES}
    try:
        with replacing(path) as beside:
            beside.write_text(json.dumps(data), encoding="utf-8")
    except OSError:
        return  # it is looked at again the next time


def _read(path: Path) -> Survey | None:
    try:
        data = json.loads(path.read_bytes())
        if data.pop("survey") != VERSION:
            return None
        data |= {name: tuple(Stretch(**one) for one in data[name]) for name in _STRETCHES}
        data |= {name: b64decode(data[name]) for name in _PICTURES}
        return Survey(**{**data, "cuts": tuple(data["cuts"])})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
