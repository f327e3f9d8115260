"""What a webhook brings about: nothing by its own word. It makes the run look, and what it sees is what counts."""

import asyncio
import sqlite3
from collections.abc import Awaitable, Callable

from storyboard.plan.plan import Call
from storyboard.problems import InDoubt
from storyboard.provider.answers import Again, Final, Pending
from storyboard.provider.webhook import Hook
from storyboard.run.calls.rest import hearing
from storyboard.run.ledger import hook_rows
from storyboard.run.ledger.rows import Attempt
from storyboard.run.production.hooks import Hooks, end_work
from storyboard.run.production.production import Production
from storyboard.run.record.board import move
from storyboard.run.tasks.follow import follow
from storyboard.run.tasks.poll import look

_NAMED = "a webhook has named its task"
_LOOKS = 4  # where the provider does not answer: whoever follows the task, or a later run, finds it anyway


async def take_hook(production: Production, hooks: Hooks, hook: Hook, *, attempt: str) -> None:
    """Write a webhook down and begin to act on it; one that came before is passed over.

    Raises Refused where it cannot be written down.
    """
    origin, now = production.target.origin, production.options.clock.now()
    first = await production.ledger.do(
        lambda db: hook_rows.note_hook(db, hook, attempt=attempt, origin=origin, now=now)
    )
    if first:
        _begin(production, hooks, hook, attempt)


async def resume_hooks(production: Production, hooks: Hooks) -> None:
    """Give the addresses of earlier runs their meaning again, and act on what those runs heard and did not live to do.

    Raises Refused where the ledger cannot be used.
    """
    origin = production.target.origin
    hooks.tokens.update(await production.ledger.do(lambda db: hook_rows.tokens_of(db, origin=origin)))
    for attempt, hook in await production.ledger.do(lambda db: hook_rows.unheeded(db, origin=origin)):
        _begin(production, hooks, hook, attempt)


def _begin(production: Production, hooks: Hooks, hook: Hook, attempt: str) -> None:
    work = asyncio.ensure_future(_act(production, hooks, hook, attempt))
    hooks.at_work.add(work)
    work.add_done_callback(hooks.at_work.discard)


async def with_hooks(production: Production, walk: Callable[[], Awaitable[None]]) -> None:
    """Walk, and go on with what webhooks have set going; nothing of that outlives this."""
    hooks = production.hooks
    if hooks is None:
        await walk()
        return
    try:
        await walk()
        while hooks.at_work:
            await asyncio.wait(hooks.at_work)
    finally:
        await end_work(hooks)


async def _act(production: Production, hooks: Hooks, hook: Hook, attempt: str) -> None:
    with hearing(production):
        known = await production.ledger.do(lambda db: hook_rows.read_attempt(db, attempt))
        if known is None:
            return
        if known.task_id != hook.task_id and await _exists(production, hook.task_id):
            await _bind(production, attempt, hook.task_id)
        hooks.bells[hook.task_id].set()


async def _exists(production: Production, task_id: str) -> bool:
    for turn in range(_LOOKS):
        polled = await look(production, task_id)
        if not isinstance(polled, Again):
            return isinstance(polled, Pending | Final)
        await production.options.clock.sleep(polled.wait or 2.0**turn)
    return False


async def _bind(production: Production, attempt: str, task_id: str) -> None:
    try:
        before = await production.ledger.do(lambda db: hook_rows.bind(db, attempt, task_id))
    except sqlite3.IntegrityError:
        return  # it is another submission's task
    if before is None or before.state == "sending":
        return  # whoever sends it hears the answer next, and follows it
    call = _call_of(production, before)
    if call is not None:
        move(production.board, call.id, "submitted", _NAMED)
        _clear(production)
    await follow(production, task_id, call=call)
    if call is not None:  # whoever follows another task of it may have come to an end without this one
        move(production.board, call.id, "submitted", _NAMED)


def _call_of(production: Production, attempt: Attempt) -> Call | None:
    line = production.board.lines.get(attempt.call)
    wanted = {attempt.digest, attempt.plan_digest}
    return line.call if line is not None and wanted & {line.digest, line.call.digest} else None


def _clear(production: Production) -> None:
    """Take back the exit code of a doubt, once there is none and none was the reason to stop."""
    doubt = any(line.status == "in-doubt" for line in production.board.lines.values())
    if not doubt and not production.stopped:
        production.codes.discard(InDoubt.exit_code)
