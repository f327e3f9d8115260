"""The lock as text: what is written is read again, and whatever is damaged is told at its line."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard.plan.lock.lock_file import (
    LOCK,
    Lock,
    Pin,
    changes,
    join_locks,
    materials_of,
    pin_of,
    read_lock,
    write_lock,
)
from storyboard.plan.shots.materials import Materials
from storyboard.problems import Problem
from tests.support.films import REFS

SHA = "ab" * 32
PICTURE = Pin(path="refs/mira.png", sha256=SHA, bytes=1011, kind="image", format="png", width=320, height=240)
CLIP = Pin(path="https://example.com/a.mp4", sha256="cd" * 32, bytes=7, kind="video", format="mp4", seconds=4.0, fps=24)
LINE = json.loads(write_lock(Lock(pins=(PICTURE,))))


def read(folder: Path, content: str | bytes, *, root: Path | None = None) -> tuple[Lock, tuple[Problem, ...]]:
    folder.mkdir(exist_ok=True)
    (folder / LOCK).write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_lock(folder, root=root or folder)


def told(folder: Path, content: str | bytes) -> list[tuple[int, str]]:
    _, found = read(folder, content)
    assert {problem.code for problem in found} <= {"lock-line"}
    return [(problem.place.line if problem.place else 0, problem.detail) for problem in found]


def test_a_lock_has_one_sorted_line_for_each_file_and_says_only_what_applies() -> None:
    assert write_lock(Lock(pins=(PICTURE, CLIP))) == (
        '{"path": "https://example.com/a.mp4", "sha256": "' + "cd" * 32 + '", "bytes": 7, "kind": "video",'
        ' "format": "mp4", "seconds": 4, "fps": 24}\n'
        '{"path": "refs/mira.png", "sha256": "' + SHA + '", "bytes": 1011, "kind": "image", "format": "png",'
        ' "width": 320, "height": 240}\n'
    )


def test_letters_of_any_script_stay_legible() -> None:
    pin = Pin(path="refs/Übersicht 灯.png", sha256=SHA, bytes=1, kind="image", format="png")
    assert "refs/Übersicht 灯.png" in write_lock(Lock(pins=(pin,)))


PINS = st.builds(
    Pin,
    path=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1),
    sha256=st.from_regex(r"[0-9a-f]{64}", fullmatch=True),
    bytes=st.integers(1, 2**52),
    kind=st.sampled_from(["image", "video", "audio"]),
    format=st.sampled_from(["png", "mp4", "wav"]),
    width=st.none() | st.integers(1, 10_000),
    height=st.none() | st.integers(1, 10_000),
    seconds=st.none() | st.floats(0.001, 1e6),
    fps=st.none() | st.sampled_from([24, 23.976]),
)


@given(st.lists(PINS, unique_by=lambda pin: pin.path))
def test_what_is_written_is_read_again(tmp_path_factory: pytest.TempPathFactory, pins: list[Pin]) -> None:
    lock = join_locks(Lock(), pins)
    again, found = read(tmp_path_factory.mktemp("lock"), write_lock(lock))
    assert found == ()
    assert again == lock


def test_no_lock_pins_nothing(tmp_path: Path) -> None:
    assert read_lock(tmp_path, root=tmp_path) == (Lock(), ())


@pytest.mark.parametrize(
    ("line", "detail"),
    [
        ("not json", "The line is no JSON."),
        ("<<<<<<< HEAD", "The line is no JSON."),
        ("[" * 100_000, "The line is no JSON."),
        ("[]", "The line is no JSON object."),
        ('"refs/mira.png"', "The line is no JSON object."),
        (json.dumps({"path": "a.png"}), "The line has no `sha256`."),
        (json.dumps({**LINE, "colour": "red"}), "No line of a lock has `colour`."),
        (json.dumps({**LINE, "path": ""}), '`path` cannot be "".'),
        (json.dumps({**LINE, "path": "\ud800"}), '`path` cannot be "\\ud800".'),
        (json.dumps({**LINE, "sha256": "AB" * 32}), f'`sha256` cannot be "{"AB" * 32}'[:76] + "."),
        (json.dumps({**LINE, "bytes": "1011"}), '`bytes` cannot be "1011".'),
        (json.dumps({**LINE, "bytes": True}), "`bytes` cannot be true."),
        (json.dumps({**LINE, "bytes": 10**400}), "`bytes` cannot be 1" + "0" * 59 + "."),
        (json.dumps({**LINE, "width": 0}), "`width` cannot be 0."),
        (json.dumps({**LINE, "height": None}), "`height` cannot be null."),
        (json.dumps({**LINE, "kind": "poem"}), '`kind` cannot be "poem".'),
        (json.dumps({**LINE, "seconds": float("nan")}), "`seconds` cannot be NaN."),
        (json.dumps({**LINE, "seconds": -1.5}), "`seconds` cannot be -1.5."),
    ],
)
def test_a_damaged_line_is_told_at_its_place(tmp_path: Path, line: str, detail: str) -> None:
    good = write_lock(Lock(pins=(CLIP,)))
    lock, found = read(tmp_path, f"{good}\n{line}\n")
    assert lock.pins == (CLIP,), "the sound lines count all the same"
    assert [(problem.code, problem.place.line if problem.place else 0) for problem in found] == [("lock-line", 3)]
    assert found[0].detail.startswith(detail.rstrip("."))
    assert "storyboard lock FILE" in found[0].help


def test_bytes_that_are_no_text_are_told_at_their_line(tmp_path: Path) -> None:
    assert told(tmp_path, write_lock(Lock(pins=(CLIP,))).encode() + b'{"path": "\xff"}\n') == [
        (2, "The line is no JSON.")
    ]


def test_the_same_line_twice_is_one_and_two_different_ones_are_a_problem(tmp_path: Path) -> None:
    line = write_lock(Lock(pins=(PICTURE,)))
    assert told(tmp_path, line + line) == []
    assert told(tmp_path, line + line.replace(SHA, "ef" * 32)) == [
        (2, "Another line says something else of refs/mira.png.")
    ]


def test_line_ends_of_another_system_do_not_matter(tmp_path: Path) -> None:
    text = write_lock(Lock(pins=(PICTURE, CLIP))).replace("\n", "\r\n")
    assert read(tmp_path, text) == (Lock(pins=(CLIP, PICTURE)), ())


def test_a_lock_that_lies_elsewhere_is_not_read(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text(write_lock(Lock(pins=(PICTURE,))), encoding="utf-8")
    film = tmp_path / "film"
    film.mkdir()
    (film / LOCK).symlink_to(elsewhere)
    lock, found = read_lock(film, root=film)
    assert lock == Lock()
    assert [problem.detail for problem in found] == ["The lock lies outside the storyboard's folder."]
    assert read_lock(film, root=tmp_path) == (Lock(pins=(PICTURE,)), ())


def test_a_folder_in_place_of_the_lock_is_told(tmp_path: Path) -> None:
    (tmp_path / LOCK).mkdir()
    _, found = read_lock(tmp_path, root=tmp_path)
    assert [problem.detail for problem in found] == ["The lock cannot be read: Is a directory."]


def test_thousands_of_damaged_lines_are_not_all_listed(tmp_path: Path) -> None:
    _, found = read(tmp_path, "x\n" * 5000)
    assert len(found) == 501
    assert found[-1].code == "too-many-problems"


def test_the_lock_knows_urls_and_never_stands_for_a_file() -> None:
    known = materials_of(Lock(pins=(PICTURE, CLIP)))
    assert set(known) == {CLIP.path}
    assert (known[CLIP.path].seconds, known[CLIP.path].kind, known[CLIP.path].unknown) == (4.0, "video", False)


@pytest.mark.parametrize(
    ("name", "applies"),
    [
        ("mira-front.png", {"width", "height"}),
        ("mira-walk.mp4", {"width", "height", "seconds", "fps"}),
        ("mira.mp3", {"seconds"}),
    ],
)
def test_a_pin_holds_what_was_measured(name: str, applies: set[str]) -> None:
    pin = pin_of(Materials(folder=REFS, root=REFS.resolve()).get(name))
    assert {field for field in ("width", "height", "seconds", "fps") if getattr(pin, field) is not None} == applies
    assert (pin.path, pin.bytes) == (name, (REFS / name).stat().st_size)


def test_fresh_pins_take_their_places_and_the_changes_are_told() -> None:
    before = Lock(pins=(CLIP, PICTURE))
    other = Pin(path="refs/a.png", sha256=SHA, bytes=5, kind="image", format="png")
    changed = Pin(path=PICTURE.path, sha256="ef" * 32, bytes=5, kind="image", format="png")
    again = Pin(path=CLIP.path, sha256=CLIP.sha256, bytes=7, kind="video", format="mp4", seconds=5.0)
    after = join_locks(before, (other, changed, again))
    assert after.pins == (again, other, changed)
    assert list(changes(before, after)) == [
        "https://example.com/a.mp4: it was measured anew",
        "refs/a.png: new",
        "refs/mira.png: its bytes changed",
    ]
    assert list(changes(after, after)) == []
