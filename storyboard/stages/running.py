"""Run a plan: against the sandbox, which is free, or the real API, which is asked for its prices first."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from storyboard.plan.models import read_models
from storyboard.plan.plan import Call, Plan
from storyboard.plan.plan_json import plan_to_json
from storyboard.problems import Refused
from storyboard.provider.asked import read_body, size_in
from storyboard.provider.profile import Kind, KindLimits, limits, size
from storyboard.provider.sources import Env, placeholders, read_where
from storyboard.run.assets.put import PutStore
from storyboard.run.execute import run_plan
from storyboard.run.machine.clock import utc_now
from storyboard.run.machine.places import keep_from_git
from storyboard.run.production.options import Options
from storyboard.run.production.target import Target
from storyboard.run.quotes import quote_plan, read_balance
from storyboard.run.record.events import Event
from storyboard.run.record.outcome import Outcome
from storyboard.run.takes.cache import cache_of
from storyboard.stages.compiling import Wanted, out_folder
from storyboard.stages.inspecting import inspecting, looking_ahead
from storyboard.stages.targets import open_target

Tell = Callable[[Event], None]


async def run_wanted(
    plan: Plan, wanted: Wanted, *, options: Options | None = None, tell: Tell | None = None
) -> Outcome:
    """Run a plan for a storyboard; what is there already is only reported.

    Raises StoryboardError for what is in the way of beginning; a shot that fails is in the outcome's manifest.
    """
    target = open_target(wanted.aim, folder=wanted.folder)
    out = out_folder(wanted)
    _make_room(wanted, out)
    if wanted.aim.free and plan.origin == target.origin:
        await _hand_plan(plan, target)
    ahead = looking_ahead(wanted)
    chosen = replace(
        options or Options(),
        sizes=sizes_in(wanted.folder),
        limits=limits_in(wanted.folder),
        look=ahead.look,
        inspect=inspecting(wanted, ahead),
        cache=cache_of(wanted.cache),
    )
    if wanted.aim.free:
        chosen = replace(chosen, environ=_with_stand_ins(plan, chosen.environ))
    return await run_plan(plan, folder=wanted.folder, out=out, target=target, options=chosen, on_event=tell)


async def quote_wanted(plan: Plan, wanted: Wanted) -> Plan:
    """Ask the target what a plan costs, free of charge, and give the plan with those prices."""
    models, _ = read_models(wanted.folder)
    paths = {model.path: model.quote_path for model in models.values()}
    target = open_target(wanted.aim, folder=wanted.folder)
    return await quote_plan(plan, target, quote_paths=paths, today=utc_now().date().isoformat())


async def balance_wanted(wanted: Wanted) -> Decimal | None:
    """Ask what the account at the target may spend, in credits; None where it does not say so soon."""
    return await read_balance(open_target(wanted.aim, folder=wanted.folder))


def _make_room(wanted: Wanted, out: Path) -> None:
    """Make the folder of what will be made, before anything is asked for."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        if out.parent == wanted.folder / "build" / wanted.file.stem:
            keep_from_git(wanted.folder / "build")
    except OSError as error:
        raise Refused(
            f"Nothing can be written in {out}: {error.strerror or error}",
            help="Make it a folder that can be written, or name another with --out.",
        ) from None


def _with_stand_ins(plan: Plan, environ: Mapping[str, str]) -> Mapping[str, str]:
    """Let the free sandbox run without what a storyboard takes from the environment: nobody there calls a hook."""
    marks = (read_where(mark) for call in plan.calls for mark in placeholders(read_body(call.body)))
    names = {mark.name for mark in marks if isinstance(mark, Env)}
    return {**{name: f"https://example.com/{name.lower()}" for name in names}, **environ}


async def _hand_plan(plan: Plan, target: Target) -> None:
    """Let the sandbox know what the requests do not say, so that its frames can show it."""
    if isinstance(target.assets, PutStore):
        await target.assets.hand_over("/plan", json.dumps(plan_to_json(plan)).encode())


def sizes_in(folder: Path) -> Callable[[Call], tuple[int, int] | None]:
    """Give the function that knows the pixels that a call's clips should have; None where nobody does."""
    models, _ = read_models(folder)
    by_path = {model.path: model for model in models.values()}

    def size_of(call: Call) -> tuple[int, int] | None:
        resolution, ratio = size_in(read_body(call.body))
        model = by_path.get(call.path)
        return size(model, resolution=resolution, ratio=ratio) if model is not None else None

    return size_of


def limits_in(folder: Path) -> Callable[[Call, Kind], KindLimits | None]:
    """Give the function that knows what files of a kind have to keep to that a call takes; None where nobody does."""
    models, _ = read_models(folder)
    by_path = {model.path: model for model in models.values()}

    def limits_of(call: Call, kind: Kind) -> KindLimits | None:
        model = by_path.get(call.path)
        return None if model is None else limits(model, kind)

    return limits_of
