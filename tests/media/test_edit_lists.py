"""A clip that was trimmed without coding it anew hides frames behind an edit list: it is whole all the same."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import pytest
from PIL import Image

from storyboard.media.errors import MediaError
from storyboard.media.frames import last_frame, section, tail
from storyboard.media.measure import measure
from storyboard.media.probe import probe
from tests.media import samples

FRAMES, FPS, KEYS = 72, 24, 12


def from_the_start(whole: Path, path: Path, frames: int) -> Path:
    """Hide the first frames, as `ffmpeg -ss … -c copy` does: packets before 0 make the muxer write an edit list."""
    with av.open(whole) as source, av.open(path, "w", options={"movflags": "+faststart"}) as target:
        tracks = {stream.index: target.add_stream_from_template(stream) for stream in source.streams}
        for packet in source.demux():
            if packet.dts is None or packet.pts is None:
                continue
            early = round(Fraction(frames, FPS) / packet.time_base)
            packet.pts, packet.dts, packet.stream = packet.pts - early, packet.dts - early, tracks[packet.stream.index]
            target.mux(packet)
    return path


def from_the_end(whole: Path, path: Path, frames: int) -> Path:
    """Hide the last frames, as a trim on a telephone does: the edit lists say that less is shown."""
    content = bytearray(whole.read_bytes())
    at = content.find(b"elst")
    while at >= 0:
        # The kind, its flags and the count of edits come first: then the seconds of the first one, in thousandths.
        content[at + 12 : at + 16] = ((FRAMES - frames) * 1000 // FPS).to_bytes(4, "big")
        at = content.find(b"elst", at + 4)
    path.write_bytes(content)
    return path


Trim = Callable[[Path, Path, int], Path]
CASES = {
    "start, at a key frame": (from_the_start, 24, "mp4"),
    "start, between two": (from_the_start, 30, "mp4"),
    "start, of a mov": (from_the_start, 24, "mov"),
    "end": (from_the_end, 24, "mp4"),
}


def trimmed(tmp_path: Path, case: str) -> tuple[Path, list[int]]:
    trim, hidden, form = CASES[case]
    whole = samples.clip(tmp_path / f"whole.{form}", FRAMES, keys=KEYS)
    seen = samples.greys(whole)
    path = trim(whole, tmp_path / f"trimmed.{form}", hidden)
    return path, seen[hidden:] if trim is from_the_start else seen[:-hidden]


@pytest.mark.parametrize("case", CASES)
def test_it_lasts_as_long_as_it_shows(tmp_path: Path, case: str) -> None:
    path, seen = trimmed(tmp_path, case)
    with av.open(path) as clip:
        assert clip.streams.video[0].frames > len(seen)
    assert samples.greys(path) == seen
    assert probe(path).seconds == len(seen) / FPS
    found = measure(path)
    assert (found.frames, found.seconds, found.has_audio) == (len(seen), len(seen) / FPS, True)


@pytest.mark.parametrize("case", CASES)
def test_its_parts_are_of_what_it_shows(tmp_path: Path, case: str) -> None:
    path, seen = trimmed(tmp_path, case)
    section(path, tmp_path / "part.mp4", start=0.5, seconds=1)
    assert samples.greys(tmp_path / "part.mp4") == seen[12:36]
    tail(path, tmp_path / "tail.mp4", seconds=0.5)
    assert samples.greys(tmp_path / "tail.mp4") == seen[-12:]
    last_frame(path, tmp_path / "last.png")
    assert abs(samples.grey_at(Image.open(tmp_path / "last.png"), (32, 24)) - samples.shade(seen[-1])) <= 3


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("look", [probe, measure])
@pytest.mark.parametrize("part", [0.3, 0.6])
def test_one_that_is_cut_short_is_found(tmp_path: Path, case: str, look: Callable[[Path], object], part: float) -> None:
    """Also where no box tells how long the content is, as where a camera streams. (What the end hides may be gone.)"""
    path, _ = trimmed(tmp_path, case)
    content = bytearray(path.read_bytes())
    at = content.index(b"mdat")
    for length in (bytes(content[at - 4 : at]), bytes(4)):
        content[at - 4 : at] = length
        path.write_bytes(content[: at + int((len(content) - at) * part)])
        with pytest.raises(MediaError, match="cannot be decoded"):
            look(path)


def test_a_sound_with_the_padding_of_its_codec_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "memo.m4a"
    with av.open(samples.wav(tmp_path / "memo.wav", 2)) as source, av.open(path, "w") as target:
        track = target.add_stream("aac", rate=44_100, layout="mono")
        for frame in source.decode(audio=0):
            target.mux(track.encode(frame))
        target.mux(track.encode(None))
    found = probe(path)
    assert (found.kind, found.format) == ("audio", "m4a")
    assert found.seconds == pytest.approx(2, abs=0.03)
    assert measure(path).seconds == pytest.approx(2, abs=0.03)
