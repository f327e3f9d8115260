"""A survey finds what is in a clip, where it is, and nothing else."""

import random
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import pytest
from PIL import Image

from storyboard.media.bridge import to_frame
from storyboard.media.errors import MediaError
from storyboard.media.survey import THUMB, Stretch, survey
from tests.media.reels import Reel, write_reel
from tests.media.samples import wav

BLACK, BRIGHT, DARK = (0, 0, 0), (235, 235, 235), (30, 30, 40)


def near(found: tuple[Stretch, ...], *wanted: tuple[float, float]) -> bool:
    pairs = [(one.start, one.end) for one in found]
    return len(pairs) == len(wanted) and all(
        abs(a - c) < 0.2 and abs(b - d) < 0.2 for (a, b), (c, d) in zip(pairs, wanted, strict=True)
    )


def test_a_clip_without_a_fault_has_none(tmp_path: Path) -> None:
    seen = survey(write_reel(tmp_path / "a.mp4", [Reel(2.0)], loudness=[(2.0, 8000)]))
    assert (seen.black, seen.frozen, seen.silent, seen.cuts) == ((), (), (), ())
    assert seen.seconds == pytest.approx(2.0, abs=0.05)
    assert seen.has_sound
    assert seen.loudness is not None
    assert -25 < seen.loudness < -10
    assert len(seen.first) == len(seen.last) == THUMB[0] * THUMB[1] * 3


@pytest.mark.parametrize(
    ("reels", "name", "wanted"),
    [
        ([Reel(1.0), Reel(1.0, BLACK, alive=False), Reel(1.0)], "black", (1.0, 2.0)),
        ([Reel(1.0), Reel(1.5, BLACK, alive=False)], "black", (1.0, 2.5)),
        ([Reel(2.0, BLACK, alive=False)], "black", (0.0, 2.0)),
        ([Reel(1.0), Reel(1.5, alive=False), Reel(1.0)], "frozen", (1.0, 2.5)),
        ([Reel(1.0), Reel(2.0, alive=False)], "frozen", (1.0, 3.0)),
    ],
    ids=["black inside", "black to the end", "black all the time", "frozen inside", "frozen to the end"],
)
def test_a_stretch_is_found_where_it_is(
    tmp_path: Path, reels: list[Reel], name: str, wanted: tuple[float, float]
) -> None:
    assert near(getattr(survey(write_reel(tmp_path / "a.mp4", reels)), name), wanted)


def coded(path: Path, picture_at: Callable[[int], int], *, keyframes: int = 24) -> Path:
    """Write 4 s of grainy pictures, each with a number, as a provider codes them: with a keyframe so often."""
    size = (320, 180)
    pictures = [_grainy(size, number) for number in range(96)]
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=24)
        stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
        stream.options = {"crf": "26", "g": str(keyframes), "preset": "veryfast", "sc_threshold": "0"}
        for number in range(96):
            frame = to_frame(pictures[picture_at(number)])
            frame.pts, frame.time_base = number, Fraction(1, 24)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def _grainy(size: tuple[int, int], number: int) -> Image.Image:
    chance = random.Random(number)
    small = Image.frombytes("L", (32, 18), bytes(120 + chance.randrange(-40, 40) for _ in range(32 * 18)))
    return small.resize(size).convert("RGB")


def test_a_picture_that_is_coded_anew_still_stands_still(tmp_path: Path) -> None:
    seen = survey(coded(tmp_path / "a.mp4", lambda number: 36 if 36 <= number < 82 else number))
    assert [(one.start <= 1.75, one.end >= 3.35) for one in seen.frozen] == [(True, True)]


@pytest.mark.parametrize(("hold", "keyframes"), [(2, 24), (3, 3), (6, 24), (12, 12)])
def test_pictures_that_are_held_and_change_do_not_stand_still(tmp_path: Path, hold: int, keyframes: int) -> None:
    """From twelve drawings a second to two, the change on the keyframe and off it."""
    path = coded(tmp_path / "a.mp4", lambda number: number - number % hold, keyframes=keyframes)
    assert survey(path).frozen == ()


@pytest.mark.parametrize(
    ("tones", "wanted"),
    [
        ([(1.0, 8000), (1.0, 0), (1.0, 8000)], (1.0, 2.0)),
        ([(3.0, 0)], (0.0, 3.0)),
    ],
    ids=["inside", "all the time"],
)
def test_silence_is_found_where_it_is(
    tmp_path: Path, tones: list[tuple[float, int]], wanted: tuple[float, float]
) -> None:
    assert near(survey(write_reel(tmp_path / "a.mp4", [Reel(3.0)], loudness=tones)).silent, wanted)


@pytest.mark.parametrize("alive", [False, True])
def test_a_cut_is_found_between_plain_pictures_and_between_such_as_are_grain_alone(tmp_path: Path, alive: bool) -> None:
    seen = survey(write_reel(tmp_path / "a.mp4", [Reel(1.0, DARK, alive=alive), Reel(1.0, BRIGHT, alive=alive)]))
    assert [abs(at - 1.0) < 0.05 for at in seen.cuts] == [True]


def test_a_cut_is_found_between_pictures_that_are_as_dark_as_each_other(tmp_path: Path) -> None:
    seen = survey(coded(tmp_path / "a.mp4", lambda number: 3 if number < 40 else 4))
    assert [abs(at - 40 / 24) < 0.05 for at in seen.cuts] == [True]


def test_colour_is_the_mean_of_the_clip(tmp_path: Path) -> None:
    dark, bright = (survey(write_reel(tmp_path / f"{n}.mp4", [Reel(1.0, c)])) for n, c in enumerate((DARK, BRIGHT)))
    assert dark.luma < 80
    assert bright.luma > 170
    red = survey(write_reel(tmp_path / "red.mp4", [Reel(1.0, (200, 30, 30))]))
    blue = survey(write_reel(tmp_path / "blue.mp4", [Reel(1.0, (30, 30, 200))]))
    assert red.red > blue.red + 40
    assert blue.blue > red.blue + 40


def test_the_ends_are_the_first_and_the_last_frame(tmp_path: Path) -> None:
    seen = survey(write_reel(tmp_path / "a.mp4", [Reel(0.5, DARK, alive=False), Reel(0.5, BRIGHT, alive=False)]))
    assert max(seen.first) < 80
    assert min(seen.last) > 200


def test_without_sound_there_is_no_loudness(tmp_path: Path) -> None:
    seen = survey(write_reel(tmp_path / "a.mp4", [Reel(1.0)]))
    assert (seen.has_sound, seen.loudness, seen.silent) == (False, None, ())


@pytest.mark.parametrize("name", ["text.mp4", "sound.wav", "none.mp4"])
def test_what_is_no_clip_is_an_error_of_one_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "text.mp4").write_text("no clip")
    wav(tmp_path / "sound.wav", 1.0)
    with pytest.raises(MediaError, match=name):
        survey(tmp_path / name)
