"""The manifest: its schema, its way to disk and back, and that nobody ever reads half of it."""

import json
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from storyboard.problems import UsageError
from storyboard.resources import read_schema
from storyboard.run.record import manifest_json
from storyboard.run.record.events import RunEnded
from storyboard.run.record.manifest import STATUSES, Manifest, ShotResult, TakeResult, shot_at, used_take
from storyboard.run.record.manifest_json import dump_manifest, load_manifest, read_manifest, write_manifest
from tests.run.films import Film, a_call, a_plan

SCHEMA: dict[str, Any] = json.loads(read_schema("manifest"))


def a_manifest(film: Film) -> Manifest:
    film.api.takes["one/b"] = ["failed"]
    first = a_call("one/a", usages=["one/a", "one/a@tall"])
    return film.run(a_plan(first, a_call("one/b"), a_call("one/c", after=["one/b"]))).manifest


def test_a_real_one_is_as_its_schema_says(film: Film) -> None:
    data = json.loads(dump_manifest(a_manifest(film)))
    Draft202012Validator.check_schema(SCHEMA)
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(data)] == []


def test_schema_and_values_name_the_same_things() -> None:
    assert set(SCHEMA["properties"]) == {field.name for field in fields(Manifest)} | {"manifest"}
    assert set(SCHEMA["$defs"]["take"]["properties"]) == {field.name for field in fields(TakeResult)}
    assert set(SCHEMA["$defs"]["shot"]["properties"]) == {field.name for field in fields(ShotResult)} - {"address"}
    assert SCHEMA["$defs"]["shot"]["properties"]["status"]["enum"] == list(STATUSES)


def test_it_comes_back_as_it_went(film: Film) -> None:
    manifest = a_manifest(film)
    assert load_manifest(dump_manifest(manifest)) == manifest


def test_while_a_run_goes_on_it_is_whole_and_unfinished(film: Film) -> None:
    seen: list[Manifest] = []

    def look(event: object) -> None:
        if not isinstance(event, RunEnded) and (film.out / "manifest.json").exists():
            seen.append(read_manifest(film.out / "manifest.json"))

    film.events = type("Events", (list,), {"append": staticmethod(look)})()
    film.api.polls = 20
    film.run(a_plan(*(a_call(f"one/s{n}") for n in range(6))))
    assert seen
    assert all(manifest.finished is None and len(manifest.shots) == 6 for manifest in seen)
    assert read_manifest(film.out / "manifest.json").finished is not None


def test_an_interrupted_write_leaves_the_one_before(film: Film, monkeypatch: pytest.MonkeyPatch) -> None:
    manifest = a_manifest(film)
    path = film.folder / "manifest.json"
    write_manifest(manifest, path)
    before = path.read_bytes()

    def torn(_manifest: Manifest) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(manifest_json, "dump_manifest", torn)
    with pytest.raises(OSError, match="No space"):
        write_manifest(replace(manifest, title="Other"), path)
    assert path.read_bytes() == before
    assert [file.name for file in film.folder.glob("*.part")] == []


def test_a_folder_that_cannot_be_written_is_refused_in_words(film: Film) -> None:
    film.out.parent.mkdir(parents=True)
    film.out.write_text("a file where the folder should be")
    outcome = film.run(a_plan(a_call("one/a", action="hold")))
    assert outcome.exit_code == 5
    assert "manifest.json cannot be written" in outcome.reason
    assert "Make room" in outcome.help


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "{}",
        '{"manifest": 2}',
        '{"manifest": 1}',
        "null",
        '{"manifest": 1e99999999999999999999}',
        "[" * 10**5,
    ],
)
def test_anything_else_is_no_manifest(tmp_path: Path, text: str) -> None:
    path = tmp_path / "manifest.json"
    path.write_text(text)
    with pytest.raises(UsageError, match="is not a manifest"):
        read_manifest(path)


def test_one_that_is_not_there_says_what_makes_it(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read") as error:
        read_manifest(tmp_path / "manifest.json")
    assert "storyboard run" in error.value.help


def test_the_take_that_stands_for_a_shot(film: Film) -> None:
    takes = tuple(
        TakeResult(number=number, status="done", file=f"{number}.mp4", picked=number == 3) for number in (3, 2, 1)
    )
    shot = ShotResult(address="one/a", status="done", takes=takes)
    assert used_take(shot) == takes[0]
    assert used_take(replace(shot, takes=takes[1:])) == takes[2]
    assert used_take(replace(shot, takes=(replace(takes[0], file=None),))) is None
    assert shot_at(a_manifest(film), "one/a@tall") is not None
    assert shot_at(a_manifest(film), "one/z") is None
