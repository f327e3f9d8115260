"""A picture that the API does not read is sent as one that it does; what it reads is sent as it lies."""

from pathlib import Path

import pytest
from PIL import Image

from storyboard.hashes import sha256_file
from storyboard.media.pictures import PLAIN
from storyboard.media.probe import probe
from storyboard.problems import UsageError
from storyboard.provider.sources import FileAt
from storyboard.run.assets.derive import file_for


def mark(folder: Path, name: str) -> FileAt:
    return FileAt(path=name, sha256=sha256_file(folder / name))


@pytest.mark.parametrize(("name", "format"), [("a.webp", "jpeg"), ("a.bmp", "jpeg"), ("a.gif", "png")])
def test_it_is_turned_once_and_kept(tmp_path: Path, name: str, format: str) -> None:
    Image.new("RGB", (320, 320), (200, 30, 30)).save(tmp_path / name)
    sent = file_for(mark(tmp_path, name), folder=tmp_path, formats=PLAIN)
    assert sent != tmp_path / name
    assert probe(sent).format == format
    first = sent.stat().st_mtime_ns
    assert file_for(mark(tmp_path, name), folder=tmp_path, formats=PLAIN) == sent
    assert sent.stat().st_mtime_ns == first


@pytest.mark.parametrize("name", ["a.png", "a.jpg"])
def test_what_is_plain_is_sent_as_it_lies(tmp_path: Path, name: str) -> None:
    Image.new("RGB", (320, 320)).save(tmp_path / name)
    assert file_for(mark(tmp_path, name), folder=tmp_path, formats=PLAIN) == tmp_path / name


def test_a_photograph_that_is_stored_lying_is_sent_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (400, 320)).save(tmp_path / "a.jpg", exif=exif)
    sent = probe(file_for(mark(tmp_path, "a.jpg"), folder=tmp_path, formats=PLAIN))
    assert (sent.width, sent.height, sent.rotation) == (320, 400, 0)


def test_one_that_is_broken_says_so_without_the_folders_name(tmp_path: Path) -> None:
    Image.new("RGB", (320, 320)).save(tmp_path / "a.webp")
    (tmp_path / "a.webp").write_bytes((tmp_path / "a.webp").read_bytes()[:40])
    with pytest.raises(UsageError, match=r"^a\.webp"):
        file_for(mark(tmp_path, "a.webp"), folder=tmp_path, formats=PLAIN)
