"""What the ledger knows of faces: whose pictures passed at an origin, and whose were refused there."""

import sqlite3
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from storyboard.language.film.addresses import shot_of
from storyboard.plan.faces import Face, faces_of, faces_remembered
from storyboard.plan.plan import Call, Plan
from storyboard.provider.asked import read_body, takes_in
from storyboard.run.ledger.money import asked_takes
from storyboard.run.ledger.take_rows import ended_rows
from storyboard.run.order.scouting import Scouting, has_passed, refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ended:
    """A take that came to an end, with whom it showed."""

    faces: tuple[Face, ...]
    call: str
    shot: str
    digests: frozenset[str]
    good: bool
    message: str


def know_faces(
    db: sqlite3.Connection,
    plan: Plan,
    *,
    origin: str,
    refuses: Callable[[str], bool],
    held: Mapping[str, tuple[str, ...]] = MappingProxyType({}),
) -> Scouting:
    """Put together what is known of the faces that a plan shows; `refuses` reads a message.

    A refusal from before is left out where the plan asks anew for the very shot that was refused: somebody wants to
    try these pictures again. `held` says for what requests were held before, by digest: to want one of them once more
    is no answer to the refusal, its words were others before that came.
    """
    shown = {call.id: faces for call in plan.calls if (faces := faces_of(call))}
    scouting = Scouting(shown=shown, holding=held)
    if not any(call.id in shown and call.action == "make" for call in plan.calls):
        return scouting
    ended = tuple(_ended(db, plan, scouting, origin=origin))
    scouting.passed.update(face.pictures for one in ended if one.good for face in one.faces)
    for one in ended:
        if not one.good and refuses(one.message) and not _asked_anew(db, plan, one, origin=origin, held=held):
            suspects = (face for face in one.faces if not has_passed(scouting, face))
            refuse(scouting, suspects, call=one.call, message=one.message)
    return scouting


def _ended(db: sqlite3.Connection, plan: Plan, scouting: Scouting, *, origin: str) -> Iterator[_Ended]:
    by_digest = {call.digest: scouting.shown[call.id] for call in plan.calls if call.id in scouting.shown}
    for row in ended_rows(db, origin=origin):
        # What was made elsewhere has no memory of its request here: then it counts where the plan has its digest.
        faces = by_digest.get(row["digest"]) or by_digest.get(row["plan_digest"]) or faces_remembered(row["request"])
        if faces:
            yield _Ended(
                faces=faces,
                call=row["call"],
                shot=row["shot"],
                digests=frozenset({row["digest"], row["plan_digest"]}),
                good=row["status"] == "done",
                message=row["message"],
            )


def _asked_anew(db: sqlite3.Connection, plan: Plan, refused: _Ended, *, origin: str, held: Container[str]) -> bool:
    meant = (call for call in plan.calls if call.action == "make" and _same(call, refused, held))
    return any(_is_missing(db, call, origin=origin) for call in meant)


def _same(call: Call, refused: _Ended, held: Container[str]) -> bool:
    if call.digest in refused.digests:
        return True
    return call.digest not in held and refused.shot in {shot_of(usage) for usage in call.usages}


def _is_missing(db: sqlite3.Connection, call: Call, *, origin: str) -> bool:
    wanted = call.asked + takes_in(read_body(call.body))
    return asked_takes(db, origin=origin, digests=(call.digest,)) < wanted
