"""The compiler: a loaded storyboard becomes a film of drafts, with every problem there is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from storyboard.language.film.storyboard import Profile, Storyboard
from storyboard.language.load import Loaded
from storyboard.language.sense.silence import silence
from storyboard.language.texts.render import Renderer
from storyboard.language.texts.template import Templates
from storyboard.language.tree.suggest import did_you_mean
from storyboard.plan.draft import Draft, draft_film
from storyboard.plan.limits.needs import check_needs
from storyboard.plan.lint.cutting import Cutting
from storyboard.plan.lint.warnings import lint
from storyboard.plan.lock.lock_file import Lock, materials_of, read_lock
from storyboard.plan.models import read_models
from storyboard.plan.selection.variants import select_variants
from storyboard.plan.shots.desk import Desk
from storyboard.plan.shots.materials import Material, Materials
from storyboard.plan.shots.setups import Setup, settle_film
from storyboard.problems import Level, Problem, UsageError
from storyboard.rules import problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """A storyboard compiled for one profile: what would be asked for, whatever was made before.

    `drafts` are None where there are errors. `title` is in the film's language. `lock` is what the lock beside the
    storyboard pins.
    """

    storyboard: Storyboard | None
    title: str
    profile: str | None
    drafts: tuple[Draft, ...] | None
    problems: tuple[Problem, ...]
    lock: Lock = field(default_factory=Lock)

    @property
    def sound(self) -> bool:
        """Say whether the film has no errors."""
        return self.drafts is not None


def compile_film(
    loaded: Loaded,
    *,
    profile: str | None = None,
    remote: Mapping[str, Material] | None = None,
    read: dict[str, Material] | None = None,
) -> Film:
    """Compile a loaded storyboard. Raise UsageError for a profile that it does not have.

    Files that it refers to are read, nothing else is touched. `remote` is what is known of URLs, by default what the
    lock says of them. `read` has the files that were read already, and takes in those that are read now.
    """
    storyboard = loaded.storyboard
    if storyboard is None:
        return Film(storyboard=None, title="", profile=profile, drafts=None, problems=loaded.problems)
    chosen = _profile(storyboard, profile)
    models, problems = read_models(loaded.folder, root=loaded.root)
    lock, damaged = read_lock(loaded.folder, root=loaded.root)
    known = materials_of(lock) if remote is None else remote
    desk = Desk(
        storyboard=storyboard,
        models=models,
        renderer=Renderer(templates=Templates(dict(loaded.templates)), film_language=storyboard.language),
        materials=Materials(folder=loaded.folder, root=loaded.root, remote=known, known={} if read is None else read),
        cast={member.id: member for member in storyboard.cast},
        hurt=loaded.hurt,
        problems=[*problems, *damaged],
    )
    setups = select_variants(settle_film(storyboard, models, profile=chosen), storyboard, desk.problems)
    desk.problems.extend(_check_models(setups, desk))
    desk.problems.extend(check_needs(setups, shots={shot.address for shot in storyboard.shots}))
    drafts = draft_film(setups, desk)
    said = (one for one in desk.renderer.problems if one.code not in loaded.echoes)
    found = (*loaded.problems, *desk.problems, *said)
    if not any(problem.level is Level.ERROR for problem in found):  # what is mistaken comes before what is unwise
        found = (*found, *lint(Cutting(storyboard=storyboard, setups=setups, drafts=drafts, name=desk.name)))
    told = silence(found, storyboard=storyboard, sources=dict(loaded.sources))
    wrong = any(problem.level is Level.ERROR for problem in told)
    title = desk.say(storyboard.title, storyboard.language)
    sound = None if wrong else drafts
    return Film(storyboard=storyboard, title=title, profile=profile, drafts=sound, problems=told, lock=lock)


def check_film(
    loaded: Loaded, *, profile: str | None = None, remote: Mapping[str, Material] | None = None
) -> tuple[Problem, ...]:
    """Tell every problem of a storyboard, as it is made plain and with each of its profiles, or with one alone.

    `remote` is what is known of URLs, by default what the lock says of them.
    """
    storyboard = loaded.storyboard
    ids: Iterable[str | None] = [profile] if profile is not None or storyboard is None else [None]
    if profile is None and storyboard is not None:
        ids = [None, *(one.id for one in storyboard.profiles)]
    read: dict[str, Material] = {}  # each file once, however many profiles there are
    found = [problem for id in ids for problem in compile_film(loaded, profile=id, remote=remote, read=read).problems]
    return silence(found, storyboard=storyboard, sources=dict(loaded.sources))


def _profile(storyboard: Storyboard, id: str | None) -> Profile | None:
    if id is None:
        return None
    for profile in storyboard.profiles:
        if profile.id == id:
            return profile
    known = [profile.id for profile in storyboard.profiles]
    help = did_you_mean(id, known, what="The profiles") or "The storyboard has no profiles; leave the option out."
    raise UsageError(f"There is no profile {id!r}", help=help)


def _check_models(setups: Iterable[Setup], desk: Desk) -> Iterable[Problem]:
    for setup in setups:
        given = setup.part.model
        if given is not None and given.value not in desk.models:
            detail = f"There is no model {given.value!r}."
            help = did_you_mean(given.value, desk.models, what="The models")
            yield problem("unknown-model", place=given.place or setup.shot.place, detail=detail, help=help)
