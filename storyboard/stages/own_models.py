"""Model profiles of one's own, for a sandbox that is served and knows no storyboard."""

import json
from pathlib import Path

from storyboard.problems import UsageError
from storyboard.provider.profile import Profile, profile_from


def read_own_models(folder: Path) -> tuple[Profile, ...]:
    """Read every model profile in a folder, in the order of their files. Raises UsageError for a file that is none."""
    files = sorted(folder.glob("*.json"))
    if not files:
        raise UsageError(
            f"there is no model profile in {folder}", help="Name a folder of *.json files, such as `models`."
        )
    return tuple(_read(file) for file in files)


def _read(file: Path) -> Profile:
    try:
        return profile_from(json.loads(file.read_bytes()))
    except (UsageError, ValueError, OSError, RecursionError) as error:
        raise UsageError(f"{file} is no model profile: {error}", help="`docs/models.md` says what it holds.") from error
