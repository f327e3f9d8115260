"""Have takes checked: the checks there are, with what was measured before."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from storyboard.checks.ahead import Ahead
from storyboard.checks.memory import Memory, remember
from storyboard.run.machine.places import STATE
from storyboard.run.record.decided import good_rows
from storyboard.run.record.manifest import Manifest
from storyboard.stages.compiling import Wanted, out_folder


def inspecting(wanted: Wanted, ahead: Ahead) -> Callable[[Manifest], Manifest]:
    """Give the function that looks through the manifest of a production, once `ahead` has looked at what came."""

    def inspect(manifest: Manifest) -> Manifest:
        ahead.catch_up()
        return _inspect(manifest, wanted, ahead.memory)

    return inspect


def looking_ahead(wanted: Wanted) -> Ahead:
    """Give what looks at the clips of a production as they come."""
    return Ahead(memory=memory_of(wanted.folder))


def judge_anew(manifest: Manifest, wanted: Wanted) -> Manifest:
    """Bring the findings of a manifest up to the takes that are used now, without looking at any clip again."""
    return _inspect(manifest, wanted, replace(memory_of(wanted.folder), look=remember))


def _inspect(manifest: Manifest, wanted: Wanted, memory: Memory) -> Manifest:
    from storyboard.checks.inspection import inspect
    from storyboard.checks.table import find_checks

    rows = good_rows(wanted.folder, origin=manifest.origin)
    came = {content: row.findings for content, row in rows.items()}
    return inspect(manifest, out=out_folder(wanted), memory=memory, checks=find_checks(), came=came)


def memory_of(folder: Path) -> Memory:
    """Give the memory of what was measured in the clips of a storyboard's folder."""
    return Memory(folder=folder / STATE / "surveys")
