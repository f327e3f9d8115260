"""Pin what goes into a film, and look at what stands at its URLs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from storyboard.language.load import Loaded
from storyboard.language.sense.silence import silence
from storyboard.plan.film import check_film
from storyboard.plan.limits.media_limits import check_usable
from storyboard.plan.lock.lock_file import LOCK, Lock, changes, join_locks, pin_of, read_lock, write_lock
from storyboard.plan.models import read_models
from storyboard.plan.shots.materials import Material, Materials
from storyboard.plan.shots.referred import Referred, list_referred
from storyboard.problems import Problem, ProblemsError, Refused, count_errors
from storyboard.provider.profile import limits
from storyboard.rules import problem
from storyboard.run.machine.places import beside
from storyboard.stages.compiling import Wanted, check_takes, load_storyboard, relocate


@dataclass(frozen=True, slots=True, kw_only=True)
class Locked:
    """A lock as it was written: its file, what changed in words, and the URLs that nobody has looked at."""

    path: Path
    changes: tuple[str, ...]
    unseen: tuple[str, ...]


def lock_storyboard(wanted: Wanted, *, online: bool = False) -> Locked:
    """Pin everything that a storyboard refers to; lines of what it does not refer to stay. URLs only when `online`.

    Raises ProblemsError where the storyboard or the lock cannot be read or something that it refers to cannot be used,
    Refused where the lock cannot be written; then nothing is written.
    """
    loaded = load_storyboard(wanted)
    before, damaged = read_lock(loaded.folder, root=loaded.root)
    referred = list_referred(loaded.storyboard)
    seen = [one for one in referred if online or not one.media.is_url]
    remote = _look_online(seen, loaded)
    materials = Materials(folder=loaded.folder, root=loaded.root, remote=remote)
    found = (*loaded.problems, *damaged, *_unusable(seen, materials))
    if count_errors(found):
        raise ProblemsError(relocate(_told(found, loaded), wanted.folder))
    after = join_locks(before, (pin_of(materials.get(one.media.src)) for one in seen))
    path = wanted.folder / LOCK
    if after != before or not path.exists():
        _write(path, after)
    known = {pin.path for pin in after.pins}
    unseen = dict.fromkeys(one.media.src for one in referred if one.media.src not in known)
    return Locked(path=path, changes=tuple(changes(before, after)), unseen=tuple(unseen))


def check_online(wanted: Wanted) -> tuple[Problem, ...]:
    """Tell every problem of a storyboard and of `storyboard.takes`, with what stands at its URLs now.

    Nothing is written.
    """
    loaded = load_storyboard(wanted)
    referred = list_referred(loaded.storyboard)
    remote = _look_online(referred, loaded)
    lock, _ = read_lock(loaded.folder, root=loaded.root)
    far = [one for one in referred if one.media.is_url]
    materials = Materials(folder=loaded.folder, root=loaded.root, remote=remote)
    found = (
        *check_film(loaded, profile=wanted.profile, remote=remote),
        *_unusable(far, materials),
        *_changed(far, materials, lock),
    )
    return (*relocate(_told(found, loaded), wanted.folder), *check_takes(wanted))


def _look_online(referred: Iterable[Referred], loaded: Loaded) -> dict[str, Material]:
    """Look at every URL, as far as the largest file goes that any model takes of the kind, or that a part is cut of."""
    from storyboard.run.machine.waiting import wait_for
    from storyboard.run.net.remote import look_at
    from storyboard.run.submissions.originals import MOST

    models, _ = read_models(loaded.folder, root=loaded.root)
    most: dict[str, int] = {}
    for one in referred:
        if one.media.is_url:
            whole = one.media.crop is None and one.media.section is None
            largest = max(limits(model, one.kind).bytes for model in models.values()) if whole else MOST
            most[one.media.src] = max(largest, most.get(one.media.src, 0))
    return wait_for(look_at(most)) if most else {}


def _unusable(referred: Iterable[Referred], materials: Materials) -> Iterator[Problem]:
    for one in referred:
        yield from check_usable(one.media, materials.get(one.media.src), one.kind)


def _changed(referred: Iterable[Referred], materials: Materials, lock: Lock) -> Iterator[Problem]:
    pins = {pin.path: pin for pin in lock.pins}
    for media in (one.media for one in referred):
        material, pin = materials.get(media.src), pins.get(media.src)
        if pin is not None and material.kind and material.sha256 != pin.sha256:
            detail = f"{media.src} gives other bytes than when it was locked."
            help = "If that is meant, `storyboard lock FILE --online` writes it down."
            yield problem("changed-media", place=media.place, detail=detail, help=help)


def _told(problems: Iterable[Problem], loaded: Loaded) -> tuple[Problem, ...]:
    return silence(problems, storyboard=loaded.storyboard, sources=dict(loaded.sources))


def _write(path: Path, lock: Lock) -> None:
    try:
        with beside(path) as temporary:
            temporary.write_text(write_lock(lock), encoding="utf-8")
    except OSError as error:
        raise Refused(
            f"{path} cannot be written: {error.strerror or error}", help="Make the folder writable."
        ) from None
