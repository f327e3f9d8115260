"""How a film stands: what was made, beside what the storyboard asks for now."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from storyboard.plan.made import Made
from storyboard.plan.plan import Call, Plan
from storyboard.plan.selection.selection import to_look_at
from storyboard.problems import Problem, ProblemsError, UsageError
from storyboard.run.record.decided import good_rows
from storyboard.run.record.keeping import MANIFEST
from storyboard.run.record.kept import Shelf, with_kept, with_rows
from storyboard.run.record.manifest import Manifest, ManifestTotals, ShotResult, TakeResult, used_take
from storyboard.run.record.manifest_json import read_manifest
from storyboard.run.record.outcome import Doubted
from storyboard.stages.circling import with_decisions
from storyboard.stages.commands import command_for
from storyboard.stages.compiling import Wanted, compile_plan, out_folder, read_made_before
from storyboard.stages.doubts import doubts_among


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The shots of a film as the storyboard has them now, in its order, each with what came of it.

    `changed` says of a shot with a take in use why the next run makes it anew, `new` names those that nothing was made
    for, `stale` those whose approved take is from earlier words. `manifest` is the whole one, with the takes that the
    plan keeps now. Where the storyboard has `problems`, it is as the run left it, and all there is to tell. `in_doubt`
    is all that is of unknown fate.
    """

    manifest: Manifest
    shots: tuple[ShotResult, ...]
    changed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    new: frozenset[str] = frozenset()
    stale: frozenset[str] = frozenset()
    problems: tuple[Problem, ...] = ()
    in_doubt: tuple[Doubted, ...] = ()


def read_standing(wanted: Wanted) -> Standing:
    """Hold what was made against the present storyboard; `wanted.selection` narrows the shots.

    Raises UsageError where nothing was made, ProblemsError where the storyboard has errors and no run left a manifest,
    or shots are selected.
    """
    path = out_folder(wanted) / MANIFEST
    try:
        made = read_made_before(wanted)
        plan, _ = compile_plan(replace(wanted, selection=to_look_at(wanted.selection)), made=made)
    except ProblemsError as error:
        if not (path.is_file() and wanted.selection.is_whole):
            raise
        manifest = with_decisions(read_manifest(path), wanted)
        return Standing(manifest=manifest, shots=manifest.shots, problems=error.problems)
    manifest = read_results(plan, made, wanted)
    if not path.is_file() and not any(map(used_take, manifest.shots)):
        raise _nothing_made(plan, made, wanted)
    return replace(_standing(manifest, plan, made), in_doubt=doubts_among(made, plan, wanted))


def read_results(plan: Plan, made: Made, wanted: Wanted) -> Manifest:
    """Give the manifest of a production, circled as the decisions are now and with the takes that a plan keeps; see
    `with_kept`. Where no run left one, as under a new name of the storyboard, it has those takes alone.
    """
    path = out_folder(wanted) / MANIFEST
    shelf = Shelf(
        made=made,
        file=wanted.file.name,
        folder=wanted.folder,
        out=out_folder(wanted),
        measure=lambda: good_rows(wanted.folder, origin=plan.origin),
    )
    manifest = with_decisions(read_manifest(path), wanted) if path.is_file() else _manifest_of_none(plan, made)
    return with_kept(manifest, plan, shelf)


def _manifest_of_none(plan: Plan, made: Made) -> Manifest:
    """Give a manifest without a shot, from when the newest take was asked for."""
    return Manifest(
        plan=plan.digest,
        title=plan.title,
        target=plan.target,
        origin=plan.origin,
        profile=plan.profile,
        started=max((take.asked_at for take in made.takes), default=""),
        finished=None,
        shots=(),
        totals=ManifestTotals(shots=0, by_status=(), takes=0, seconds=0.0, credits=Decimal(0)),
    )


def _nothing_made(plan: Plan, made: Made, wanted: Wanted) -> UsageError:
    """Say that nothing is here, with what brings it; or where else something is, so that nothing is paid by mistake."""
    out, asked = out_folder(wanted), {call.digest for call in plan.calls}
    known = sum(take.storyboard in ("", wanted.file.name) or take.digest in asked for take in made.takes)
    if known:
        return UsageError(
            f"{known} take(s) of it were made before, and none is in {out}",
            help=f"`{command_for('fetch', wanted)}` brings their clips, and pays nothing.",
        )
    others = ", ".join(str(path.parent) for path in sorted(out.parent.glob(f"*/{MANIFEST}")))
    there = f"There is {others}: --target, --base-url and --profile say which is meant. " if others else ""
    return UsageError(f"Nothing was made in {out} yet", help=f"{there}`{command_for('run', wanted)}` makes the shots.")


def read_used(plan: Plan, made: Made, wanted: Wanted) -> Mapping[str, TakeResult]:
    """Give the take that the film of a plan uses now, for each address that has one."""
    film = frozenset(plan.shots)
    shots = read_results(plan, made, wanted).shots
    takes = {shot.address: used_take(shot) for shot in shots if shot.address in film}
    return {address: take for address, take in takes.items() if take is not None}


def _standing(manifest: Manifest, plan: Plan, made: Made) -> Standing:
    results = {shot.address: shot for shot in manifest.shots}
    calls = {usage: call for call in plan.calls for usage in call.usages}
    film = tuple(address for address in plan.shots if address in calls)
    shots = tuple(_now(results.get(address), address, calls[address]) for address in film)
    requests: dict[str | None, set[str]] = {}
    for take in made.takes:
        requests.setdefault(take.sha256, set()).add(take.digest)
    changed = (shot for shot in shots if _is_changed(shot, calls[shot.address], requests))
    return Standing(
        manifest=with_rows(manifest, film, results | {shot.address: shot for shot in shots}),
        shots=shots,
        changed={shot.address: calls[shot.address].because for shot in changed},
        new=frozenset(film) - results.keys(),
        stale=frozenset(address for address in film if calls[address].stale),
    )


def _is_changed(shot: ShotResult, call: Call, requests: Mapping[str | None, set[str]]) -> bool:
    """Say whether the take in use is of another request than the present one; more takes of the same change nothing.

    `requests` has the digests of all that was made, by the sha256 of its clips.
    """
    used = used_take(shot)
    if used is None or call.action not in ("make", "hold"):
        return False
    return call.digest not in requests.get(used.sha256, {shot.digest})


def _now(shot: ShotResult | None, address: str, call: Call) -> ShotResult:
    """Give what came of a shot; of one that failed, or is in doubt, with other words nothing did yet."""
    if shot is None:
        return ShotResult(address=address, status="waiting", request=call.body, because=call.because)
    over = shot.status in ("failed", "in-doubt") and call.action == "make" and shot.digest not in (None, call.digest)
    return replace(shot, status="waiting", because=call.because, takes=()) if over and used_take(shot) is None else shot
