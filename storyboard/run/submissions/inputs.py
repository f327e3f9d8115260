"""What a plan is made of, looked at before anything is sent: files that changed, nowhere to put them, names not set."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from storyboard import hashes
from storyboard.media.pictures import PLAIN
from storyboard.plan.plan import Call, Plan
from storyboard.problems import Refused, UsageError
from storyboard.provider.asked import read_body
from storyboard.provider.sources import Env, FileAt, ShotAt, Url, Where, placeholders, read_where
from storyboard.run.assets.asset import Asset, asset_of
from storyboard.run.assets.derive import file_for
from storyboard.run.assets.place import NO_STORE, NoStore
from storyboard.run.production.options import Options
from storyboard.run.production.target import Target
from storyboard.run.record.events import Event, FileUploaded


def check_inputs(plan: Plan, *, folder: Path, target: Target, options: Options) -> None:
    """Refuse a plan that cannot be sent, before anything is: files that changed, or nowhere to put them, names not set.

    Raises Refused or UsageError, naming all that is wrong.
    """
    marks = _marked(plan)
    local = [call.id for call, mark in marks if needs_store(mark, target)]
    if local and isinstance(target.assets, NoStore):
        raise Refused(
            f"{len(set(local))} shot(s) need files of this machine, or pieces cut on it, and {target.name} reads"
            f" public URLs only: {_some(local)}",
            help=NO_STORE,
        )
    _check_files([mark for _, mark in marks if isinstance(mark, FileAt)], folder)
    unset = sorted({mark.name for _, mark in marks if isinstance(mark, Env) and not options.environ.get(mark.name)})
    if unset:
        raise UsageError(f"The storyboard takes {', '.join(unset)} from the environment, where it is not set")


def taken_from(environ: Mapping[str, str], plan: Plan) -> dict[str, str]:
    """Give what a plan takes from the environment, by the name of each variable: nobody is to repeat it."""
    marks = [read_where(mark) for call in plan.calls if '{"$env"' in call.body for mark in _marks(call)]
    return {mark.name: environ[mark.name] for mark in marks if isinstance(mark, Env) and mark.name in environ}


async def check_store(
    plan: Plan, *, folder: Path, target: Target, options: Options, tell: Callable[[Event], None]
) -> None:
    """Let the place for files look whether it can do its part, where a plan needs it. Raises as `Assets.check` does."""
    if any(needs_store(mark, target) for _, mark in _marked(plan)):
        await target.assets.check(_files(plan, folder, options), sent=lambda file: tell(uploaded(file)))


def uploaded(file: Asset) -> FileUploaded:
    """Say that a file was sent."""
    return FileUploaded(file=file.said, bytes=file.path.stat().st_size)


def needs_store(mark: Where | Env, target: Target) -> bool:
    """Say whether something can reach the API only through a place for files; an earlier clip may live there itself."""
    match mark:
        case FileAt():
            return True
        case ShotAt(via=via):
            return via != "video" or target.clip_life is None
        case Url(crop=crop, section=section):
            return crop is not None or section is not None
        case Env():
            return False


def picture_formats(call: Call, options: Options) -> Sequence[str]:
    """Give the formats of the pictures that a call's model reads."""
    limits = options.limits(call, "image")
    return PLAIN if limits is None else limits.formats


async def _files(plan: Plan, folder: Path, options: Options) -> AsyncIterator[Asset]:
    """Give the files that the calls need, cut where they are cut; one that cannot be fails its own shots later."""
    marked = _marked(plan)
    given = dict.fromkeys((mark, picture_formats(call, options)) for call, mark in marked if isinstance(mark, FileAt))
    for mark, formats in given:
        try:
            path = await asyncio.to_thread(file_for, mark, folder=folder, formats=formats)
            yield await asyncio.to_thread(asset_of, path, said=mark.path)
        except (UsageError, Refused, OSError):
            continue


def _marked(plan: Plan) -> list[tuple[Call, Where | Env]]:
    return [(call, read_where(mark)) for call in plan.calls if call.action == "make" for mark in _marks(call)]


def _marks(call: Call) -> tuple[dict[str, Any], ...]:
    return placeholders(read_body(call.body)) if '{"$' in call.body else ()


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
