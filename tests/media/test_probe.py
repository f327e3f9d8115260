"""Files are judged by what they hold."""

import struct
import zlib
from pathlib import Path

import av
import pytest
from PIL import Image

from storyboard.media.bridge import to_frame
from storyboard.media.errors import MediaError
from storyboard.media.probe import Probe, probe
from storyboard.media.sniff import sniff
from tests.media import samples


@pytest.mark.parametrize("form", ["png", "jpeg", "webp", "gif", "bmp", "tiff", "avif"])
def test_a_picture_is_known_by_its_content(tmp_path: Path, form: str) -> None:
    path = samples.picture(tmp_path / "named.mp4", format=form)
    assert probe(path) == Probe(kind="image", format=form, bytes=path.stat().st_size, width=40, height=30)


def test_a_picture_that_the_camera_held_upright_is_told_as_seen(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    found = probe(samples.picture(tmp_path / "turned.jpg", exif=exif))
    assert (found.width, found.height, found.oddity) == (30, 40, "turned")


def test_a_clip_with_sound(tmp_path: Path) -> None:
    path = samples.clip(tmp_path / "clip.mp4", 30, size=(64, 48))
    assert probe(path) == Probe(
        kind="video",
        format="mp4",
        bytes=path.stat().st_size,
        width=64,
        height=48,
        seconds=1.25,
        fps=24,
        video_codec="h264",
        audio_codec="aac",
    )


def test_a_silent_clip_has_no_sound_codec(tmp_path: Path) -> None:
    assert probe(samples.clip(tmp_path / "clip.mp4", 4, sound=False)).audio_codec == ""


def test_a_turned_clip_is_told_as_seen(tmp_path: Path) -> None:
    path = tmp_path / "turned.mp4"
    with av.open(path, "w") as container:
        stream = container.add_stream("libx264", rate=24)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.set_display_rotation(90)
        for _ in range(3):
            container.mux(stream.encode(to_frame(Image.new("RGB", (64, 48)))))
        container.mux(stream.encode(None))
    found = probe(path)
    assert (found.width, found.height) == (48, 64)


@pytest.mark.parametrize("form", ["wav", "mp3"])
def test_a_sound(tmp_path: Path, form: str) -> None:
    found = probe(samples.wav(tmp_path / f"sound.{form}", 1.5))
    assert (found.kind, found.format, found.width, found.fps, found.video_codec) == ("audio", form, 0, 0, "")
    assert found.seconds == pytest.approx(1.5, abs=0.06)
    assert found.audio_codec == {"wav": "pcm_s16le", "mp3": "mp3"}[form]


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _png(width: int, height: int, data: bytes = b"") -> bytes:
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(data)) + _chunk(b"IEND", b"")


def _whole(tmp_path: Path, name: str) -> bytes:
    made = {
        "mp4": lambda: samples.clip(tmp_path / "whole.mp4", 24),
        "png": lambda: samples.picture(tmp_path / "whole.png", (400, 300)),
        "jpeg": lambda: samples.picture(tmp_path / "whole.jpg", (400, 300)),
        "wav": lambda: samples.wav(tmp_path / "whole.wav", 1),
    }
    return made[name]().read_bytes()


HOSTILE = {
    "empty": (b"", "is empty"),
    "words": (b"This is no film, only words about one.\n" * 9, "not a picture, a clip or a sound"),
    "playlist": (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "not a picture"),
    "concat": (b"ffconcat version 1.0\nfile /etc/passwd\n", "not a picture"),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>", "not a picture"),
    "bomb": (_png(60_000, 60_000), "too many pixels"),
    "large": (_png(9_000, 9_000), "too large"),
    "png that is only a head": (b"\x89PNG\r\n\x1a\n", "cannot be read as a picture"),
    "png without its pixels": (_png(300, 300), "cannot be read as a picture"),
    "mp4 that is only a head": (b"\0\0\0\x18ftypisom\0\0\0\0isommp42", "cannot be decoded"),
    "noise behind a clip's head": (b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + bytes(range(256)) * 40, "cannot be decoded"),
    "heic": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "its heic content is broken"),
    "matroska's head alone": (b"\x1aE\xdf\xa3" + b"\0" * 60, "cannot be decoded"),
    "wav without sound": (
        b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\1\0\2\0\x80\xbb\0\0\0\xee\2\0\4\0\x10\0data\0\0\0\0",
        "no sound",
    ),
    "riff of no known kind": (b"RIFF\x08\0\0\0ABCD    ", "not a picture"),
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("suffix", [".mp4", ".png"])
def test_what_is_no_media_is_refused_in_a_sentence(tmp_path: Path, name: str, suffix: str) -> None:
    content, words = HOSTILE[name]
    path = tmp_path / f"hostile{suffix}"
    path.write_bytes(content)
    with pytest.raises(MediaError, match=words) as caught:
        probe(path)
    assert str(caught.value).startswith(str(path))
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize("form", ["mp4", "png", "jpeg", "wav"])
@pytest.mark.parametrize("part", [0.3, 0.6, 0.9])
def test_what_is_cut_short_is_refused(tmp_path: Path, form: str, part: float) -> None:
    content = _whole(tmp_path, form)
    path = tmp_path / "short"
    path.write_bytes(content[: int(len(content) * part)])
    with pytest.raises(MediaError):
        probe(path)


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="does not exist"):
        probe(tmp_path / "nowhere.png")
    with pytest.raises(MediaError, match="is a folder"):
        probe(tmp_path)


SYNCS = {b"\xff\xfb\x90\x00": "mp3", b"\xff\xf1\x50\x80": "aac", b"\xff\xf3\x90\x00": "mp3"}


@pytest.mark.parametrize("head", SYNCS)
def test_bare_frames_of_sound_are_known(tmp_path: Path, head: bytes) -> None:
    path = tmp_path / "bare"
    path.write_bytes(head + bytes(40))
    assert sniff(path).format == SYNCS[head]


@pytest.mark.parametrize("head", [b"\xff\xff\xff\xff", b"\xff\xe9\x90\x00", b"\xff", b"\xff\xfe\x00\x00"])
def test_other_bytes_are_no_sound(tmp_path: Path, head: bytes) -> None:
    path = tmp_path / "bytes"
    path.write_bytes(head)
    with pytest.raises(MediaError):
        sniff(path)
