"""What a target cannot read, told before anything is paid."""

from collections.abc import Iterator
from pathlib import Path

from storyboard.plan.film import Film
from storyboard.plan.lock_file import materials_of
from storyboard.plan.materials import Materials
from storyboard.plan.media_limits import unchecked
from storyboard.problems import Problem
from storyboard.provider.sources import FileAt, ShotAt
from storyboard.rules import problem
from storyboard.stages.targets import SANDBOX, Aim


def check_store(film: Film, aim: Aim) -> Iterator[Problem]:
    """Tell every reference that stands on this machine alone, where the target reads only public URLs."""
    if aim.name == SANDBOX:
        return
    told = set()
    for draft in film.drafts or ():
        for reference in draft.references:
            for where, place in zip(reference.wheres, reference.places * len(reference.wheres), strict=False):
                if isinstance(where, FileAt | ShotAt) and place not in told:
                    told.add(place)
                    yield problem("no-store", place=place, detail=_detail(where, aim), help=HELP)


def check_seen(film: Film, aim: Aim) -> Iterator[Problem]:
    """Tell every clip and sound at a URL of which nobody knows how long it is, where the target costs money."""
    if aim.name == SANDBOX:
        return
    known = Materials(folder=Path(), root=Path(), remote=materials_of(film.lock))
    references = (reference for draft in film.drafts or () for reference in draft.references)
    for media, kind in dict.fromkeys((media, one.type) for one in references for media in one.medias if media.is_url):
        if kind != "subject" and unchecked(media, known.get(media.src), kind):
            detail = f"How long {media.src} lasts is not known, and {aim.name} takes money for what it then refuses."
            help = "`storyboard lock FILE --online` looks at it once and writes it down."
            yield problem("unchecked-media", place=media.place, detail=detail, help=help)


def check_pieces(film: Film) -> Iterator[Problem]:
    """Tell every crop and section of what stands at a URL: nothing fetches it to cut it."""
    references = (reference for draft in film.drafts or () for reference in draft.references)
    for media in dict.fromkeys(media for one in references for media in one.medias if media.is_url):
        if media.crop is not None or media.section is not None:
            piece = "Crops" if media.crop is not None else "Sections"
            detail = f"{piece} of what stands at a URL are not built yet: {media.src} would have to be fetched and cut."
            yield problem("not-built", place=media.place, detail=detail, help="Download it and refer to the file.")


HELP = "Put it somewhere public and write its https URL, or run in the sandbox. A store for files is not built yet."


def _detail(where: FileAt | ShotAt, aim: Aim) -> str:
    what = where.path if isinstance(where, FileAt) else f"the clip of {where.call}"
    return f"{what} is on this machine, and {aim.name} reads public URLs only."
