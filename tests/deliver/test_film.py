"""The film takes the size that suits its clips."""

from pathlib import Path

import pytest

from storyboard.deliver.film import Film, decide_size, write_film
from storyboard.media.errors import MediaError
from storyboard.media.measure import measure
from tests.media import samples

SIZES = {
    "the only one": ([(64, 48)], (64, 48)),
    "the one most clips have": ([(64, 48), (128, 96), (64, 48)], (64, 48)),
    "of two as common, the larger": ([(64, 48), (128, 96)], (128, 96)),
    "of two as large, the wider": ([(48, 64), (64, 48)], (64, 48)),
}


@pytest.mark.parametrize("name", SIZES)
def test_the_size_is_decided(tmp_path: Path, name: str) -> None:
    sizes, expected = SIZES[name]
    clips = [samples.clip(tmp_path / f"{n}.mp4", 3, size=size, sound=False) for n, size in enumerate(sizes)]
    assert decide_size(clips) == expected


def test_a_film_is_written_and_told(tmp_path: Path) -> None:
    clips = [
        samples.clip(tmp_path / "a.mp4", 24),
        samples.clip(tmp_path / "b.mp4", 12, size=(48, 64)),
        tmp_path / "a.mp4",
    ]
    target = tmp_path / "out" / "film.mp4"
    assert write_film(clips, target) == Film(path=target, seconds=2.5, width=64, height=48, clips=3)
    found = measure(target)
    assert (found.frames, found.width, found.height, found.has_audio) == (60, 64, 48, True)


def test_no_clips_and_no_clip_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="at least one clip"):
        write_film([], tmp_path / "film.mp4")
    with pytest.raises(MediaError, match=r"cover\.png is no clip: it is png"):
        write_film([samples.picture(tmp_path / "cover.png")], tmp_path / "film.mp4")
