"""Parts of clips, sounds and pictures are exact: to the frame, to the sample, to the pixel."""

import math
from pathlib import Path

import av
import pytest
from PIL import Image

from storyboard.media import encode
from storyboard.media.errors import MediaError
from storyboard.media.frames import crop, last_frame, section, tail
from storyboard.media.measure import measure
from storyboard.media.probe import probe
from tests.media import samples

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


@pytest.mark.parametrize("frames", [1, 7, 30])
def test_the_last_frame_is_the_last(tmp_path: Path, frames: int) -> None:
    last_frame(samples.clip(tmp_path / "clip.mp4", frames), tmp_path / "last.png")
    image = Image.open(tmp_path / "last.png")
    assert (image.format, image.size) == ("PNG", (64, 48))
    assert abs(samples.grey_at(image, (32, 24)) - samples.shade(frames - 1)) <= 3


@pytest.mark.parametrize(("seconds", "frames"), [(0.5, 12), (1, 24), (1.25, 30)])
@pytest.mark.parametrize("sound", [True, False])
def test_a_tail_is_the_last_frames(tmp_path: Path, seconds: float, frames: int, sound: bool) -> None:
    clip = samples.clip(tmp_path / "clip.mp4", 40, sound=sound)
    tail(clip, tmp_path / "tail.mp4", seconds=seconds)
    assert samples.greys(tmp_path / "tail.mp4") == samples.greys(clip)[-frames:]
    found = measure(tmp_path / "tail.mp4")
    assert (found.seconds, found.has_audio, found.fps) == (seconds, sound, 24)


@pytest.mark.parametrize(("fps", "seconds", "frames"), [(24, 3.3, 80), (25, 2.5, 63), (30, 1.01, 31)])
def test_a_tail_of_no_whole_number_of_frames_shows_none_twice(
    tmp_path: Path, fps: int, seconds: float, frames: int
) -> None:
    clip = samples.clip(tmp_path / "clip.mp4", 4 * fps, fps=fps)
    tail(clip, tmp_path / "tail.mp4", seconds=seconds)
    assert samples.greys(tmp_path / "tail.mp4") == samples.greys(clip)[-frames:]


def test_a_tails_sound_lies_under_its_picture(tmp_path: Path) -> None:
    clip = samples.clip(tmp_path / "clip.mp4", 48, beep=36)
    tail(clip, tmp_path / "tail.mp4", seconds=1)
    assert samples.flashes(tmp_path / "tail.mp4") == [12]
    assert samples.beeps(tmp_path / "tail.mp4") == [pytest.approx(500, abs=3)]


def test_a_clip_a_little_short_gives_all_it_has(tmp_path: Path) -> None:
    tail(samples.clip(tmp_path / "clip.mp4", 46), tmp_path / "tail.mp4", seconds=2)
    assert measure(tmp_path / "tail.mp4").frames == 46


def test_a_tail_longer_than_the_clip_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match=r"no tail of 4 s: it lasts 1.00 s"):
        tail(samples.clip(tmp_path / "clip.mp4", 24), tmp_path / "tail.mp4", seconds=4)
    assert not (tmp_path / "tail.mp4").exists()


@pytest.mark.parametrize("fps", [24, 25, 30])
@pytest.mark.parametrize(("start", "seconds"), [(0, 1), (0.5, 0.5), (1, 1)])
def test_a_section_is_exact_to_the_frame(tmp_path: Path, fps: int, start: float, seconds: float) -> None:
    clip = samples.clip(tmp_path / "clip.mp4", 2 * fps, fps=fps)
    section(clip, tmp_path / "part.mp4", start=start, seconds=seconds)
    first = math.ceil(start * fps)
    assert samples.greys(tmp_path / "part.mp4") == samples.greys(clip)[first : first + math.ceil(seconds * fps)]
    assert measure(tmp_path / "part.mp4").fps == fps


UNEVEN = [*(n / 24 for n in range(24)), *(1 + n / 6 for n in range(12))]
GAP = [*(n / 24 for n in range(24)), *(1.5 + n / 24 for n in range(36))]
STILL = [*(n / 24 for n in range(24)), 2.5, 2.5 + 1 / 24]
PARTS = {
    "even": (UNEVEN, 0, 1, 0, 23),
    "slow": (UNEVEN, 1, 1, 0, 5),
    "both": (UNEVEN, 0.5, 1, 12, 2),
    "begins where nothing moves": (GAP, 1.2, 1, 23, 40 - 24),
    "ends where nothing moves": (GAP, 0, 1.4, 0, 23),
    "nothing moves": (STILL, 1.1, 1, 23, 23),
    "to the end": (GAP, 1, 2, 23, 59 - 48),
}


