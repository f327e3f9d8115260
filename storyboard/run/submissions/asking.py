"""Asking until there is an answer that counts: what was surely not made is sent again, nothing else ever is."""

from dataclasses import dataclass
from typing import Any, assert_never

from storyboard.credits import count_credits, say_credits
from storyboard.plan.earlier import Choice
from storyboard.plan.plan import Call
from storyboard.problems import Refused, StoryboardError
from storyboard.provider.asked import read_body, takes_in
from storyboard.run.ledger.money import Enough, OverBudget, asked_takes
from storyboard.run.production.production import Production, finish_in_any_case, stop
from storyboard.run.record.board import Never, move
from storyboard.run.record.events import ShotSubmitted, ShotWaiting
from storyboard.run.submissions.parcel import Parcel, address, pack
from storyboard.run.submissions.steps import Closed, Doubt, Later, Step, Taken
from storyboard.run.submissions.submit import submit
from storyboard.run.tasks.follow import follow, takes_of

_AGAIN = "Run again when it answers: nothing was charged for what was not sent."


@dataclass(slots=True, kw_only=True)
class _Patience:
    """How often a call was put off."""

    refused: int = 0
    blocked: int = 0


async def obtain(production: Production, call: Call, choice: Choice) -> Never | None:
    """Ask for the takes of a call that are missing and follow the task until its clips are here.

    Gives why, where the request is refused for good or cannot be sent. Where nothing more is to be submitted, it
    gives up what it has not sent.
    """
    if not await is_missing(production, call, choice.digest):
        return None
    try:
        parcel = await pack(production, call, choice)
    except StoryboardError as error:
        return _unsendable(error)
    patience = _Patience()
    while not production.stopped:
        step = await _try(production, call, choice, parcel)
        if not isinstance(step, Later):
            return None if step is None else _end(production, step)
        _put_off(production, call, step, patience)
    return None


async def is_missing(production: Production, call: Call, digest: str) -> bool:
    """Say whether a call wants more takes than were ever asked for, as it is planned or as it is sent."""
    wanted = call.asked + takes_in(read_body(call.body))
    origin, replaced, digests = production.target.origin, production.options.replaces, (digest, call.digest)
    asked = await production.ledger.do(lambda db: asked_takes(db, origin=origin, digests=digests, without=replaced))
    return asked < wanted


async def _try(production: Production, call: Call, choice: Choice, parcel: Parcel) -> Step | None:
    """Submit once there is a place for it, and follow what comes of it; None where nothing is submitted any more."""
    async with production.gate.slot():
        if production.stopped:
            return None
        try:
            body = await address(production, parcel)
        except StoryboardError as error:
            return _unsendable(error)
        step = await finish_in_any_case(production, _submit(production, call, choice, body))
        if isinstance(step, Taken):
            for task_id in (step.task_id, *step.others):
                await follow(production, task_id, call=call)
        return step


async def _submit(production: Production, call: Call, choice: Choice, body: dict[str, Any]) -> Step | None:
    """Submit, and tell what was paid for: that too is done to its end, or an interrupted run would be silent of it."""
    step = await submit(production, call, digest=choice.digest, body=body)
    if step is not None and not isinstance(step, Enough | OverBudget):
        production.board.lines[call.id].attempts += 1
    if isinstance(step, Taken):
        await _taken(production, call, step)
    return step


def _unsendable(error: StoryboardError) -> Never:
    """Say why a request could not be sent at all: nothing was paid for it."""
    code = error.exit_code if error.exit_code in (4, 5, 6) else 1
    return Never(reason=error.message.rstrip("."), help=error.help, exit_code=code)


async def _taken(production: Production, call: Call, step: Taken) -> None:
    production.gate.grow()
    takes = await takes_of(production, step.task_id)
    production.board.lines[call.id].takes = takes
    move(production.board, call.id, "submitted")
    production.tell(
        ShotSubmitted(call=call.id, usages=call.usages, task_id=step.task_id, takes=len(takes), credits=takes[0].price)
    )


def _end(production: Production, step: Step) -> Never | None:
    """Act on an answer after which this call is not sent again."""
    match step:
        case Never():
            return step
        case OverBudget(reason=reason, help=help):
            stop(production, exit_code=5, reason=reason, help=help)
        case Closed(exit_code=code, reason=reason, help=help):
            purse = _purse(production) if code == Refused.exit_code else ""
            stop(production, exit_code=code, reason=f"{reason}{purse}", help=help)
        case Doubt() | Enough() | Taken() | Later():
            pass
        case _:
            assert_never(step)
    return None


def _purse(production: Production) -> str:
    """Say what the account held before the first submission, and what the plan takes."""
    reading, total = production.reading, production.plan.totals.credits
    if reading is None:
        return ""
    return f": the account held {count_credits(reading.credits)}, and the plan takes {say_credits(total)}"


def _put_off(production: Production, call: Call, later: Later, patience: _Patience) -> None:
    """Wait before the same request is sent again, or stop where there is no use in it."""
    wait = _wait(production, later, patience)
    if wait is None:
        stop(production, exit_code=6, reason=f"{call.id} could not be sent: {later.reason}", help=_AGAIN)
        return
    if later.kind == "parallel":
        production.gate.shrink()
    if later.kind == "rate":
        production.gate.narrow()
    production.gate.slow(wait)
    production.tell(ShotWaiting(call=call.id, seconds=wait, reason=later.reason))


def _wait(production: Production, later: Later, patience: _Patience) -> float | None:
    """Give the seconds to wait, None where patience has come to its end.

    What the other side asks for is obeyed, and is no reason to wait less: it may ask for no time at all.
    """
    own = _own_wait(production, later, patience)
    return None if own is None else max(own, later.wait or 0.0)


def _own_wait(production: Production, later: Later, patience: _Patience) -> float | None:
    tries, gate = production.options.tries, production.gate
    match later.kind:
        case "refused":
            patience.refused += 1
            return None if patience.refused >= tries.refused else 2.0**patience.refused
        case "blocked":
            patience.blocked += 1
            return None if patience.blocked >= tries.blocked else 10.0 * 2**patience.blocked
        case "rate" | "parallel":
            wait = gate.refused()
            return None if gate.refused_for() > tries.rate else wait
