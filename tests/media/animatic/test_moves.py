"""The camera's words move the ground."""

from itertools import pairwise

import pytest

from storyboard.media.animatic.ground import _window
from storyboard.media.animatic.moves import View, move_of

# What changes from the first frame to the last: zoom, x, y (1 grows, -1 shrinks, 0 stays).
MOVES = {
    "slow dolly in, eye level, 35 mm": (1, 0, 0),
    "push in on her face": (1, 0, 0),
    "slow push-in": (1, 0, 0),
    "zooms in": (1, 0, 0),
    "dolly out": (-1, 0, 0),
    "pull back to reveal the room": (-1, 0, 0),
    "slow pan left": (0, -1, 0),
    "pan right across the sea": (0, 1, 0),
    "whip pan": (0, 1, 0),
    "slow tilt up": (0, 0, -1),
    "tilt down to her hands": (0, 0, 1),
    "tracking shot": (0, 1, 0),
    "tracks left with him": (0, -1, 0),
    "truck right": (0, 1, 0),
    "follow shot": (0, 1, 0),
    "crane up": (0, 1, -1),
    "crane down": (0, 1, 1),
    "camera rises": (0, 1, -1),
    "static, locked off": (0, 0, 0),
    "tripod": (0, 0, 0),
}


def sign(value: float) -> int:
    return (value > 1e-6) - (value < -1e-6)


@pytest.mark.parametrize("camera", MOVES)
def test_words_are_moves(camera: str) -> None:
    move = move_of(camera)
    first, last = move(0), move(1)
    assert (sign(last.zoom - first.zoom), sign(last.x - first.x), sign(last.y - first.y)) == MOVES[camera]


@pytest.mark.parametrize("camera", ["", "mm", "35 mm, f/2", "dolly in slowly", "crash zoom in"])
def test_every_camera_has_a_move(camera: str) -> None:
    move = move_of(camera, "a/b")
    assert move(0) != move(1)


def test_slow_is_slower_and_fast_is_faster() -> None:
    reach = [move_of(f"{pace} pan right")(1).x for pace in ("slow", "", "fast")]
    assert reach[0] < reach[1] < reach[2] or reach[1] == pytest.approx(0.9)
    assert reach[0] < reach[1]


def test_a_hand_shakes_and_comes_with_any_move() -> None:
    held = [move_of("handheld")(t / 10) for t in range(11)]
    assert len({view.x for view in held}) == 11
    both = move_of("handheld, dolly in")
    assert both(1).zoom > both(0).zoom
    assert both(0.3).x != move_of("dolly in")(0.3).x


def test_a_dutch_angle_leans() -> None:
    assert move_of("static, dutch angle")(0.5).roll == pytest.approx(3)


@pytest.mark.parametrize(
    "camera", [*MOVES, "handheld", "orbit left", "dutch angle, whip pan", "fast crane down, handheld"]
)
@pytest.mark.parametrize("source", [(1036, 596), (1468, 596), (1036, 844)])
def test_the_ground_never_ends_within_the_frame(camera: str, source: tuple[int, int]) -> None:
    size = (864, 496)
    for t in range(21):
        view = move_of(camera)(t / 20)
        scale, (x, y) = _window(source, size, view)
        assert 0 < scale <= 2
        assert size[0] * scale / 2 <= min(x, source[0] - x) + 1e-6
        assert size[1] * scale / 2 <= min(y, source[1] - y) + 1e-6


def test_moves_are_smooth() -> None:
    for camera in (*MOVES, "handheld"):
        move = move_of(camera)
        views = [move(t / 119) for t in range(120)]
        steps = [abs(b.x - a.x) + abs(b.y - a.y) for a, b in pairwise(views)]
        assert max(steps) < 0.09


def test_a_view_is_a_value() -> None:
    assert View() == View(zoom=1.05)
