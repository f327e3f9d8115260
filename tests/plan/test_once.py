"""One mistake is told once, however many shots, variants and profiles it reaches."""

from pathlib import Path

import pytest

from storyboard.plan.shots import materials
from tests.support.films import problems, write

BOARD = """\
storyboard: 1
title: The Keeper
characters: {max: {name: Max, images: [refs/tom.png]}}
defaults: {duration: 5}
profiles: {draft: {takes: 1}, final: {takes: 2}}
variants:
  matrix: {format: {wide: {}, tall: {aspect_ratio: "9:16"}}, tongue: {a: {}, b: {camera: still}}}
scenes:
  - id: a
    characters: [max]
    shots:
      - {id: x, action: He waits.}
      - {id: y, action: He goes.}
      - {id: z, action: He sleeps.}
"""


def told(folder: Path, old: str, new: str) -> list[tuple[str, str, str]]:
    assert old in BOARD
    return [(one.code, one.detail, one.help) for one in problems(write(folder, BOARD.replace(old, new)))]


@pytest.mark.parametrize(
    ("old", "new", "detail", "help"),
    [
        ("duration: 5", "duration: 99", "Seedance 2.0 Mini makes no shots of 99 s.", "Choose 4 to 15."),
        ("takes: 1", "resolution: 4k", "Seedance 2.0 Mini makes no pictures in 4k.", "Choose one of: 480p, 720p."),
        ("takes: 1", "force: {takes: 4}, aspect_ratio: 3:7", "makes no pictures of 3:7.", "Did you mean `3:4`?"),
        ('"9:16"', '"9:17"', "Seedance 2.0 Mini makes no pictures of 9:17.", "Did you mean `9:16`?"),
        ("He goes.", "He goes., takes: 20", "does not make 20 takes at once.", "Choose 1 to 4."),
    ],
)
def test_a_wrong_value_is_told_once(tmp_path: Path, old: str, new: str, detail: str, help: str) -> None:
    ((code, said, advice),) = told(tmp_path, old, new)
    assert (code, advice) == ("model-value", help)
    assert detail in said
    assert "a/" not in said


def test_what_differs_by_the_variant_alone_is_told_once(tmp_path: Path) -> None:
    ((code, detail, _),) = told(
        tmp_path, "He goes.", "He goes., continues: x, refs: [{video: refs/rehearsal.mp4, role: x}]"
    )
    assert code == "too-long-together"
    assert detail.startswith("a/y@wide-a sends 15.2 s of video")


def test_a_length_that_is_refused_has_no_echo_where_the_shot_is_continued(tmp_path: Path) -> None:
    codes = [
        code for code, *_ in told(tmp_path, "He waits.}", "He waits., duration: 99}\n      - {id: w, continues: x}")
    ]
    assert codes == ["model-value"]


def test_a_length_that_is_taken_and_too_long_to_go_on_from_is_told(tmp_path: Path) -> None:
    codes = [
        code for code, *_ in told(tmp_path, "He waits.}", "He waits., duration: 15}\n      - {id: w, continues: x}")
    ]
    assert codes == ["media-length"]


@pytest.mark.parametrize("need", ["continues: x", "after: x", "continues: y"])
def test_an_id_given_twice_makes_no_circle(tmp_path: Path, need: str) -> None:
    codes = [code for code, *_ in told(tmp_path, "{id: y, action: He goes.}", f"{{id: x, action: He goes., {need}}}")]
    assert codes == ["duplicate-id"] if "y" not in need else ["duplicate-id", "unknown-shot"]


def test_a_picture_that_is_small_both_ways_is_told_once(tmp_path: Path) -> None:
    from tests.plan.test_media_limits import picture

    file = write(tmp_path, BOARD.replace("refs/tom.png", "tiny.png"), {"tiny.png": picture(10, 10)})
    (found,) = problems(file)
    assert found.detail == "The shorter side of tiny.png (10×10) is 10; 300 to 6000 is taken."


def test_the_fault_of_one_file_does_not_hide_that_of_another(tmp_path: Path) -> None:
    file = write(tmp_path, BOARD.replace("[refs/tom.png]", "[refs, no/a.png, no/b.png]"))
    assert [one.detail.split()[0] for one in problems(file)] == ["refs", "no/a.png", "no/b.png"]


def test_the_faults_of_two_shots_of_one_id_are_both_told(tmp_path: Path) -> None:
    codes = [code for code, *_ in told(tmp_path, "{id: y, action: He goes.}", '{id: x, action: "{{ nobody }}"}')]
    assert codes == ["duplicate-id", "unknown-name"]
    codes = [code for code, *_ in told(tmp_path, "{id: x, action: He waits.}", '{id: y, action: "{{ nobody }}"}')]
    assert codes == ["unknown-name", "duplicate-id"]


def test_a_file_is_read_once_however_many_profiles_there_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (
        "storyboard: 1\ntitle: T\ncharacters: {mira: {name: Mira, images: [mira.png]}}\n"
        "scenes: [{id: a, shots: [{id: b, characters: [mira], action: Waits.}]}]\n"
        "profiles: {draft: {takes: 1}, final: {takes: 2}}\n"
    )
    file = write(tmp_path, text, {"mira.png": "no picture"})
    asked: list[str] = []

    def read(folder: Path, root: Path, path: str) -> materials.Material:
        asked.append(path)
        return materials.Material(path=path, missing=True, fault="it is not there")

    monkeypatch.setattr(materials, "_read", read)
    assert [one.code for one in problems(file)] == ["missing-file"]
    assert asked == ["mira.png"]
