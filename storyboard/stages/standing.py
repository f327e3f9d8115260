"""How a film stands: what was made, beside what the storyboard asks for now."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from storyboard.plan.made import Made
from storyboard.plan.plan import Call, Plan
from storyboard.plan.selection.selection import to_look_at
from storyboard.problems import Problem, ProblemsError, UsageError
from storyboard.run.record.decided import good_rows
from storyboard.run.record.keeping import MANIFEST
from storyboard.run.record.kept import Shelf, with_kept, with_rows
from storyboard.run.record.manifest import Manifest, ShotResult, TakeResult, used_take
from storyboard.run.record.manifest_json import read_manifest
from storyboard.run.record.outcome import Doubted
from storyboard.stages.circling import with_decisions
from storyboard.stages.commands import command_for
from storyboard.stages.compiling import Wanted, check_storyboard, compile_plan, out_folder, read_made_before
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

    Raises UsageError where nothing was run, ProblemsError where shots are selected of a storyboard that has errors.
    """
    manifest = read_results(wanted)
    try:
        made = read_made_before(wanted)
        plan, _ = compile_plan(replace(wanted, selection=to_look_at(wanted.selection)), made=made)
    except ProblemsError as error:
        if not wanted.selection.is_whole:
            raise
        return Standing(manifest=manifest, shots=manifest.shots, problems=error.problems)
    return replace(
        _standing(bring_up_to(plan, manifest, made, wanted), plan, made), in_doubt=doubts_among(made, plan, wanted)
    )


def bring_up_to(plan: Plan, manifest: Manifest, made: Made, wanted: Wanted) -> Manifest:
    """Give a manifest with the takes that a plan keeps; see `with_kept`."""
    shelf = Shelf(
        made=made,
        file=wanted.file.name,
        folder=wanted.folder,
        out=out_folder(wanted),
        measure=lambda: good_rows(wanted.folder, origin=manifest.origin),
    )
    return with_kept(manifest, plan, shelf)


def read_results(wanted: Wanted) -> Manifest:
    """Read the manifest of a production, with the takes that are circled now.

    Raises UsageError where nothing was run, or there is no such profile.
    """
    path = out_folder(wanted) / MANIFEST
    if path.is_file():
        return with_decisions(read_manifest(path), wanted)
    check_storyboard(wanted)
    known = sum(take.storyboard in ("", wanted.file.name) for take in read_made_before(wanted).takes)
    if known:
        raise UsageError(
            f"{known} take(s) of it were made before, and none is in {out_folder(wanted)}",
            help=f"`{command_for('fetch', wanted)}` brings their clips, and pays nothing.",
        )
    raise UsageError(
        f"Nothing was made in {out_folder(wanted)} yet", help=f"`{command_for('run', wanted)}` makes the shots."
    )


def read_used(plan: Plan, made: Made, wanted: Wanted) -> Mapping[str, TakeResult]:
    """Give the take that the film of a plan uses now, for each address that has one; none where nothing was run."""
    if not (out_folder(wanted) / MANIFEST).is_file():
        return {}
    film = frozenset(plan.shots)
    shots = bring_up_to(plan, read_results(wanted), made, wanted).shots
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
