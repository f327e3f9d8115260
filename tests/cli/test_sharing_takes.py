"""Two productions with one cache: what the one paid for, the other does not pay for again."""

import re
import shutil
import threading
from pathlib import Path

import pytest

from tests.cli.desk import KEY, STORYBOARD, Desk, call
from tests.support.faults import fault_server

FILM = STORYBOARD


@pytest.fixture
def desks(desk: Desk) -> tuple[Path, Path, Path]:
    """Two folders with the same film under other names, and a cache."""
    one, two = desk.folder / "one", desk.folder / "two"
    for folder, name in ((one, "film.yaml"), (two, "advert.yaml")):
        folder.mkdir()
        text = FILM.replace("id: lamp", "id: night") if folder is two else FILM
        (folder / name).write_text(text, encoding="utf-8")
    return one / "film.yaml", two / "advert.yaml", desk.folder / "cache"


def totals(desk: Desk, *argv: str | Path) -> dict[str, int]:
    found: dict[str, int] = desk("plan", *argv, "--json").json["totals"]
    return {action: found[action] for action in ("make", "keep", "fetch", "hold")}


def test_the_second_makes_nothing(desk: Desk, desks: tuple[Path, Path, Path], quick_sandbox: list[object]) -> None:
    one, two, cache = desks
    assert desk("run", one, "--cache", cache).code == 0
    assert len(quick_sandbox) == 2
    assert totals(desk, two) == {"make": 2, "keep": 0, "fetch": 0, "hold": 0}
    assert totals(desk, two, "--cache", cache) == {"make": 0, "keep": 0, "fetch": 2, "hold": 0}
    said = desk("run", two, "--cache", cache)
    assert said.code == 0
    assert len(quick_sandbox) == 2
    assert totals(desk, two) == {"make": 0, "keep": 2, "fetch": 0, "hold": 0}
    assert desk("cut", two).code == 0
    shutil.rmtree(cache)
    assert totals(desk, two, "--cache", cache) == {"make": 0, "keep": 2, "fetch": 0, "hold": 0}


def test_takes_have_numbers_of_their_own_and_cost_nothing_here(
    desk: Desk, desks: tuple[Path, Path, Path], quick_sandbox: list[object]
) -> None:
    one, two, cache = desks
    assert desk("run", one, "--cache", cache).code == 0
    assert desk("run", two, "--cache", cache).code == 0
    shots = desk("status", two, "--json").json["shots"]
    assert [take["number"] for shot in shots.values() for take in shot["takes"]] == [1, 1]
    assert [shot["credits"] for shot in shots.values()] == [0, 0]
    assert set(shots) == {"night/wide", "night/close"}


def test_only_what_is_missing_is_made(desk: Desk, desks: tuple[Path, Path, Path], quick_sandbox: list[object]) -> None:
    one, two, cache = desks
    assert desk("run", one, "--cache", cache).code == 0
    two.write_text(two.read_text(encoding="utf-8").replace("lights the lamp", "puts out the lamp"), encoding="utf-8")
    assert totals(desk, two, "--cache", cache) == {"make": 1, "keep": 0, "fetch": 1, "hold": 0}
    two.write_text(two.read_text(encoding="utf-8").replace("id: wide,", "id: wide, takes: 2,"), encoding="utf-8")
    assert desk("run", two, "--cache", cache).code == 0
    assert len(quick_sandbox) == 4


