"""Cut the film: the takes that are used, in the film's order, joined into one file."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from storyboard.deliver.film import Film, Joining, write_film
from storyboard.deliver.record import find_same, write_record
from storyboard.hashes import sha256_file
from storyboard.media.errors import MediaError, NotWritten
from storyboard.problems import ProblemsError, Refused
from storyboard.run.record.manifest import ShotResult, TakeResult, clip_of, used_take
from storyboard.stages.commands import Verb, command_for
from storyboard.stages.compiling import Wanted, out_folder
from storyboard.stages.standing import Standing

GONE = "its clip is not here; `run` brings it back"
ALTERED = "its clip is not as it was made; `run` brings it back"
MOST_NAMES = 6
_HELP: Mapping[Verb, str] = {
    "retry": "asks again for what failed",
    "reconcile": "settles what is in doubt",
    "run": "makes what is missing and brings back what is gone",
    "plan": "says why a shot is on hold, and what helps",
}

Tell = Callable[[Joining], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """Why the film has to do without shots, of one and of several, and the command that helps."""

    one: str
    many: str
    verb: Verb


_FAILED = Lack(one="has failed", many="have failed", verb="retry")
_DOUBTED = Lack(one="is in doubt", many="are in doubt", verb="reconcile")
_UNMADE = Lack(one="has no clip yet", many="have no clip yet", verb="run")
_LOST = Lack(
    one="has a clip that is gone or not as it was made",
    many="have a clip that is gone or not as it was made",
    verb="run",
)
_AWAY = Lack(one="has a clip that is not here", many="have clips that are not here", verb="run")
_HELD = Lack(one="is on hold", many="are on hold", verb="plan")
_LACKS = (_FAILED, _DOUBTED, _HELD, _UNMADE, _AWAY, _LOST)


def lack_of(shot: ShotResult, out: Path) -> str:
    """Say why the clip of a shot cannot be used though it was made; empty where it is there, as long as it was."""
    take = used_take(shot)
    if take is None:
        return ""
    try:
        size = clip_of(take, out).stat().st_size
    except OSError:
        return GONE
    return "" if take.bytes in (None, size) else ALTERED


def cut_films(standing: Standing, wanted: Wanted, *, force: bool = False, tell: Tell | None = None) -> tuple[Film, ...]:
    """Join the used takes of every variant into `film[@variant].mp4` beside the manifest.

    A film that was joined of the same clips is left as it is, unless `force` says otherwise. `tell` hears of every clip
    that is joined. A take from earlier words is joined as it is: `standing.changed` tells of it. Raises ProblemsError
    where the storyboard has errors, Refused where a clip is missing or altered, naming the shots, or a film cannot be
    written.
    """
    if standing.problems:
        raise ProblemsError(standing.problems)
    out = out_folder(wanted)
    films: dict[str, list[TakeResult]] = {}
    for shot, take in _used(standing.shots, wanted, out):
        films.setdefault(shot.address.partition("@")[2], []).append(take)
    try:
        return tuple(_cut(takes, out / _name(name), force=force, tell=tell) for name, takes in films.items())
    except NotWritten as error:
        help = "Make room, let its folder be written to, or move away what is in its place."
        raise Refused(f"The film cannot be cut: {error}", help=help) from None
    except MediaError as error:
        help = f"`{command_for('run', wanted)}` fetches damaged clips anew."
        raise Refused(f"The film cannot be cut: {error}", help=help) from None


def _cut(takes: Sequence[TakeResult], target: Path, *, force: bool, tell: Tell | None) -> Film:
    clips = [clip_of(take, target.parent) for take in takes]
    content = [take.sha256 or "" for take in takes]
    there = None if force else find_same(target, content)
    if there is not None:
        return there
    film = write_film(clips, target, tell=tell)
    write_record(film, content)
    return film


def _used(shots: Sequence[ShotResult], wanted: Wanted, out: Path) -> Iterator[tuple[ShotResult, TakeResult]]:
    """Give every shot with the take that is used. Raises Refused where one has none, or one that is not as it was."""
    used = {shot.address: used_take(shot) for shot in shots}
    lacks = {shot.address: _lack(shot, out) for shot in shots}
    found = {lack: tuple(name for name, one in lacks.items() if one == lack) for lack in _LACKS}
    found = {lack: names for lack, names in found.items() if names}
    if found:
        verbs = dict.fromkeys(lack.verb for lack in found)
        help = "; ".join(f"`{command_for(verb, wanted)}` {_HELP[verb]}" for verb in verbs)
        raise Refused(
            f"Of {len(shots)} shots {' and '.join(_told(lack, names) for lack, names in found.items())}",
            help=f"{help}; `omit: true` leaves a shot out of the film.",
        )
    for shot in shots:
        take = used[shot.address]
        if take is not None:
            yield shot, take


def _lack(shot: ShotResult, out: Path) -> Lack | None:
    """Say what a shot lacks to be in the film. What the provider refused, and never took, `run` asks for again."""
    if used_take(shot) is not None:
        return _LOST if _is_lost(shot, out) else None
    if shot.status == "in-doubt":
        return _DOUBTED
    if shot.status in ("failed", "held") and {take.status for take in shot.takes} == {"failed"}:
        return _FAILED
    if any(take.status == "done" for take in shot.takes):
        return _AWAY
    return _HELD if shot.status == "held" else _UNMADE


def _is_lost(shot: ShotResult, out: Path) -> bool:
    take = used_take(shot)
    if take is None or take.file is None:
        return False
    try:
        return bool(lack_of(shot, out)) or sha256_file(clip_of(take, out)) != take.sha256
    except OSError:
        return True


def _told(lack: Lack, addresses: Sequence[str]) -> str:
    return f"{len(addresses)} {lack.one if len(addresses) == 1 else lack.many}: {name_some(addresses)}"


def name_some(addresses: Sequence[str]) -> str:
    """Name the first few shots, and say how many more there are."""
    rest = len(addresses) - MOST_NAMES
    return ", ".join(addresses[:MOST_NAMES]) + (f" and {rest} more" if rest > 0 else "")


def _name(variant: str) -> str:
    return f"film@{variant}.mp4" if variant else "film.mp4"
