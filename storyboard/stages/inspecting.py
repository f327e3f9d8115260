"""Have takes checked: the checks there are, with what was measured before."""

from collections.abc import Callable
from pathlib import Path

from storyboard.checks.memory import Memory
from storyboard.run.manifest import Manifest
from storyboard.run.places import STATE
from storyboard.stages.compiling import Wanted, out_folder


def inspecting(wanted: Wanted) -> Callable[[Manifest], Manifest]:
    """Give the function that looks through the manifest of a production."""

    def look(manifest: Manifest) -> Manifest:
        from storyboard.checks.inspection import inspect
        from storyboard.checks.table import find_checks

        return inspect(manifest, out=out_folder(wanted), memory=memory_of(wanted.folder), checks=find_checks())

    return look


def memory_of(folder: Path) -> Memory:
    """Give the memory of what was measured in the clips of a storyboard's folder."""
    return Memory(folder=folder / STATE / "surveys")
