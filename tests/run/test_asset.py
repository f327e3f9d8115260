"""What a file is called in a store, and the type that it is served with: those of its content."""

from pathlib import Path

import pytest
from PIL import Image

from storyboard.run.assets.asset import asset_of, type_of
from tests.support.file_server import REFS


@pytest.mark.parametrize(
    ("name", "format", "extension", "served"),
    [
        ("mira.jpeg", "JPEG", "jpg", "image/jpeg"),
        ("mira.JPG", "JPEG", "jpg", "image/jpeg"),
        ("mira.png", "JPEG", "jpg", "image/jpeg"),
        ("mira.jpg", "PNG", "png", "image/png"),
        ("mira", "PNG", "png", "image/png"),
        ("mira.mp4", "PNG", "png", "image/png"),
        ("mira.final", "JPEG", "jpg", "image/jpeg"),
    ],
)
def test_a_picture_goes_under_the_type_that_it_is(
    tmp_path: Path, name: str, format: str, extension: str, served: str
) -> None:
    Image.new("RGB", (8, 8)).save(tmp_path / name, format)
    asset = asset_of(tmp_path / name, said=name)
    assert (asset.name, type_of(asset.name)) == (f"{asset.sha256}.{extension}", served)


@pytest.mark.parametrize(
    ("source", "name", "extension"),
    [("beat.wav", "beat.mp3", "wav"), ("rehearsal.mp4", "crane.mov", "mp4"), ("rehearsal.mp4", "crane.m4a", "m4a")],
)
def test_sounds_and_clips_do_too(tmp_path: Path, source: str, name: str, extension: str) -> None:
    (tmp_path / name).write_bytes((REFS / source).read_bytes())
    assert asset_of(tmp_path / name, said=name).extension == extension


def test_what_is_no_media_keeps_its_own_ending(tmp_path: Path) -> None:
    (tmp_path / "notes.TXT").write_text("words")
    assert asset_of(tmp_path / "notes.TXT", said="notes").extension == "txt"
