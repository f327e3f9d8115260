"""Where everything of a frame stands: pure measures, before anything is drawn."""

from dataclasses import dataclass, replace

from storyboard.media.animatic import bidi, captions, cards, heading, ticks
from storyboard.media.animatic.faces import region_of
from storyboard.media.animatic.items import CardPlace, Tick, Words, turned
from storyboard.media.animatic.metrics import Box, Metrics, measure_frame
from storyboard.media.animatic.values import Animatic


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """All that is placed: words that stay, the lines spoken one after the other, cards, clock, ticks and bar."""

    metrics: Metrics
    words: tuple[Words, ...]
    spoken: tuple[tuple[Words, ...], ...]
    cards: tuple[CardPlace, ...]
    clock: Box
    ticks: tuple[Tick, ...]
    bar: Box
    head: float
    foot: float


def lay_out(animatic: Animatic) -> Layout:
    """Place everything that an animatic shows."""
    region, leftward = region_of(_all_words(animatic)), bool(bidi.base_level(_first_words(animatic)))
    metrics = measure_frame(animatic.width, animatic.height, region, is_leftward=leftward)
    foot = ticks.place(animatic, metrics)
    head = heading.place(animatic, metrics)
    below = captions.place(animatic, metrics, bottom=foot.top, room=_caption_room(metrics, head.bottom, foot.top))
    gap = metrics.px(24)
    free = Box(metrics.margin, head.bottom + gap, metrics.inner, below.top - head.bottom - 2 * gap)
    layout = Layout(
        metrics=metrics,
        words=(*head.words, *below.words),
        spoken=below.spoken,
        cards=cards.place(animatic, metrics, free),
        clock=head.clock,
        ticks=foot.ticks,
        bar=foot.bar,
        head=head.bottom,
        foot=below.top,
    )
    return turn_around(layout) if leftward else layout


def turn_around(layout: Layout) -> Layout:
    """Give a frame as it is read from the right: what stood at the left stands at the right. Time runs on as it did."""
    width = layout.metrics.width
    return replace(
        layout,
        words=tuple(words.turned(width) for words in layout.words),
        spoken=tuple(tuple(words.turned(width) for words in line) for line in layout.spoken),
        cards=tuple(card.turned(width) for card in layout.cards),
        clock=turned(layout.clock, width),
    )


def _first_words(animatic: Animatic) -> str:
    slate = animatic.slate
    return animatic.prompt if slate is None else slate.action or slate.title


def _caption_room(metrics: Metrics, top: float, bottom: float) -> float:
    return (bottom - top) * (0.52 if metrics.is_tall else 0.46)


def _all_words(animatic: Animatic) -> str:
    slate = animatic.slate
    if slate is None:
        return animatic.prompt
    said = "".join(spoken.line + spoken.speaker for spoken in slate.dialogue)
    return slate.title + slate.scene + slate.action + slate.camera + said
