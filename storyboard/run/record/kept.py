"""A manifest brought up to a plan: each shot has the takes that the plan keeps, whatever the last run was about."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from storyboard.plan.decisions.circled import Circle, Circles, circle_takes
from storyboard.plan.decisions.standing import number_cached
from storyboard.plan.made import Made, Take
from storyboard.plan.plan import Action, Call, Plan
from storyboard.run.ledger.rows import TakeRow
from storyboard.run.machine.places import relative
from storyboard.run.record.circled import flag
from storyboard.run.record.keeping import result_of
from storyboard.run.record.manifest import STATUSES, Manifest, ShotResult, ShotStatus, TakeResult, used_take

Rows = Mapping[str, TakeRow]

_BRINGS = "`run` brings it here, and pays nothing"
_WITHOUT_CLIP: Mapping[Action, ShotStatus] = {
    "make": "waiting",
    "keep": "submitted",
    "fetch": "submitted",
    "hold": "held",
}


@dataclass(frozen=True, kw_only=True)
class Shelf:
    """What there is to take from: everything made, the storyboard's name and folder, the manifest's folder.

    `measure` reads what was measured in the good takes, by the sha256 of their clips.
    """

    made: Made
    file: str
    folder: Path
    out: Path
    measure: Callable[[], Rows]

    @cached_property
    def circles(self) -> Circles:
        """Give the take of every decision, by address."""
        return circle_takes(self.made, storyboard=self.file)

    @cached_property
    def rows(self) -> Rows:
        """Measure once, and only where somebody asks: most manifests have all of it."""
        return self.measure()


def with_kept(manifest: Manifest, plan: Plan, shelf: Shelf) -> Manifest:
    """Give the manifest of the film as it is planned now, in its order; what has left the film comes last.

    A shot whose takes in the manifest are of another request than the one that the plan keeps has those that it keeps,
    and so has one that no run knew under its address, and one whose picked take the manifest lacks.
    """
    before = {shot.address: shot for shot in manifest.shots}
    calls = {usage: call for call in plan.calls for usage in call.usages}
    kept = {
        address: _kept(address, call, shelf)
        for address, call in calls.items()
        if _is_elsewhere(before.get(address), call, _circle_of(address, call, shelf))
    }
    if not kept:
        return manifest
    now = before | kept
    film = [address for address in plan.shots if address in now]
    shots = tuple(now[address] for address in dict.fromkeys((*film, *now)))
    counts = Counter(shot.status for shot in shots)
    by_status = tuple((status, counts[status]) for status in STATUSES)
    return replace(manifest, shots=shots, totals=replace(manifest.totals, shots=len(shots), by_status=by_status))


def _circle_of(address: str, call: Call, shelf: Shelf) -> Circle | None:
    circle = shelf.circles.get(address)
    return circle if circle is not None and circle.counts(call.digest) else None


def _is_elsewhere(shot: ShotResult | None, call: Call, circle: Circle | None) -> bool:
    """Say whether what the plan has for a shot is not what stands in the manifest."""
    if shot is not None and circle is not None and circle.take.sha256 not in {take.sha256 for take in shot.takes}:
        return True
    if call.action not in ("keep", "fetch"):
        return False
    return shot is None or (shot.digest != call.digest and not call.stale)


def _kept(address: str, call: Call, shelf: Shelf) -> ShotResult:
    circle = _circle_of(address, call, shelf)
    digest = circle.take.digest if call.stale and circle is not None else call.digest
    takes = _takes_of(address, digest, circle, shelf)
    shot = ShotResult(
        address=address,
        status=_WITHOUT_CLIP[call.action],
        digest=digest,
        task_id=next((take.task_id for take in reversed(takes) if take.task_id is not None), None),
        credits=sum({take.attempt: take.credits or Decimal(0) for take in takes}.values(), Decimal(0)),
        because=(*call.because, _BRINGS) if call.action == "fetch" else call.because,
        request=call.body,
        takes=tuple(_result(take, shelf) for take in takes),
    )
    shot = flag(shot, shelf.made.pick_of(address))
    return shot if used_take(shot) is None else replace(shot, status="done")


def _takes_of(address: str, digest: str, circle: Circle | None, shelf: Shelf) -> tuple[Take, ...]:
    """Give the takes of a request, and beside them a circled one of another request."""
    own = shelf.made.with_digest(digest)
    more = () if circle is None or circle.take.digest == digest else (circle.take,)
    beside = shelf.made.of_shot(address.partition("@")[0], storyboard=shelf.file)
    return tuple(sorted(number_cached((*own, *more), beside=beside), key=lambda take: take.number))


def _result(take: Take, shelf: Shelf) -> TakeResult:
    clip = None if take.file is None else shelf.folder / take.file
    row = shelf.rows.get(take.sha256 or "")
    if row is not None:
        return replace(result_of(row, clip, shelf.out), number=take.number, message=take.message)
    return TakeResult(
        number=take.number,
        status=take.status,
        message=take.message,
        file=None if clip is None else relative(clip, shelf.out),
        sha256=take.sha256,
        bytes=take.bytes,
        seconds=take.seconds,
        url=take.url,
    )
