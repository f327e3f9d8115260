"""Codes about more than one file: each has a wrong and a right folder, where its page can show none."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from PIL import Image

from storyboard.problems import Level
from storyboard.rules import rule
from tests.media import samples
from tests.provider.models import model_data
from tests.support.films import Files, problems, write

TOP = "storyboard: 1\ntitle: The Keeper\n"


def shot(ref: str) -> str:
    return f"{TOP}scenes: [{{id: a, shots: [{{id: b, action: A., refs: [{{{ref}, role: the light}}]}}]}}]\n"


def picture(width: int, height: int, format: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height)).save(out, format)
    return out.getvalue()


def crop(width: int) -> str:
    return shot(f"image: {{src: refs/tom.png, crop: {{x: 0, y: 0, width: {width}, height: 320}}}}")


def section(end: float) -> str:
    return shot(f"video: {{src: refs/rehearsal.mp4, from: 4, seconds: {end}}}")


@dataclass(frozen=True)
class Case:
    """A storyboard with the files beside it: one that has the problem, and one that is as it should be."""

    wrong: str
    right: str
    files: Files
    links: Mapping[str, str]


def case(wrong: str, right: str, files: Files | None = None, **links: str) -> Case:
    return Case(wrong=wrong, right=right, files=files or {}, links=links)


@cache
def matroska() -> bytes:
    """A clip that is fine but for its container."""
    with TemporaryDirectory() as folder:
        return samples.clip(Path(folder) / "a.mkv", 48, size=(864, 496), sound=False).read_bytes()


SOUND = shot("image: refs/tom.png")
OWN_MODEL = f"model: own\n{SOUND}"
PART: Files = {"parts/a.yaml": SOUND.removeprefix(TOP).replace("refs/", "../refs/")}
TWO_PARTS = {**PART, "parts/b.yaml": "include: b.yaml\n"}
PICTURES: Files = {
    "good.png": picture(300, 300, "png"),
    "small.png": picture(300, 299, "png"),
    "other.webp": picture(300, 300, "webp"),
    "jpeg.png": picture(300, 300, "jpeg"),
    "large.png": picture(300, 300, "png") + bytes(30_000_000),
    "text.png": "words",
}
CASES: Mapping[str, Case] = {
    "crop-outside": case(crop(321), crop(320)),
    "converted-media": case(shot("image: other.webp"), shot("image: good.png"), PICTURES),
    "misnamed-media": case(shot("image: jpeg.png"), shot("image: good.png"), PICTURES),
    "include-circle": case(f"{TOP}include: parts/b.yaml\n", f"{TOP}include: parts/a.yaml\n", TWO_PARTS),
    "include-empty": case(f"{TOP}include: scenes/*.yaml\n", f"{TOP}include: parts/*.yaml\n", PART),
    "include-missing": case(f"{TOP}include: parts/z.yaml\n", f"{TOP}include: parts/a.yaml\n", PART),
    "media-format": case(shot("video: other.mkv"), shot("image: good.png"), {**PICTURES, "other.mkv": matroska()}),
    "media-shape": case(shot("image: small.png"), shot("image: good.png"), PICTURES),
    "media-size": case(shot("image: large.png"), shot("image: good.png"), PICTURES),
    "missing-file": case(shot("image: refs/tim.png"), SOUND),
    "model-profile": case(OWN_MODEL.replace("own", "seedance-2-0"), SOUND, {"models/x.json": "{}"}),
    "outside-root": case(f"{TOP}include: x.yaml\n", f"{TOP}include: parts/a.yaml\n", PART, **{"x.yaml": "out.yaml"}),
    "section-outside": case(section(6.1), section(6)),
    "unreadable-media": case(shot("image: text.png"), SOUND, PICTURES),
    "wrong-media": case(shot("video: refs/tom.png"), SOUND),
}


def codes_of(folder: Path, text: str, one: Case, *, files: bool = True) -> set[str]:
    file = write(folder, text, one.files if files else {})
    (folder.parent / "out.yaml").write_text("x-a: 1\n")
    for name, target in one.links.items():
        (folder / name).symlink_to(folder.parent / target)
    return {found.code for found in problems(file)}


@pytest.mark.parametrize("code", CASES)
def test_a_wrong_folder_has_its_problem_and_no_other_error(tmp_path: Path, code: str) -> None:
    told = codes_of(tmp_path / "film", CASES[code].wrong, CASES[code])
    assert {one for one in told if rule(one).level is Level.ERROR} | ({code} & told) == {code}


@pytest.mark.parametrize("code", CASES)
def test_a_right_folder_has_none(tmp_path: Path, code: str) -> None:
    one = CASES[code]
    assert codes_of(tmp_path / "film", one.right, one, files="models/x.json" not in one.files) == set()


def test_a_model_of_ones_own_stands_beside_the_storyboard(tmp_path: Path) -> None:
    own = json.dumps({**model_data("seedance-2-0-mini"), "name": "own"})
    assert problems(write(tmp_path / "a", OWN_MODEL, {"models/own.json": own})) == ()
    (tmp_path / "own.json").write_text(own)
    file = write(tmp_path / "b", OWN_MODEL, {"models/other.txt": ""})
    (tmp_path / "b" / "models" / "own.json").symlink_to(tmp_path / "own.json")
    assert {one.code for one in problems(file)} == {"outside-root", "unknown-model"}
    assert problems(file, root=tmp_path) == ()


def test_an_included_file_that_cannot_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path, f"{TOP}include: parts/a.yaml\n", PART)
    read = Path.read_bytes

    def refuse(self: Path) -> bytes:
        if self.name == "a.yaml":
            raise PermissionError(13, "Permission denied")
        return read(self)

    assert problems(file) == ()
    monkeypatch.setattr(Path, "read_bytes", refuse)
    (found,) = problems(file)
    assert (found.code, found.place and found.place.line) == ("include-unreadable", 3)
    assert "Permission denied" in found.detail
