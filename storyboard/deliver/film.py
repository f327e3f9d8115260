"""The film: the chosen clips joined by straight cuts into one MP4, at the size that suits them."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from storyboard.media.errors import MediaError
from storyboard.media.join import join
from storyboard.media.probe import probe


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """A film: where, how long in seconds, how large in pixels, of how many clips.

    `joined` is False where it was there already, of the same clips.
    """

    path: Path
    seconds: float
    width: int
    height: int
    clips: int
    joined: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Joining:
    """How far the joining of a film is: `done` of so many `clips`."""

    film: Path
    clips: int
    done: int


def write_film(clips: Sequence[Path], target: Path, *, tell: Callable[[Joining], None] | None = None) -> Film:
    """Join clips in the order given, at the size most of them have, the largest of those; 24 frames a second.

    `tell` hears before the first clip and after each.
    Raises MediaError where there is no clip, or one that is no clip or does not decode.
    """

    def on_clip(done: int) -> None:
        if tell is not None:
            tell(Joining(film=target, clips=len(clips), done=done))

    on_clip(0)
    width, height = decide_size(clips)
    seconds = join(clips, target, width=width, height=height, on_clip=on_clip)
    return Film(path=target, seconds=seconds, width=width, height=height, clips=len(clips))


def decide_size(clips: Sequence[Path]) -> tuple[int, int]:
    """Decide a film's even width and height: what most clips have; of several such sizes, the largest."""
    if not clips:
        raise MediaError("A film needs at least one clip.")
    sizes = Counter(_size(clip) for clip in clips)
    width, height = max(sizes, key=lambda size: (sizes[size], size[0] * size[1], size))
    return width + width % 2, height + height % 2


def _size(clip: Path) -> tuple[int, int]:
    found = probe(clip)
    if found.kind != "video":
        raise MediaError(f"{clip} is no clip: it is {found.format}.")
    return found.width, found.height
