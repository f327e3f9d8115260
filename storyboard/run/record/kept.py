"""A manifest brought up to a plan: each shot has the takes that the plan keeps, whatever the last run was about."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from storyboard.language.film.addresses import shot_of
from storyboard.plan.decisions.circled import Circle, Circles, circle_takes
from storyboard.plan.decisions.standing import number_cached
from storyboard.plan.made import Made, Take, was_made
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

    A shot whose take in use is not the one that the plan keeps has the takes that it keeps, and so has one that no run
    knew under its address, one without a take where there is a good one, and one whose picked take the manifest lacks.
    """
    before = {shot.address: shot for shot in manifest.shots}
    calls = {usage: call for call in plan.calls for usage in call.usages}
    rows = ((address, _row(address, call, before.get(address), shelf)) for address, call in calls.items())
    kept = {address: row for address, row in rows if row is not None}
    return with_rows(manifest, plan.shots, before | kept) if kept else manifest


def with_rows(manifest: Manifest, film: Sequence[str], rows: Mapping[str, ShotResult]) -> Manifest:
    """Give a manifest with these rows: those of the film first, in its order, then those of what has left it.

    The counts are of the film; takes and credits are of all that was made, each request once.
    """
    order = [address for address in film if address in rows]
    shots = tuple(rows[address] for address in dict.fromkeys((*order, *rows)))
    counts = Counter(rows[address].status for address in order)
    requests = {shot.digest or shot.address: shot for shot in shots}
    # A circled take stands in the row of every variant that has it.
    takes = {
        (shot_of(shot.address), take.sha256 or name, take.number): take
        for name, shot in requests.items()
        for take in shot.takes
    }
    totals = replace(
        manifest.totals,
        shots=len(order),
        by_status=tuple((status, counts[status]) for status in STATUSES),
        takes=len(takes),
        seconds=round(sum(take.seconds or 0.0 for take in takes.values()), 3),
        credits=sum((shot.credits for shot in requests.values()), Decimal(0)),
    )
    return replace(manifest, shots=shots, totals=totals)


def _circle_of(address: str, call: Call, shelf: Shelf) -> Circle | None:
    circle = shelf.circles.get(address)
    return circle if circle is not None and circle.counts(call.digest) else None


def _row(address: str, call: Call, shot: ShotResult | None, shelf: Shelf) -> ShotResult | None:
    """Give what the plan keeps for a shot, where something else stands in the manifest."""
    circle = _circle_of(address, call, shelf)
    known = set() if shot is None else {take.sha256 for take in shot.takes}
    lacks_pick = shot is not None and circle is not None and circle.take.sha256 not in known
    if call.action not in ("keep", "fetch") and not lacks_pick:
        return None
    takes = _takes_of(address, _digest_of(call, circle), circle, shelf)
    if shot is not None and not lacks_pick and _is_of(shot, _meant(takes, circle)):
        return None
    return _kept(address, call, shot, takes, circle, shelf)


def _is_of(shot: ShotResult, meant: Take | None) -> bool:
    """Say whether a shot has the take in use that it should have, or lacks none that it could."""
    used = used_take(shot)
    if meant is None or (used is not None and (used.sha256, used.number) == (meant.sha256, meant.number)):
        return True
    return used is None and meant.sha256 in {take.sha256 for take in shot.takes}


def _meant(takes: Iterable[Take], circle: Circle | None) -> Take | None:
    """Give the take that a film has of a shot once its clip is here: the circled one, else the lowest good one."""
    good = [take for take in takes if was_made(take)]
    circled = [take for take in good if circle is not None and take.sha256 == circle.take.sha256]
    # Of takes with the same bytes it is one whose clip is here.
    return min(circled, key=lambda take: take.file is None, default=next(iter(good), None))


def _digest_of(call: Call, circle: Circle | None) -> str:
    return circle.take.digest if call.stale and circle is not None else call.digest


def _kept(
    address: str, call: Call, before: ShotResult | None, takes: tuple[Take, ...], circle: Circle | None, shelf: Shelf
) -> ShotResult:
    found = {} if before is None else {take.sha256: take.findings for take in before.takes if take.sha256}
    results = (_result(take, shelf) for take in takes)
    shot = ShotResult(
        address=address,
        status=_WITHOUT_CLIP[call.action],
        digest=_digest_of(call, circle),
        task_id=next((take.task_id for take in reversed(takes) if take.task_id is not None), None),
        credits=sum({take.attempt: take.credits or Decimal(0) for take in takes}.values(), Decimal(0)),
        attempts=0 if before is None else before.attempts,
        because=(*call.because, _BRINGS) if call.action == "fetch" else call.because,
        request=call.body,
        takes=tuple(replace(take, findings=found.get(take.sha256 or "", take.findings)) for take in results),
    )
    shot = flag(shot, shelf.made.pick_of(address) if circle is not None else None)
    return shot if used_take(shot) is None else replace(shot, status="done")


def _takes_of(address: str, digest: str, circle: Circle | None, shelf: Shelf) -> tuple[Take, ...]:
    """Give the takes of a request, and beside them a circled one of another request."""
    own = shelf.made.with_digest(digest)
    more = () if circle is None or circle.take.digest == digest else (circle.take,)
    beside = shelf.made.of_shot(shot_of(address), storyboard=shelf.file)
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
