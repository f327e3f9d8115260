"""`status` and `cut`: what there is, and the film of it."""

import json
from pathlib import Path
from typing import Any

import av
import pytest

from tests.cli.desk import STORYBOARD, Desk

FAST = ("--poll-interval", "0.1")


@pytest.fixture
def made(desk: Desk, quick_sandbox: list[Any]) -> Desk:
    assert desk("run", "film.yaml", *FAST).code == 0
    return desk


def set_status(desk: Desk, address: str, status: str, **more: Any) -> None:
    """Change what the manifest says of a shot, as if the run had ended so."""
    path = desk.folder / "build" / "film" / "sandbox" / "manifest.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    data["shots"][address] |= {"status": status, **more}
    statuses = [shot["status"] for shot in data["shots"].values()]
    data["totals"] |= {"done": statuses.count("done"), status: statuses.count(status)}
    path.write_text(json.dumps(data), encoding="utf-8")


def frames(path: Path) -> tuple[int, float, int, int]:
    """Count a film's frames; give the rate and the size too."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        count = sum(1 for _ in container.decode(stream))
        return count, float(stream.average_rate or 0), stream.width, stream.height


def test_status_tells_of_every_shot(made: Desk) -> None:
    said = made("status", "film.yaml")
    assert (said.code, said.err) == (0, "")
    lines = said.out.splitlines()
    assert lines[0].startswith("The Keeper · sandbox · ")
    assert [line.split()[:4] for line in lines[2:4]] == [
        ["lamp/wide", "done", "1", "2.8"],
        ["lamp/close", "done", "1", "2.8"],
    ]
    assert lines[-1] == "2 done; 0:08.0 in all"


def test_status_as_json_is_the_manifest(made: Desk) -> None:
    assert made("status", "film.yaml", "--json").json == made.manifest()


@pytest.mark.parametrize("status", ["waiting", "submitted", "processing", "failed", "skipped", "held", "in-doubt"])
def test_status_tells_why_a_shot_is_not_there(made: Desk, status: str) -> None:
    set_status(made, "lamp/close", status, takes=[], because=["the [lamp] went out"])
    said = made("status", "film.yaml")
    assert said.code == 0
    (line,) = [line for line in said.out.splitlines() if line.startswith("lamp/close")]
    assert status in line
    assert line.endswith("the [lamp] went out")
    assert {"1 done", f"1 {status}"} == set(said.out.splitlines()[-1].partition(";")[0].split(", "))


def test_what_was_never_run_has_no_status(desk: Desk) -> None:
    for command in ("status", "cut"):
        said = desk(command, "film.yaml")
        assert (said.code, said.out) == (2, "")
        assert "Nothing was made in build/film/sandbox yet" in said.err
        assert "storyboard run" in said.err


@pytest.mark.parametrize("text", ["", "{", "[]", '{"manifest": 2}', '{"manifest": 1}', "\x00"])
def test_a_damaged_manifest_is_told(made: Desk, text: str) -> None:
    made.write(text, "build/film/sandbox/manifest.json")
    for command in ("status", "cut"):
        said = made(command, "film.yaml")
        assert (said.code, said.out) == (2, "")
        assert "manifest.json" in said.err


def test_the_film_is_every_shot_in_order(made: Desk) -> None:
    said = made("cut", "film.yaml")
    film = made.folder / "build" / "film" / "sandbox" / "film.mp4"
    assert (said.code, said.out) == (0, "build/film/sandbox/film.mp4\n")
    assert said.err == "2 shots, 0:08.0, 864×496.\n"
    assert frames(film) == (2 * 4 * 24, 24.0, 864, 496)


def test_the_film_of_a_profile_stands_beside_its_manifest(desk: Desk, quick_sandbox: list[Any]) -> None:
    desk.write(STORYBOARD.replace("scenes:", "profiles: {draft: {}}\nscenes:"))
    desk("run", "film.yaml", "--profile", "draft", *FAST)
    said = desk("cut", "film.yaml", "--profile", "draft")
    assert said.out == "build/film/sandbox-draft/film.mp4\n"
    assert desk("cut", "film.yaml").code == 2


def test_each_variant_is_a_film(desk: Desk, quick_sandbox: list[Any]) -> None:
    desk.write(STORYBOARD.replace("scenes:", 'variants: {classic: {}, tall: {aspect_ratio: "9:16"}}\nscenes:'))
    desk("run", "film.yaml", *FAST)
    said = desk("cut", "film.yaml")
    names = [Path(line).name for line in said.out.splitlines()]
    assert names == ["film@classic.mp4", "film@tall.mp4"]
    out = made_in(desk)
    assert frames(out / "film@classic.mp4")[2:] == (864, 496)
    assert frames(out / "film@tall.mp4")[2:] == (496, 864)


def made_in(desk: Desk) -> Path:
    return desk.folder / "build" / "film" / "sandbox"


def test_a_film_with_a_hole_is_refused_by_name(made: Desk) -> None:
    set_status(made, "lamp/close", "failed", takes=[])
    said = made("cut", "film.yaml")
    assert (said.code, said.out) == (5, "")
    assert "1 of 2 shots have no clip yet: lamp/close" in said.err
    assert not (made_in(made) / "film.mp4").exists()


def test_a_clip_that_was_damaged_is_told(made: Desk) -> None:
    shot = made.manifest()["shots"]["lamp/wide"]
    (made_in(made) / shot["takes"][0]["file"]).write_bytes(b"no clip")
    said = made("cut", "film.yaml")
    assert (said.code, said.out) == (5, "")
    assert "cannot be cut" in said.err


def test_a_clip_that_was_deleted_is_told_and_fetched_again(made: Desk) -> None:
    shot = made.manifest()["shots"]["lamp/wide"]
    (made_in(made) / shot["takes"][0]["file"]).unlink()
    assert made("cut", "film.yaml").code == 5
    assert "↓ fetch" in made("plan", "film.yaml").out
    said = made("run", "film.yaml", *FAST)
    assert (said.code, "submitted" in said.err) == (0, False)
    assert made("cut", "film.yaml").code == 0
