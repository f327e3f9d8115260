"""Saved plans as a library: a plan written to a file, and read back."""

from dataclasses import replace
from pathlib import Path

from storyboard.plan.plan import Plan
from storyboard.plan.plan_json import seal
from storyboard.run.machine.places import relative
from storyboard.stages.saving import read_saved, save_plan
from storyboard.stages.wanting import File


def write_plan(plan: Plan, path: File, *, file: File | None = None) -> None:
    """Write a plan to a file, as `plan -o` does.

    `storyboard run` finds the storyboard from where the plan lies: for another folder than the storyboard's own, give
    its `file`. Raises UsageError where it cannot be written, or something else than a plan is there.
    """
    place = Path(path)
    seen = plan if file is None else seal(replace(plan, storyboard=relative(Path(file), place.parent)))
    save_plan(seen, place)


def read_plan(path: File) -> Plan:
    """Read a saved plan. Raises UsageError where there is none, Refused where it was changed by hand."""
    return read_saved(Path(path))
