"""Load, check and compile: from a storyboard's file to its plan."""

import os
import re
import shlex
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import Literal

from storyboard.language.load import Loaded, load
from storyboard.plan.decisions.again import NOTHING, Again
from storyboard.plan.draft import Draft
from storyboard.plan.film import Film, check_film, compile_film
from storyboard.plan.lock.pinned import refuse_unpinned
from storyboard.plan.made import Made
from storyboard.plan.plan import Plan
from storyboard.plan.planning import WHOLE, Where, plan_film
from storyboard.plan.selection.selection import Selection, to_look_at
from storyboard.problems import Level, Place, Problem, ProblemsError, UsageError
from storyboard.run.machine.places import relative
from storyboard.stages.decisions import lost_decisions
from storyboard.stages.saving import is_plan
from storyboard.stages.store import check_seen, check_store
from storyboard.stages.targets import Aim

Purpose = Literal["look", "run"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be compiled: a storyboard's file, for a profile and a target.

    `root` is the folder outside of which nothing is read, `out` stands in place of `build/<file's stem>`. `variables`
    stand above the storyboard's own. `locked` wants every file as the lock beside the storyboard pins it. `again` is
    what is asked for on purpose beyond what is missing. `cache` is a folder of takes that productions share.
    """

    file: Path
    profile: str | None = None
    aim: Aim = field(default_factory=Aim)
    root: Path | None = None
    out: Path | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    selection: Selection = WHOLE
    first_take: bool = False
    again: Again = NOTHING
    locked: bool = False
    cache: Path | None = None

    @property
    def folder(self) -> Path:
        """Give the storyboard's folder."""
        return self.file.parent


def load_storyboard(wanted: Wanted) -> Loaded:
    """Load a storyboard. Raise UsageError where there is none, or a saved plan in its place."""
    if is_plan(wanted.file):
        plan = shlex.quote(str(wanted.file))
        raise UsageError(
            f"{wanted.file} is a saved plan, and a storyboard is wanted here",
            help=f"`storyboard show {plan}` shows it and `storyboard run {plan}` makes it; else name its storyboard.",
        )
    return load(wanted.file, root=wanted.root, variables=wanted.variables)


def check_storyboard(wanted: Wanted) -> tuple[Problem, ...]:
    """Tell every problem of a storyboard, in all of its profiles or in the one that is wanted.

    What the wanted target could not read is among them, and what is wrong in `storyboard.takes`.
    """
    loaded = load_storyboard(wanted)
    found = check_film(loaded, profile=wanted.profile)
    if not wanted.aim.private:
        film = compile_film(loaded, profile=wanted.profile)
        found = (*found, *_obstacles(film, film.drafts or (), wanted, "run"))
    return (*relocate(found, wanted.folder), *check_takes(wanted))


def check_takes(wanted: Wanted) -> tuple[Problem, ...]:
    """Tell every problem of the `storyboard.takes` beside a storyboard."""
    from storyboard.run.takes.file import read_takes

    return read_takes(wanted.folder)[1]


def relocate(problems: Iterable[Problem], folder: Path) -> tuple[Problem, ...]:
    """Name the files of problems as seen from where one stands, not from the storyboard's folder."""
    return tuple(_relocated(problem, folder) for problem in problems)


def _relocated(problem: Problem, folder: Path) -> Problem:
    seen = {place: _seen(place, folder) for place in problem.named}
    detail = problem.detail
    if seen:
        written = {str(place): str(there) for place, there in seen.items()}
        any_of = "|".join(map(re.escape, written))
        detail = re.sub(rf"({any_of})(?!\d)", lambda found: written[found[0]], detail)
    place = None if problem.place is None else _seen(problem.place, folder)
    return replace(problem, place=place, detail=detail, named=tuple(seen.values()))


def _seen(place: Place, folder: Path) -> Place:
    path = folder / place.file
    return replace(place, file=str(path)) if path.exists() else place


def compile_plan(
    wanted: Wanted, *, made: Made | None = None, plan_file: Path | None = None, purpose: Purpose = "look"
) -> tuple[Plan, Film]:
    """Compile a storyboard to its plan. Raise ProblemsError where it has errors, UsageError for wrong use.

    `made` is what was made before at the target, by default what the ledger knows. `plan_file` is where the plan will
    be saved: the path of the storyboard in it is as seen from there, by default from the storyboard's own folder.
    What the target could not read is an error of a plan to `run`, and only warned of in one to `look` at.
    """
    loaded = load_storyboard(wanted)
    film = compile_film(loaded, profile=wanted.profile)
    film = _with(replace(film, problems=()), film.problems, wanted)
    if film.drafts is None or film.storyboard is None:
        raise ProblemsError(film.problems)
    drafts, words = film.drafts, film.storyboard.provider
    if wanted.locked:
        refuse_unpinned(loaded, film.lock)
    before = read_made_before(wanted) if made is None else made
    film = replace(film, problems=(*film.problems, *lost_decisions(film, before)))
    where = _where(wanted, film, plan_file)
    plan = plan_film(drafts, before, where=where, words=words, selection=wanted.selection)
    asked = frozenset(usage for call in plan.calls if call.action == "make" for usage in call.usages)
    sent = [draft for draft in drafts if draft.setup.address in asked]
    return plan, _with(film, _obstacles(film, sent, wanted, purpose), wanted)


def select_addresses(wanted: Wanted) -> frozenset[str]:
    """Choose the addresses that are selected, to look at them. Raises as `compile_plan` does."""
    plan, _ = compile_plan(replace(wanted, selection=to_look_at(wanted.selection)))
    return frozenset(usage for call in plan.calls for usage in call.usages)


def _with(film: Film, problems: Iterable[Problem], wanted: Wanted) -> Film:
    """Give a film with more problems, all named as seen from where one stands. Raise ProblemsError for an error."""
    film = replace(film, problems=(*film.problems, *relocate(problems, wanted.folder)))
    if any(problem.level is Level.ERROR for problem in film.problems):
        raise ProblemsError(film.problems)
    return film


def _obstacles(film: Film, sent: Collection[Draft], wanted: Wanted, purpose: Purpose) -> Iterator[Problem]:
    """Tell what the target could not read of the shots that are sent to it. Raise UsageError for another's model."""
    for model in {draft.model.name: draft.model for draft in sent}.values():
        if not wanted.aim.free and model.provider != wanted.aim.provider:
            raise UsageError(
                f"The model {model.name} is one of {model.provider}, not of {wanted.aim.name}",
                help=f"Write `--target {model.provider}`, or choose another model.",
            )
    for problem in (*check_store(sent, wanted.aim), *check_seen(film, sent, wanted.aim)):
        yield problem if purpose == "run" else replace(problem, level=Level.WARNING)


def read_made_before(wanted: Wanted) -> Made:
    """Read what was made of a storyboard at its target and decided for its profile, from the ledger and from
    `storyboard.takes`. Raise Refused where the ledger is damaged, ProblemsError where `storyboard.takes` is.

    Where the target is private, as the sandbox of this process is, a take in doubt is none: the next run gives it up
    and asks anew.
    """
    from storyboard.run.takes.cache import cache_of
    from storyboard.run.takes.made import read_made

    file, aim = wanted.file.name, wanted.aim
    cache = cache_of(wanted.cache)
    made = read_made(wanted.folder, file=file, origin=aim.origin, profile=wanted.profile, cache=cache)
    if not wanted.aim.private:
        return made
    return replace(made, takes=tuple(take for take in made.takes if take.status != "in-doubt"))


def out_folder(wanted: Wanted) -> Path:
    """Name the folder of the manifest, the takes and the film."""
    base = wanted.out or wanted.folder / "build" / wanted.file.stem
    return base / (wanted.aim.folder if wanted.profile is None else f"{wanted.aim.folder}-{wanted.profile}")


def wanted_of(
    plan: Plan, *, plan_file: Path, base_url: str | None, out: Path | None, store: str | None = None
) -> Wanted:
    """Say what a saved plan wants: its storyboard, target and profile, found from where the plan is."""
    file = Path(os.path.normpath(_folder_of(plan_file) / PurePosixPath(plan.storyboard)))
    return Wanted(file=file, profile=plan.profile, aim=Aim(name=plan.target, base_url=base_url, store=store), out=out)


def _folder_of(plan_file: Path) -> Path:
    """Give the folder that a plan really lies in, not that of a link to it."""
    return (Path(os.path.realpath(plan_file)) if plan_file.is_symlink() else plan_file).parent


def _where(wanted: Wanted, film: Film, plan_file: Path | None) -> Where:
    start = wanted.folder if plan_file is None else _folder_of(plan_file)
    board = film.storyboard
    model = board.part.model if board is not None else None
    budget = board.budget if board is not None else None
    return Where(
        storyboard=relative(wanted.file, start),
        title=film.title,
        model=model.value if model is not None else "",
        profile=wanted.profile,
        free=wanted.aim.free,
        target=wanted.aim.name,
        origin=wanted.aim.origin,
        base_url=wanted.aim.base_url,
        budget=None if budget is None else Decimal(str(budget.value)),
        first_take=wanted.first_take,
        again=wanted.again,
    )
