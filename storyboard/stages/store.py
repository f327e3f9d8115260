"""What a target cannot read, told before anything is paid."""

from collections.abc import Iterator

from storyboard.plan.film import Film
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


HELP = "Put it somewhere public and write its https URL, or run in the sandbox. A store for files is not built yet."


def _detail(where: FileAt | ShotAt, aim: Aim) -> str:
    what = where.path if isinstance(where, FileAt) else f"the clip of {where.call}"
    return f"{what} is on this machine, and {aim.name} reads public URLs only."
