"""From an animatic's values to its file: what stands still is drawn once, what moves is laid on it frame by frame."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from storyboard.media import encode
from storyboard.media.animatic import text, timing
from storyboard.media.animatic.dusk import dusk
from storyboard.media.animatic.ground import open_ground
from storyboard.media.animatic.heading import FPS, clock_text
from storyboard.media.animatic.items import Words
from storyboard.media.animatic.layout import Layout, lay_out
from storyboard.media.animatic.metrics import AMBER, IVORY, Box, Metrics, style
from storyboard.media.animatic.planes import Layer, Planes, fill, frame_of, image_of, lay, layer_of, luma
from storyboard.media.animatic.sheet import finish, new_sheet, put_card, put_line, put_ticks, put_words
from storyboard.media.animatic.tone import bed
from storyboard.media.animatic.values import Animatic

if TYPE_CHECKING:
    from av.video.frame import VideoFrame
    from PIL import Image

_CRF = 23
_FADE = 6


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What is drawn once for a shot, ready to be laid."""

    animatic: Animatic
    layout: Layout
    ground: Callable[[float], Planes]
    still: Layer
    spoken: tuple[Layer, ...]
    cues: tuple[timing.Cue, ...]


def draw_animatic(animatic: Animatic, target: Path) -> None:
    """Write an animatic as an MP4: 24 frames a second, exactly as long and as large as it says.

    The same animatic gives the same file. Raises MediaError for a picture that cannot be read.
    """
    look = encode.Look(
        width=animatic.width, height=animatic.height, fps=Fraction(FPS), crf=_CRF, preset="superfast", threads=1
    )
    count = frame_count(animatic)
    prepared = _prepare(animatic)
    with encode.muxing(target) as container:
        picture = encode.add_picture(container, look)
        sound = encode.add_sound(container) if animatic.audio else None
        if sound is not None:
            encode.put(container, sound, encode.samples(bed(animatic, count * encode.SAMPLE_RATE // FPS)))
        encode.put(container, picture, encode.stamped(_frames(prepared, count), look.fps))
        encode.close(container, picture, *([sound] if sound is not None else []))


def draw_frame(animatic: Animatic, at: float) -> "Image.Image":
    """Draw one frame, `at` seconds into the shot, as an RGB picture. Raises MediaError as `draw_animatic` does."""
    last = frame_count(animatic) - 1
    return image_of(_frame(_prepare(animatic), min(max(0, round(at * FPS)), last), last + 1))


def frame_count(animatic: Animatic) -> int:
    """Count an animatic's frames; the shortest has one."""
    return max(1, round(animatic.seconds * FPS))


def _prepare(animatic: Animatic) -> _Prepared:
    layout = lay_out(animatic)
    return _Prepared(
        animatic=animatic,
        layout=layout,
        ground=open_ground(animatic),
        still=layer_of(_still(animatic, layout)),
        spoken=tuple(_spoken(words, layout) for words in layout.spoken),
        cues=timing.cues(animatic),
    )


def _still(animatic: Animatic, layout: Layout) -> "Image.Image":
    from PIL import Image

    metrics = layout.metrics
    sheet = new_sheet(metrics.width, metrics.height)
    paths = {picture.name: picture.path for picture in animatic.pictures}
    for card in layout.cards:
        put_card(sheet, card, paths, metrics)
    for words in layout.words:
        put_words(sheet, words)
    put_ticks(sheet, layout.ticks)
    return Image.alpha_composite(dusk(layout), finish(sheet, metrics))


def _spoken(words: tuple[Words, ...], layout: Layout) -> Layer:
    """Draw one line of dialogue on a sheet of its own, no larger than it and its shadow are."""
    metrics = layout.metrics
    room = metrics.px(16)
    left, top = min(item.box.x for item in words) - room, min(item.box.y for item in words) - room
    right, bottom = max(item.box.right for item in words) + room, max(item.box.bottom for item in words) + room
    box = _even_box(metrics, left, top, right, bottom)
    sheet = new_sheet(box[2] - box[0], box[3] - box[1], x=box[0], y=box[1])
    for item in words:
        put_words(sheet, item)
    return layer_of(finish(sheet, metrics), box[0], box[1])


def _even_box(metrics: Metrics, left: float, top: float, right: float, bottom: float) -> tuple[int, int, int, int]:
    x, y = _even_within(left, metrics.width), _even_within(top, metrics.height)
    return (x, y, max(x + 2, min(metrics.width, _even_up(right))), max(y + 2, min(metrics.height, _even_up(bottom))))


def _even_within(side: float, limit: int) -> int:
    return min(limit - 2, max(0, int(side) // 2 * 2))


def _even_up(side: float) -> int:
    return -int(-side) // 2 * 2 + 2


def _frames(prepared: _Prepared, count: int) -> "Iterator[VideoFrame]":
    return (frame_of(_frame(prepared, number, count)) for number in range(count))


def _frame(prepared: _Prepared, number: int, count: int) -> Planes:
    planes = prepared.ground(number / max(1, count - 1))
    lay(planes, prepared.still)
    for layer, cue in zip(prepared.spoken, prepared.cues, strict=True):
        strength = _strength(number, cue)
        if strength > 0:
            lay(planes, layer, strength)
    lay(planes, _clock(prepared.layout, clock_text(prepared.animatic.seconds, number)))
    _run_bar(planes, prepared.layout.bar, (number + 1) / count)
    return planes


def _strength(number: int, cue: timing.Cue) -> float:
    """Tell how far a line has faded in; it makes room for the next one at once."""
    begin, end = round(cue.begin * FPS), round(cue.end * FPS)
    return min(1.0, (number - begin + 1) / _FADE) if begin <= number < end else 0.0


def _clock(layout: Layout, shown: str) -> Layer:
    box = layout.clock
    edges = _even_box(layout.metrics, box.x - 4, box.y - 4, box.right + 4, box.bottom + 4)
    return _clock_layer(layout.metrics, box, edges, shown)


@lru_cache(maxsize=256)
def _clock_layer(metrics: Metrics, box: Box, edges: tuple[int, int, int, int], shown: str) -> Layer:
    sheet = new_sheet(edges[2] - edges[0], edges[3] - edges[1], x=edges[0], y=edges[1])
    line = text.shape(shown, style(metrics, "clock"))
    put_line(sheet, line, x=box.right - line.width, baseline=box.y + box.height / 2 + line.size * 0.345, colour=IVORY)
    return layer_of(finish(sheet, metrics), edges[0], edges[1])


def _run_bar(planes: Planes, bar: Box, part: float) -> None:
    top, bottom = round(bar.y), round(bar.bottom)
    reached = round(bar.width * part / 2) * 2
    fill(planes, (0, top, round(bar.width), bottom), _colour((30, 32, 35)))
    fill(planes, (0, top, reached, bottom), _colour(AMBER))


@lru_cache
def _colour(colour: tuple[int, int, int]) -> tuple[int, int, int]:
    return luma(colour)
