"""An animatic is a real clip: as long, as large and as loud as its shot says, and the same every time."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import av
import pytest
from PIL import Image, ImageChops

from storyboard.media.animatic import Animatic, Picture, Slate, Spoken, draw_animatic, draw_frame
from storyboard.media.animatic.draw import frame_count
from storyboard.media.animatic.layout import lay_out
from storyboard.media.animatic.metrics import Box
from storyboard.media.animatic.timing import cues
from storyboard.media.bridge import to_image
from storyboard.media.errors import MediaError
from storyboard.media.measure import Measure, measure
from storyboard.media.probe import probe
from tests.media.animatic import shots


def differs(one: Image.Image, other: Image.Image, box: Box) -> bool:
    """Whether two frames differ to the eye within a box."""
    area = (int(box.x), int(box.y), int(box.right), int(box.bottom))
    bands = ImageChops.difference(one.crop(area), other.crop(area)).getextrema()
    return max(high for _, high in bands) > 40  # type: ignore[misc]


@pytest.mark.parametrize("size", shots.SIZES[:6])
def test_a_clip_has_the_size_it_says(tmp_path: Path, size: tuple[int, int]) -> None:
    target = tmp_path / "clip.mp4"
    draw_animatic(replace(shots.shot(size=size), seconds=0.25), target)
    assert measure(target) == Measure(seconds=0.25, width=size[0], height=size[1], fps=24, has_audio=True, frames=6)


@pytest.mark.parametrize(("seconds", "frames"), [(0.01, 1), (1.0, 24), (1.5, 36), (2.04, 49)])
@pytest.mark.parametrize("audio", [True, False])
def test_a_clip_has_the_length_it_says(tmp_path: Path, seconds: float, frames: int, audio: bool) -> None:
    target = tmp_path / "clip.mp4"
    animatic = replace(shots.shot(size=(128, 96)), seconds=seconds, audio=audio)
    draw_animatic(animatic, target)
    found = measure(target)
    assert frame_count(animatic) == frames
    assert (found.frames, found.has_audio) == (frames, audio)
    assert found.seconds == pytest.approx(frames / 24, abs=1e-6)


def test_the_file_itself_is_as_long_as_its_picture(tmp_path: Path) -> None:
    draw_animatic(replace(shots.shot(size=(128, 96)), seconds=2.0), tmp_path / "clip.mp4")
    with av.open(tmp_path / "clip.mp4") as clip:
        assert clip.duration == 2_000_000
        assert clip.streams.audio[0].duration == 2 * 48_000


def test_a_clip_plays_anywhere(tmp_path: Path) -> None:
    draw_animatic(replace(shots.shot(size=(128, 96)), seconds=0.5), tmp_path / "clip.mp4")
    found = probe(tmp_path / "clip.mp4")
    assert (found.format, found.video_codec, found.audio_codec) == ("mp4", "h264", "aac")
    with av.open(tmp_path / "clip.mp4") as clip:
        assert clip.streams.video[0].codec_context.pix_fmt == "yuv420p"
    content = (tmp_path / "clip.mp4").read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_the_same_shot_gives_the_same_bytes(tmp_path: Path) -> None:
    animatic = replace(shots.shot(size=(256, 144), pictures=shots.drawn(tmp_path)), seconds=0.5)
    for name in ("one.mp4", "two.mp4"):
        draw_animatic(animatic, tmp_path / name)
    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()


@pytest.mark.parametrize("slate", [*shots.SLATES.values(), None])
def test_every_shot_can_be_drawn(tmp_path: Path, slate: Slate | None) -> None:
    pictures = shots.drawn(tmp_path)
    for made in (pictures, ()):
        image = draw_frame(shots.shot(slate, size=(496, 864), pictures=made), 0.7)
        assert (image.mode, image.size) == ("RGB", (496, 864))


@pytest.mark.parametrize("size", [(2, 2), (64, 36), (36, 64)])
def test_a_frame_too_small_for_words_is_drawn_all_the_same(size: tuple[int, int]) -> None:
    assert draw_frame(shots.shot(shots.LONG, size=size), 0.5).size == size


def test_a_still_is_the_clips_own_frame(tmp_path: Path) -> None:
    animatic = replace(shots.shot(size=(432, 248), pictures=shots.drawn(tmp_path)), seconds=1.0)
    draw_animatic(animatic, tmp_path / "clip.mp4")
    with av.open(tmp_path / "clip.mp4") as clip:
        frames = [to_image(frame) for frame in clip.decode(video=0)]
    still = draw_frame(animatic, 0.5)
    difference = ImageChops.difference(frames[12], still).convert("L")
    assert sum(value * count for value, count in enumerate(difference.histogram())) / (432 * 248) < 3


def test_clock_and_bar_run(tmp_path: Path) -> None:
    animatic = shots.shot(replace(shots.PLAIN, camera="static"), pictures=shots.drawn(tmp_path))
    layout = lay_out(animatic)
    early, late = draw_frame(animatic, 0.2), draw_frame(animatic, 1.3)
    assert differs(early, late, layout.clock)
    assert differs(early, late, layout.bar)


@pytest.mark.parametrize(
    ("camera", "moves"), [("static", False), ("slow dolly in", True), ("pan left", True), ("handheld", True)]
)
def test_the_ground_moves_as_the_camera_does(tmp_path: Path, camera: str, moves: bool) -> None:
    pictures = shots.drawn(tmp_path)
    stripes = Image.new("L", (320, 180))
    for x in range(0, 320, 20):
        stripes.paste(255, (x, 0, x + 10, 180))
    stripes.save(pictures[3].path)
    animatic = shots.shot(replace(shots.PLAIN, camera=camera), pictures=pictures)
    middle = Box(300, 90, 520, 170)
    frames = [draw_frame(animatic, at) for at in (0.1, 0.6, 1.4)]
    assert any(differs(frames[0], frame, middle) for frame in frames[1:]) == moves


def test_takes_look_different() -> None:
    first = draw_frame(shots.shot(), 0.5)
    second = draw_frame(replace(shots.shot(), take=2, takes=3), 0.5)
    take = next(item.box for item in lay_out(shots.shot()).words if item.name == "take")
    assert differs(first, second, take)


def test_each_line_is_seen_while_it_is_spoken() -> None:
    lines = tuple(Spoken(speaker="Mira", line=words) for words in ("One.", "Another line.", "And a third one."))
    animatic = replace(shots.shot(replace(shots.PLAIN, camera="static", dialogue=lines)), seconds=6.0)
    layout, times = lay_out(animatic), cues(animatic)
    silent = draw_frame(animatic, 0.0)
    shown = [draw_frame(animatic, (cue.begin + cue.end) / 2) for cue in times]
    for line, frame in zip(layout.spoken, shown, strict=True):
        words = next(item for item in line if item.name == "line")
        assert differs(silent, frame, words.box)
    assert differs(shown[0], shown[2], layout.spoken[2][1].box)


def test_lines_share_the_shot_in_order() -> None:
    times = cues(replace(shots.shot(shots.TALK), seconds=8.0))
    assert len(times) == 9
    assert times[0].begin > 0
    assert times[-1].end == pytest.approx(8.0)
    assert all(cue.begin < cue.quiet <= cue.end for cue in times)
    assert all(before.end == pytest.approx(after.begin) for before, after in pairwise(times))


def test_a_cards_picture_is_really_shown(tmp_path: Path) -> None:
    pictures = shots.drawn(tmp_path)
    Image.new("RGB", (60, 80), (250, 20, 20)).save(pictures[0].path)
    animatic = shots.shot(pictures=pictures)
    image, card = draw_frame(animatic, 0.5), lay_out(animatic).cards[0].pictures[0][1]
    red, green, blue = image.getpixel((round(card.x + card.width / 2), round(card.y + card.height / 2)))  # type: ignore[misc]
    assert red > 200
    assert max(green, blue) < 70


def test_a_bright_place_is_printed_dark_enough_for_words(tmp_path: Path) -> None:
    pictures = shots.drawn(tmp_path)
    Image.new("RGB", (160, 90), "white").save(pictures[3].path)
    image = draw_frame(shots.shot(pictures=pictures), 0.5).convert("L")
    assert image.resize((1, 1), box=(300, 90, 820, 260)).tobytes()[0] < 125


def test_colours_come_through(tmp_path: Path) -> None:
    animatic = shots.shot(pictures=shots.drawn(tmp_path))
    image, bar = draw_frame(animatic, 1.4), lay_out(animatic).bar
    red, green, blue = image.getpixel((100, round(bar.y + bar.height / 2)))  # type: ignore[misc]
    assert (red, green, blue) == (pytest.approx(243, abs=4), pytest.approx(181, abs=4), pytest.approx(82, abs=6))


def test_a_broken_picture_is_told_and_nothing_is_left(tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\nnothing more")
    animatic: Animatic = shots.shot(pictures=(Picture(name="Image4", path=broken),))
    with pytest.raises(MediaError, match=r"broken\.png"):
        draw_animatic(animatic, tmp_path / "clip.mp4")
    assert [path.name for path in tmp_path.iterdir()] == ["broken.png"]
