"""Files held against what a model takes, and sums of seconds, as sentences at the line where the file is written."""

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from storyboard.hashes import sha256_file
from storyboard.language.film.cast import Crop, Media, Section
from storyboard.media.pictures import PLAIN
from storyboard.media.probe import probe
from storyboard.plan.limits.media_limits import check_media
from storyboard.plan.shots.materials import Material, measured
from storyboard.problems import Place
from storyboard.provider import sources
from storyboard.provider.profile import Kind
from storyboard.provider.sources import FileAt
from storyboard.run.assets.derive import file_for
from tests.media import samples
from tests.provider.models import model
from tests.support.films import Files, film, problems, write


def picture(width: int, height: int, format: str = "png") -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height)).save(out, format)
    return out.getvalue()


MADE: Files = {
    "small.png": picture(299, 320),
    "wide.png": picture(1000, 399),
    "tall.png": picture(400, 1001),
    "edge.png": picture(1000, 400),
    "film.webp": picture(320, 320, "webp"),
    "cut-short.png": picture(320, 320)[:-300],
    "text.png": "words",
    "empty.png": b"",
}
TOP = """\
storyboard: 1
title: The Keeper
scenes:
  - id: a
    shots:
      - id: b
        action: A.
        refs:
"""


def crop(*, x: int, width: float, height: float, rotate: int = 0) -> str:
    return f"image: {{src: edge.png, crop: {{x: {x}, y: 0, width: {width}, height: {height}, rotate: {rotate}}}}}"


def told(folder: Path, refs: str) -> list[tuple[str, int, str]]:
    """Give code, line and sentence of every error."""
    rows = "".join(f"          - {{{ref}, role: the light}}\n" for ref in refs.split("; "))
    found = film(write(folder, TOP + rows, MADE)).problems
    return [(one.code, one.place.line if one.place else 0, one.detail) for one in found if one.level == "error"]


@pytest.mark.parametrize(
    ("ref", "code", "sentence"),
    [
        ("image: nowhere.png", "missing-file", "nowhere.png cannot be used: it is not there."),
        ("image: refs", "missing-file", "refs cannot be used: it is a folder."),
        ("image: ../out.png", "outside-root", "../out.png lies outside the storyboard's folder."),
        ("image: out.png", "outside-root", "out.png lies outside the storyboard's folder."),
        ("image: text.png", "unreadable-media", "text.png cannot be read as a picture: it is not a picture, a clip"),
        ("image: empty.png", "unreadable-media", "empty.png cannot be read as a picture: it is empty."),
        (
            "image: cut-short.png",
            "unreadable-media",
            "cut-short.png cannot be read as a picture: image file is truncated.",
        ),
        ("image: refs/mira.mp3", "wrong-media", "refs/mira.mp3 is a sound, and a picture is wanted here."),
        ("video: refs/tom.png", "wrong-media", "refs/tom.png is a picture, and a clip is wanted here."),
        ("image: film.webp", "", ""),
        ("video: refs/odd.mkv", "media-format", "refs/odd.mkv is mkv, and Seedance 2.0 Mini reads mp4 and mov."),
        ("image: small.png", "media-shape", "The shorter side of small.png (299×320) is 299; 300 to 6000 is taken."),
        ("image: wide.png", "media-shape", "Width by height of wide.png (1000×399) is 2.51; 0.4 to 2.5 is taken."),
        ("image: tall.png", "", ""),
        ("image: edge.png", "", ""),
        (crop(x=0, width=1000, height=399), "media-shape", "Width by height of the crop"),
        (crop(x=0, width=300, height=300), "", ""),
        (crop(x=0, width=0.2, height=0.2), "media-shape", "The shorter side of the crop of edge.png (0×0) is 0; 300"),
        (crop(x=0, width=0.2, height=320), "media-shape", "The shorter side of the crop of edge.png (0×320) is 0; 300"),
        (crop(x=701, width=300, height=300), "crop-outside", "which has 1000×400 pixels"),
        (crop(x=-1, width=300, height=300), "crop-outside", "reaches beyond edge.png"),
        (crop(x=701, width=300, height=300, rotate=9), "", ""),
        (crop(x=100, width=300, height=700, rotate=90), "", ""),
        (crop(x=0, width=400, height=1000, rotate=-270), "", ""),
        (crop(x=101, width=300, height=300, rotate=90), "crop-outside", "400×1000 pixels, turned by 90°."),
        (crop(x=701, width=300, height=300, rotate=180), "crop-outside", "1000×400 pixels, turned by 180°."),
        (crop(x=760, width=300, height=300, rotate=9), "crop-outside", "1050×552 pixels, turned by 9°."),
        (
            "video: {src: refs/rehearsal.mp4, from: 9}",
            "media-length",
            "rehearsal.mp4 lasts 1 s, and 2 to 15 s are taken.",
        ),
        ("video: {src: refs/rehearsal.mp4, from: 4, seconds: 6}", "", ""),
        (
            "video: {src: refs/rehearsal.mp4, from: 4, seconds: 7}",
            "section-outside",
            "lasts 10 s, and the part from 4 s to 11 s",
        ),
        (
            "audio: {src: refs/beat.wav, from: 7, seconds: 2}",
            "section-outside",
            "lasts 6 s, and the part from 7 s to 9 s",
        ),
        ("video: refs/tiny.mp4", "media-shape", "The shorter side of refs/tiny.mp4 (64×48) is 48;"),
    ],
)
def test_a_file_that_the_model_refuses_is_told_where_it_is_written(
    tmp_path: Path, ref: str, code: str, sentence: str
) -> None:
    folder = tmp_path / "film"
    (tmp_path / "out.png").write_bytes(picture(320, 320))
    write(folder, TOP)
    samples.clip(folder / "refs" / "tiny.mp4", 48, sound=False)
    samples.clip(folder / "refs" / "odd.mkv", 48, size=(864, 496), sound=False)
    (folder / "out.png").symlink_to(tmp_path / "out.png")
    found = told(folder, f"image: refs/tom.png; {ref}")
    codes = [one[0] for one in found]
    assert codes[: len(codes) if code != "media-shape" else 1] == ([code] if code else [])
    if code:
        assert found[0][1] == 10
        assert sentence in found[0][2]


