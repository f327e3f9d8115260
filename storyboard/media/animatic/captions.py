"""The lower part of the frame: the camera, what happens, what is said by whom, and what is heard."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from storyboard.media.animatic.items import Words, column
from storyboard.media.animatic.metrics import AMBER, BLUE, GREY, IVORY, Box, Metrics, style
from storyboard.media.animatic.values import Animatic
from storyboard.media.animatic.wrap import Block, fit
from storyboard.slate import Spoken

Align = Literal["left", "right"]
_HEARD = {"on": "", "os": " (O.S.)", "vo": " (V.O.)"}
PROMPT = "Prompt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Captions:
    """The words that stay, each spoken line's words, and where the captions begin."""

    words: tuple[Words, ...]
    spoken: tuple[tuple[Words, ...], ...]
    top: float


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    block: Block
    colour: tuple[int, int, int]


def place(animatic: Animatic, metrics: Metrics, *, bottom: float, room: float) -> Captions:
    """Place the captions so that they end at `bottom` and take at most `room` pixels of height."""
    left = Box(metrics.margin, bottom - room, metrics.inner, room)
    if metrics.is_tall:
        return _stacked(animatic, metrics, left)
    return _side_by_side(animatic, metrics, left)


def _side_by_side(animatic: Animatic, metrics: Metrics, box: Box) -> Captions:
    right = box.width * 0.34
    said = Box(box.right - right, box.y, right, box.height)
    heard = _heard(animatic, metrics, right, box.height * 0.3)
    sound = _stack(heard, metrics, said, align="right")
    foot = min((item.box.y for item in sound), default=box.bottom + metrics.px(8)) - metrics.px(8)
    over = Box(said.x, said.y, said.width, foot - said.y)
    lines = [_line(item, metrics, right, over.height) for item in _lines(animatic)]
    spoken = tuple(_stack(parts, metrics, over, align="right") for parts in lines)
    # What is done has all the width that is left beside what is said.
    beside = max((part.block.width for part in (*heard, *(part for parts in lines for part in parts))), default=0.0)
    wide = min(box.width * 0.8, box.width - beside - metrics.px(48))
    words = _stack(_done(animatic, metrics, wide, box.height), metrics, Box(box.x, box.y, wide, box.height))
    return _captions((*words, *sound), spoken, box.bottom)


def _stacked(animatic: Animatic, metrics: Metrics, box: Box) -> Captions:
    gap = metrics.px(12)
    sound = _stack(_heard(animatic, metrics, box.width, box.height * 0.16), metrics, box)
    foot = min((item.box.y - gap for item in sound), default=box.bottom)
    lines = [_line(item, metrics, box.width, box.height * 0.36) for item in _lines(animatic)]
    tallest = max((_height(parts, metrics) for parts in lines), default=-gap)
    over = Box(box.x, foot - tallest, box.width, max(tallest, 0))
    spoken = tuple(_stack(parts, metrics, _hung(over, parts, metrics)) for parts in lines)
    above = Box(box.x, box.y, box.width, over.y - gap - box.y)
    words = _stack(_done(animatic, metrics, box.width, above.height), metrics, above)
    return _captions((*words, *sound), spoken, box.bottom)


def _hung(over: Box, parts: tuple[_Part, ...], metrics: Metrics) -> Box:
    # Lines of different height all begin at the same place.
    return Box(over.x, over.y, over.width, min(over.height, _height(parts, metrics)))


def _captions(words: tuple[Words, ...], spoken: tuple[tuple[Words, ...], ...], bottom: float) -> Captions:
    tops = [item.box.y for item in (*words, *(item for line in spoken for item in line))]
    return Captions(words=words, spoken=spoken, top=min(tops, default=bottom))


def _lines(animatic: Animatic) -> tuple[Spoken, ...]:
    return animatic.slate.dialogue if animatic.slate else ()


def _done(animatic: Animatic, metrics: Metrics, width: float, height: float) -> tuple[_Part, ...]:
    slate = animatic.slate
    camera = fit(
        (slate.camera if slate else PROMPT).upper(),
        style(metrics, "camera"),
        width=width,
        height=min(height * 0.3, metrics.px(44)),
    )
    rest = height - camera.height - metrics.px(6)
    smallest = 0.68 if slate else 0.5
    action = fit(
        slate.action if slate else animatic.prompt,
        style(metrics, "action"),
        width=width,
        height=rest,
        smallest=smallest,
    )
    return (_Part("camera", camera, AMBER), _Part("action", action, IVORY))


def _heard(animatic: Animatic, metrics: Metrics, width: float, height: float) -> tuple[_Part, ...]:
    sound = animatic.slate.sound.strip() if animatic.slate else ""
    if not sound:
        return ()
    return (
        _Part(
            "sound", fit(f"♪ {sound}", style(metrics, "sound"), width=width, height=max(height, metrics.px(20))), GREY
        ),
    )


def _line(spoken: Spoken, metrics: Metrics, width: float, height: float) -> tuple[_Part, ...]:
    who = spoken.speaker + _HEARD[spoken.heard] + (f", {spoken.how}" if spoken.how.strip() else "")
    speaker = fit(who.upper(), style(metrics, "speaker"), width=width, height=metrics.px(42))
    rest = height - speaker.height - metrics.px(4)
    line = fit(_quoted(spoken.line.strip(), metrics), style(metrics, "line"), width=width, height=rest, smallest=0.62)
    return (_Part("speaker", speaker, BLUE), _Part("line", line, IVORY))


def _quoted(line: str, metrics: Metrics) -> str:
    return f"「{line}」" if metrics.region == "jp" else f"“{line}”"


def _height(parts: tuple[_Part, ...], metrics: Metrics) -> float:
    shown = [part.block.height for part in parts if part.block.lines]
    return sum(shown) + metrics.px(4) * max(0, len(shown) - 1)


def _stack(parts: tuple[_Part, ...], metrics: Metrics, box: Box, *, align: Align = "left") -> tuple[Words, ...]:
    """Set parts one under the other so that the last ends where the box does."""
    return tuple(
        _from_top(parts, metrics, Box(box.x, box.bottom - _height(parts, metrics), box.width, box.height), align)
    )


def _from_top(parts: tuple[_Part, ...], metrics: Metrics, box: Box, align: Align) -> Iterator[Words]:
    y = box.y
    for part in parts:
        if part.block.lines:
            # A frame that is turned around as a whole turns its lines with it.
            block = replace(part.block, is_leftward=False) if metrics.is_leftward else part.block
            yield column(part.name, block, box=Box(box.x, y, box.width, 0), colour=part.colour, align=align)
            y += part.block.height + metrics.px(4)
