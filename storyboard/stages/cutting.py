"""Cut the film: the takes that are used, in the film's order, joined into one file."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from storyboard.deliver.film import Film, Joining, write_film
from storyboard.deliver.record import find_same, write_record
from storyboard.hashes import sha256_file
from storyboard.media.errors import MediaError, NotWritten
from storyboard.problems import ProblemsError, Refused
from storyboard.run.record.manifest import ShotResult, TakeResult, used_take
from storyboard.stages.commands import command_for
from storyboard.stages.compiling import Wanted, out_folder
from storyboard.stages.standing import Standing

GONE = "its clip is not here; `run` brings it back"
ALTERED = "its clip is not as it was made; `run` brings it back"
MOST_NAMES = 6

Tell = Callable[[Joining], None]


def lack_of(shot: ShotResult, out: Path) -> str:
    """Say why the clip of a shot cannot be used though it was made; empty where it is there, as long as it was."""
    take = used_take(shot)
    if take is None:
        return ""
    try:
        size = (out / (take.file or "")).stat().st_size
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
    clips = [target.parent / (take.file or "") for take in takes]
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
    unmade = [shot.address for shot in shots if used[shot.address] is None]
    lost = [shot.address for shot in shots if _is_lost(shot, out)]
    if unmade or lost:
        told = (_told(unmade, "no clip yet"), _told(lost, "a clip that is gone or not as it was made"))
        raise Refused(
            f"Of {len(shots)} shots {' and '.join(words for words in told if words)}",
            help=f"`{command_for('run', wanted)}` makes what is missing and brings back what is gone; "
            "`omit: true` leaves a shot out of the film.",
        )
    for shot in shots:
        take = used[shot.address]
        if take is not None:
            yield shot, take


def _is_lost(shot: ShotResult, out: Path) -> bool:
    take = used_take(shot)
    if take is None or take.file is None:
        return False
    try:
        return bool(lack_of(shot, out)) or sha256_file(out / take.file) != take.sha256
    except OSError:
        return True


def _told(addresses: Sequence[str], what: str) -> str:
    if not addresses:
        return ""
    return f"{len(addresses)} {'has' if len(addresses) == 1 else 'have'} {what}: {name_some(addresses)}"


def name_some(addresses: Sequence[str]) -> str:
    """Name the first few shots, and say how many more there are."""
    rest = len(addresses) - MOST_NAMES
    return ", ".join(addresses[:MOST_NAMES]) + (f" and {rest} more" if rest > 0 else "")


def _name(variant: str) -> str:
    return f"film@{variant}.mp4" if variant else "film.mp4"
