"""A clip is whole when every frame of it decodes."""

from math import inf
from pathlib import Path

import pytest

from storyboard.media.errors import MediaError
from storyboard.media.measure import Measure, measure
from tests.media import samples


@pytest.mark.parametrize(("frames", "fps", "seconds"), [(1, 24, 0.041667), (36, 24, 1.5), (45, 30, 1.5), (25, 25, 1.0)])
@pytest.mark.parametrize("sound", [True, False])
def test_every_frame_is_counted(tmp_path: Path, frames: int, fps: int, seconds: float, sound: bool) -> None:
    found = measure(samples.clip(tmp_path / "clip.mp4", frames, fps=fps, sound=sound))
    assert found == Measure(seconds=seconds, width=64, height=48, fps=fps, has_audio=sound, frames=frames)


@pytest.mark.parametrize(("most", "decoded"), [(0.5, 13), (10.0, 72), (inf, 72)])
@pytest.mark.parametrize("sound", [True, False])
def test_a_clip_longer_than_anybody_asked_for_is_not_decoded_to_its_end(
    tmp_path: Path, most: float, decoded: int, sound: bool
) -> None:
    """It is as long as it says it is, and no fault: a take of another length is a take."""
    path = samples.clip(tmp_path / "clip.mp4", 72, fps=24, sound=sound)
    looks: list[None] = []
    found = measure(path, most=most, look_up=lambda: looks.append(None))
    assert found == Measure(seconds=3.0, width=64, height=48, fps=24, has_audio=sound, frames=72)
    assert sound or len(looks) == decoded


def test_many_short_frames_take_no_longer_than_few_long_ones(tmp_path: Path) -> None:
    looks: list[None] = []
    found = measure(
        samples.clip(tmp_path / "clip.mp4", 300, fps=600, sound=False), most=1, look_up=lambda: looks.append(None)
    )
    assert (found.frames, len(looks)) == (300, 61)


def test_whoever_looks_up_may_end_it(tmp_path: Path) -> None:
    class Left(Exception):
        pass

    def leave() -> None:
        raise Left

    with pytest.raises(Left):
        measure(samples.clip(tmp_path / "clip.mp4", 24), look_up=leave)


def test_a_sound_has_no_frames(tmp_path: Path) -> None:
    found = measure(samples.wav(tmp_path / "sound.wav", 2))
    assert found == Measure(seconds=2, width=0, height=0, fps=0, has_audio=True, frames=0)


@pytest.mark.parametrize("part", [0.2, 0.5, 0.8, 0.97])
def test_a_clip_cut_short_is_refused(tmp_path: Path, part: float) -> None:
    whole = samples.clip(tmp_path / "whole.mp4", 48, size=(160, 120)).read_bytes()
    short = tmp_path / "short.mp4"
    short.write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(MediaError, match=r"short.mp4 cannot be decoded"):
        measure(short)


def test_a_picture_is_no_clip(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="not a clip or a sound"):
        measure(samples.picture(tmp_path / "picture.png"))


def test_a_damaged_clip_is_refused(tmp_path: Path) -> None:
    path = samples.clip(tmp_path / "clip.mp4", 24, size=(320, 240), sound=False)
    content = bytearray(path.read_bytes())
    start = content.index(b"mdat") + 900
    content[start : start + 400] = bytes(400)
    path.write_bytes(content)
    with pytest.raises(MediaError):
        measure(path)
