"""A cut is where a picture has nothing of the one before: not where the camera moves, or the light is another."""

import random
from collections.abc import Callable, Sequence

import pytest
from PIL import Image

from storyboard.media.cuts import Glance, find_cuts
from storyboard.media.survey import THUMB

Picture = Image.Image
FPS, LENGTH, CUT = 24, 48, 24
WIDE = (THUMB[0] * 4, THUMB[1] * 2)


def world(number: int, *, mean: int = 110, spread: int = 40) -> Picture:
    """A wide picture with a structure of its own, bright and contrasty as said."""
    chance = random.Random(number)
    small = Image.frombytes("L", (40, 12), bytes(mean + chance.randrange(-spread, spread) for _ in range(40 * 12)))
    return small.resize(WIDE, Image.Resampling.BICUBIC)


def view(picture: Picture, x: float = 0, y: float = 0) -> Picture:
    return picture.transform(THUMB, Image.Transform.AFFINE, (1, 0, x, 0, 1, y), Image.Resampling.BILINEAR)


def lit(picture: Picture, more: float, times: float = 1) -> Picture:
    return picture.point(lambda value: round(value * times + more))


def cuts_in(film: Sequence[Picture], jumps: dict[int, float] | None = None) -> list[int]:
    """The numbers of the frames at which there is a cut."""
    jump = jumps or {}
    seen = [Glance(at=n / FPS, jump=jump.get(n, 0), grey=one.tobytes()) for n, one in enumerate(film)]
    return [round(at * FPS) for at in find_cuts(seen)]


def film(frame: Callable[[int], Picture]) -> list[Picture]:
    return [frame(number) for number in range(LENGTH)]


@pytest.mark.parametrize(
    ("mean", "spread"),
    [(110, 90), (110, 40), (110, 8), (25, 6), (215, 8)],
    ids=["hard", "soft", "misty", "dark", "bright"],
)
@pytest.mark.parametrize("speed", [0, 0.3, 1.5], ids=["still", "slow", "fast"])
def test_pictures_that_have_nothing_in_common_are_parted_by_a_cut(mean: int, spread: int, speed: float) -> None:
    one, other = world(1, mean=mean, spread=spread), world(2, mean=mean, spread=spread)
    assert cuts_in(film(lambda n: view(one if n < CUT else other, x=speed * n))) == [CUT]


def test_another_part_of_the_same_set_is_a_cut_too() -> None:
    assert cuts_in(film(lambda n: view(world(1), x=0 if n < CUT else 50))) == [CUT]


A = world(1)
SHAKE = [0, 2, -1, 3, -2, 1, -3, 2]
NO_CUT: dict[str, Callable[[int], Picture]] = {
    "still": lambda _: view(A),
    "pan": lambda n: view(A, x=n * 0.5),
    "fast pan": lambda n: view(A, x=n * 1.8),
    "whip pan": lambda n: view(A, x=min(80, max(0, (n - 20) * 9))),
    "held for three frames": lambda n: view(A, x=n // 3 * 5),
    "by hand": lambda n: view(A, x=20 + SHAKE[n % 8] * 0.5, y=8 + SHAKE[n % 7] * 0.4),
    "fade in": lambda n: lit(view(A), 0, times=min(1, n / 20)),
    "light on": lambda n: lit(view(A), 0, times=0.3 if n < CUT else 1),
    "lightning": lambda n: lit(view(A), 140 if n in (20, 21, 25) else 0, times=0.4),
    "white flash": lambda n: Image.new("L", THUMB, 250) if n in (20, 21, 22) else view(A, x=n * 0.3),
    "strobe": lambda n: lit(view(A), 0, times=1 if n // 3 % 2 else 0.3),
    "somebody passes close by": lambda n: passed(view(A), (n - 20) * 5),
    "dissolve": lambda n: Image.blend(view(A), view(world(2)), min(1, max(0, (n - 18) / 12))),
}


def passed(picture: Picture, x: int) -> Picture:
    shown = picture.copy()
    shown.paste(20, (x, 2, x + 14, THUMB[1]))
    return shown


@pytest.mark.parametrize("name", NO_CUT)
def test_what_moves_or_is_lit_otherwise_is_no_cut(name: str) -> None:
    frames = film(NO_CUT[name])
    jumps = {n: 30.0 for n in range(1, LENGTH) if name in ("lightning", "white flash", "strobe", "light on")}
    assert cuts_in(frames, jumps) == []


def test_plain_pictures_are_told_apart_by_how_much_changes() -> None:
    frames = film(lambda n: Image.new("L", THUMB, 30 if n < CUT else 200))
    assert cuts_in(frames, {CUT: 60.0}) == [CUT]
    assert cuts_in(frames, {CUT: 5.0}) == []


def test_a_cut_is_found_between_shots_of_a_quarter_of_a_second_and_more() -> None:
    worlds = [world(n) for n in range(8)]
    assert cuts_in(film(lambda n: view(worlds[n // 8], x=n * 0.3))) == [8, 16, 24, 32, 40]
