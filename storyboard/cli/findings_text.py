"""What the checks found, told in a line when a run has come to rest."""

from storyboard.run.record.manifest import Manifest
from storyboard.stages.commands import command_for
from storyboard.stages.compiling import Wanted


def findings_line(manifest: Manifest, wanted: Wanted) -> str:
    """Say how many takes have something against them, and where that is listed; empty where none has."""
    here = {take.sha256: take for shot in manifest.shots for take in shot.takes if take.file is not None}
    found = [take for take in here.values() if take.findings]
    if not found:
        return ""
    have = "1 take has" if len(found) == 1 else f"{len(found)} takes have"
    return f"{have} findings: `{command_for('takes', wanted)}` lists them."
