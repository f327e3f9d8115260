"""What `status` says of clips that are not here: how long the provider still keeps them."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storyboard.cli.lifetimes import lifetime_of
from storyboard.run.machine.clock import stamp, utc_now
from storyboard.run.record.manifest import ShotResult, TakeResult
from tests.cli.desk import NAME, STORYBOARD, Desk

NOW = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)


def shot(*takes: TakeResult) -> ShotResult:
    return ShotResult(address="lamp/wide", status="submitted", takes=takes)


def remote(left: timedelta | None, *, number: int = 1) -> TakeResult:
    return TakeResult(number=number, status="submitted", expires=None if left is None else stamp(NOW + left))


@pytest.mark.parametrize(
    ("left", "told"),
    [
        (timedelta(days=14), "its clip lives 14 more days"),
        (timedelta(days=3, hours=23), "its clip lives 3 more days"),
        (timedelta(days=1, hours=23), "its clip lives 47 more hours"),
        (timedelta(hours=5, minutes=59), "its clip lives 5 more hours"),
        (timedelta(hours=1), "its clip lives 1 more hour"),
        (timedelta(minutes=59), "its clip lives less than an hour"),
        (timedelta(), "its clip has expired"),
        (timedelta(days=-3), "its clip has expired"),
        (None, ""),
    ],
)
def test_how_long_a_clip_lives(left: timedelta | None, told: str, tmp_path: Path) -> None:
    assert lifetime_of(shot(remote(left)), tmp_path, now=NOW) == told


def test_the_first_to_go_of_several_is_told(tmp_path: Path) -> None:
    takes = [remote(timedelta(days=days), number=days) for days in (9, 4, 6)]
    assert lifetime_of(shot(*takes), tmp_path, now=NOW) == "its clip lives 4 more days"


@pytest.mark.parametrize("status", ["failed", "in-doubt"])
def test_what_will_never_come_has_no_life(status: str, tmp_path: Path) -> None:
    take = TakeResult(number=1, status=status, expires=stamp(NOW))  # type: ignore[arg-type]
    assert lifetime_of(shot(take), tmp_path, now=NOW) == ""


def test_a_clip_that_is_here_lives_here(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"clip")
    here = TakeResult(number=1, status="done", file="a.mp4", expires=stamp(NOW + timedelta(days=3)))
    assert lifetime_of(shot(here), tmp_path, now=NOW) == ""
    (tmp_path / "a.mp4").unlink()
    assert lifetime_of(shot(here), tmp_path, now=NOW) == "its clip lives 3 more days"


def test_status_tells_it(desk: Desk) -> None:
    desk.write(STORYBOARD)
    desk("run", NAME)
    path = desk.folder / "build" / "film" / "sandbox" / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    wide, close = (manifest["shots"][f"lamp/{name}"] for name in ("wide", "close"))
    (path.parent / wide["takes"][0]["file"]).unlink()
    close["status"] = "submitted"
    close["takes"][0] |= {"status": "submitted", "file": None, "expires": stamp(utc_now() - timedelta(hours=1))}
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert "its clip lives" not in desk("status", NAME).out  # the sandbox keeps what it made
    path.write_text(json.dumps({**manifest, "origin": "https://api.example.com"}), encoding="utf-8")
    lines = {line.split()[0]: line for line in desk("status", NAME).out.splitlines() if line.startswith("lamp/")}
    assert "its clip lives 13 more days" in lines["lamp/wide"]
    assert "its clip has expired" in lines["lamp/close"]
