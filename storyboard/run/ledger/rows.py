"""The ledger's rows as values."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

State = Literal["sending", "sent", "final", "not-sent", "rejected", "in-doubt", "abandoned"]
TakeStatus = Literal["submitted", "done", "failed"]
COUNTED: tuple[State, ...] = ("sending", "sent", "final", "in-doubt")
"""Attempts in these states have, or may have, been charged."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One submission, or the intent of one.

    `asked` counts takes; `price` is the worst case, `credits` the charge; `request` is what `remember` wrote of it.
    """

    id: str
    call: str
    shot: str
    file: str
    digest: str
    plan_digest: str
    asked: int
    price: Decimal
    credits: Decimal | None
    state: State
    task_id: str | None
    message: str
    made_at: str
    request: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeKey:
    """What names a take: numbers count by origin, storyboard and shot."""

    origin: str
    file: str
    shot: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeRow:
    """A take as the ledger knows it. `clip` is its path from the storyboard's folder; `state` and `reason` are
    its attempt's, and `home`: `takes` where another machine sent it and this one read of it in `storyboard.takes`.
    """

    key: TakeKey
    digest: str
    attempt: str
    index: int
    generation: str | None
    status: TakeStatus
    state: State
    task_id: str | None
    credits: Decimal | None
    price: Decimal
    made_at: str
    reason: str
    message: str
    sha256: str | None
    bytes: int | None
    seconds: float | None
    width: int | None
    height: int | None
    fps: float | None
    findings: tuple[str, ...]
    clip: str | None
    url: str | None
    expires: str | None
    home: str = "here"


TAKES = (
    "SELECT t.*, a.state, a.task_id, a.credits, a.price, a.usages, a.lease, a.owner, a.made_at, a.request, a.home, "
    "a.replaced_by, a.message AS reason "
    "FROM takes t JOIN attempts a ON a.id = t.attempt"
)


def asked_with(digests: Iterable[str], *, origin: str) -> tuple[str, tuple[str, ...]]:
    """Give the query, and its values, for the row ids of takes asked for with these digests, as sent or as planned.

    What was set aside is asked for no more.
    """
    return _with(digests, origin, "state != 'abandoned'")


def numbered_with(digests: Iterable[str], *, origin: str) -> tuple[str, tuple[str, ...]]:
    """Give what `asked_with` does for all that ever got a number, what was set aside too."""
    return _with(digests, origin, "state IS NOT NULL")


def _with(digests: Iterable[str], origin: str, state: str) -> tuple[str, tuple[str, ...]]:
    """Ask in two halves, because one condition over both tables would read every take there is."""
    names = tuple(sorted(set(digests)))
    marks = ", ".join("?" for _ in names)
    query = (
        "SELECT o.rowid FROM takes o JOIN attempts s ON s.id = o.attempt "  # noqa: S608 - marks and ours only
        f"WHERE o.origin = ? AND o.digest IN ({marks}) AND s.{state} UNION "
        "SELECT p.rowid FROM attempts b JOIN takes p ON p.attempt = b.id "
        f"WHERE b.origin = ? AND b.plan_digest IN ({marks}) AND b.{state}"
    )
    return query, (origin, *names, origin, *names)


def attempt_of(row: sqlite3.Row) -> Attempt:
    """Read an attempt from its row."""
    return Attempt(
        id=row["id"],
        call=row["call"],
        shot=row["shot"],
        file=row["file"],
        digest=row["digest"],
        plan_digest=row["plan_digest"],
        asked=row["asked"],
        price=Decimal(row["price"]),
        credits=_decimal(row["credits"]),
        state=row["state"],
        task_id=row["task_id"],
        message=row["message"],
        made_at=row["made_at"],
        request=row["request"],
    )


def take_of(row: sqlite3.Row) -> TakeRow:
    """Read a take from a row of `TAKES`."""
    return TakeRow(
        key=TakeKey(origin=row["origin"], file=row["file"], shot=row["shot"], number=row["number"]),
        digest=row["digest"],
        attempt=row["attempt"],
        index=row["idx"],
        generation=row["generation"],
        status=row["status"],
        state=row["state"],
        task_id=row["task_id"],
        credits=_decimal(row["credits"]),
        price=Decimal(row["price"]),
        made_at=row["made_at"],
        reason=row["reason"],
        message=row["message"],
        sha256=row["sha256"],
        bytes=row["bytes"],
        seconds=row["seconds"],
        width=row["width"],
        height=row["height"],
        fps=row["fps"],
        findings=tuple(json.loads(row["findings"])),
        clip=row["clip"],
        url=row["url"],
        expires=row["expires"],
        home=row["home"],
    )


def _decimal(written: str | None) -> Decimal | None:
    return None if written is None else Decimal(written)
