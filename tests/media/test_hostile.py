"""Whatever a file holds, every door of the room answers with a value or a sentence, in bounded memory and time."""

import json
import struct
import subprocess
import sys
import textwrap

import pytest

from tests.media import samples
from tests.media.reels import Reel, write_reel
from tests.media.test_probe import HOSTILE

MEGABYTES, SECONDS = 600, 60


def _bmp(width: int, height: int) -> bytes:
    return b"BM" + struct.pack("<IHHIIiiHHIIiiII", 1000, 0, 0, 54, 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)


def _webp(width: int, height: int) -> bytes:
    body = b"\x2f" + struct.pack("<I", (width - 1) | (height - 1) << 14) + bytes(64)
    chunk = b"VP8L" + struct.pack("<I", len(body)) + body + b"\0" * (len(body) % 2)
    return b"RIFF" + struct.pack("<I", len(chunk) + 4) + b"WEBP" + chunk


def _tiff(width: int, height: int) -> bytes:
    tags = [(256, 4, width), (257, 4, height), (258, 3, 8), (259, 3, 1), (262, 3, 1), (273, 4, 8), (278, 4, height)]
    entries = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in [*tags, (279, 4, 100)])
    return b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", len(tags) + 1) + entries + bytes(4)


MORE = {
    "gif of four thousand million pixels": b"GIF89a"
    + struct.pack("<HHBBB", 65535, 65535, 0, 0, 0)
    + b"\x2c"
    + bytes(20),
    "bmp of sixty thousand a side": _bmp(60_000, 60_000),
    "bmp that is upside down and negative": _bmp(-300, -300),
    "webp of sixteen thousand a side": _webp(16_383, 16_383),
    "tiff of a hundred thousand a side": _tiff(100_000, 100_000),
    "tiff of a hundred thousand by one": _tiff(100_000, 1),
}
# Every door of the room that takes a file, tried on every file: in one process whose memory and time are bounded.
PROGRAM = """
    import json, resource, sys
    from pathlib import Path

    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    from storyboard.media import frames, pictures, plain_pictures
    from storyboard.media.errors import MediaError
    from storyboard.media.measure import measure
    from storyboard.media.probe import probe
    from storyboard.media.survey import survey
    from tests.support.memory import peak_megabytes

    out = Path(sys.argv[2])
    doors = {
        "probe": probe,
        "measure": measure,
        "survey": survey,
        "load": pictures.load,
        "crop": lambda file: pictures.crop(file, out / "c.png", x=0, y=0, width=300, height=300),
        "is_plain": lambda file: plain_pictures.is_plain(file, formats=pictures.PLAIN),
        "make_plain": lambda file: plain_pictures.make_plain(file, out / "p.png"),
        "make_thumbnail": lambda file: plain_pictures.make_thumbnail(file, out / "t.jpg", longest=64),
        "last_frame": lambda file: frames.last_frame(file, out / "l.png"),
        "tail": lambda file: frames.tail(file, out / "t.mp4", seconds=2),
        "section": lambda file: frames.section(file, out / "s.mp4", start=0, seconds=1),
    }
    told = {}
    for file in sorted(Path(sys.argv[1]).iterdir()):
        for name, door in doors.items():
            try:
                door(file)
                told[f"{name} {file.name}"] = "a value"
            except MediaError as error:
                told[f"{name} {file.name}"] = str(error)
    print(json.dumps({"told": told, "megabytes": peak_megabytes(), "left": [p.name for p in out.iterdir()]}))
"""


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    files, out = tmp_path_factory.mktemp("hostile"), tmp_path_factory.mktemp("out")
    for name, (content, _) in HOSTILE.items():
        (files / f"{name.replace(' ', '-')}.png").write_bytes(content)
    for name, content in MORE.items():
        (files / f"{name.replace(' ', '-')}.mp4").write_bytes(content)
    still = samples.picture(files / "still.mp4", (400, 300), format="png")
    clip = write_reel(tmp_path_factory.mktemp("whole") / "a.mp4", [Reel(3.0)])
    (files / "whole.bin").write_bytes(clip.read_bytes())
    (files / "cut.mp4").write_bytes(clip.read_bytes()[:-2000])
    (files / "cut.png").write_bytes(still.read_bytes()[:-200])
    program = textwrap.dedent(PROGRAM).replace("SECONDS", str(SECONDS))
    done = subprocess.run(
        [sys.executable, "-c", program, str(files), str(out)], capture_output=True, text=True, timeout=4 * SECONDS
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, object] = json.loads(done.stdout)
    return found


def told(answers: dict[str, object]) -> dict[str, str]:
    found = answers["told"]
    assert isinstance(found, dict)
    return found


def test_every_door_answers_with_a_value_or_a_sentence(answers: dict[str, object]) -> None:
    sentences = [words for words in told(answers).values() if words != "a value"]
    assert len(sentences) > 100
    assert [words for words in sentences if "\n" in words or not words.endswith(".")] == []


def test_a_name_that_lies_hinders_nothing(answers: dict[str, object]) -> None:
    good = {key for key, words in told(answers).items() if words == "a value"}
    assert {
        "probe whole.bin",
        "survey whole.bin",
        "tail whole.bin",
        "section whole.bin",
        "last_frame whole.bin",
    } <= good
    assert {"probe still.mp4", "crop still.mp4", "make_plain still.mp4", "make_thumbnail still.mp4"} <= good


def test_what_is_hostile_or_cut_short_has_no_value(answers: dict[str, object]) -> None:
    hostile = [f"{name.replace(' ', '-')}." for name in (*HOSTILE, *MORE)]
    let_in = {
        key
        for key, words in told(answers).items()
        if words == "a value" and any(key.partition(" ")[2].startswith(name) for name in hostile)
    }
    # A picture of a hundred thousand by one is odd and small: its sides are the model's to refuse.
    assert {key for key in let_in if "is_plain" not in key and "by-one" not in key} == set()
    assert {"probe cut.mp4", "measure cut.mp4", "survey cut.mp4"}.isdisjoint(
        key for key, words in told(answers).items() if words == "a value"
    )


def test_memory_is_bounded(answers: dict[str, object]) -> None:
    megabytes = answers["megabytes"]
    assert isinstance(megabytes, int)
    assert megabytes < MEGABYTES


def test_nothing_half_written_is_left(answers: dict[str, object]) -> None:
    left = answers["left"]
    assert isinstance(left, list)
    assert [name for name in left if name.startswith(".")] == []