def test_a_picture_of_which_nobody_knows_what_is_white_is_told_before_it_is_sent(tmp_path: Path) -> None:
    for mode in ("F", "I"):
        Image.new(mode, (320, 320)).save(tmp_path / "deep.tiff")
        ((code, _, sentence),) = told(tmp_path, "image: deep.tiff")
        assert (code, "has 32 bits a pixel and no white that is known" in sentence) == ("unreadable-media", True)


def test_what_is_there_and_cannot_be_opened_is_not_called_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(path: Path) -> str:
        raise PermissionError(13, "Permission denied", str(path))

    os.mkfifo(tmp_path / "pipe.png")
    (tmp_path / "loop.png").symlink_to("loop.png")
    (tmp_path / "closed.png").write_bytes(picture(320, 320))
    monkeypatch.setattr("storyboard.plan.shots.materials.sha256_file", closed)
    found = told(tmp_path, "image: pipe.png; image: loop.png; image: closed.png")
    assert found == [
        ("unreadable-media", 9, "pipe.png cannot be read: it is a pipe or a device."),
        ("unreadable-media", 10, "loop.png cannot be read: it is a link that leads back to itself."),
        ("unreadable-media", 11, "closed.png cannot be read: Permission denied."),
    ]


def test_what_is_too_large_to_be_cut_from_is_not_even_hashed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(path: Path) -> str:
        raise AssertionError(path)

    with (tmp_path / "vast.mp4").open("wb") as file:
        file.truncate(20_000_000_000)
    monkeypatch.setattr("storyboard.plan.shots.materials.sha256_file", never)
    ((code, _, sentence),) = told(tmp_path, "video: {src: vast.mp4, from: 1, seconds: 3}")
    assert (code, sentence) == (
        "media-size",
        "vast.mp4 goes on after 2000.0 MB, which is more than any model takes.",
    )


