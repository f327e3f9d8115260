"""The cast as cards: their real pictures, their names, and how the request calls them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import ceil

from storyboard.media.animatic import text
from storyboard.media.animatic.items import CardPlace, Words, row
from storyboard.media.animatic.mentions import mention
from storyboard.media.animatic.metrics import IVORY, PALE, Box, Metrics, style
from storyboard.media.animatic.values import Animatic
from storyboard.media.animatic.wrap import fit_line
from storyboard.slate import Card

_PORTRAITS = frozenset({"character", "person", "creature"})
_SLIVER = 0.32
_LEAST = 46.0
_ROWS = 3
_FURTHER = 2  # pictures of a member that are seen beside its first
MORE = "more"


@dataclass(frozen=True, slots=True)
class _Size:
    """A card's picture: width of the first, of each further one, and height."""

    width: float
    sliver: float
    height: float
    count: int

    @property
    def whole(self) -> float:
        return self.width + self.sliver * self.count


def members(animatic: Animatic) -> tuple[Card, ...]:
    """List who has a card: the cast, then each picture that neither they nor the place have taken."""
    slate = animatic.slate
    cast = slate.cast if slate else ()
    taken = {ref for card in cast for ref in card.refs} | set(slate.place.refs if slate and slate.place else ())
    rest = (picture.name for picture in animatic.pictures if picture.name not in taken)
    return (*cast, *(Card(name="", kind="reference", refs=(name,)) for name in rest))


def place(animatic: Animatic, metrics: Metrics, free: Box) -> tuple[CardPlace, ...]:
    """Place the cards in the lower left of the free box: in the fewest rows that keep them large.

    Where they would be too small, each shows its first picture alone.
    """
    cast = members(animatic)
    known = frozenset(picture.name for picture in animatic.pictures)
    least = _LEAST * metrics.scale
    if not cast or free.height < _label_height(metrics) + least:
        return ()
    whole, single = (_Sizes(cast, known, metrics, further) for further in (_FURTHER, 0))
    sizes = whole if _best_rows(whole, free)[1] > least else single
    rows, height = _best_rows(sizes, free)
    return tuple(_rows(sizes, free, rows=rows, height=max(height, least)))


def _label_height(metrics: Metrics) -> float:
    return metrics.px(6) + (style(metrics, "name").size + style(metrics, "mention").size) * text.LEADING


def _gap(metrics: Metrics) -> float:
    return metrics.px(16)


@dataclass(frozen=True, slots=True)
class _Sizes:
    """Who has a card, which pictures are at hand, and how many of a member are seen beside its first."""

    cast: tuple[Card, ...]
    known: frozenset[str]
    metrics: Metrics
    further: int

    def card(self, card: Card, height: float) -> _Size:
        """Measure a card's pictures, which stand as tall as `height` at most."""
        shown = sum(ref in self.known for ref in card.refs)
        tall = height if card.kind in _PORTRAITS else height * 0.8
        width = tall * (0.8 if card.kind in _PORTRAITS else 1.0)
        return _Size(width, width * _SLIVER, tall, max(0, min(shown - 1, self.further)))

    def cell(self, card: Card, height: float) -> float:
        """Measure a card with its words, which may be somewhat wider than its pictures."""
        whole = self.card(card, height).whole
        return max(whole, min(_label_width(card, self.metrics), whole * 1.5))


def _best_rows(sizes: _Sizes, free: Box) -> tuple[int, float]:
    """Choose how many rows there are, and give how tall pictures may be then."""
    heights = {rows: _picture_height(sizes, free, rows) for rows in range(1, min(_ROWS, len(sizes.cast)) + 1)}
    rows = max(heights, key=lambda count: (round(heights[count]), -count))
    return rows, heights[rows]


def _picture_height(sizes: _Sizes, free: Box, rows: int) -> float:
    """Find how tall pictures may be for so many rows, down to the least."""
    cast, metrics = sizes.cast, sizes.metrics
    most = min(metrics.height * (0.21 if metrics.is_tall else 0.3), metrics.width * 0.34)
    height = min(most, (free.height + _gap(metrics)) / rows - _gap(metrics) - _label_height(metrics))
    per_row = ceil(len(cast) / rows)
    while height > _LEAST * metrics.scale:
        widths = [sizes.cell(card, height) for card in cast]
        sums = (sum(widths[at : at + per_row]) for at in range(0, len(cast), per_row))
        if max(sums) + _gap(metrics) * (per_row - 1) <= free.width:
            break
        height *= 0.95
    return height


@lru_cache(maxsize=256)
def _label_width(card: Card, metrics: Metrics) -> float:
    named = text.width(text.clean(card.title), style(metrics, "name"))
    return max(named, text.width(mention(card.refs), style(metrics, "mention")))


def _rows(sizes: _Sizes, free: Box, *, rows: int, height: float) -> Iterator[CardPlace]:
    cast, metrics = sizes.cast, sizes.metrics
    gap, label = _gap(metrics), _label_height(metrics)
    per_row = ceil(len(cast) / rows)
    groups = [cast[at : at + per_row] for at in range(0, len(cast), per_row)]
    steps = [max(sizes.card(card, height).height for card in group) + label + gap for group in groups]
    for number, row_cast in enumerate(groups):
        floor = free.bottom - sum(steps[number + 1 :]) - label
        x = free.x
        for place_in_row, card in enumerate(row_cast):
            cell = sizes.cell(card, height)
            left = len(row_cast) - place_in_row
            if x + cell + (gap + metrics.px(40)) * (left > 1) > free.right + 1:
                yield _more(left, metrics, Box(x, floor - height, free.right - x, height))
                break
            yield _card(card, sizes, sizes.card(card, height), cell, x=x, floor=floor)
            x += cell + gap


def _more(count: int, metrics: Metrics, box: Box) -> CardPlace:
    line = fit_line(f"+{count}", style(metrics, "title"), width=box.width)
    label = row(MORE, line, x=box.x, middle=box.bottom - line.leading / 2, colour=PALE)
    return CardPlace(box=label.box, pictures=(), labels=(label,))


def _card(card: Card, sizes: _Sizes, size: _Size, cell: float, *, x: float, floor: float) -> CardPlace:
    metrics = sizes.metrics
    box = Box(x, floor - size.height, size.whole, size.height)
    names = [ref for ref in card.refs if ref in sizes.known][: size.count + 1]
    places = [Box(x, box.y, size.width, size.height)]
    places += [Box(x + size.width + size.sliver * n, box.y, size.sliver, size.height) for n in range(size.count)]
    return CardPlace(
        box=box,
        pictures=tuple(zip(names, places, strict=False)),
        labels=tuple(_labels(card, metrics, x=x, y=floor + metrics.px(6), width=cell)),
        initial=None if names else _initial(card, metrics, box),
    )


def _labels(card: Card, metrics: Metrics, *, x: float, y: float, width: float) -> Iterator[Words]:
    for name, words, colour in (("name", card.title, IVORY), ("mention", mention(card.refs), PALE)):
        line = fit_line(words, style(metrics, name), width=width, smallest=0.85)
        if line.glyphs:
            height = style(metrics, name).size * text.LEADING
            yield row(name, line, x=x, middle=y + height / 2, colour=colour)
            y += height


def _initial(card: Card, metrics: Metrics, box: Box) -> Words:
    letter = text.clean(card.name.strip()[:1]).upper() or "?"
    line = fit_line(letter, style(metrics, "initial"), width=box.width * 0.8)
    return Words(name="initial", box=box, lines=(line,), leading=box.height, colour=PALE, align="middle")
