"""What became of a call, read off its takes."""

from collections.abc import Container
from dataclasses import dataclass, replace

from storyboard.run.ledger.rows import TakeKey, TakeRow
from storyboard.run.record.board import Line, good_takes
from storyboard.run.record.manifest import ShotStatus

_ELSEWHERE = "it was planned from a cache of takes, and this run has none: name its folder with --cache"
_DAMAGED = "the cache has no whole clip of it any more: make a new plan, which says what becomes of it"


Takes = tuple[TakeRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Where a call stands in the end, why, and the exit codes that follow from it."""

    status: ShotStatus
    because: tuple[str, ...] = ()
    codes: frozenset[int] = frozenset()


def verdict_of(line: Line, *, holding: tuple[str, ...] = (), shared: bool = False) -> Verdict:
    """Judge a call. One good take makes it done; what else was asked for and is not to come is told even then.

    `holding` is why it was not sent though nothing else is in its way; `shared` says that the run has a cache of takes.
    """
    doubt, refused = _in_doubt(line.takes), _refused(line)
    doubted = frozenset[int]() if doubt is None else doubt.codes
    gone = _circled_and_gone(line)
    if gone is not None and line.call.action != "hold":
        lost = f"take {gone.key.number}, which is picked, is not here, and was not to be had"
        return Verdict(status="failed", because=(lost,), codes=doubted | {6})
    if gone is None and good_takes(line):
        fewer = tuple(f"it has fewer takes than it is to have: {reason}" for reason in (*refused.because, *holding))
        waits = frozenset({1} if holding else ())
        return Verdict(status="done", because=fewer, codes=doubted | refused.codes | waits | _unfetched(line.takes))
    if doubt is not None:
        now = tuple(f"nothing came of asking now: {reason}" for reason in refused.because)
        return replace(doubt, because=(*doubt.because, *now, *holding))
    if line.call.action == "hold":
        held = frozenset({1} if _failed(line.takes) or _lost(line.takes) else ())
        return Verdict(status="held", because=line.call.because, codes=held)
    return _without_takes(line, refused, holding=holding, shared=shared)


def standing_of(takes: Takes, *, good: Container[TakeKey]) -> Verdict:
    """Judge the takes of a shot that no call is about; `good` has those whose clips are here."""
    if any(take.key in good for take in takes):
        return Verdict(status="done")
    found = _in_doubt(takes) or _on_the_way(takes) or _lost(takes) or _failed(takes)
    return found or Verdict(status="waiting")


def _without_takes(line: Line, refused: Verdict, *, holding: tuple[str, ...], shared: bool) -> Verdict:
    found = _on_the_way(line.takes) or _lost(line.takes)
    if found is not None:
        return found
    if holding:
        return Verdict(status="held", because=holding, codes=frozenset({1}))
    if refused.because:
        return refused
    failed = _failed(line.takes)
    if failed is not None:
        return failed
    if line.call.action == "fetch" and not line.takes:
        return Verdict(status="waiting", because=(_DAMAGED if shared else _ELSEWHERE,), codes=frozenset({5}))
    return Verdict(status="waiting")


def _refused(line: Line) -> Verdict:
    """Judge by why its request was refused, or could not be sent; without a reason where it was neither."""
    never = line.refused
    if never is None:
        return Verdict(status="failed")
    told = f"{never.reason}. {never.help}".rstrip(". ") if never.help else never.reason
    return Verdict(status="failed", because=(told,), codes=frozenset({never.exit_code}))


def _in_doubt(takes: Takes) -> Verdict | None:
    doubt = next((take for take in takes if take.state in ("in-doubt", "sending")), None)
    if doubt is None:
        return None
    told = f"nobody knows whether the provider took it: {doubt.reason or 'it was not answered'}"
    return Verdict(status="in-doubt", because=(told,), codes=frozenset({7}))


def _on_the_way(takes: Takes) -> Verdict | None:
    waiting = next((take for take in takes if take.status == "submitted"), None)
    if waiting is None:
        return None
    why = (f"its clip is not here yet: {waiting.message}",) if waiting.message else ()
    return Verdict(status="submitted", because=why, codes=_unfetched(takes))


def _lost(takes: Takes) -> Verdict | None:
    """Judge by a take that is good and whose clip is not here."""
    lost = next((take for take in takes if take.status == "done"), None)
    if lost is None:
        return None
    gone = lost.message or "its clip is not here, and was not to be had"
    return Verdict(status="failed", because=(gone,), codes=frozenset({6}))


def _failed(takes: Takes) -> Verdict | None:
    reasons = tuple(dict.fromkeys(take.message for take in takes if take.status == "failed"))
    return Verdict(status="failed", because=reasons, codes=frozenset({1})) if reasons else None


def _circled_and_gone(line: Line) -> TakeRow | None:
    """Find a circled take whose clip is not here: no other take stands in for it."""
    circled = {sha256 for _, sha256 in line.call.picked} - {take.sha256 for take in good_takes(line)}
    return next((take for take in line.takes if take.status == "done" and take.sha256 in circled), None)


def _unfetched(takes: Takes) -> frozenset[int]:
    return frozenset({6} if any(take.status == "submitted" and take.message for take in takes) else ())