@pytest.mark.parametrize(
    ("src", "detail", "help"),
    [
        ("refs/tim.png", "it is not there", "Did you mean `tom.png`, which is in refs/?"),
        ("refs/Tom.PNG", "it is not there", "Did you mean `tom.png`, which is in refs/?"),
        ("refs/tom.jpg", "it is not there", "Did you mean `tom.png`, which is in refs/?"),
        ("refs/mira-frnt.png", "it is not there", "Did you mean `mira-front.png`, which is in refs/?"),
        ("smal.png", "it is not there", "Did you mean `small.png`, which is in the storyboard's folder?"),
        (
            "mac/J\u00fcrgen.png",
            "it is not there",
            "`Ju\u0308rgen.png` is there, with letters and accents put together",
        ),
        ("mac/J\u00fcrgn.png", "it is not there", "Did you mean `Ju\u0308rgen.png`, which is in mac/?"),
        (r"refs\mira.png", "it is not there", "Folders are parted by `/`: `refs/mira.png`."),
        ("few/zzzzz.png", "it is not there", "In few/ there are: a.png, b.png."),
        ("refs/zzzzz.png", "it is not there", "In refs/ there are: group.png, lamp-room.jpg, lantern.png, mira-"),
        ("few", "it is a folder", "Name a file in it: a.png, b.png."),
        ("none", "it is a folder", "Name a file; the folder is empty."),
        ("none/a.png", "it is not there", "There is no file in none/; a path is relative to the file it stands in."),
        ("nowhere/a.png", "its folder is not there", "There is no file in nowhere/; a path is relative"),
    ],
)
def test_a_missing_file_is_told_with_what_is_there(tmp_path: Path, src: str, detail: str, help: str) -> None:
    file = write(tmp_path, TOP + f"          - {{image: {src}, role: the light}}\n", MADE)
    write(tmp_path / "mac", "", {"Ju\u0308rgen.png": ""}).unlink()
    write(tmp_path / "few", "", {"a.png": "", "b.png": "", ".hidden": ""}).unlink()
    (tmp_path / "none").mkdir()
    (found,) = (one for one in film(file).problems if one.code == "missing-file")
    assert found.detail == f"{src} cannot be used: {detail}."
    assert found.help.startswith(help)


def test_a_long_list_of_files_is_cut(tmp_path: Path) -> None:
    names = [f"{letter}.png" for letter in "abcdefghij"]
    file = write(tmp_path, TOP + "          - {image: many/zzzz.png, role: x}\n", {f"many/{one}": "" for one in names})
    (found,) = (one for one in film(file).problems if one.code == "missing-file")
    assert found.help == f"In many/ there are: {', '.join(names[:8])} and 2 more."


@pytest.mark.parametrize(
    ("kind", "words", "help"),
    [
        ("image", {"width": 10, "height": 10}, "Use a larger one, of which both sides have 300 to 6000 pixels."),
        ("image", {"width": 299, "height": 320}, "Use a larger one, of which both sides have 300 to 6000 pixels."),
        ("image", {"width": 6001, "height": 6001}, "Scale it down: both sides want 300 to 6000 pixels."),
        ("image", {"width": 1000, "height": 399}, "Take a piece that is less wide: its width is to be 0.4 to 2.5"),
        ("image", {"width": 390, "height": 1000}, "Take a piece that is less tall: its width is to be 0.4 to 2.5"),
        ("video", {"width": 320, "height": 320}, "Use a larger one: width times height is to be 409600 to 927408."),
        ("video", {"width": 1280, "height": 960}, "Scale it down: width times height is to be 409600 to 927408."),
        ("video", {"fps": 12}, "Export it with 24 to 60 frames a second."),
    ],
)
def test_a_shape_that_is_refused_is_told_once_with_what_to_do(kind: Kind, words: dict[str, object], help: str) -> None:
    plain = CLIP if kind == "video" else {}
    media = Media(src="x", place=Place(file="f"))
    (found,) = check_media(media, material(**{**plain, **words}), kind, model())  # type: ignore[arg-type]
    assert found.help.startswith(help)


def material(**words: float | str) -> Material:
    plain = {"kind": "image", "format": "png", "bytes": 1000, "width": 400, "height": 400}
    return Material(path="x", **{**plain, **words})  # type: ignore[arg-type]  # as the table says