@pytest.mark.parametrize("name", PARTS)
def test_a_section_of_uneven_frames_shows_what_the_clip_shows_for_as_long_as_is_asked(
    tmp_path: Path, name: str
) -> None:
    """Telephones film that way. Frames laid end to end would run away from their sound, and be too short to be read."""
    times, start, seconds, first, last = PARTS[name]
    clip = samples.uneven(tmp_path / "clip.mp4", times)
    section(clip, tmp_path / "part.mp4", start=start, seconds=seconds)
    part = measure(tmp_path / "part.mp4")
    assert 0 <= part.seconds - seconds < 1 / part.fps
    seen = samples.greys(tmp_path / "part.mp4")
    assert (seen[0], seen[-1]) == (first, last)


def test_the_sound_of_a_section_that_begins_where_nothing_moves_is_in_step(tmp_path: Path) -> None:
    clip = samples.uneven(tmp_path / "clip.mp4", GAP, beep=36)
    section(clip, tmp_path / "part.mp4", start=1.2, seconds=1.5)
    (flash,), (beep,) = samples.flashes(tmp_path / "part.mp4"), samples.beeps(tmp_path / "part.mp4")
    assert flash == pytest.approx(0.8 * measure(clip).fps, abs=1)
    assert beep == pytest.approx(800, abs=3)


def test_a_tail_of_uneven_frames_lasts_as_long_as_is_asked(tmp_path: Path) -> None:
    for times in (UNEVEN, GAP):
        clip = samples.uneven(tmp_path / "clip.mp4", times)
        tail(clip, tmp_path / "tail.mp4", seconds=1.8)
        found = measure(tmp_path / "tail.mp4")
        assert 0 <= found.seconds - 1.8 < 1 / found.fps
        assert samples.greys(tmp_path / "tail.mp4")[-1] == (len(times) - 1) % 24


def test_a_section_far_into_a_clip_is_as_exact(tmp_path: Path) -> None:
    clip = samples.clip(tmp_path / "clip.mp4", 24 * 14, beep=24 * 12 + 6)
    section(clip, tmp_path / "part.mp4", start=12, seconds=2)
    assert samples.flashes(tmp_path / "part.mp4") == [6]
    assert samples.beeps(tmp_path / "part.mp4") == [pytest.approx(250, abs=3)]


@pytest.mark.parametrize(("form", "slack"), [("wav", 0), ("mp3", 0.06)])
def test_a_section_of_a_sound(tmp_path: Path, form: str, slack: float) -> None:
    source = samples.wav(tmp_path / "voice.wav", 3)
    section(source, tmp_path / f"part.{form}", start=1.25, seconds=1.5)
    found = probe(tmp_path / f"part.{form}")
    assert (found.kind, found.format) == ("audio", form)
    assert found.seconds == pytest.approx(1.5, abs=slack + 1e-6)
    assert min(samples.loudness(tmp_path / f"part.{form}")[30:-60]) > 9000


def test_a_section_of_a_sound_leaves_out_what_its_codec_put_before_it(tmp_path: Path) -> None:
    """An MP3 begins some hundredths of a second before its first sample."""
    clip = samples.clip(tmp_path / "clip.mp4", 48, beep=36)
    with av.open(clip) as source, av.open(tmp_path / "voice.mp3", "w") as target:
        track = target.add_stream("libmp3lame", rate=encode.SAMPLE_RATE, layout="stereo")
        for frame in source.decode(audio=0):
            target.mux(track.encode(frame))
        target.mux(track.encode(None))
    section(tmp_path / "voice.mp3", tmp_path / "part.wav", start=1, seconds=1)
    assert samples.beeps(tmp_path / "part.wav") == [pytest.approx(500, abs=3)]


@pytest.mark.parametrize(("start", "seconds"), [(0.5, 1), (-1, 1), (2, 0.5), (0, 0)])
def test_a_section_outside_its_source_is_refused(tmp_path: Path, start: float, seconds: float) -> None:
    for source in (samples.clip(tmp_path / "clip.mp4", 24), samples.wav(tmp_path / "sound.wav", 1)):
        with pytest.raises(MediaError, match=r"it lasts 1.00 s"):
            section(source, tmp_path / "part.wav", start=start, seconds=seconds)


def test_a_sound_is_not_written_as_a_picture(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="a sound is written as"):
        section(samples.wav(tmp_path / "sound.wav", 1), tmp_path / "part.png", start=0, seconds=1)


