"""How a run ends: what became of it, and the event that tells so."""

from collections import Counter

from storyboard.plan.made import EXPIRED
from storyboard.problems import NoAccess, ProviderError, Refused
from storyboard.run.calls.rest import what_is_missing
from storyboard.run.production.production import Production
from storyboard.run.record.events import RunEnded
from storyboard.run.record.manifest import STATUSES, Manifest
from storyboard.run.record.outcome import CallResult, Outcome, exit_code_of

_FETCH = "Run again: what is in flight is fetched, and nothing is paid twice."
_GONE = "`storyboard fetch` asks after it once more; `storyboard retake` makes it again, and pays for it again."


def outcome_of(production: Production, manifest: Manifest) -> Outcome:
    """Put together what a run at rest has come to."""
    code, reason, help = exit_code_of(production.codes), production.stopped, production.help
    if code in (NoAccess.exit_code, ProviderError.exit_code, Refused.exit_code) and not reason:
        reason, help = _unsent(production, code) or _missing(production)
    lines, doubts = production.board.lines.values(), production.doubts
    calls = tuple(CallResult(call=line.call.id, status=line.status, attempts=line.attempts) for line in lines)
    return Outcome(manifest=manifest, exit_code=code, calls=calls, reason=reason, help=help, in_doubt=doubts)


def _unsent(production: Production, code: int) -> tuple[str, str] | None:
    """Say of the first request that could not be sent why, and what to do, where that is what the exit code tells."""
    for line in production.board.lines.values():
        if line.refused is not None and line.refused.exit_code == code:
            return f"{line.call.id} could not be sent: {line.refused.reason}", line.refused.help
    return None


def _missing(production: Production) -> tuple[str, str]:
    reason = what_is_missing(production)
    return reason, _GONE if EXPIRED in reason else _FETCH


def end_of(outcome: Outcome) -> RunEnded:
    """Give the event that tells how a run ended."""
    counts = Counter(call.status for call in outcome.calls)
    requests = tuple((status, counts[status]) for status in STATUSES if counts[status])
    code, totals = outcome.exit_code, outcome.manifest.totals
    return RunEnded(exit_code=code, requests=requests, totals=totals, reason=outcome.reason, help=outcome.help)