CLIP: Mapping[str, object] = {"kind": "video", "format": "mp4", "width": 864, "height": 496, "fps": 24, "seconds": 5}


@pytest.mark.parametrize(
    ("kind", "words", "sentence"),
    [
        ("image", {"bytes": 29_999_999}, ""),
        ("image", {"bytes": 30_000_000}, "x has 30.0 MB, and 30.0 MB are the most."),
        ("image", {"width": 6000, "height": 6000}, ""),
        ("image", {"width": 6001, "height": 6000}, "The longer side of x (6001×6000) is 6001; 300 to 6000 is taken."),
        ("image", {"format": "jpg"}, ""),
        ("video", {**CLIP, "bytes": 50_000_001}, "50.0 MB are the most"),
        ("video", {**CLIP, "fps": 23.976}, "The frame rate of x (864×496) is 23.976; 24 to 60 is taken."),
        (
            "video",
            {**CLIP, "width": 640, "height": 480},
            "The area of x (640×480) is 307200; 409600 to 927408 is taken.",
        ),
        ("video", {**CLIP, "width": 1280, "height": 720}, ""),
        ("video", {**CLIP, "format": "webm"}, "x is webm, and Seedance 2.0 Mini reads mp4 and mov."),
        ("audio", {"kind": "audio", "format": "wav", "bytes": 15_000_001}, "15.0 MB are the most"),
        ("audio", {"kind": "audio", "format": "flac"}, "x is flac, and Seedance 2.0 Mini reads wav and mp3."),
    ],
)
def test_every_limit_of_a_file_comes_from_the_profile(kind: Kind, words: dict[str, object], sentence: str) -> None:
    media = Media(src="x", place=Place(file="f"))
    found = tuple(check_media(media, material(**words), kind, model()))  # type: ignore[arg-type]  # as the table says
    assert [sentence in one.detail for one in found] == ([True] if sentence else [])


@pytest.mark.parametrize(
    ("kind", "words", "piece"),
    [
        ("image", {}, {"crop": Crop(x=0, y=0, width=400, height=400)}),
        ("video", CLIP, {"section": Section(start=1, seconds=3)}),
        ("audio", {"kind": "audio", "format": "wav", "seconds": 9}, {"section": Section(start=1, seconds=3)}),
    ],
)
def test_what_is_cut_may_be_of_a_file_that_is_larger_than_the_model_takes(
    kind: Kind, words: dict[str, object], piece: dict[str, Any]
) -> None:
    """How large the piece is, the run sees before it is sent."""
    large = material(**{**words, "bytes": 100_000_000})  # type: ignore[arg-type]  # as the table says
    place = Place(file="f")
    assert [one.code for one in check_media(Media(src="x", place=place), large, kind, model())] == ["media-size"]
    assert tuple(check_media(Media(src="x", place=place, **piece), large, kind, model())) == ()


def test_a_piece_may_end_a_frame_after_its_clip() -> None:
    def wrong(start: float, seconds: float | None) -> list[str]:
        media = Media(src="x", place=Place(file="f"), section=Section(start=start, seconds=seconds))
        return [one.code for one in check_media(media, material(**CLIP), "video", model())]  # type: ignore[arg-type]

    assert wrong(1, 4.04) == []
    assert wrong(1, 4.06) == ["section-outside"]
    assert wrong(4.9, None) == []
    assert wrong(5, None) == ["section-outside"]


def test_a_crop_is_measured_in_place_of_its_picture() -> None:
    media = Media(src="x", place=Place(file="f"), crop=Crop(x=0, y=0, width=299, height=320))
    assert [one.code for one in check_media(media, material(), "image", model())] == ["media-shape"]


LONG = """\
storyboard: 1
title: The Keeper
characters:
  mira: {name: Mira, images: [refs/tom.png], motion: refs/mira-walk.mp4, voice: refs/mira.mp3}
scenes:
  - id: a
    characters: [mira]
    shots:
"""


