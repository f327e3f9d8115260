"""Locking, looking at URLs and holding files against the lock, with a real server on this machine."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from storyboard.hashes import sha256_file
from storyboard.plan.lock.lock_file import LOCK
from storyboard.plan.made import Made
from storyboard.plan.plan import Plan
from storyboard.problems import Problem, ProblemsError, Refused
from storyboard.stages.compiling import Wanted, check_storyboard, compile_plan
from storyboard.stages.locking import check_online, lock_storyboard
from storyboard.stages.targets import Aim
from tests.media.samples import clip, wav
from tests.support.file_server import REFS, Answer, FileServer, serving
from tests.support.films import write

SHOT = """
storyboard: 1
title: The Keeper
characters:
  mira: {{name: Mira, description: a keeper, images: [{image}]}}
scenes:
  - id: a
    shots:
      - id: one
        characters: [mira]
        action: "{{{{ mira }}}} waits."
        refs: [{refs}]
"""


@pytest.fixture
def server() -> Iterator[FileServer]:
    with serving() as made:
        yield made


def film(folder: Path, *refs: str, image: str = "refs/mira-front.png") -> Wanted:
    return Wanted(file=write(folder, SHOT.format(image=image, refs=", ".join(refs))))


def ref(kind: str, src: str, more: str = "") -> str:
    return f"{{{kind}: {{src: '{src}'{more}}}, role: the move}}"


def pins(wanted: Wanted) -> dict[str, dict[str, object]]:
    lines = (wanted.folder / LOCK).read_text(encoding="utf-8").splitlines()
    return {pin["path"]: pin for pin in map(json.loads, lines)}


def codes(problems: tuple[Problem, ...]) -> list[str]:
    return [problem.code for problem in problems]


def planned(wanted: Wanted) -> Plan:
    return compile_plan(wanted, made=Made())[0]


def on_pollo(wanted: Wanted) -> Wanted:
    return Wanted(file=wanted.file, aim=Aim(name="pollo"))


def locked(wanted: Wanted) -> Wanted:
    return Wanted(file=wanted.file, locked=True)


def test_a_lock_pins_every_file_and_says_which_urls_it_left(tmp_path: Path) -> None:
    wanted = film(tmp_path, ref("video", "refs/rehearsal.mp4"), ref("audio", "https://example.com/a.mp3"))
    made = lock_storyboard(wanted)
    assert made.path == tmp_path / LOCK
    assert made.changes == ("refs/mira-front.png: new", "refs/rehearsal.mp4: new")
    assert made.unseen == ("https://example.com/a.mp3",)
    assert list(pins(wanted)) == ["refs/mira-front.png", "refs/rehearsal.mp4"]
    assert pins(wanted)["refs/mira-front.png"]["sha256"] == sha256_file(REFS / "mira-front.png")
    assert set(pins(wanted)["refs/rehearsal.mp4"]) == {
        "path", "sha256", "bytes", "kind", "format", "width", "height", "seconds", "fps",
    }  # fmt: skip


def test_locking_again_changes_no_byte(tmp_path: Path) -> None:
    wanted = film(tmp_path)
    lock_storyboard(wanted)
    before = (tmp_path / LOCK).read_bytes()
    assert lock_storyboard(wanted).changes == ()
    assert (tmp_path / LOCK).read_bytes() == before


def test_a_lock_keeps_the_lines_of_other_storyboards(tmp_path: Path) -> None:
    lock_storyboard(film(tmp_path, image="refs/tom.png"))
    (tmp_path / "refs" / "tom.png").unlink()
    wanted = film(tmp_path, image="refs/lantern.png")
    assert lock_storyboard(wanted).changes == ("refs/lantern.png: new",)
    assert list(pins(wanted)) == ["refs/lantern.png", "refs/tom.png"]


@pytest.mark.parametrize(
    ("image", "code"),
    [("refs/nobody.png", "missing-file"), ("refs/mira.mp3", "wrong-media"), ("film.txt", "unreadable-media")],
)
def test_what_cannot_be_used_is_not_pinned(tmp_path: Path, image: str, code: str) -> None:
    wanted = film(tmp_path, image=image)
    (tmp_path / "film.txt").write_text("words", encoding="utf-8")
    with pytest.raises(ProblemsError) as raised:
        lock_storyboard(wanted)
    assert codes(raised.value.problems) == [code]
    assert not (tmp_path / LOCK).exists()


def test_a_lock_that_cannot_be_read_is_not_written_over(tmp_path: Path) -> None:
    wanted = film(tmp_path)
    (tmp_path / LOCK).write_text("<<<<<<< HEAD\n", encoding="utf-8")
    with pytest.raises(ProblemsError) as raised:
        lock_storyboard(wanted)
    assert codes(raised.value.problems) == ["lock-line"]
    assert codes(check_storyboard(wanted)) == ["lock-line"]
    assert (tmp_path / LOCK).read_text(encoding="utf-8") == "<<<<<<< HEAD\n"


def test_a_lock_that_cannot_be_written_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, *args: object, **options: object) -> int:
        raise OSError(28, "No space left on device")

    wanted = film(tmp_path)
    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(Refused, match="No space left on device"):
        lock_storyboard(wanted)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["refs", "storyboard.yaml"]


def test_what_stands_at_urls_is_pinned_online(tmp_path: Path, server: FileServer) -> None:
    picture, move = server.give("m.png", "mira-front.png"), server.give("m.mp4", "rehearsal.mp4")
    wanted = film(tmp_path, ref("video", move), image=picture)
    made = lock_storyboard(wanted, online=True)
    assert made.unseen == ()
    assert sorted(server.asked) == ["/m.mp4", "/m.png"]
    assert (pins(wanted)[picture]["width"], pins(wanted)[picture]["kind"]) == (320, "image")
    assert pins(wanted)[move]["sha256"] == sha256_file(REFS / "rehearsal.mp4")


def test_a_pinned_url_changes_no_request(tmp_path: Path, server: FileServer) -> None:
    wanted = film(tmp_path, ref("video", server.give("m.mp4", "rehearsal.mp4")))
    before = planned(wanted)
    lock_storyboard(wanted, online=True)
    after = planned(wanted)
    assert [(call.digest, call.body) for call in after.calls] == [(call.digest, call.body) for call in before.calls]


def test_a_clip_of_unknown_length_is_a_warning_and_on_pollo_refused(tmp_path: Path, server: FileServer) -> None:
    wanted = film(
        tmp_path, ref("video", server.give("m.mp4", "rehearsal.mp4")), image=server.give("m.png", "mira-front.png")
    )
    assert codes(check_storyboard(wanted)) == ["unknown-media"]
    assert planned(wanted).totals.make == 1
    with pytest.raises(ProblemsError) as raised:
        compile_plan(on_pollo(wanted), purpose="run")
    assert codes(raised.value.problems) == ["unknown-media", "unchecked-media"]
    assert server.asked == [], "to plan and to validate contacts nobody"
    lock_storyboard(wanted, online=True)
    assert check_storyboard(wanted) == ()
    assert planned(on_pollo(wanted)).totals.make == 1


def test_a_silenced_warning_does_not_let_it_through_to_pollo(tmp_path: Path) -> None:
    wanted = film(tmp_path, ref("audio", "https://example.com/a.mp3"), image="https://example.com/m.png")
    wanted.file.write_text(wanted.file.read_text(encoding="utf-8") + "lint: {unknown-media: off}\n", encoding="utf-8")
    assert check_storyboard(wanted) == ()
    with pytest.raises(ProblemsError) as raised:
        compile_plan(on_pollo(wanted), purpose="run")
    assert codes(raised.value.problems) == ["unchecked-media"]


@pytest.mark.parametrize(
    ("kind", "more", "expected"),
    [
        ("image", "", []),
        ("video", "", ["unknown-media"]),
        ("video", ", from: 2", ["unknown-media"]),
        ("video", ", seconds: 3", []),
        ("audio", "", ["unknown-media"]),
        ("audio", ", from: 1, seconds: 3", []),
    ],
)
def test_only_what_could_break_a_limit_is_warned_of(tmp_path: Path, kind: str, more: str, expected: list[str]) -> None:
    wanted = film(tmp_path, ref(kind, "https://example.com/x", more))
    assert codes(check_storyboard(wanted)) == expected


def test_limits_are_checked_for_urls_as_for_files(tmp_path: Path, server: FileServer) -> None:
    long, longer = clip(tmp_path / "a.mp4", 24 * 8, size=(640, 640)), clip(tmp_path / "b.mp4", 24 * 9, size=(640, 640))
    short, small = wav(tmp_path / "c.wav", 1.0), clip(tmp_path / "d.mp4", 48)
    urls = [server.give(path.name, path.read_bytes()) for path in (long, longer, short, small)]
    wanted = film(tmp_path, ref("video", urls[0]), ref("video", urls[1]), ref("audio", urls[2]), ref("video", urls[3]))
    expected = {"too-long-together", "media-length", "media-shape"}
    assert set(codes(check_online(wanted))) == expected
    lock_storyboard(wanted, online=True)
    asked = len(server.asked)
    assert set(codes(check_storyboard(wanted))) == expected
    assert len(server.asked) == asked


def test_an_open_section_of_a_url_goes_to_the_end_that_the_lock_knows(tmp_path: Path, server: FileServer) -> None:
    long = clip(tmp_path / "a.mp4", 24 * 20, size=(640, 640), sound=False)
    url = server.give("a.mp4", long.read_bytes())
    for start, expected in ((12, []), (2, ["media-length"]), (30, ["media-length", "section-outside"])):
        wanted = film(tmp_path, ref("video", url, f", from: {start}"))
        lock_storyboard(wanted, online=True)
        assert sorted(codes(check_storyboard(wanted))) == expected


def test_what_is_wrong_at_a_url_is_told_at_its_place_and_nothing_is_written(tmp_path: Path, server: FileServer) -> None:
    wanted = film(
        tmp_path,
        ref("image", f"{server.base_url}/gone.png"),
        ref("image", server.give("page.png", b"<!doctype html>")),
        ref("image", server.give("voice.png", "mira.mp3")),
        ref("image", server.give("wide.png", "mira-front.png")),
    )
    before = sorted(tmp_path.rglob("*"))
    found = check_online(wanted)
    assert sorted(codes(found)) == ["unreachable-media", "unreadable-media", "wrong-media"]
    assert {problem.place.line for problem in found if problem.place} == {12}
    assert "HTTP 404" in next(problem.detail for problem in found if problem.code == "unreachable-media")
    with pytest.raises(ProblemsError) as raised:
        lock_storyboard(wanted, online=True)
    assert sorted(codes(raised.value.problems)) == sorted(codes(found))
    assert sorted(tmp_path.rglob("*")) == before


def test_what_no_shot_uses_is_looked_at_too(tmp_path: Path, server: FileServer) -> None:
    wanted = film(tmp_path)
    text = wanted.file.read_text(encoding="utf-8")
    cast = f"  tom: {{name: Tom, images: ['{server.base_url}/gone.png']}}\nscenes:"
    wanted.file.write_text(text.replace("scenes:", cast), encoding="utf-8")
    assert codes(check_storyboard(wanted)) == ["unused-cast"]
    assert sorted(codes(check_online(wanted))) == ["unreachable-media", "unused-cast"]


def test_a_file_larger_than_any_model_takes_is_left_early(tmp_path: Path, server: FileServer) -> None:
    big = server.give("big.png", Answer(body=b"\x89PNG\r\n\x1a\n" + b"x" * 31_000_000))
    (found,) = check_online(film(tmp_path, ref("image", big)))
    assert found.code == "media-size"
    assert "30.0 MB" in found.detail


def test_other_bytes_at_a_locked_url_are_a_warning_until_they_are_locked(tmp_path: Path, server: FileServer) -> None:
    wanted = film(tmp_path, image=server.give("m.png", "mira-front.png"))
    lock_storyboard(wanted, online=True)
    assert check_online(wanted) == ()
    server.give("m.png", "mira-storm.png")
    assert codes(check_online(wanted)) == ["changed-media"]
    assert check_storyboard(wanted) == ()
    assert lock_storyboard(wanted, online=True).changes == (f"{server.base_url}/m.png: its bytes changed",)
    assert check_online(wanted) == ()


def test_locked_wants_every_file_as_it_is_pinned(tmp_path: Path) -> None:
    wanted = film(tmp_path, ref("video", "refs/rehearsal.mp4"), ref("image", "https://example.com/x.png"))
    with pytest.raises(Refused, match=r"refs/mira-front.png is not in it, refs/rehearsal.mp4 is not in it"):
        planned(locked(wanted))
    lock_storyboard(wanted)
    assert planned(locked(wanted)).digest == planned(wanted).digest
    changed = tmp_path / "refs" / "mira-front.png"
    changed.unlink()
    changed.write_bytes((REFS / "mira-storm.png").read_bytes())
    assert planned(wanted).totals.make == 1
    with pytest.raises(Refused, match=r"refs/mira-front.png has other bytes") as raised:
        planned(locked(wanted))
    assert "rehearsal" not in raised.value.message


def test_a_file_that_became_the_same_as_another_is_still_missed(tmp_path: Path) -> None:
    wanted = film(tmp_path, ref("image", "refs/tom.png"))
    lock_storyboard(wanted)
    changed = tmp_path / "refs" / "tom.png"
    changed.unlink()
    changed.write_bytes((REFS / "mira-front.png").read_bytes())
    with pytest.raises(Refused, match=r"refs/tom.png has other bytes"):
        planned(locked(wanted))


def test_a_storyboard_that_cannot_be_read_is_told_and_not_locked(tmp_path: Path, server: FileServer) -> None:
    wanted = film(tmp_path, image=server.give("m.png", "mira-front.png"))
    wanted.file.write_text("storyboard: 1\ntitel: The Keeper\n", encoding="utf-8")
    with pytest.raises(ProblemsError):
        lock_storyboard(wanted, online=True)
    assert "unknown-key" in codes(check_online(wanted))
    assert server.asked == []
