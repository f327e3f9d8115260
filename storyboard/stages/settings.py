"""What a user sets once for all storyboards: an option, else the environment, else the configuration file."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from storyboard.language.tree.suggest import closest
from storyboard.problems import UsageError
from storyboard.run.assets.stores import HOURS, checked_store

STORE, STORE_HOURS = "STORYBOARD_STORE", "STORYBOARD_STORE_HOURS"
KEYS: Mapping[str, type | tuple[type, ...]] = {"store": str, "store_hours": (int, float)}
MOST_BYTES = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Where local files are put for a remote API, None for nowhere, and how many hours a signed URL lives."""

    store: str | None = None
    store_hours: float = HOURS


def read_settings(store: str | None = None, *, environ: Mapping[str, str] = os.environ) -> Settings:
    """Settle what holds: `store` as given, else from the environment, else from the file; an empty one is none.

    Raises UsageError where the file cannot be read or a value will not do.
    """
    kept = _read(config_path(environ))
    chosen = next((one for one in (store, environ.get(STORE), kept.get("store")) if one is not None), "")
    return Settings(
        store=checked_store(chosen) if chosen else None,
        store_hours=_hours(environ.get(STORE_HOURS) or kept.get("store_hours", HOURS)),
    )


def config_path(environ: Mapping[str, str]) -> Path:
    """Name the configuration file."""
    base = environ.get("XDG_CONFIG_HOME")
    home = Path(environ["HOME"]) if environ.get("HOME") else Path.home()
    return (Path(base) if base else home / ".config") / "storyboard" / "config.toml"


def _read(path: Path) -> Mapping[str, Any]:
    import tomllib

    try:
        with path.open("rb") as file:
            text = file.read(MOST_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}") from None
    try:
        given = tomllib.loads(text.decode("utf-8"))
    except ValueError as error:
        raise UsageError(f"{path} is no TOML: {error}", help='Write it as `store = "s3://bucket/films"`.') from None
    _check(given, path)
    return given


def _check(given: Mapping[str, Any], path: Path) -> None:
    for name, value in given.items():
        if name not in KEYS:
            meant = closest(name, list(KEYS))
            help = f"Did you mean `{meant}`?" if meant else f"It knows {' and '.join(KEYS)}."
            raise UsageError(f"{path} has `{name}`, which nothing reads", help=help)
        if not isinstance(value, KEYS[name]) or isinstance(value, bool):
            raise UsageError(f"`{name}` in {path} cannot be {value!r}")


def _hours(given: object) -> float:
    try:
        return float(str(given))
    except ValueError:
        raise UsageError(f"{STORE_HOURS} is a number of hours, not {given!r}") from None
