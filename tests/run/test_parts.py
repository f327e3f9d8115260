"""The small parts of a run: findings, derived files, exit codes."""

import asyncio
import dataclasses
from datetime import UTC, datetime
from pathlib import Path

import pytest

from storyboard.hashes import sha256_file
from storyboard.media.measure import Measure
from storyboard.media.pictures import PLAIN
from storyboard.problems import Refused, UsageError
from storyboard.provider.sources import Crop, FileAt, Section, ShotAt
from storyboard.run.assets.derive import clip_for, file_for
from storyboard.run.machine.clock import moment, stamp
from storyboard.run.machine.places import beside
from storyboard.run.record.findings import findings_of
from storyboard.run.record.outcome import exit_code_of
from tests.run.films import Film, a_call, a_plan
from tests.support.tiny_clip import tiny_clip


@pytest.mark.parametrize(
    ("codes", "code"),
    [((), 0), ((1,), 1), ((1, 6), 6), ((6, 5), 5), ((5, 4), 4), ((4, 7, 1), 7), ((7, 130), 130), ((2,), 2)],
)
def test_which_exit_code_stands_for_all(codes: tuple[int, ...], code: int) -> None:
    assert exit_code_of(codes) == code


def a_measure(**more: float) -> Measure:
    given = {"seconds": 5.0, "width": 864, "height": 496, "fps": 24.0, "frames": 120, **more}
    return Measure(has_audio=bool(given.pop("audio", 1)), **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("measure", "size", "found"),
    [
        (a_measure(), None, ()),
        (a_measure(), (864, 496), ()),
        (a_measure(seconds=5.2), None, ()),
        (a_measure(seconds=3.5), None, ("it lasts 3.5 s; 5 s were asked for",)),
        (a_measure(width=496, height=864), None, ("it is 496×864; 16:9 was asked for",)),
        (a_measure(), (1280, 720), ("it is 864×496 pixels; 1280×720 were expected",)),
    ],
)
def test_findings(measure: Measure, size: tuple[int, int] | None, found: tuple[str, ...]) -> None:
    assert findings_of(a_call("one/a", seconds=5), measure, size=size) == found


def test_a_clip_of_another_length_is_a_take_with_a_finding(film: Film) -> None:
    import httpx

    film.api.clips = [lambda: httpx.Response(200, content=tiny_clip(2))]
    outcome = film.run(a_plan(a_call("one/a")))
    assert (outcome.exit_code, film.statuses(outcome)) == (0, {"one/a": "done"})
    assert outcome.manifest.shots[0].takes[0].findings == ("it lasts 2.0 s; 1 s were asked for",)


def test_a_moment_comes_back_as_it_was_written() -> None:
    now = datetime(2026, 7, 1, 12, 30, 15, tzinfo=UTC)
    assert stamp(now) == "2026-07-01T12:30:15Z"
    assert moment(stamp(now)) == now


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "deep" / "file"

    def break_off() -> None:
        with beside(target) as temporary:
            temporary.write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        break_off()
    assert list((tmp_path / "deep").iterdir()) == []
    with beside(target) as temporary:
        temporary.write_text("whole")
    assert [path.read_text() for path in (tmp_path / "deep").iterdir()] == ["whole"]


def test_derived_files_are_made_once_and_named_by_what_they_are_of(tmp_path: Path) -> None:
    from PIL import Image

    Image.new("RGB", (40, 30), "navy").save(tmp_path / "a.png")
    sha256 = sha256_file(tmp_path / "a.png")
    whole = FileAt(path="a.png", sha256=sha256)
    cut = FileAt(path="a.png", sha256=sha256, crop=Crop(x=1, y=2, width=10, height=8))
    assert file_for(whole, folder=tmp_path, formats=PLAIN) == tmp_path / "a.png"
    made = file_for(cut, folder=tmp_path, formats=PLAIN)
    assert [path.name for path in made.parent.iterdir()] == [made.name]
    with Image.open(made) as image:
        assert image.size == (10, 8)
    before = made.stat().st_mtime_ns
    assert file_for(cut, folder=tmp_path, formats=PLAIN) == made
    assert made.stat().st_mtime_ns == before
    other = FileAt(path="a.png", sha256=sha256, crop=Crop(x=2, y=2, width=10, height=8))
    assert file_for(other, folder=tmp_path, formats=PLAIN) != made


