"""The head of the frame: film and scene at the left; the mark, the address, the take and the clock at the right."""

from collections.abc import Iterator
from dataclasses import dataclass

from storyboard.media.animatic import text
from storyboard.media.animatic.items import Words, row, row_right
from storyboard.media.animatic.mentions import mention
from storyboard.media.animatic.metrics import GREY, IVORY, PALE, Box, Metrics, style
from storyboard.media.animatic.values import Animatic
from storyboard.media.animatic.wrap import fit_line

FPS = 24
_ADDRESS = 0.42  # of the width, at most: the shot is what a frame is found by
NO_SLATE = "Request without a slate"
MARK = "ANIMATIC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The head's words, the clock's place, and where the head ends."""

    words: tuple[Words, ...]
    clock: Box
    bottom: float


def clock_text(seconds: float, frame: int) -> str:
    """Write a running time in minutes, seconds and tenths, `0:04.2`, with hours before it where the shot lasts one."""
    whole, rest = divmod(frame, FPS)
    minutes, second = divmod(whole, 60)
    tenth = rest * 10 // FPS
    if seconds < 3600:
        return f"{minutes}:{second:02d}.{tenth}"
    return f"{minutes // 60}:{minutes % 60:02d}:{second:02d}.{tenth}"


def take_text(animatic: Animatic) -> str:
    """Write which take this is."""
    return f"take {animatic.take}" + (f" of {animatic.takes}" if animatic.takes > 1 else "")


def place(animatic: Animatic, metrics: Metrics) -> Heading:
    """Place the head of the frame."""
    clock_style = style(metrics, "clock")
    width = text.width(clock_text(animatic.seconds, round(animatic.seconds * FPS)), clock_style)
    height = clock_style.size * 1.3
    clock = Box(metrics.width - metrics.margin - width, _middle(metrics, 0) - height / 2, width, height)
    words = tuple((_narrow if metrics.is_narrow else _wide)(animatic, metrics, clock))
    return Heading(words=words, clock=clock, bottom=max([clock.bottom, *(item.box.bottom for item in words)]))


def _middle(metrics: Metrics, number: int) -> float:
    return metrics.margin + metrics.px(10) + number * metrics.px(27)


def _wide(animatic: Animatic, metrics: Metrics, clock: Box) -> Iterator[Words]:
    gap, middle = metrics.px(14), _middle(metrics, 0)
    take = text.shape(take_text(animatic), style(metrics, "take"))
    shown = [row_right("take", take, right=clock.x - gap, middle=middle, colour=PALE)]
    address = fit_line(_address(animatic), style(metrics, "address"), width=metrics.inner * _ADDRESS, keep="ends")
    if address.glyphs:
        shown.append(row_right("address", address, right=shown[-1].box.x - gap, middle=middle, colour=IVORY))
    shown.append(_mark(metrics, right=shown[-1].box.x - gap, middle=middle))
    film = tuple(_film(animatic, metrics, room=shown[-1].box.x - 2 * gap - metrics.margin))
    yield from (*shown, *film)
    under = 1 + any(item.box.y > middle for item in film)
    yield from _place(animatic, metrics, x=metrics.margin, width=metrics.inner * 0.5, number=under)
    yield from _follows(animatic, metrics, width=metrics.inner * 0.36, number=1)


def _film(animatic: Animatic, metrics: Metrics, *, room: float) -> Iterator[Words]:
    """Place title and scene in one row where both have room, else in two."""
    gap = metrics.px(12)
    title = fit_line(_title(animatic), style(metrics, "title"), width=room)
    yield row("title", title, x=metrics.margin, middle=_middle(metrics, 0), colour=IVORY)
    scene, rest = _scene(animatic), room - title.width - gap
    face = style(metrics, "scene")
    beside = fit_line(scene, face, width=max(rest, 0), smallest=0.9)
    if not scene:
        return
    if text.width(scene, text.sized(face, 0.9)) <= rest:
        yield row("scene", beside, x=metrics.margin + title.width + gap, middle=_middle(metrics, 0), colour=PALE)
    else:
        under = fit_line(scene, face, width=metrics.inner * 0.6)
        yield row("scene", under, x=metrics.margin, middle=_middle(metrics, 1), colour=PALE)


def _narrow(animatic: Animatic, metrics: Metrics, clock: Box) -> Iterator[Words]:
    gap, edge = metrics.px(14), metrics.width - metrics.margin
    title = fit_line(_title(animatic), style(metrics, "title"), width=clock.x - gap - metrics.margin)
    yield row("title", title, x=metrics.margin, middle=_middle(metrics, 0), colour=IVORY)
    mark = _mark(metrics, right=edge, middle=_middle(metrics, 1))
    yield mark
    scene = fit_line(_scene(animatic), style(metrics, "scene"), width=mark.box.x - gap - metrics.margin)
    yield row("scene", scene, x=metrics.margin, middle=_middle(metrics, 1), colour=PALE)
    take = row_right(
        "take",
        text.shape(take_text(animatic), style(metrics, "take")),
        right=edge,
        middle=_middle(metrics, 2),
        colour=PALE,
    )
    address = fit_line(
        _address(animatic), style(metrics, "address"), width=take.box.x - gap - metrics.margin, keep="ends"
    )
    yield from (take, row("address", address, x=metrics.margin, middle=_middle(metrics, 2), colour=IVORY))
    has_place = animatic.slate is not None and animatic.slate.place is not None
    yield from _place(animatic, metrics, x=metrics.margin, width=metrics.inner * 0.5, number=3)
    yield from _follows(animatic, metrics, width=metrics.inner * (0.46 if has_place else 1), number=3)


def _place(animatic: Animatic, metrics: Metrics, *, x: float, width: float, number: int) -> Iterator[Words]:
    card = animatic.slate.place if animatic.slate else None
    if card is None:
        return
    face, gap, middle = style(metrics, "note"), metrics.px(8), _middle(metrics, number)
    called = fit_line(mention(card.refs), face, width=width * 0.6)
    name = fit_line(card.title, face, width=width - (called.width + gap if called.glyphs else 0))
    yield row("place", name, x=x, middle=middle, colour=GREY)
    if called.glyphs:
        yield row("place", called, x=x + name.width + gap, middle=middle, colour=PALE)


def _follows(animatic: Animatic, metrics: Metrics, *, width: float, number: int) -> Iterator[Words]:
    follows = animatic.slate.follows if animatic.slate else ""
    if follows:
        line = fit_line(f"↳ continues {follows}", style(metrics, "note"), width=width)
        right = metrics.width - metrics.margin
        yield row_right("follows", line, right=right, middle=_middle(metrics, number), colour=GREY)


def _mark(metrics: Metrics, *, right: float, middle: float) -> Words:
    line = text.shape(MARK, style(metrics, "tag"))
    width, height = line.width + metrics.px(18), metrics.px(24)
    box = Box(right - width, middle - height / 2, width, height)
    return Words(name="mark", box=box, lines=(line,), leading=height, colour=IVORY, align="middle", framed=True)


def _title(animatic: Animatic) -> str:
    return animatic.slate.title if animatic.slate else NO_SLATE


def _scene(animatic: Animatic) -> str:
    return text.clean(animatic.slate.scene).strip() if animatic.slate else ""


def _address(animatic: Animatic) -> str:
    return animatic.slate.address if animatic.slate else ""
