"""Checks of one's own: what installed packages offer under the entry point `storyboard.checks`."""

from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import Any, cast

from storyboard.checks.footage import Check, Finding, Footage

GROUP = "storyboard.checks"


def find_plugins() -> Mapping[str, Check]:
    """Load the checks of installed packages, by name. One that cannot be loaded says so of every take."""
    return {entry.name: _load(entry) for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.name)}


def _load(entry: EntryPoint) -> Check:
    try:
        check: Any = entry.load()
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - whatever somebody else's package does while it is imported
        return _broken(entry, type(error).__name__)
    return cast(Check, check) if callable(check) else _broken(entry, "it is no function")


def _broken(entry: EntryPoint, why: str) -> Check:
    def tell(_footage: Footage) -> tuple[Finding, ...]:
        return (Finding(words=f"the check `{entry.name}` ({entry.value}) cannot be loaded: {why}", weight=0),)

    return tell
