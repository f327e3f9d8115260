"""A number means one take: through new names of shots and storyboards, and where words change places nobody guesses."""

from pathlib import Path

from tests.cli.desk import Desk
from tests.cli.test_deciding import FILM, change, listed, ran, studio

__all__ = ["studio"]

NAMED = FILM.replace("{shot: wide, via: frame}", "{shot: wide, via: frame, take: 1}")


def numbers(desk: Desk, shot: str, *, file: str = "film.yaml") -> list[tuple[int, str]]:
    """List the takes of a shot: the number of each, and the clip."""
    takes = desk("takes", file, "--json").json["shots"][shot]
    return [(take["number"], take["sha256"]) for take in takes]


def picked(desk: Desk, address: str) -> str:
    """Pick a take, and give its clip."""
    said = desk("pick", "film.yaml", address, "--json")
    assert said.code == 0, said.err
    return str(said.json["decided"][0]["sha256"])


def test_a_number_survives_a_new_name_of_its_shot(studio: Desk) -> None:
    studio.write(NAMED)
    ran(studio, "run", "film.yaml")
    ran(studio, "run", "film.yaml")  # take 1, which the other shot names, is there now
    first = numbers(studio, "lamp/wide")
    studio.write(NAMED.replace("id: wide", "id: tall").replace("shot: wide", "shot: tall"))
    assert studio("plan", "film.yaml", "--json").json["totals"]["make"] == 0
    ran(studio, "retake", "film.yaml", "lamp/tall")
    second = numbers(studio, "lamp/tall")
    assert second[0] == first[0]
    assert [number for number, _ in second] == [1, 2]
    assert studio("plan", "film.yaml", "--json").json["totals"]["make"] == 0, "it goes on from take 1 as before"
    for number, clip in second:
        assert picked(studio, f"lamp/tall#{number}") == clip


def test_a_number_survives_a_new_name_of_the_storyboard(studio: Desk) -> None:
    ran(studio, "run", "film.yaml")
    (studio.folder / "film.yaml").rename(studio.folder / "movie.yaml")
    ran(studio, "retake", "movie.yaml", "lamp/wide")
    assert [number for number, _ in numbers(studio, "lamp/wide", file="movie.yaml")] == [1, 2]


def test_where_shots_change_places_a_number_may_be_two_takes(studio: Desk) -> None:
    ran(studio, "run", "film.yaml", "--exclude", "lamp/close")
    clips = {shot: numbers(studio, shot)[0][1] for shot in ("lamp/wide", "lamp/out")}
    for old, new in (("wide,", "new,"), ("out,", "wide,"), ("new,", "out,")):
        change(studio, f"id: {old}", f"id: {new}")
    names = {take["name"]: take["sha256"] for take in listed(studio, "lamp/out")}
    assert names == {f"lamp/out#1-{clip[:8]}": clip for clip in clips.values()}
    said = studio("pick", "film.yaml", "lamp/out#1")
    assert said.code == 2
    assert "Take 1 of lamp/out may be 2 takes: " in said.err
    assert all(name in said.err for name in names)
    for name, clip in names.items():
        assert picked(studio, name) == clip
        assert f"#{name.rpartition('#')[2]}" in studio("takes", "film.yaml").out
    assert studio("pick", "film.yaml", "lamp/out#1-00000000").code == 2
    assert "lamp/out has no take 1-0000" in studio("approve", "film.yaml", "lamp/out#1-0000").err


def test_a_take_that_is_named_by_its_clip_is_found_without_need(studio: Desk) -> None:
    ran(studio, "run", "film.yaml")
    ((_, clip),) = numbers(studio, "lamp/wide")
    assert picked(studio, f"lamp/wide#1-{clip[:8]}") == clip
    assert Path(listed(studio)[0]["file"]).is_file()
    assert listed(studio)[0]["name"] == "lamp/wide#1"
