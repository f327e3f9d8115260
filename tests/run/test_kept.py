"""What is cut for a request is kept, and sent again only with the bytes that it was kept with."""

import os
from pathlib import Path

import pytest
from PIL import Image

from storyboard.hashes import sha256_file
from storyboard.media.pictures import PLAIN
from storyboard.problems import Refused, UsageError
from storyboard.provider.sources import Crop, FileAt, ShotAt, write_where
from storyboard.run.assets.derive import clip_for, file_for
from storyboard.run.production.options import Options
from storyboard.run.submissions.inputs import check_inputs
from tests.run.films import MemoryApi, MemoryStore, a_call, a_plan, a_target
from tests.support.tiny_clip import tiny_clip


@pytest.mark.parametrize("harm", [b"", b"rubbish"])
def test_a_derived_file_that_is_not_whole_any_more_is_made_anew(tmp_path: Path, harm: bytes) -> None:
    (tmp_path / "a.mp4").write_bytes(tiny_clip(3))
    sha256 = sha256_file(tmp_path / "a.mp4")
    tail = ShotAt(call="one/a", via="tail", seconds=2)
    made = clip_for(tail, clip=tmp_path / "a.mp4", sha256=sha256, folder=tmp_path, formats=PLAIN)
    whole = made.read_bytes()
    made.write_bytes(harm)
    again = clip_for(tail, clip=tmp_path / "a.mp4", sha256=sha256, folder=tmp_path, formats=PLAIN)
    assert (again.read_bytes(), len(list(again.parent.iterdir()))) == (whole, 1)


def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.png")
    mark = FileAt(path="a.png", sha256="0" * 64)
    with pytest.raises(UsageError, match=r"^a\.png cannot be read: it is a pipe or a device$"):
        file_for(mark, folder=tmp_path, formats=PLAIN)
    call = a_call("one/a", refs=[{"type": "image", "name": "Image1", "order": 1, "image": write_where(mark)}])
    with pytest.raises(Refused, match=r"not what they were when the plan was made: a\.png$"):
        check_inputs(
            a_plan(call), folder=tmp_path, target=a_target(MemoryApi(), assets=MemoryStore()), options=Options()
        )


def test_where_nothing_can_be_kept_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(tiny_clip(3))
    (tmp_path / ".storyboard").mkdir()
    home = tmp_path / ".storyboard" / "derived"
    home.write_text("in the way")
    tail = ShotAt(call="one/a", via="tail", seconds=2)
    with pytest.raises(Refused, match=r"^What is cut from a file cannot be kept: File exists$") as caught:
        clip_for(tail, clip=tmp_path / "a.mp4", sha256="0" * 64, folder=tmp_path, formats=PLAIN)
    assert caught.value.help == f"It is cut in {home}. Make room, or make the folder writable."


def test_a_disk_that_takes_no_file_is_not_blamed_on_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device", "/tmp/.x.part.png")

    Image.new("RGB", (40, 30)).save(tmp_path / "a.png")
    mark = FileAt(path="a.png", sha256=sha256_file(tmp_path / "a.png"), crop=Crop(x=1, y=2, width=10, height=8))
    monkeypatch.setattr("tempfile.mkstemp", full)
    with pytest.raises(Refused, match=r"^What is cut from a file cannot be kept: No space left on device$"):
        file_for(mark, folder=tmp_path, formats=PLAIN)
