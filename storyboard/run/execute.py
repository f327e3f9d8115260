"""Executing a plan: every call once, in the best order, under the lock, with the ledger ahead of every payment."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path, PurePosixPath

from storyboard.media.errors import MediaError
from storyboard.plan.plan import Plan
from storyboard.problems import Refused, StoryboardError
from storyboard.provider.dialects import PROVIDERS
from storyboard.run.calls.rest import bring_up, hearing
from storyboard.run.crew import work_all
from storyboard.run.ends import end_of, outcome_of
from storyboard.run.ledger import attempts
from storyboard.run.ledger.writer import Ledger, open_ledger
from storyboard.run.looking import look_through
from storyboard.run.machine.clock import stamp
from storyboard.run.machine.lock import hold_lock
from storyboard.run.machine.owner import new_owner
from storyboard.run.net.client import open_wire
from storyboard.run.order.gate import Gate
from storyboard.run.order.known_faces import know_faces
from storyboard.run.order.scouting import Scouting, is_holding
from storyboard.run.production.hooks import hooks_for
from storyboard.run.production.options import Options
from storyboard.run.production.production import Production, hear, note
from storyboard.run.production.target import Target
from storyboard.run.record.board import new_board
from storyboard.run.record.events import Event
from storyboard.run.record.keeping import MANIFEST, Before, keeping, manifest_before, manifest_of, results_of
from storyboard.run.record.log import logging
from storyboard.run.record.manifest import UNFINISHED, Manifest
from storyboard.run.record.manifest_json import write_manifest
from storyboard.run.record.outcome import Outcome
from storyboard.run.submissions.account import look_back
from storyboard.run.submissions.claiming import announce_open, settle_claims
from storyboard.run.submissions.inputs import check_inputs, check_store, taken_from
from storyboard.run.takes.exchange import export_takes, import_takes, publish_takes
from storyboard.run.takes.picks import read_picks
from storyboard.run.traces import give_up_doubts, refuse_lost, sweep
from storyboard.run.webhooks.receiving import receiving

_UNCHECKED = "Everything that was made is here and written down; the next run checks it."


async def run_plan(
    plan: Plan,
    *,
    folder: Path,
    out: Path,
    target: Target,
    options: Options | None = None,
    on_event: Callable[[Event], None] | None = None,
) -> Outcome:
    """Make, fetch and check what a plan wants; a run that died before is gone on with.

    `folder` is the storyboard's, `out` the one of the manifest. What fails is in the manifest; raised is only what is
    in the way of beginning: Refused (a changed file, another run, a damaged ledger, another target or origin than the
    plan's) and UsageError. A manifest that cannot be written in the end is told in the outcome.
    """
    chosen = options or Options()
    _check(plan, target)
    await asyncio.to_thread(check_inputs, plan, folder=folder, target=target, options=chosen)
    started = stamp(chosen.clock.now())
    logged = logging(folder, plan, clock=chosen.clock, tell=on_event or _quiet)
    with hold_lock(folder, origin=target.origin, since=started), logged as tell:
        await check_store(plan, folder=folder, target=target, options=chosen, tell=tell)
        old = await asyncio.to_thread(manifest_before, out)
        await asyncio.to_thread(sweep, out, folder=folder, now=chosen.clock.now())
        async with _production(plan, folder, out, target, chosen, tell, old) as (production, run):
            clock, before = chosen.clock, results_of(old)
            saving = keeping(
                plan,
                production.board,
                out=out,
                started=started,
                clock=clock,
                before=before,
                also=lambda: publish_takes(folder, origin=target.origin),
            )
            async with receiving(production), saving:
                await work_all(production)
            before = {**before, **await bring_up(production, before)}
            ended = stamp(clock.now())
            manifest = manifest_of(plan, production.board, out=out, started=started, finished=ended, before=before)
            await _keep(production, run, manifest)
        manifest = await _checked(production, manifest)
        outcome = outcome_of(production, manifest)
        tell(end_of(outcome))
    return outcome


async def _checked(production: Production, manifest: Manifest) -> Manifest:
    """Have the takes checked once all is written down: looking takes time, and nothing may hang on it."""
    try:
        found = await look_through(production, manifest)
    except (StoryboardError, MediaError, OSError, MemoryError) as error:
        reason = f"the takes could not be checked: {str(error) or type(error).__name__}"
        note(production, exit_code=1, reason=reason, help=_UNCHECKED)
        return manifest
    if found != manifest:
        with hearing(production):
            await asyncio.to_thread(_write, found, production.out / MANIFEST)
    return found


def _quiet(_event: Event) -> None:
    return None


async def _keep(production: Production, run: str, manifest: Manifest) -> None:
    """Write down how it ended, in both places. One that fails is heard: it must not hide what the run has come to."""
    try:
        await asyncio.to_thread(_write, manifest, production.out / MANIFEST)
        production.options.at("manifest")
    except Refused as error:
        hear(production, error)
    try:
        await _rest(production, run, manifest)
    except Refused as error:
        hear(production, error)


def _write(manifest: Manifest, path: Path) -> None:
    try:
        write_manifest(manifest, path)
    except OSError as error:
        raise Refused(
            f"{path} cannot be written: {error.strerror or error}",
            help="Make room, or make the folder writable, and run again: the ledger has all of it.",
        ) from error


def _check(plan: Plan, target: Target) -> None:
    if (plan.target, plan.origin) != (target.name, target.origin):
        raise Refused(
            f"The plan is for {plan.target} at {plan.origin}, not for {target.name} at {target.origin}",
            help="Run it where it was planned for, or make a plan for this target.",
        )


@asynccontextmanager
async def _production(
    plan: Plan,
    folder: Path,
    out: Path,
    target: Target,
    options: Options,
    tell: Callable[[Event], None],
    old: Manifest | None,
) -> AsyncIterator[tuple[Production, str]]:
    """Open everything a run needs. The lock is held: a submission that nobody finished belongs to a dead run."""
    dialect = PROVIDERS[target.provider]
    file, owner, now = PurePosixPath(plan.storyboard).name, new_owner(), options.clock.now()
    row = attempts.RunRow(
        id=secrets.token_hex(8), origin=target.origin, file=file, profile=plan.profile or "", plan=plan.digest, now=now
    )
    key = None if target.key is None else (dialect.key_header, target.key)
    picks = await asyncio.to_thread(read_picks, folder, file=file, origin=target.origin, profile=plan.profile)
    with open_ledger(folder) as ledger:
        await ledger.do(lambda db: import_takes(db, folder, origin=target.origin, now=now))
        if old is not None and old.origin == target.origin and not target.private:
            await ledger.do(lambda db: refuse_lost(db, old, at=out / MANIFEST, folder=folder))
        await ledger.do(lambda db: attempts.doubt_the_dead(db, origin=target.origin, owner=owner, now=now))
        await ledger.do(lambda db: attempts.finish_the_settled(db, origin=target.origin, now=now))
        await give_up_doubts(ledger, plan, target, now=now, tell=tell)
        root = await ledger.do(lambda db: attempts.begin_run(db, row))
        scouting = await _scouting(plan, target, options, ledger, results_of(old))
        async with open_wire(
            target.base_url, key=key, transport=target.transport, timeouts=target.timeouts, clock=options.clock
        ) as wire:
            for name, value in taken_from(options.environ, plan).items():
                wire.secrets.keep(value, name=f"(${{{name}}})")
            production = Production(
                plan=plan,
                folder=folder,
                out=out,
                file=file,
                owner=owner,
                root=root,
                target=target,
                options=options,
                dialect=dialect,
                ledger=ledger,
                wire=wire,
                gate=Gate(options.concurrency, options.clock),
                board=new_board(plan, tell, picks, holding=scouting.holding),
                scouting=scouting,
                tell=tell,
                hooks=hooks_for(options.webhooks),
            )
            await look_back(production)
            await announce_open(production)
            try:
                yield production, row.id
            finally:
                with hearing(production):
                    await ledger.do(lambda db: export_takes(db, folder, origin=target.origin))
                with hearing(production):
                    await settle_claims(production)


async def _scouting(plan: Plan, target: Target, options: Options, ledger: Ledger, before: Before) -> Scouting:
    """Look up whose pictures are known; at a private target a refusal needs no scout."""
    if target.private or not options.scout:
        return Scouting()
    refuses, origin = PROVIDERS[target.provider].refuses_faces, target.origin
    held = {shot.digest: shot.because for shot in before.values() if shot.digest and is_holding(shot.because)}
    return await ledger.do(lambda db: know_faces(db, plan, origin=origin, refuses=refuses, held=held))


async def _rest(production: Production, run: str, manifest: Manifest) -> None:
    """Note whether the run is at its end: a later one then begins a budget of its own."""
    end: attempts.End = "open" if any(shot.status in UNFINISHED for shot in manifest.shots) else "complete"
    now = production.options.clock.now()
    await production.ledger.do(lambda db: attempts.rest_run(db, run, end=end, now=now))
