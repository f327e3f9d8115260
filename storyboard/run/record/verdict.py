"""What became of a call, read off its takes."""

from dataclasses import dataclass

from storyboard.run.ledger.rows import TakeRow
from storyboard.run.record.board import Line, good_takes
from storyboard.run.record.manifest import ShotStatus

_ELSEWHERE = "it was planned from a cache of takes, and this run has none: name its folder with --cache"
_DAMAGED = "the cache has no whole clip of it any more: make a new plan, which says what becomes of it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Where a call stands in the end, why, and the exit codes that follow from it."""

    status: ShotStatus
    because: tuple[str, ...] = ()
    codes: frozenset[int] = frozenset()


def verdict_of(line: Line, *, refused: str, holding: tuple[str, ...] = (), shared: bool = False) -> Verdict:
    """Judge a call. One good take makes it done; a doubt is told in the exit code even then.

    `refused` is why its request was refused for good, `holding` why it was not sent though nothing else is in its way;
    `shared` says that the run has a cache of takes.
    """
    doubt = [take for take in line.takes if take.state in ("in-doubt", "sending")]
    doubted = frozenset({7}) if doubt else frozenset[int]()
    gone = _circled_and_gone(line)
    if gone is not None and line.call.action != "hold":
        lost = f"take {gone.key.number}, which is picked, is not here, and was not to be had"
        return Verdict(status="failed", because=(lost,), codes=doubted | {6})
    if gone is None and good_takes(line):
        return Verdict(status="done", codes=doubted | _unfetched(line))
    if doubt:
        told = f"nobody knows whether the provider took it: {doubt[0].reason or 'it was not answered'}"
        return Verdict(status="in-doubt", because=(told,), codes=doubted)
    if line.call.action == "hold":
        held = frozenset({1} if _failed(line) or _away(line) else ())
        return Verdict(status="held", because=line.call.because, codes=held)
    return _without_takes(line, refused=refused, holding=holding, shared=shared)


def _without_takes(line: Line, *, refused: str, holding: tuple[str, ...], shared: bool) -> Verdict:
    waiting = [take for take in line.takes if take.status == "submitted"]
    if waiting:
        why = (f"its clip is not here yet: {waiting[0].message}",) if waiting[0].message else ()
        return Verdict(status="submitted", because=why, codes=_unfetched(line))
    away = _away(line)
    if away:
        gone = away[0].message or "its clip is not here, and was not to be had"
        return Verdict(status="failed", because=(gone,), codes=frozenset({6}))
    if holding:
        return Verdict(status="held", because=holding, codes=frozenset({1}))
    reasons = (refused,) if refused else tuple(dict.fromkeys(take.message for take in _failed(line)))
    if reasons:
        return Verdict(status="failed", because=reasons, codes=frozenset({1}))
    if line.call.action == "fetch" and not line.takes:
        return Verdict(status="waiting", because=(_DAMAGED if shared else _ELSEWHERE,), codes=frozenset({5}))
    return Verdict(status="waiting")


def _away(line: Line) -> list[TakeRow]:
    return [take for take in line.takes if take.status == "done"]


def _circled_and_gone(line: Line) -> TakeRow | None:
    """Find a circled take whose clip is not here: no other take stands in for it."""
    circled = {sha256 for _, sha256 in line.call.picked} - {take.sha256 for take in good_takes(line)}
    return next((take for take in line.takes if take.status == "done" and take.sha256 in circled), None)


def _failed(line: Line) -> list[TakeRow]:
    return [take for take in line.takes if take.status == "failed"]


def _unfetched(line: Line) -> frozenset[int]:
    return frozenset({6} if any(take.status == "submitted" and take.message for take in line.takes) else ())
