"""A request as it is sent: everything that stood for a URL in the plan is put where the API can read it."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from storyboard import hashes
from storyboard.plan.plan import Call, Plan
from storyboard.problems import Refused, UsageError
from storyboard.provider.sources import Env, FileAt, ShotAt, Url, fill, placeholders, read_where
from storyboard.run.derive import clip_for, file_for
from storyboard.run.earlier import Used, body_of
from storyboard.run.options import Options
from storyboard.run.target import NoStore, Target


def check_inputs(plan: Plan, *, folder: Path, target: Target, options: Options) -> None:
    """Refuse a plan that cannot be sent, before anything is: files that changed, or nowhere to put them, names not set.

    Raises Refused or UsageError, naming all that is wrong.
    """
    marks = [(call, read_where(mark)) for call in plan.calls if call.action == "make" for mark in _marks(call)]
    local = [call.id for call, mark in marks if isinstance(mark, FileAt | ShotAt)]
    if local and isinstance(target.assets, NoStore):
        raise Refused(
            f"{len(set(local))} shot(s) need local files or earlier clips, and {target.name} can only read public URLs:"
            f" {_some(local)}",
            help="Put the files somewhere public and write their https URLs in the storyboard, or run in the sandbox.",
        )
    _check_files([mark for _, mark in marks if isinstance(mark, FileAt)], folder)
    unset = sorted({mark.name for _, mark in marks if isinstance(mark, Env) and not options.environ.get(mark.name)})
    if unset:
        raise UsageError(f"The storyboard takes {', '.join(unset)} from the environment, where it is not set")
    parts = [call.id for call, mark in marks if isinstance(mark, Url) and (mark.crop or mark.section)]
    if parts:
        raise UsageError(
            f"Crops and sections of what stands at a URL are not built yet: {_some(parts)}",
            help="Download it and refer to the file.",
        )


async def sendable(
    call: Call, *, used: Mapping[str, Used], folder: Path, target: Target, options: Options
) -> dict[str, Any]:
    """Give a call's body with a URL for everything that stood for one. Raises StoryboardError where that fails."""
    body = body_of(call)
    urls = {
        json.dumps(mark, sort_keys=True): await _url(mark, used=used, folder=folder, target=target, options=options)
        for mark in placeholders(body)
    }
    return fill(body, lambda mark: urls[json.dumps(mark, sort_keys=True)])


async def _url(
    mark: Mapping[str, Any], *, used: Mapping[str, Used], folder: Path, target: Target, options: Options
) -> str:
    match read_where(mark):
        case Env(name=name):
            return options.environ[name]
        case Url(url=url):
            return url
        case FileAt() as file:
            return await _publish(await asyncio.to_thread(file_for, file, folder=folder), target)
        case ShotAt() as shot:
            take = used[shot.call]
            cut = await asyncio.to_thread(clip_for, shot, clip=take.clip, sha256=take.sha256, folder=folder)
            return await _publish(cut, target)


async def _publish(path: Path, target: Target) -> str:
    sha256 = await asyncio.to_thread(hashes.sha256_file, path)
    return await target.assets.publish(path, sha256=sha256, extension=path.suffix.lower().removeprefix("."))


def _marks(call: Call) -> tuple[dict[str, Any], ...]:
    return placeholders(body_of(call)) if '{"$' in call.body else ()


def _check_files(marks: list[FileAt], folder: Path) -> None:
    changed = []
    for path, sha256 in sorted({(mark.path, mark.sha256) for mark in marks}):
        try:
            same = hashes.sha256_file(folder / path) == sha256
        except OSError:
            same = False
        if not same:
            changed.append(path)
    if changed:
        raise Refused(
            f"These files are not what they were when the plan was made: {', '.join(changed)}",
            help="Make a new plan, or bring the files back.",
        )


def _some(names: list[str]) -> str:
    once = list(dict.fromkeys(names))
    return ", ".join(once[:5]) + (f" and {len(once) - 5} more" if len(once) > 5 else "")
