"""The log that a run leaves: every event with its moment, a bounded number of logs, and never in a run's way."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from storyboard.run.record.log import KEPT
from tests.run.films import KEY, Film, MemoryApi, a_call, a_plan, envelope


def logs(folder: Path) -> list[Path]:
    return sorted((folder / ".storyboard" / "log").glob("*.jsonl"))


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_every_event_is_in_the_log_with_its_moment(film: Film) -> None:
    plan = a_plan(a_call("one/a"), a_call("one/b"))
    film.run(plan)
    (path,) = logs(film.folder)
    first, *events = lines(path)
    last = events[-1]
    assert (first["event"], first["plan"], first["origin"]) == ("RunBegan", plan.digest, "sandbox")
    assert (last["event"], last["exit_code"], last["requests"]) == ("RunEnded", 0, {"done": 2})
    assert last["totals"] == json.loads((film.out / "manifest.json").read_text(encoding="utf-8"))["totals"]
    assert [line["event"] for line in events] == [type(event).__name__ for event in film.events]
    moments = [str(line["at"]) for line in (first, *events)]
    assert moments == sorted(moments)
    assert all(moment.startswith("2026-07-01T12:") and moment.endswith("Z") for moment in moments)
    assert KEY not in path.read_text(encoding="utf-8")


def test_each_run_has_a_log_and_the_oldest_go(film: Film) -> None:
    folder = film.folder / ".storyboard" / "log"
    folder.mkdir(parents=True)
    for number in range(KEPT + 7):
        (folder / f"20260601T0000{number:02}Z-{number}.jsonl").write_text("{}\n")
    (folder / "notes.txt").write_text("mine")
    for _ in range(2):
        film.run(a_plan(a_call("one/a")))
    kept = logs(film.folder)
    assert len(kept) == KEPT
    assert [path.name[:8] for path in kept] == ["20260601"] * (KEPT - 2) + ["20260701"] * 2
    assert (folder / "notes.txt").exists()


@pytest.mark.parametrize("way", ["a file is in its place", "it is gone meanwhile"])
def test_a_log_that_cannot_be_written_is_in_nobody_s_way(film: Film, way: str) -> None:
    state = film.folder / ".storyboard"
    state.mkdir()
    if way == "a file is in its place":
        (state / "log").write_text("not a folder")
    else:
        film.api.steps.append(partial(_take_without, state / "log"))
    outcome = film.run(a_plan(a_call("one/a")))
    assert outcome.exit_code == 0
    assert logs(film.folder) == []


def _take_without(folder: Path, api: MemoryApi, _request: httpx.Request, body: dict[str, Any]) -> httpx.Response:
    """Take a submission, after the logs were deleted."""
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()
    return httpx.Response(200, json=envelope({"taskId": api.take(body), "status": "waiting"}))


def test_a_run_that_breaks_off_leaves_what_it_wrote(film: Film, monkeypatch: pytest.MonkeyPatch) -> None:
    from storyboard.run import execute

    async def broken(_production: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(execute, "work_all", broken)
    with pytest.raises(RuntimeError):
        film.run(a_plan(a_call("one/a")))
    (path,) = logs(film.folder)
    assert [line["event"] for line in lines(path)] == ["RunBegan", "RunEnded"]
