"""What a run came to, in a few lines: the counts, where it lies, why it stopped, and what to type next."""

from collections import Counter

from storyboard.cli.counting import for_shots
from storyboard.cli.findings_text import findings_line
from storyboard.cli.telling import talk
from storyboard.plan.decisions.holding import NONE_PICKED
from storyboard.plan.made import may_turn_up
from storyboard.plan.plan import Call, Plan
from storyboard.run.record.manifest import STATUSES, Manifest, ShotResult
from storyboard.run.record.outcome import CallResult, Outcome
from storyboard.stages.commands import command_for
from storyboard.stages.compiling import Wanted, out_folder
from storyboard.stages.doubts import tell_doubts


def tell_outcome(outcome: Outcome, plan: Plan, wanted: Wanted) -> None:
    """Say what a run came to, on stderr."""
    talk(f"{outcome.manifest.title}: {_counts(outcome, plan)}.")
    talk(f"Manifest: {out_folder(wanted) / 'manifest.json'}")
    found = findings_line(outcome.manifest, wanted)
    if found:
        talk(found)
    tell_why(outcome, wanted)
    if _may_turn_up(outcome.manifest, plan):
        talk(f"Next: `{command_for('fetch', wanted)}` looks once more for what was not found, and pays nothing.")
    if outcome.exit_code == 1 and any(_has_failed_takes(shot) for shot in outcome.manifest.shots):
        talk(f"Next: `{command_for('retry', wanted)}` asks again for what failed; the price comes first.")
    if any(shot.status == "held" and NONE_PICKED in " ".join(shot.because) for shot in outcome.manifest.shots):
        talk(f"Next: `{command_for('takes', wanted)}` lists the takes and `pick` chooses one, for what continues it.")
    if outcome.exit_code == 0 and all(shot.status == "done" for shot in outcome.manifest.shots):
        talk(f"Next: `{command_for('cut', wanted)}` joins the shots into the film.")


def tell_why(outcome: Outcome, wanted: Wanted) -> None:
    """Say why a run stopped early, what to do about it, and what is in doubt; nothing where all is well."""
    if outcome.reason:
        talk(f"error: {outcome.reason.rstrip('.')}.")
    if outcome.help:
        talk(f"help: {outcome.help}")
    for line in tell_doubts(outcome.in_doubt, wanted):
        talk(line)


def _may_turn_up(manifest: Manifest, plan: Plan) -> bool:
    """Say whether this run gave up a take that may be there after all."""
    worked_on = {usage for call in plan.calls if call.action in ("make", "fetch") for usage in call.usages}
    takes = [take for shot in manifest.shots if shot.address in worked_on for take in shot.takes]
    return any(take.status == "failed" and may_turn_up(take.message) for take in takes)


def _has_failed_takes(shot: ShotResult) -> bool:
    """Tell what only `retry` asks for again from what the provider refused, which `run` does."""
    return shot.status == "failed" and any(take.status == "failed" for take in shot.takes)


def _counts(outcome: Outcome, plan: Plan) -> str:
    """Count where the requests stand; what was here before, or another plan has made meanwhile, is kept, not done."""
    ends = {result.call: result for result in outcome.calls}
    counted = Counter(_state(call, ends[call.id]) for call in plan.calls)
    planned = {usage for call in plan.calls for usage in call.usages}
    left = sum(shot.address not in planned for shot in outcome.manifest.shots)
    parts = ["nothing to make"] if set(counted) == {"kept"} and not left else []
    parts += [f"{counted[state]} {state}" for state in (*STATUSES, "kept") if counted[state]]
    parts += [words] if (words := for_shots(plan.calls)) else []
    parts += [f"{left} not selected"] if left else []
    return ", ".join(parts) or "no shots"


def _state(call: Call, result: CallResult) -> str:
    if result.status != "done" or call.action == "fetch" or (call.action == "make" and result.attempts):
        return result.status
    return "kept"