def test_more_takes_are_taken_before_they_are_made(
    desk: Desk, desks: tuple[Path, Path, Path], quick_sandbox: list[object]
) -> None:
    one, two, cache = desks

    def want(file: Path, takes: int) -> None:
        wide = f"id: wide, takes: {takes},"
        file.write_text(re.sub(r"id: wide,( takes: \d,)?", wide, file.read_text(encoding="utf-8")), encoding="utf-8")

    for file, takes in ((one, 1), (two, 1), (one, 2)):
        want(file, takes)
        assert desk("run", file, "--cache", cache).code == 0
    assert len(quick_sandbox) == 3
    assert totals(desk, two, "--cache", cache) == {"make": 0, "keep": 2, "fetch": 0, "hold": 0}
    want(two, 2)
    assert totals(desk, two, "--cache", cache) == {"make": 0, "keep": 1, "fetch": 1, "hold": 0}
    assert "take 2 was made, and its clip is in the cache" in desk("plan", two, "--cache", cache).out
    assert desk("run", two, "--cache", cache).code == 0
    assert len(quick_sandbox) == 3
    want(one, 3)
    want(two, 4)
    assert desk("run", one, "--cache", cache).code == 0
    (wide,) = (call for call in desk("plan", two, "--cache", cache, "--json").json["calls"] if call["asked"] > 1)
    assert (wide["action"], wide["asked"], wide["body"]["input"]["videoNum"]) == ("make", 3, 1)
    assert desk("run", two, "--cache", cache).code == 0
    assert len(quick_sandbox) == 5
    takes = desk("status", two, "--json").json["shots"]["night/wide"]["takes"]
    assert [take["number"] for take in takes] == [1, 2, 3, 4]


def test_a_plan_made_with_a_cache_says_so_where_it_is_run_without(
    desk: Desk, desks: tuple[Path, Path, Path], quick_sandbox: list[object]
) -> None:
    one, two, cache = desks
    assert desk("run", one, "--cache", cache).code == 0
    assert desk("plan", two, "--cache", cache, "-o", "two.json").code == 0
    said = desk("run", "two.json")
    assert said.code == 5
    assert "--cache" in said.err
    assert desk("run", "two.json", "--cache", cache).code == 0
    assert len(quick_sandbox) == 2


def test_a_clip_that_was_damaged_in_the_cache_costs_one_plan_more(
    desk: Desk, desks: tuple[Path, Path, Path], quick_sandbox: list[object]
) -> None:
    """What was planned as a copy is not made without a word; the next plan says that it is to be made."""
    one, two, cache = desks
    assert desk("run", one, "--cache", cache).code == 0
    for clip in cache.glob("clips/*/*.mp4"):
        clip.unlink()
        clip.write_bytes(b"not what it was")
    said = desk("run", two, "--cache", cache)
    assert said.code == 5
    assert "the cache has no whole clip of it any more: make a new plan" in said.err
    assert "--cache" not in said.err
    assert len(quick_sandbox) == 2
    assert totals(desk, two, "--cache", cache) == {"make": 2, "keep": 0, "fetch": 0, "hold": 0}
    assert desk("run", two, "--cache", cache).code == 0
    assert len(quick_sandbox) > 2


def test_two_processes_at_once_draw_each_request_once(desk: Desk, desks: tuple[Path, Path, Path]) -> None:
    one, two, cache = desks
    codes: list[int] = []

    def make(file: Path) -> None:
        done = call("run", file, "--cache", cache, "--poll-interval", "0.1", folder=file.parent)
        codes.append(done.returncode)

    threads = [threading.Thread(target=make, args=(file,)) for file in (one, two)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(600)
    assert codes == [0, 0]
    drawn = [len(list(file.parent.glob(".storyboard/sandbox/clips/*/*.mp4"))) for file in (one, two)]
    assert sum(drawn) == 2
    clips = [sorted(path.read_bytes() for path in file.parent.glob("build/*/*/takes/*/*/*.mp4")) for file in (one, two)]
    assert clips[0] == clips[1]


def test_used_at_once_each_request_is_sent_once(
    desk: Desk, desks: tuple[Path, Path, Path], tmp_path_factory: pytest.TempPathFactory
) -> None:
    one, two, cache = desks
    with fault_server(tmp_path_factory.mktemp("server")) as server:
        codes: list[int] = []

        def make(file: Path) -> None:
            where = ("--target", "pollo", "--base-url", server.base_url, "--cache", cache)
            done = call(
                *("run", file, *where, "--yes", "--budget", "100", "--poll-interval", "0.1"),
                folder=file.parent,
                POLLO_API_KEY=KEY,
            )
            codes.append(done.returncode)

        threads = [threading.Thread(target=make, args=(file,)) for file in (one, two)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=120)
        assert codes == [0, 0]
        assert len(server.submissions()) == 2