@pytest.mark.parametrize(
    ("first", "second", "total"),
    [
        ("duration: 10", "continues: first, characters: [{mira: {motion: true}}]", ""),
        (
            "duration: 11",
            "continues: first, characters: [{mira: {motion: true}}]",
            "15.2 s of video, and 15 s are the",
        ),
        (
            "duration: 15",
            "continues: first",
            "may last 15.2 s, 0.2 s more than its duration",
        ),
        ("duration: 14", "continues: first", ""),
        ("duration: 15", "continues: {shot: first, via: tail, seconds: 15}", ""),
        (
            "duration: 15",
            "continues: {shot: first, via: tail, seconds: 1}",
            "The last 1 s of a/first are wanted",
        ),
        ("duration: 15", "continues: {shot: first, via: frame}, characters: [{mira: {motion: true}}]", ""),
        (
            "duration: 4",
            "dialogue: [{who: mira, line: A.}], refs: [{audio: refs/beat.wav, role: r}]",
            "",
        ),
        (
            "duration: 4",
            "refs: [{video: refs/rehearsal.mp4, role: a}, {video: {src: refs/rehearsal.mp4, from: 4}, role: b}]",
            "16 s of video, and 15 s are the most: refs/rehearsal.mp4 10 s, refs/rehearsal.mp4 6 s.",
        ),
    ],
)
def test_seconds_are_added_up_with_what_a_generated_clip_may_be_longer(
    tmp_path: Path, first: str, second: str, total: str
) -> None:
    shots = f"      - {{id: first, action: A., {first}}}\n      - {{id: second, action: B., {second}}}\n"
    found = [one for one in problems(write(tmp_path, LONG + shots)) if one.level == "error"]
    assert [total in one.detail for one in found] == ([True] if total else [])
    if total and "continues" in second and "tail" not in second:
        assert "via: tail" in found[0].help


@pytest.mark.parametrize(
    ("prompt", "codes"),
    [
        (lambda: "a" * 9_900, []),
        (lambda: "a" * 10_000, ["long-prompt"]),
        (lambda: "word " * 1_005, ["prompt-advice"]),
        (lambda: "雨" * 501, ["prompt-advice"]),
        (lambda: "雨" * 500, []),
    ],
)
def test_a_prompt_has_its_length(tmp_path: Path, prompt: Callable[[], str], codes: list[str]) -> None:
    shot = f'      - {{id: first, prompt: "{{{{ roles }}}} {prompt()}"}}\n'
    assert [one.code for one in problems(write(tmp_path, LONG + shot))] == codes


def test_a_message_names_shot_references_and_members(tmp_path: Path) -> None:
    many = "".join(f"  c{n}: {{images: [refs/tom.png, https://x.io/{n}.png]}}\n" for n in range(9))
    shot = f"      - {{id: b, characters: [{', '.join(f'c{n}' for n in range(9))}], action: A.}}\n"
    text = LONG.replace("scenes:", many + "scenes:") + shot
    (found,) = [one for one in problems(write(tmp_path, text)) if one.level == "error"]
    assert "a/b sends 10 images, and 9 are the most: refs/tom.png (c0, c1, c2" in found.detail
    assert "https://x.io/8.png (c8)" in found.detail


def test_a_picture_that_is_sent_in_another_format_is_told(tmp_path: Path) -> None:
    rows = "          - {image: film.webp, role: the light}\n"
    found = [one for one in film(write(tmp_path, TOP + rows, MADE)).problems if one.code == "converted-media"]
    assert [(one.level, one.place and one.place.line) for one in found] == [("warning", TOP.count("\n") + 1)]
    assert found[0].detail.startswith("film.webp is webp, which Seedance 2.0 Mini does not read: a JPEG or PNG")