def test_a_section_is_cut_from_a_clip(tmp_path: Path) -> None:
    from storyboard.media.measure import measure

    (tmp_path / "a.mp4").write_bytes(tiny_clip(4))
    sha256 = sha256_file(tmp_path / "a.mp4")
    part = file_for(
        FileAt(path="a.mp4", sha256=sha256, section=Section(start=1, seconds=2)), folder=tmp_path, formats=PLAIN
    )
    assert measure(part).seconds == pytest.approx(2, abs=0.05)
    end = clip_for(
        ShotAt(call="one/a", via="tail", seconds=3),
        clip=tmp_path / "a.mp4",
        sha256=sha256,
        folder=tmp_path,
        formats=PLAIN,
    )
    assert measure(end).seconds == pytest.approx(3, abs=0.05)


@pytest.mark.parametrize(
    ("mark", "words"),
    [
        (FileAt(path="gone.png", sha256="0" * 64), "cannot be read"),
        (FileAt(path="a.mp4", sha256="0" * 64), "was changed"),
    ],
)
def test_a_file_that_is_not_the_planned_one_is_not_sent(tmp_path: Path, mark: FileAt, words: str) -> None:
    (tmp_path / "a.mp4").write_bytes(tiny_clip(1))
    with pytest.raises(UsageError, match=words):
        file_for(mark, folder=tmp_path, formats=PLAIN)


def test_what_cannot_be_cut_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(tiny_clip(1))
    mark = FileAt(path="a.mp4", sha256=sha256_file(tmp_path / "a.mp4"), section=Section(start=5, seconds=2))
    with pytest.raises(UsageError, match="no section"):
        file_for(mark, folder=tmp_path, formats=PLAIN)


def test_a_full_disk_stops_the_run_and_the_clip_is_fetched_later(film: Film, monkeypatch: pytest.MonkeyPatch) -> None:
    from storyboard.run.net import download

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    plan = a_plan(a_call("one/a"))
    with monkeypatch.context() as patch:
        patch.setattr(download, "put", full)
        outcome = film.run(plan)
    assert outcome.exit_code == Refused.exit_code
    assert "No space left" in outcome.reason
    assert film.run(plan).exit_code == 0
    assert len(film.api.submitted) == 1


def test_no_signed_url_and_no_key_is_left_behind(film: Film) -> None:
    film.run(a_plan(a_call("one/a", takes=2), a_call("one/b")))
    files = [path for path in film.folder.rglob("*") if path.is_file()]
    assert {"ledger.sqlite3", "manifest.json"} <= {path.name for path in files}
    secrets = (b"sk-the-secret-key", b"signature=")
    assert [path for path in files if any(secret in path.read_bytes() for secret in secrets)] == []
    assert not [event for event in film.events if "signature=" in repr(event) or "sk-the-secret" in repr(event)]


def test_a_run_that_is_cancelled_from_outside_finishes_what_is_in_the_air(film: Film) -> None:
    """A library's caller may cancel the task; a submission in the air still gets its answer on disk."""
    import httpx

    from storyboard.run.execute import run_plan
    from storyboard.run.production.options import Options
    from storyboard.run.takes.made import read_made
    from tests.run.films import MemoryApi, a_target, envelope

    sent, go_on = asyncio.Event(), asyncio.Event()

    class Slow(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if request.method != "POST":
                return httpx.Response(404, json={"message": "no"}, request=request)
            sent.set()
            await go_on.wait()
            return httpx.Response(200, json=envelope({"taskId": "late", "status": "waiting"}), request=request)

    async def play() -> None:
        target = dataclasses.replace(a_target(MemoryApi()), transport=Slow())
        run = run_plan(a_plan(a_call("one/a")), folder=film.folder, out=film.out, target=target, options=Options())
        task = asyncio.ensure_future(run)
        await sent.wait()
        task.cancel()
        asyncio.get_running_loop().call_soon(go_on.set)  # behind the cancellation
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(play())
    (take,) = read_made(film.folder, file="film.yaml", origin="sandbox").takes
    assert (take.status, take.task_id) == ("submitted", "late")


def test_a_clip_that_cannot_be_read_is_told_in_words(film: Film, monkeypatch: pytest.MonkeyPatch) -> None:
    from storyboard import hashes

    plan = a_plan(a_call("one/a"))
    film.run(plan)

    def denied(path: Path) -> str:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(hashes, "sha256_file", denied)
    outcome = film.run(plan)
    assert outcome.exit_code == 5
    assert "Permission denied" in outcome.reason
