"""How a run ends: what became of it, and the event that tells so."""

from collections import Counter

from storyboard.plan.made import EXPIRED
from storyboard.problems import ProviderError, Refused
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
    if code in (ProviderError.exit_code, Refused.exit_code) and not reason:
        reason = what_is_missing(production)
        help = _GONE if EXPIRED in reason else _FETCH
    lines, doubts = production.board.lines.values(), production.doubts
    calls = tuple(CallResult(call=line.call.id, status=line.status, attempts=line.attempts) for line in lines)
    return Outcome(manifest=manifest, exit_code=code, calls=calls, reason=reason, help=help, in_doubt=doubts)


def end_of(outcome: Outcome) -> RunEnded:
    """Give the event that tells how a run ended."""
    counts = Counter(call.status for call in outcome.calls)
    requests = tuple((status, counts[status]) for status in STATUSES if counts[status])
    code, totals = outcome.exit_code, outcome.manifest.totals
    return RunEnded(exit_code=code, requests=requests, totals=totals, reason=outcome.reason, help=outcome.help)
