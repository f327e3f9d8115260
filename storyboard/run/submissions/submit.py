"""The one step that pays. Its order is the guard: the intent on disk, then the request, then the task's id on disk."""

import asyncio
import secrets
import sqlite3
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, assert_never

from storyboard.language.film.addresses import shot_of
from storyboard.plan.decisions.changes import remember
from storyboard.plan.plan import Call
from storyboard.problems import InDoubt, Refused
from storyboard.provider.asked import read_body, takes_in, with_takes
from storyboard.provider.wire import HttpResponse
from storyboard.run.ledger import attempts
from storyboard.run.ledger.money import Caps, Enough, Intent, OverBudget, Wish, asked_takes, intend
from storyboard.run.net.client import Reply, send_once
from storyboard.run.production.balance import write_reading
from storyboard.run.production.hooks import give_away, new_token
from storyboard.run.production.production import Production
from storyboard.run.record.board import Never
from storyboard.run.submissions.account import look_after, look_before
from storyboard.run.submissions.claiming import announce
from storyboard.run.submissions.steps import Closed, Doubt, Later, Meaning, Step, Taken, meaning_of
from storyboard.run.tasks.pace import kind_text


def wish_for(production: Production, call: Call, *, digest: str) -> Wish:
    """Write up what a call wants to submit now, as a new attempt."""
    now = production.options.clock.now()
    planned = takes_in(read_body(call.body))
    return Wish(
        attempt=secrets.token_hex(8),
        root=production.root,
        plan=production.plan.digest,
        origin=production.target.origin,
        file=production.file,
        call=call.id,
        shot=shot_of(call.id),
        usages=call.usages,
        plan_digest=call.digest,
        digest=digest,
        request=remember(call),
        wanted=call.asked + planned,
        planned=planned,
        cost=call.cost.credits,
        owner=production.owner,
        lease=now + timedelta(seconds=production.target.timeouts.answer * 2 + 60),
        now=now,
        kind=kind_text(call),
        token=new_token(production.hooks),
        reading=write_reading(production.reading),
        replaces=production.options.replaces,
    )


async def submit(production: Production, call: Call, *, digest: str, body: Mapping[str, Any]) -> Step | None:
    """Ask for the takes of a call that are missing. It has to run to its end: see `finish_in_any_case`.

    Gives None where the run was stopped before there was an intent: then nothing was sent. Raises Refused where the
    ledger cannot be written, before anything was sent; InDoubt where it cannot be afterwards.
    """
    await look_before(production)
    if production.stopped:  # while the account was read: whoever interrupted the run pays for nothing more
        return None
    wish = wish_for(production, call, digest=digest)
    await announce(production, wish.digest, attempt=wish.attempt)
    intent = await _intend(production, wish)
    if not isinstance(intent, Intent):
        return intent
    production.options.at("intent")
    production.board.changed.set()  # others are told of it while it is in the air, and it does not wait for that
    request = production.dialect.submit(path=call.path, body=_body(production, wish, intent, body))
    reply = await send_once(production.wire, request, headers=production.target.labels(call, intent.first))
    production.options.at("answer")
    step = await _record(production, wish, intent, reply)
    production.options.at("recorded")
    return step


def _body(production: Production, wish: Wish, intent: Intent, body: Mapping[str, Any]) -> dict[str, Any]:
    """Ask for the takes that are missing, and for a webhook at the attempt's own address where one is listened for."""
    given = with_takes(body, intent.takes)
    if production.hooks is not None:
        production.wire.secrets.keep_token(wish.token, name="(its webhook's token)")
        given[production.dialect.hook_key] = give_away(production.hooks, wish.token, attempt=wish.attempt)
    return given


async def _intend(production: Production, wish: Wish) -> Intent | Enough | OverBudget:
    options = production.options
    caps = Caps(budget=options.budget, production=options.production, confirmed=options.confirmed)
    if options.guard == "on":
        return await production.ledger.do(lambda db: intend(db, wish, caps))
    digests = (wish.digest, wish.plan_digest)
    asked = await production.ledger.do(lambda db: asked_takes(db, origin=wish.origin, digests=digests))
    return Enough() if asked >= wish.wanted else Intent(attempt=wish.attempt, takes=wish.planned)


async def _record(production: Production, wish: Wish, intent: Intent, reply: Reply) -> Meaning:
    if production.options.guard == "off":
        await production.ledger.do(lambda db: intend(db, wish, Caps()))
    meaning = meaning_of(production.dialect.read_submit(reply) if isinstance(reply, HttpResponse) else reply)
    try:
        return await _write(production, intent, meaning)
    except Refused:
        # One more try, because what is lost otherwise is the only trace of money spent.
        await asyncio.sleep(0)
    try:
        return await _write(production, intent, meaning)
    except Refused as error:
        told = meaning.task_id if isinstance(meaning, Taken) else meaning.reason
        raise InDoubt(
            f"{wish.call} was sent and its fate, {told}, cannot be written down: {error.message}",
            help="Keep this message. Make room on the disk; the next run shows the shot as in doubt.",
        ) from error


async def _write(production: Production, intent: Intent, meaning: Meaning) -> Meaning:
    """Put on disk what a submission came to."""
    ledger, attempt, now = production.ledger, intent.attempt, production.options.clock.now()
    match meaning:
        case Taken(task_id=task_id):
            return await _taken(production, intent, task_id)
        case Later(reason=reason):
            await ledger.do(lambda db: attempts.let_go(db, attempt, state="not-sent", message=reason, now=now))
        case Never(reason=reason) | Closed(reason=reason):
            await ledger.do(lambda db: attempts.let_go(db, attempt, state="rejected", message=reason, now=now))
        case Doubt(reason=reason):
            await ledger.do(lambda db: attempts.doubt(db, attempt, reason, now=now))
            look_after(production)
        case _:
            assert_never(meaning)
    # A webhook may have named the task before this answer came.
    named = await ledger.do(lambda db: attempts.task_of(db, attempt))
    return meaning if named is None else Taken(task_id=named)


async def _taken(production: Production, intent: Intent, task_id: str) -> Meaning:
    try:
        others = await production.ledger.do(lambda db: attempts.accept(db, intent.attempt, task_id))
    except sqlite3.IntegrityError:
        doubt = Doubt(reason=f"the answer names {task_id}, which is another submission's task")
        return await _write(production, intent, doubt)
    return Taken(task_id=task_id, others=others)
