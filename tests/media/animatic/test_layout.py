"""Whatever a storyboard says, nothing leaves the frame and nothing lies over anything else."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest

from storyboard.media.animatic import Animatic, Card, Spoken
from storyboard.media.animatic.heading import clock_text
from storyboard.media.animatic.items import Words
from storyboard.media.animatic.layout import Layout, lay_out
from storyboard.media.animatic.mentions import mention
from storyboard.media.animatic.metrics import Box, measure_frame
from storyboard.media.animatic.wrap import LEGIBLE
from tests.media.animatic import shots

NINE = shots.named(*(f"Image{number}" for number in range(1, 10)))
SLACK = 1.0


def words_of(layout: Layout) -> Iterator[Words]:
    yield from layout.words
    for line in layout.spoken:
        yield from line
    for card in layout.cards:
        yield from card.labels


def boxes(layout: Layout, spoken: int) -> list[tuple[str, Box]]:
    """Everything seen at once while line `spoken` is heard."""
    found = [(item.name, _inked(item)) for item in layout.words]
    found += [(item.name, _inked(item)) for line in layout.spoken[spoken : spoken + 1] for item in line]
    for number, card in enumerate(layout.cards):
        found += [(f"card {number}", card.box)] if card.pictures or card.initial else []
        found += [(f"card {number}'s {item.name}", item.box) for item in card.labels]
    strip = [("ticks", Box(tick.box.x, tick.box.y, tick.box.width, tick.box.height)) for tick in layout.ticks[:1]]
    return [*found, ("clock", layout.clock), ("bar", layout.bar), *strip]


def _inked(item: Words) -> Box:
    """The box that the lines really fill, wider than the one they were given where they overflow it."""
    width = item.box.width if item.framed else max(line.width for line in item.lines) if item.lines else 0
    x = item.box.right - width if item.align == "right" else item.box.x
    return Box(x, item.box.y, width, max(item.box.height, item.leading * len(item.lines)))


def overlap(one: Box, other: Box) -> bool:
    wide = min(one.right, other.right) - max(one.x, other.x)
    high = min(one.bottom, other.bottom) - max(one.y, other.y)
    return wide > SLACK and high > SLACK


def check(animatic: Animatic) -> None:
    layout = lay_out(animatic)
    for spoken in range(max(1, len(layout.spoken))):
        seen = boxes(layout, spoken)
        for name, box in seen:
            assert box.x >= -SLACK, name
            assert box.y >= -SLACK, name
            assert box.right <= animatic.width + SLACK, name
            assert box.bottom <= animatic.height + SLACK, name
        clashes = [(a, b) for (a, one), (b, other) in combinations(seen, 2) if overlap(one, other)]
        assert clashes == []


@pytest.mark.parametrize("size", shots.SIZES)
@pytest.mark.parametrize("name", shots.SLATES)
def test_nothing_overlaps(size: tuple[int, int], name: str) -> None:
    check(shots.shot(shots.SLATES[name], size=size, pictures=NINE))
    check(shots.shot(shots.SLATES[name], size=size))


@pytest.mark.parametrize("size", shots.SIZES)
@pytest.mark.parametrize("prompt", ["", "Short.", shots.SENTENCE * 40, "字" * 3000])
def test_a_request_without_a_slate_overlaps_nothing(size: tuple[int, int], prompt: str) -> None:
    check(replace(shots.shot(None, size=size, pictures=NINE), prompt=prompt))


@pytest.mark.parametrize("size", shots.SIZES)
@pytest.mark.parametrize("takes", [(1, 1), (4, 4), (12, 40)])
@pytest.mark.parametrize("seconds", [4.0, 7200.0])
def test_takes_and_hours_have_room(size: tuple[int, int], takes: tuple[int, int], seconds: float) -> None:
    check(replace(shots.shot(shots.LONG, size=size), take=takes[0], takes=takes[1], seconds=seconds))


@pytest.mark.parametrize("size", shots.SIZES)
@pytest.mark.parametrize("name", shots.SLATES)
def test_no_letter_is_too_small_to_read(size: tuple[int, int], name: str) -> None:
    layout = lay_out(shots.shot(shots.SLATES[name], size=size, pictures=NINE))
    assert min(line.size for item in words_of(layout) for line in item.lines) >= LEGIBLE - 0.01


def test_an_everyday_shot_is_shown_whole() -> None:
    layout = lay_out(shots.shot(pictures=shots.named("Image1", "Image2", "Image3", "Image4")))
    assert {item.name for item in layout.words} == {
        *("title", "scene", "mark", "address", "take", "place", "follows", "camera", "action", "sound")
    }
    assert [[item.name for item in line] for line in layout.spoken] == [["speaker", "line"]]
    assert [[name for name, _ in card.pictures] for card in layout.cards] == [["Image1", "Image2"], ["Image3"]]


@pytest.mark.parametrize("size", shots.SIZES)
def test_everyone_of_nine_has_a_card(size: tuple[int, int]) -> None:
    layout = lay_out(shots.shot(replace(shots.PLAIN, cast=shots.LONG.cast, place=None), size=size, pictures=NINE))
    assert [name for card in layout.cards for name, _ in card.pictures] == [f"Image{number}" for number in range(1, 10)]


@pytest.mark.parametrize("size", shots.SIZES)
def test_a_further_picture_is_seen_in_every_shape(size: tuple[int, int]) -> None:
    two = tuple(
        Card(name=name, kind="character", refs=(f"Image{n}", f"Image{n + 1}")) for n, name in ((1, "A"), (3, "B"))
    )
    slate = replace(shots.PLAIN, cast=(*two, Card(name="it", kind="prop", refs=("Image5",))), place=None)
    layout = lay_out(shots.shot(slate, size=size, pictures=shots.named(*(f"Image{n}" for n in range(1, 6)))))
    assert [[name for name, _ in card.pictures] for card in layout.cards] == [
        *(["Image1", "Image2"], ["Image3", "Image4"], ["Image5"])
    ]


@pytest.mark.parametrize("size", shots.SIZES)
def test_the_place_is_shortened_before_its_mention(size: tuple[int, int]) -> None:
    layout = lay_out(shots.shot(shots.LONG, size=size, pictures=NINE))
    name, called = [item for item in layout.words if item.name == "place"]
    assert len(called.lines[0].glyphs) == len("@Image9")
    assert name.box.right <= called.box.x


@pytest.mark.parametrize("size", [(864, 496), (496, 864), (992, 432)])
def test_an_address_is_shown_whole_beside_a_long_title(size: tuple[int, int]) -> None:
    slate = replace(shots.LONG, address="the-long-arrival/the-wide-one@vertical-spanish")
    address = next(item for item in lay_out(shots.shot(slate, size=size)).words if item.name == "address")
    assert len(address.lines[0].glyphs) == len(slate.address)


def test_what_is_done_takes_the_width_that_nothing_is_said_in() -> None:
    quiet = replace(shots.PLAIN, action=shots.SENTENCE * 3, dialogue=(), sound="wind")
    talks = replace(quiet, dialogue=(Spoken(speaker="Mira", line=shots.SENTENCE * 2),))
    widths = [
        max(line.width for item in lay_out(shots.shot(slate)).words if item.name == "action" for line in item.lines)
        for slate in (quiet, talks)
    ]
    assert widths[0] > 1.15 * widths[1]


ARABIC = replace(
    shots.PLAIN,
    title="العبور",
    action="يأخذ إلياس تذكرة نورا وينظر إليها طويلا قبل أن يسمح لها بالصعود",
    camera="لقطة واسعة ثابتة",
    dialogue=(Spoken(speaker="إلياس", line="اثنان."),),
)


@pytest.mark.parametrize("size", shots.SIZES)
def test_a_frame_that_is_read_from_the_right_is_turned_around(size: tuple[int, int]) -> None:
    animatic = shots.shot(ARABIC, size=size, pictures=NINE)
    check(animatic)
    layout = lay_out(animatic)
    edge = size[0] - layout.metrics.margin
    for name in ("title", "camera", "action"):
        item = next(item for item in layout.words if item.name == name)
        assert (item.align, round(item.box.right)) == ("right", round(edge)), name
    assert round(layout.cards[0].box.right) == round(edge)
    assert layout.ticks == lay_out(shots.shot(size=size, pictures=NINE)).ticks


def test_a_picture_nobody_claims_has_a_card_of_its_own() -> None:
    layout = lay_out(shots.shot(pictures=shots.named("Image1", "Image4", "Image7")))
    assert [name for card in layout.cards for name, _ in card.pictures] == ["Image1", "Image7"]


def test_a_member_without_a_picture_shows_an_initial() -> None:
    cards = lay_out(shots.shot(shots.PLAIN)).cards
    assert [card.pictures for card in cards] == [(), ()]
    assert all(card.initial is not None for card in cards)


def test_a_crowd_is_counted_where_there_is_no_room() -> None:
    layout = lay_out(shots.shot(shots.CROWD, size=(496, 864)))
    assert any(label.name == "more" for card in layout.cards for label in card.labels)


STATES = {
    "none": ((), None, []),
    "five, the third": ((1, 2, 3, 2, 1), 2, ["past", "past", "now", "next", "next"]),
    "not in the film": ((1, 1), None, ["next", "next"]),
    "the last": ((4, 4), 1, ["past", "now"]),
}


@pytest.mark.parametrize("name", STATES)
def test_ticks_tell_where_the_shot_stands(name: str) -> None:
    film, position, expected = STATES[name]
    layout = lay_out(replace(shots.shot(), film=film, position=position))
    assert [tick.state for tick in layout.ticks] == expected


def test_a_tick_is_as_long_as_its_shot() -> None:
    widths = [tick.box.width for tick in lay_out(replace(shots.shot(), film=(2.0, 4.0, 2.0))).ticks]
    assert widths[1] == pytest.approx(2 * widths[0])
    assert widths[2] == pytest.approx(widths[0])


@pytest.mark.parametrize("count", [150, 400, 10_000])
@pytest.mark.parametrize("size", [(496, 864), (1280, 720)])
def test_hundreds_of_shots_are_binned(count: int, size: tuple[int, int]) -> None:
    animatic = replace(shots.shot(size=size), film=(5.0,) * count, position=count - 1)
    ticks = lay_out(animatic).ticks
    assert len(ticks) <= size[0] / 4
    assert [tick.state for tick in ticks].count("now") == 1
    assert ticks[-1].state == "now"


@pytest.mark.parametrize(
    ("refs", "expected"),
    [
        (("Image1",), "@Image1"),
        (("Image1", "Image2"), "@Image1 · 2"),
        (("Image2", "Image5", "Audio1"), "@Image2 · 5  @Audio1"),
        (("mira",), "@mira"),
        ((), ""),
    ],
)
def test_mentions(refs: tuple[str, ...], expected: str) -> None:
    assert mention(refs) == expected


@pytest.mark.parametrize(
    ("seconds", "frame", "expected"),
    [(5, 0, "0:00.0"), (5, 55, "0:02.2"), (90, 24 * 61 + 23, "1:01.9"), (3700, 24 * 3661 + 3, "1:01:01.1")],
)
def test_the_clock_counts_tenths_of_a_second(seconds: float, frame: int, expected: str) -> None:
    assert clock_text(seconds, frame) == expected


@pytest.mark.parametrize("size", shots.SIZES)
def test_the_design_keeps_its_measure(size: tuple[int, int]) -> None:
    metrics = measure_frame(*size)
    assert 0.7 < metrics.scale < 1.1
    assert metrics.inner + 2 * metrics.margin == size[0]
