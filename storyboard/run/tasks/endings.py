"""How a take ends, written down and told: its clip is here, or is not yet, or nothing came of it."""

from pathlib import Path

from storyboard.media.measure import measure
from storyboard.plan.made import EXPIRED
from storyboard.plan.plan import Call
from storyboard.problems import ProviderError
from storyboard.run.ledger import take_steps
from storyboard.run.ledger.rows import TakeRow
from storyboard.run.machine.clock import moment
from storyboard.run.machine.places import relative
from storyboard.run.machine.waiting import in_thread
from storyboard.run.net.download import Brought, Missed, enough
from storyboard.run.production.production import Production, is_own
from storyboard.run.record.events import TakeDone, TakeFailed
from storyboard.run.record.findings import findings_of


async def conclude(production: Production, take: TakeRow, result: Brought | Missed, *, call: Call | None) -> bool:
    """Write down what came of bringing a clip; says whether the take is final now."""
    if isinstance(result, Missed):
        return await _missing(production, take, result, call)
    await _done(production, take, result, call)
    return True


async def adopt(production: Production, take: TakeRow, path: Path, *, call: Call | None) -> None:
    """Write down where the clip of a good take lies, and what it is, where the ledger did not know that yet."""
    most = enough(0.0 if call is None else call.seconds)
    measured = await in_thread(lambda look_up: measure(path, most=most, look_up=look_up))
    found = Brought(path=path, sha256=take.sha256 or "", bytes=take.bytes or 0, measure=measured)
    await _done(production, take, found, call)


async def _done(production: Production, take: TakeRow, brought: Brought, call: Call | None) -> None:
    findings = () if call is None else findings_of(call, brought.measure, size=production.options.sizes(call))
    clip = take_steps.Clip(
        path=relative(brought.path, production.folder),
        sha256=brought.sha256,
        bytes=brought.bytes,
        seconds=round(brought.measure.seconds, 3),
        width=brought.measure.width,
        height=brought.measure.height,
        fps=round(brought.measure.fps, 3),
        findings=findings,
    )
    await production.ledger.do(lambda db: take_steps.take_done(db, take.key, clip))
    production.options.look(brought.path, brought.sha256)
    production.tell(
        TakeDone(
            call=None if call is None else call.id,
            shot=take.key.shot,
            number=take.key.number,
            file=relative(brought.path, production.out),
            seconds=clip.seconds,
            findings=findings,
        )
    )


def is_past(production: Production, take: TakeRow) -> bool:
    """Say whether a take was asked for so long ago that the provider keeps nothing of it any more."""
    return production.options.clock.now() > moment(take.made_at) + production.dialect.kept_for


async def _missing(production: Production, take: TakeRow, missed: Missed, call: Call | None) -> bool:
    """Leave a clip for the next run, or give it up where it has outlived its time at the provider."""
    if is_past(production, take) and take.status == "submitted":
        await fail(production, take, f"{EXPIRED}: {missed.reason}", call=call)
        return True
    if take.status == "failed":  # it was given up before, in words that stay
        return False
    if take.status == "done" and missed.gone:
        await lose(production, take, missed.reason, call=call)
        return False
    await leave(production, take, missed.reason, call=call)
    return False


async def lose(production: Production, take: TakeRow, reason: str, *, call: Call | None) -> None:
    """Write down that the clip of a good take is nowhere any more: the next plan holds it, only a retake pays anew."""
    now, told = production.options.clock.now(), f"{EXPIRED}: {reason}"
    await production.ledger.do(lambda db: take_steps.take_lost(db, take.key, told, now=now))
    _tell_failed(production, take, told, call, later=False)


async def leave(production: Production, take: TakeRow, reason: str, *, call: Call | None) -> None:
    """Write down why a clip is not here yet; the next run goes on with it.

    Of a shot that left the film nothing else tells that a clip is missing that was paid for.
    """
    await production.ledger.do(lambda db: take_steps.take_noted(db, take.key, reason))
    _tell_failed(production, take, reason, call, later=True)
    if call is None and is_own(production, take.key.file):
        production.codes.add(ProviderError.exit_code)
        production.absent.append(f"Take {take.key.number} of {take.key.shot} is not here yet: {reason}")


async def fail(
    production: Production, take: TakeRow, reason: str, *, call: Call | None, generation: str | None = None
) -> None:
    """Write down a take that came to nothing, and the id of the generation that did, where it is known."""
    await production.ledger.do(lambda db: take_steps.take_failed(db, take.key, reason, generation=generation))
    _tell_failed(production, take, reason, call, later=False)


def _tell_failed(production: Production, take: TakeRow, reason: str, call: Call | None, *, later: bool) -> None:
    name = None if call is None else call.id
    production.tell(TakeFailed(call=name, shot=take.key.shot, number=take.key.number, message=reason, later=later))
