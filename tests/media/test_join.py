"""A film is its clips, one after the other: no frame lost, and the sound where it belongs."""

from pathlib import Path

import av
import pytest

from storyboard.media.bridge import to_frame, to_image
from storyboard.media.errors import MediaError
from storyboard.media.join import join
from storyboard.media.measure import measure
from tests.media import samples


def test_a_film_of_equal_clips_has_all_their_frames_in_order(tmp_path: Path) -> None:
    clips = [samples.clip(tmp_path / f"{count}.mp4", count) for count in (24, 7, 1, 30)]
    assert join(clips, tmp_path / "film.mp4", width=64, height=48) == pytest.approx(62 / 24)
    expected = [grey for clip in clips for grey in samples.greys(clip)]
    assert samples.greys(tmp_path / "film.mp4") == expected


@pytest.mark.parametrize(("fps", "frames"), [(12, 24), (25, 25), (30, 30), (60, 60), (24, 24)])
def test_a_clip_keeps_its_length_at_another_rate(tmp_path: Path, fps: int, frames: int) -> None:
    clip = samples.clip(tmp_path / "clip.mp4", frames, fps=fps)
    join([clip], tmp_path / "film.mp4", width=64, height=48)
    assert measure(tmp_path / "film.mp4").frames == 24 * frames // fps


def test_of_twice_the_frames_a_second_each_second_one_is_shown(tmp_path: Path) -> None:
    clip = samples.clip(tmp_path / "clip.mp4", 24, fps=48)
    join([clip], tmp_path / "film.mp4", width=64, height=48)
    assert samples.greys(tmp_path / "film.mp4") == list(range(0, 24, 2))


@pytest.mark.parametrize("fps", [24, 25, 30])
def test_picture_and_sound_stay_together_over_many_clips(tmp_path: Path, fps: int) -> None:
    shapes = [(25, 7, 24), (31, 10, 30), (26, 3, 25), (24, 20, 24), (13, 5, 12)]
    kinds = [
        samples.clip(tmp_path / f"{number}.mp4", frames, fps=rate, beep=beep)
        for number, (frames, beep, rate) in enumerate(shapes)
    ]
    clips = kinds * 5
    join(clips, tmp_path / "film.mp4", width=64, height=48, fps=fps)
    seen = samples.flashes(tmp_path / "film.mp4")
    starts = [number for number in seen if number - 1 not in seen]
    heard = samples.beeps(tmp_path / "film.mp4")
    assert len(starts) == len(heard) == len(clips)
    for frame, at in zip(starts, heard, strict=True):
        # Half a slot of each rate is what bringing a clip to another rate may move its picture by.
        assert at == pytest.approx(frame * 1000 / fps, abs=500 / fps + 5)


def test_clips_at_the_films_own_rate_are_in_sync_to_the_sample(tmp_path: Path) -> None:
    clips = [samples.clip(tmp_path / f"{number}.mp4", 24 + number, beep=number) for number in range(12)]
    join(clips, tmp_path / "film.mp4", width=64, height=48)
    expected = [frame * 1000 / 24 for frame in samples.flashes(tmp_path / "film.mp4")]
    assert samples.beeps(tmp_path / "film.mp4") == [pytest.approx(at, abs=2) for at in expected]


def test_silence_fills_a_clip_without_sound(tmp_path: Path) -> None:
    clips = [
        samples.clip(tmp_path / "loud.mp4", 24),
        samples.clip(tmp_path / "mute.mp4", 24, sound=False),
        samples.clip(tmp_path / "loud2.mp4", 24),
    ]
    join(clips, tmp_path / "film.mp4", width=64, height=48)
    peaks = samples.loudness(tmp_path / "film.mp4")
    assert len(peaks) == pytest.approx(3000, abs=25)
    assert min(peaks[50:950]) > 9000
    assert max(peaks[1050:1950]) < 500
    assert min(peaks[2050:2950]) > 9000


@pytest.mark.parametrize(
    ("size", "inside", "outside"),
    [
        ((48, 64), (64, 48), (8, 48)),
        ((96, 32), (64, 48), (64, 4)),
        ((128, 96), (4, 4), None),
        ((33, 25), (64, 48), None),
    ],
)
def test_another_shape_is_letterboxed(
    tmp_path: Path, size: tuple[int, int], inside: tuple[int, int], outside: tuple[int, int] | None
) -> None:
    even = (size[0] // 2 * 2, size[1] // 2 * 2)
    join([samples.clip(tmp_path / "clip.mp4", 24, size=even)], tmp_path / "film.mp4", width=128, height=96)
    with av.open(tmp_path / "film.mp4") as film:
        *_, last = film.decode(video=0)
    image = to_image(last)
    assert image.size == (128, 96)
    assert abs(samples.grey_at(image, inside) - samples.shade(23)) <= 4
    assert outside is None or samples.grey_at(image, outside) == 0


def test_a_turned_clip_stands_upright_in_the_film(tmp_path: Path) -> None:
    from PIL import Image

    source = tmp_path / "turned.mp4"
    wide = Image.open(samples.picture(tmp_path / "four.png", (64, 48)))
    with av.open(source, "w") as container:
        stream = container.add_stream("libx264", rate=24, options={"crf": "4"})
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.set_display_rotation(90)
        for _ in range(6):
            container.mux(stream.encode(to_frame(wide)))
        container.mux(stream.encode(None))
    join([source], tmp_path / "film.mp4", width=48, height=64)
    with av.open(tmp_path / "film.mp4") as film:
        image = to_image(next(film.decode(video=0)))
    # Turned to the left: what was at the top right is now at the top left.
    red, green, blue = image.getpixel((12, 16))  # type: ignore[misc]
    assert green > 180
    assert max(red, blue) < 90


def test_the_films_tracks_are_of_one_format(tmp_path: Path) -> None:
    join([samples.clip(tmp_path / "clip.mp4", 24)], tmp_path / "film.mp4", width=64, height=48)
    with av.open(tmp_path / "film.mp4") as film:
        picture, sound = film.streams.video[0], film.streams.audio[0]
        assert (picture.codec_context.name, picture.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert (sound.codec_context.name, sound.codec_context.sample_rate, sound.codec_context.channels) == (
            "aac",
            48000,
            2,
        )
    content = (tmp_path / "film.mp4").read_bytes()
    assert content.index(b"moov") < content.index(b"mdat")


def test_equal_clips_make_equal_films(tmp_path: Path) -> None:
    clips = [samples.clip(tmp_path / "clip.mp4", 30)] * 2
    for name in ("one.mp4", "two.mp4"):
        join(clips, tmp_path / name, width=64, height=48)
    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()


def test_a_clip_that_fails_leaves_no_film(tmp_path: Path) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(samples.clip(tmp_path / "clip.mp4", 24).read_bytes()[:-200])
    with pytest.raises(MediaError, match=r"broken\.mp4 cannot be decoded"):
        join([tmp_path / "clip.mp4", broken], tmp_path / "film.mp4", width=64, height=48)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken.mp4", "clip.mp4"]


def test_no_clip_and_no_picture_are_refused(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="there is no clip"):
        join([], tmp_path / "film.mp4", width=64, height=48)
    with pytest.raises(MediaError, match=r"sound\.wav has no picture"):
        join([samples.wav(tmp_path / "sound.wav", 1)], tmp_path / "film.mp4", width=64, height=48)