@pytest.mark.parametrize(
    ("mode", "orientation", "told"),
    [
        ("RGB", 1, None),
        ("L", 1, None),
        (
            "RGB",
            6,
            "odd.jpg is stored as the camera was held, not as it is seen: an upright picture made of it is sent.",
        ),
        (
            "RGB",
            2,
            "odd.jpg is stored as the camera was held, not as it is seen: an upright picture made of it is sent.",
        ),
        ("CMYK", 1, "odd.jpg is in the inks of a printer: a picture made of it in the colours of a screen is sent."),
        ("CMYK", 6, "odd.jpg is in the inks of a printer: a picture made of it in the colours of a screen is sent."),
    ],
)
def test_a_word_is_said_of_exactly_what_is_converted(
    tmp_path: Path, mode: str, orientation: int, told: str | None
) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    Image.new(mode, (320, 400)).save(tmp_path / "odd.jpg", exif=exif)
    rows = "          - {image: odd.jpg, role: the light}\n"
    found = [one for one in film(write(tmp_path, TOP + rows, MADE)).problems if one.code == "converted-media"]
    assert [(one.level, one.detail) for one in found] == ([] if told is None else [("warning", told)])
    mark = FileAt(path="odd.jpg", sha256=sha256_file(tmp_path / "odd.jpg"))
    assert (file_for(mark, folder=tmp_path, formats=PLAIN) == tmp_path / "odd.jpg") is (told is None)


READS = ("jpeg",), ("png",), ("jpeg", "png"), ("png", "webp"), ("webp",)
WORDS = {
    "png of jpeg": ["odd is png, which Seedance 2.0 Mini does not read: a JPEG made of it is sent."],
    "webp of jpeg": ["odd is webp, which Seedance 2.0 Mini does not read: a JPEG made of it is sent."],
    "webp of png": ["odd is webp, which Seedance 2.0 Mini does not read: a PNG made of it is sent."],
    "webp of jpeg png": ["odd is webp, which Seedance 2.0 Mini does not read: a JPEG or PNG made of it is sent."],
    "png of webp": ["odd is png, and Seedance 2.0 Mini reads webp."],
}


@pytest.mark.parametrize("reads", READS, ids=" ".join)
@pytest.mark.parametrize("format", ["png", "webp"])
def test_what_is_said_of_a_model_s_formats_is_what_it_is_sent(
    tmp_path: Path, format: str, reads: tuple[str, ...]
) -> None:
    (tmp_path / "odd").write_bytes(picture(320, 320, format))
    mark = FileAt(path="odd", sha256=sha256_file(tmp_path / "odd"))
    seen = measured(tmp_path / "odd", path="odd", sha256=mark.sha256)
    place, mini = Place(file="film.yaml", line=1), model()
    own = replace(mini, references=replace(mini.references, image=replace(mini.references.image, formats=reads)))
    found = list(check_media(Media(src="odd", place=place), seen, "image", own))
    assert [one.detail for one in found] == WORDS.get(f"{format} of {' '.join(reads)}", [])
    sent = probe(file_for(mark, folder=tmp_path, formats=reads)).format
    if all(one.level == "warning" for one in found):
        assert (sent in reads, sent == format) == (True, not found)
    cut = replace(mark, crop=sources.Crop(x=0, y=0, width=300, height=300))
    piece = Media(src="odd", place=place, crop=Crop(x=0, y=0, width=300, height=300))
    told = [one.code for one in check_media(piece, seen, "image", own)]
    assert ("media-format" in told) is (probe(file_for(cut, folder=tmp_path, formats=reads)).format not in reads)


@pytest.mark.parametrize(
    ("name", "format", "told"),
    [
        ("a.png", "jpeg", "a.png is jpeg, whatever its name says; it is sent as what it is. Call it `a.jpg`."),
        ("a.mov", "png", "a.mov is png, whatever its name says; it is sent as what it is. Call it `a.png`."),
        ("a.JPEG", "jpeg", ""),
        ("a", "jpeg", ""),
        ("a.v2", "jpeg", ""),
        ("a.png", "webp", ""),  # it is converted, and that is told
    ],
)
def test_a_name_that_says_another_format_is_told(tmp_path: Path, name: str, format: str, told: str) -> None:
    (tmp_path / name).write_bytes(picture(320, 320, format))
    rows = f"          - {{image: {name}, role: the light}}\n"
    found = [one for one in film(write(tmp_path, TOP + rows, MADE)).problems if one.code == "misnamed-media"]
    assert [(one.level, f"{one.detail} {one.help}") for one in found] == ([("warning", told)] if told else [])
