"""The rules of money, as work on the ledger: count what was asked for, keep the caps, intend before sending."""

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_UP, Decimal

from storyboard.credits import CENT, count_credits, say_credits
from storyboard.run.ledger.aside import ASIDE, bring_back, set_aside
from storyboard.run.ledger.hook_rows import hidden
from storyboard.run.ledger.insert import insert
from storyboard.run.ledger.rows import COUNTED, asked_with
from storyboard.run.ledger.take_steps import add_takes
from storyboard.run.machine.clock import stamp

_COUNTED = ", ".join(f"'{state}'" for state in COUNTED)
CHARGED = f"(state IN ({_COUNTED}) OR {ASIDE})"
"""Picks the attempts that were charged, or may have been: also a doubt that was set aside to ask again."""
_OF_RUN, _OF_FILM = "root = ?", "origin = ? AND file = ?"
_CONFIRMED = "plan = ? AND state != 'abandoned'"
"""Picks what was sent under a confirmed total. To ask again for a doubt is confirmed beside what it may have cost."""
_RAISE = "Raise the budget and run again: what is done is kept, and only what is missing is sent."
_CONFIRM = "Make a new plan and confirm the new price: what is done is kept, and only what is missing is in it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """The most that may be charged, in credits, each None for no cap; `Options` says what each one counts."""

    budget: Decimal | None = None
    production: Decimal | None = None
    confirmed: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A submission as a call wants it: `wanted` takes of a request in all, of which only the missing are asked for.

    `digest` is that of the request really sent, `plan_digest` the one it has in the plan; takes of either count.
    `request` is what a later plan compares with, to say what has changed.
    `cost` is the worst case for the takes `planned`; no more than those are asked for. `root` is the
    first run of those that resume each other, `kind` says which clips take as long. `token` is its own part of its
    webhook's address, `reading` what the account held before, as `write_reading` writes it. `replaces` is a submission
    of unknown fate that is set aside for this one, empty for none.
    """

    attempt: str
    root: str
    plan: str
    origin: str
    file: str
    call: str
    shot: str
    usages: tuple[str, ...]
    plan_digest: str
    digest: str
    request: str
    wanted: int
    planned: int
    cost: Decimal
    owner: str
    lease: datetime
    now: datetime
    kind: str = ""
    token: str = ""
    reading: str | None = None
    replaces: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """It is on disk that this attempt is being sent; its takes are numbered from `first` on."""

    attempt: str
    takes: int
    first: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Enough:
    """As many takes as wanted were asked for already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OverBudget:
    """The submission would pass a cap; `reason` says which, in a sentence, `help` what to do about it."""

    reason: str
    help: str = _RAISE


def asked_takes(db: sqlite3.Connection, *, origin: str, digests: Iterable[str], without: str = "") -> int:
    """Count the takes ever asked for with these digests at an origin, in the whole folder, whatever became of them.

    Those of the attempt `without` are left out.
    """
    found, values = asked_with(digests, origin=origin)
    query = f"SELECT count(*) FROM takes WHERE rowid IN ({found}) AND attempt != ?"  # noqa: S608 - marks only
    return int(db.execute(query, (*values, without)).fetchone()[0])


def spent(db: sqlite3.Connection, where: str, values: tuple[str, ...]) -> Decimal:
    """Sum what was charged, or may have been, over the attempts that `where` picks: the charge, else the worst case."""
    rows = db.execute(
        f"SELECT credits, price, count(*) FROM attempts WHERE {CHARGED} AND {where} GROUP BY credits, price",  # noqa: S608
        values,
    )
    # Equal amounts are counted by the database: each submission asks, however long the film is.
    return sum((Decimal(price if credits is None else credits) * count for credits, price, count in rows), Decimal(0))


def spent_on_film(db: sqlite3.Connection, *, origin: str, file: str) -> Decimal:
    """Sum what was charged, or may have been, for a storyboard at an origin."""
    return spent(db, _OF_FILM, (origin, file))


def spent_by_runs(db: sqlite3.Connection, root: str) -> Decimal:
    """Sum what was charged, or may have been, to the runs that resume each other from `root` on."""
    return spent(db, _OF_RUN, (root,))


def intend(db: sqlite3.Connection, wish: Wish, caps: Caps) -> Intent | Enough | OverBudget:
    """Write down that the missing takes are about to be asked for, unless none is missing or a cap is in the way.

    Only where they are is what they replace set aside.
    """
    if wish.replaces:
        set_aside(
            db,
            wish.replaces,
            by=wish.attempt,
            file=wish.file,
            usages=(wish.call, *wish.usages),
            digests=(wish.digest, wish.plan_digest),
        )
    found = _intend(db, wish, caps)
    if not isinstance(found, Intent):
        bring_back(db, wish.attempt)
    return found


def _intend(db: sqlite3.Connection, wish: Wish, caps: Caps) -> Intent | Enough | OverBudget:
    missing = wish.wanted - asked_takes(db, origin=wish.origin, digests=(wish.digest, wish.plan_digest))
    if missing <= 0:
        return Enough()
    missing = min(missing, wish.planned)
    price = (wish.cost * missing / wish.planned).quantize(CENT, rounding=ROUND_UP)
    over = _over(db, wish, caps, price)
    if over is not None:
        return over
    return Intent(attempt=wish.attempt, takes=missing, first=_write(db, wish, missing, price))


def _over(db: sqlite3.Connection, wish: Wish, caps: Caps, price: Decimal) -> OverBudget | None:
    rules = (
        ("the budget of this run", caps.budget, _RAISE, _OF_RUN, (wish.root,)),
        ("the total that was confirmed", caps.confirmed, _CONFIRM, _CONFIRMED, (wish.plan,)),
        ("the budget of the production", caps.production, _RAISE, _OF_FILM, (wish.origin, wish.file)),
    )
    for name, cap, help, where, values in rules:
        if cap is None:
            continue
        already = spent(db, where, values)
        if already + price > cap:
            return OverBudget(
                reason=f"{wish.call} may cost {count_credits(price)}; {say_credits(already)} are spent, or may "
                f"be, and {name} is {say_credits(cap)}",
                help=help,
            )
    return None


def _write(db: sqlite3.Connection, wish: Wish, missing: int, price: Decimal) -> int:
    """Write the attempt and its takes, and give the number of the first of them."""
    insert(
        db,
        "attempts",
        {
            "id": wish.attempt,
            "root": wish.root,
            "plan": wish.plan,
            "origin": wish.origin,
            "file": wish.file,
            "call": wish.call,
            "shot": wish.shot,
            "usages": json.dumps(wish.usages),
            "plan_digest": wish.plan_digest,
            "digest": wish.digest,
            "asked": missing,
            "price": str(price),
            "request": wish.request,
            "kind": wish.kind,
            "owner": wish.owner,
            "lease": stamp(wish.lease),
            "token": hidden(wish.token),
            "balance_before": wish.reading,
            "state": "sending",
            "made_at": stamp(wish.now),
        },
    )
    return add_takes(db, wish.attempt)