# The quarters of the picture after the turn, in reading order.
CROPS = {
    "as it stands": ({}, (40, 30), (RED, GREEN, BLUE, WHITE)),
    "turned to the right": ({"rotate": 90}, (30, 40), (BLUE, RED, WHITE, GREEN)),
    "turned to the left": ({"rotate": -90}, (30, 40), (GREEN, WHITE, RED, BLUE)),
    "upside down": ({"rotate": 180}, (40, 30), (WHITE, BLUE, GREEN, RED)),
    "mirrored": ({"scale_x": -1}, (40, 30), (GREEN, RED, WHITE, BLUE)),
    "mirrored upwards": ({"scale_y": -1}, (40, 30), (BLUE, WHITE, RED, GREEN)),
    "mirrored, then turned": ({"scale_x": -1, "rotate": 90}, (30, 40), (WHITE, GREEN, BLUE, RED)),
}


def quarters(image: Image.Image) -> tuple[object, ...]:
    width, height = image.size
    places = ((1, 1), (width - 2, 1), (1, height - 2), (width - 2, height - 2))
    return tuple(image.convert("RGB").getpixel(place) for place in places)


@pytest.mark.parametrize("name", CROPS)
def test_a_crop_turns_and_mirrors_as_a_cropper_does(tmp_path: Path, name: str) -> None:
    turn, (width, height), expected = CROPS[name]
    source = samples.picture(tmp_path / "source.png")
    crop(source, tmp_path / "cut.png", x=0, y=0, width=width, height=height, **turn)
    image = Image.open(tmp_path / "cut.png")
    assert (image.mode, image.size, quarters(image)) == ("RGB", (width, height), expected)


@pytest.mark.parametrize(("x", "y", "expected"), [(2, 2, RED), (22, 3, GREEN), (4, 18, BLUE), (24, 17, WHITE)])
def test_a_crop_is_the_rectangle(tmp_path: Path, x: int, y: int, expected: tuple[int, int, int]) -> None:
    crop(samples.picture(tmp_path / "source.png"), tmp_path / "cut.png", x=x, y=y, width=10, height=8)
    image = Image.open(tmp_path / "cut.png")
    assert image.size == (10, 8)
    assert image.getcolors() == [(80, expected)]


def test_a_crop_sees_the_picture_as_a_person_does(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    source = samples.picture(tmp_path / "source.png", exif=exif)
    crop(source, tmp_path / "cut.png", x=0, y=0, width=30, height=40)
    assert quarters(Image.open(tmp_path / "cut.png")) == (BLUE, RED, WHITE, GREEN)


def test_a_scaled_picture_stays_centred_on_its_canvas(tmp_path: Path) -> None:
    source = samples.picture(tmp_path / "source.png")
    crop(source, tmp_path / "cut.png", x=0, y=0, width=40, height=30, scale_x=0.5, scale_y=0.5)
    image = Image.open(tmp_path / "cut.png")
    assert image.mode == "RGBA"
    assert image.getpixel((2, 2)) == (0, 0, 0, 0)
    assert image.getpixel((14, 10)) == (*RED, 255)
    assert image.getpixel((26, 20)) == (*WHITE, 255)


def test_a_free_turn_gives_the_canvas_of_the_turned_picture(tmp_path: Path) -> None:
    source = samples.picture(tmp_path / "source.png", (40, 40))
    crop(source, tmp_path / "cut.png", x=0, y=0, width=57, height=57, rotate=45)
    image = Image.open(tmp_path / "cut.png")
    assert image.getpixel((28, 8)) == (*RED, 255)
    assert image.getpixel((48, 28)) == (*GREEN, 255)
    assert image.getpixel((1, 1)) == (0, 0, 0, 0)


def test_a_crop_may_be_a_jpeg(tmp_path: Path) -> None:
    crop(samples.picture(tmp_path / "source.png"), tmp_path / "cut.jpg", x=-5, y=0, width=20, height=10)
    assert probe(tmp_path / "cut.jpg").format == "jpeg"


@pytest.mark.parametrize("wrong", [{"x": 900}, {"width": 0}, {"scale_x": 0}, {"width": 90_000, "height": 90_000}])
def test_a_crop_of_nothing_is_refused(tmp_path: Path, wrong: dict[str, float]) -> None:
    source = samples.picture(tmp_path / "source.png")
    with pytest.raises(MediaError, match=r"source.png"):
        crop(source, tmp_path / "cut.png", **({"x": 0, "y": 0, "width": 9, "height": 9} | wrong))
    assert not (tmp_path / "cut.png").exists()


def test_a_failure_leaves_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "part.mp4"
    target.write_bytes(b"before")
    with pytest.raises(MediaError):
        section(samples.clip(tmp_path / "clip.mp4", 24), target, start=3, seconds=1)
    assert target.read_bytes() == b"before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clip.mp4", "part.mp4"]
