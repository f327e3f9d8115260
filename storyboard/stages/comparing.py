"""Two plans, storyboards or revisions of one, compiled from their files alone and held against each other."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from storyboard.plan.difference.addressed import by_address
from storyboard.plan.difference.difference import Difference, compare
from storyboard.plan.made import Made
from storyboard.plan.models import read_models
from storyboard.plan.plan import Call, Plan
from storyboard.plan.plan_json import HOW_TO_MAKE, read_plan
from storyboard.problems import Level, Problem, ProblemsError, UsageError
from storyboard.provider.profile import Profile
from storyboard.stages.compiling import Wanted, compile_plan
from storyboard.stages.revisions import Exported, Revision, export, is_revision, parse_revision
from storyboard.stages.saving import STORYBOARDS, is_plan

HEAD = "HEAD"


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two: what people call it, and its plan, or None and the errors that leave it without one.

    `profiles` has the model at each path of an API.
    """

    name: str
    plan: Plan | None
    problems: tuple[Problem, ...] = ()
    profiles: Mapping[str, Profile] = field(default_factory=dict)


def read_sides(before: str, after: str, wanted: Wanted) -> tuple[Side, Side]:
    """Read two sides. A bare revision is that revision of what the other side names; a file of its name wins.

    Raises as `read_side` does, and UsageError for two bare revisions.
    """
    match _is_bare(before, after), _is_bare(after, before):
        case True, True:
            raise UsageError(
                f"{before} and {after} name no file",
                help=f"Name the file at one of them, such as `{before} {after}:path/of/storyboard.yaml`.",
            )
        case True, _:
            return _read_revision(_revision_like(before, after), wanted), read_side(after, wanted)
        case _, True:
            return read_side(before, wanted), _read_revision(_revision_like(after, before), wanted)
        case _:
            return read_side(before, wanted, other=after), read_side(after, wanted, other=before)


def _is_bare(words: str, other: str) -> bool:
    """Say whether words can only be a revision without a path, in the repository of the other side's file."""
    if Path(words).exists() or parse_revision(words, start=Path()) is not None:
        return False
    return is_revision(words, start=Path(other).parent if Path(other).exists() else Path())


def _revision_like(rev: str, other: str) -> Revision:
    """Name a revision of the file that the other side is."""
    file = Path(other)
    named = None if file.exists() else parse_revision(other, start=Path())
    return replace(named, rev=rev) if named is not None else Revision(rev=rev, path=f"./{file.name}", start=file.parent)


def _start(other: str) -> Path:
    """Find the folder from which a revision is meant: this one, or the other side's where this has no repository."""
    return Path(other).parent if Path(other).exists() and not is_revision(HEAD, start=Path()) else Path()


def read_side(words: str, wanted: Wanted, *, other: str = "") -> Side:
    """Read a side: a saved plan, a storyboard, or `REV:path` of either. `wanted` has everything but the file.

    Raises UsageError, which names the side, where it cannot be read, Refused for a plan changed by hand.
    """
    file = Path(words)
    revision = None if file.exists() else parse_revision(words, start=_start(other))
    if revision is not None:
        return _read_revision(revision, wanted)
    if not file.is_file():
        raise _nothing_there(file, words)
    return _read_file(replace(wanted, file=file), name=words, shown=str)


def _nothing_there(file: Path, words: str) -> UsageError:
    """Say that words are neither a file nor, where they may mean one, a revision."""
    help = "Name a saved plan, a storyboard, or REV:path of one"
    if file.exists() or file.suffix in (*STORYBOARDS, ".json") or ":" in words:
        return UsageError(f"There is no file {words}", help=f"{help}.")
    return UsageError(
        f"There is no file or revision {words}", help=f"{help}; `git log --oneline` lists the revisions there are."
    )


def read_with_head(words: str, wanted: Wanted) -> tuple[Side, Side]:
    """Read a file as it is in the last commit, and as it is. Raises UsageError where it is in none."""
    file = Path(words)
    if not file.is_file():
        raise UsageError(f"There is no file {file}", help="Name a storyboard in a git repository, or two to compare.")
    return _read_revision(_revision_like(HEAD, words), wanted), read_side(words, wanted)


def compare_sides(before: Side, after: Side) -> Difference:
    """Compare two sides, at the prices of the second. Raises ProblemsError where one has errors."""
    if before.plan is None or after.plan is None:
        raise ProblemsError((*before.problems, *after.problems))
    return compare(before.plan, after.plan, profiles=after.profiles)


def outdated(plan: Plan, wanted: Wanted) -> tuple[str, ...]:
    """Name the shots that a saved plan makes otherwise than its storyboard would now; none where that has mistakes.

    Of a shot that goes on from one that the plan leaves out, nothing can be told. Variables that the plan was made
    with are not in it: what they change counts as changed.
    """
    try:
        now, _ = compile_plan(wanted, made=Made())
    except (ProblemsError, UsageError):
        return ()
    old, new = by_address(plan), by_address(now)
    made = [call for call in plan.calls if call.action == "make" and _is_rooted(call, old.identity)]
    usages = [usage for call in made for usage in call.usages]
    return tuple(one for one in usages if one not in new.by_address or old.same(one) != new.same(one))


def _is_rooted(call: Call, known: Mapping[str, str]) -> bool:
    return all(need.call in known for need in call.needs if need.purpose != "order")


def _read_revision(revision: Revision, wanted: Wanted) -> Side:
    with export(revision, root=wanted.root) as exported:
        inside = replace(wanted, file=exported.file, root=exported.root)
        return _read_file(inside, name=exported.name, shown=lambda words: _as_named(words, exported))


def _as_named(words: str, exported: Exported) -> str:
    """Say `REV:path` where the folder stands that a revision was written out into, which is gone by then."""
    rev = exported.name.removesuffix(exported.file.relative_to(exported.top).as_posix())
    return words.replace(f"{exported.top}{os.sep}", rev)


def _read_file(wanted: Wanted, *, name: str, shown: Callable[[str], str]) -> Side:
    if wanted.file.suffix == ".json" or is_plan(wanted.file):  # or it means to be one
        return _read_plan(wanted.file, name)
    try:
        made, film = compile_plan(wanted, made=Made())
    except ProblemsError as error:
        return Side(name=name, plan=None, problems=tuple(_errors(error.problems, shown)))
    except UsageError as error:
        raise UsageError(f"{name}: {shown(error.message)}", help=shown(error.help)) from None
    return Side(name=name, plan=made, profiles={draft.model.path: draft.model for draft in film.drafts or ()})


def _errors(problems: Iterable[Problem], shown: Callable[[str], str]) -> Iterable[Problem]:
    for problem in problems:
        if problem.level is Level.ERROR:
            place = problem.place
            named = None if place is None else replace(place, file=shown(place.file))
            yield replace(problem, place=named, detail=shown(problem.detail), help=shown(problem.help))


def _read_plan(file: Path, name: str) -> Side:
    try:
        plan = read_plan(file.read_text(encoding="utf-8"), name=name)
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{name} is not a plan: it is no text in UTF-8", help=HOW_TO_MAKE) from None
    models, _ = read_models()
    return Side(name=name, plan=plan, profiles={model.path: model for model in models.values()})
