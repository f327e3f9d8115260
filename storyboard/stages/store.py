"""What a target cannot read, told before anything is paid."""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import assert_never

from storyboard.plan.draft import Draft
from storyboard.plan.film import Film
from storyboard.plan.limits.media_limits import unchecked
from storyboard.plan.lock.lock_file import materials_of
from storyboard.plan.shots.materials import Materials
from storyboard.problems import Problem
from storyboard.provider.sources import FileAt, ShotAt, Url, Where
from storyboard.rules import problem
from storyboard.stages.settings import read_settings
from storyboard.stages.targets import Aim


def check_store(drafts: Iterable[Draft], aim: Aim, *, environ: Mapping[str, str] = os.environ) -> Iterator[Problem]:
    """Tell every reference that only a store could bring to the target, where none is set, in the order of the lines.

    An earlier clip that is sent whole is no such: the provider has it. Raises UsageError for settings that will not do.
    """
    if aim.free or read_settings(aim.store, environ=environ).store is not None:
        return
    found = {
        place: (_detail(where, aim), isinstance(where, ShotAt))
        for draft in drafts
        for reference in draft.references
        for where, place in zip(reference.wheres, reference.places * len(reference.wheres), strict=False)
        if _detail(where, aim)
    }
    cut = [place for place, (_, earlier) in found.items() if earlier]
    told = {place: detail for place, (detail, earlier) in found.items() if not earlier or place in cut[:MOST]}
    if len(cut) > MOST:
        # A long film says the same of hundreds of shots: the last one that is told counts the rest.
        told[cut[MOST - 1]] += f" So it is with {len(cut) - MOST} more shots."
    yield from (problem("no-store", place=place, detail=told[place], help=HELP) for place in sorted(told))


def check_seen(film: Film, drafts: Iterable[Draft], aim: Aim) -> Iterator[Problem]:
    """Tell every clip and sound at a URL of which nobody knows how long it is, where the target costs money."""
    if aim.free:
        return
    known = Materials(folder=Path(), root=Path(), remote=materials_of(film.lock))
    references = (reference for draft in drafts for reference in draft.references)
    for media, kind in dict.fromkeys((media, one.type) for one in references for media in one.medias if media.is_url):
        if kind != "subject" and unchecked(media, known.get(media.src), kind):
            detail = f"How long {media.src} lasts is not known, and {aim.name} takes money for what it then refuses."
            help = "`storyboard lock FILE --online` looks at it once and writes it down."
            yield problem("unchecked-media", place=media.place, detail=detail, help=help)


MOST = 5  # shots that go on from a cut of another, told one by one
HELP = (
    "Name a store: `--store s3://bucket/films`, STORYBOARD_STORE, or `store` in the configuration file. Or put it"
    " somewhere public and write its https URL, or run in the sandbox."
)


def _detail(where: Where, aim: Aim) -> str:
    """Say what cannot get there; empty for what can."""
    match where:
        case FileAt(path=path):
            return f"{path} is on this machine, and {aim.name} reads public URLs only."
        case ShotAt(call=call, via="tail" | "frame" as via):
            piece = "tail" if via == "tail" else "last frame"
            return f"The {piece} of {call} is cut on this machine, and {aim.name} reads public URLs only."
        case Url(url=url) if where.crop is not None or where.section is not None:
            return f"A piece of {url} is cut on this machine, and {aim.name} reads public URLs only."
        case ShotAt() | Url():
            return ""
        case _:
            assert_never(where)
