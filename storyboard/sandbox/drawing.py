"""From a task to the animatic of one of its takes."""

from collections.abc import Callable, Iterator
from pathlib import Path

from storyboard.hashes import sha256_bytes
from storyboard.media.animatic import Animatic, Picture
from storyboard.media.files import replacing
from storyboard.media.frames import last_frame
from storyboard.sandbox.slates import read_brief
from storyboard.sandbox.store import Store, clip_path
from storyboard.sandbox.tasks import Medium, Task, request_of

Draw = Callable[[Animatic, Path], None]


def draw_animatic(animatic: Animatic, target: Path) -> None:
    """Draw with the film's own animatic."""
    # Imported when the first frame is drawn: it brings the faces and the encoder with it.
    from storyboard.media.animatic import draw_animatic as draw

    draw(animatic, target)


def draw_take(store: Store, task: Task, number: int, *, draw: Draw) -> None:
    """Draw a take, counted from 1, and put it in its place all at once. Raises MediaError for a broken reference."""
    with replacing(clip_path(store, task.id, number)) as beside:
        draw(animatic_of(store, task, number), beside)


def animatic_of(store: Store, task: Task, number: int) -> Animatic:
    """Say what is to be drawn: the request, its pictures, and the slate where a plan has told it.

    `number` counts the takes of the task; the frames show the number that the take has among all of its shot.
    """
    given = request_of(task)
    brief = read_brief(task.brief)
    return Animatic(
        slate=brief.slate if brief else None,
        prompt=given["prompt"],
        width=task.width,
        height=task.height,
        seconds=given["duration"],
        take=task.first + number - 1,
        takes=task.first + task.takes - 1 if task.takes > 1 else 1,
        audio=given.get("generateAudio", True),
        pictures=tuple(_pictures(store, task.media)),
        film=brief.film if brief else (),
        position=brief.position if brief else None,
    )


def _pictures(store: Store, media: tuple[Medium, ...]) -> Iterator[Picture]:
    """Give the pictures at hand; what is elsewhere is not fetched, and its card stays without a picture."""
    for medium in media:
        path = store.folder / medium.file
        if medium.file and medium.kind == "image":
            yield Picture(name=medium.name, path=path)
        elif medium.file and medium.kind == "video":
            yield Picture(name=medium.name, path=_still(store, path))


def _still(store: Store, clip: Path) -> Path:
    """Give the last frame of a clip: from there a shot that continues it goes on."""
    still = store.folder / "stills" / f"{sha256_bytes(str(clip).encode())}.png"
    if not still.exists():
        last_frame(clip, still)
    return still
