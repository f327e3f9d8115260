"""Saved plans as a library: a plan written to a file, and read back."""

from pathlib import Path

from storyboard.plan.plan import Plan
from storyboard.stages.saving import read_saved, save_plan
from storyboard.stages.wanting import File


def write_plan(plan: Plan, path: File) -> None:
    """Write a plan to a file, as `plan -o` does. Raises UsageError where it cannot be written."""
    save_plan(plan, Path(path))


def read_plan(path: File) -> Plan:
    """Read a saved plan. Raises UsageError where there is none, Refused where it was changed by hand."""
    return read_saved(Path(path))
