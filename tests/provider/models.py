"""The shipped model profiles, as data and as values."""

import json
from pathlib import Path
from typing import Any

from storyboard.provider.profile import Profile, profile_from

FOLDER = Path(__file__).parents[2] / "schemas" / "models"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))


def model_data(name: str) -> dict[str, Any]:
    """Give the parsed file of a shipped model."""
    data: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return data


def model(name: str = "seedance-2-0-mini") -> Profile:
    """Give a shipped model."""
    return profile_from(model_data(name))
