"""What a target cannot read is a problem at the line where it is written, once for each line."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from PIL import Image

from storyboard.problems import Problem
from storyboard.stages.compiling import Wanted, load_storyboard
from storyboard.stages.store import check_store
from storyboard.stages.targets import POLLO, Aim
from tests.cli.desk import PICTURE, STORYBOARD

LOCAL = STORYBOARD.replace(PICTURE, "mira.png")


POLLO_AIM = Aim(name=POLLO)


def told(folder: Path, text: str, aim: Aim, *, environ: Mapping[str, str] | None = None) -> tuple[Problem, ...]:
    from storyboard.plan.film import compile_film

    Image.new("RGB", (400, 400)).save(folder / "mira.png")
    file = folder / "film.yaml"
    file.write_text(text, encoding="utf-8")
    film = compile_film(load_storyboard(Wanted(file=file)))
    assert film.sound
    return tuple(check_store(film.drafts or (), aim, environ=environ or {}))


def test_the_sandbox_reads_what_is_here(tmp_path: Path) -> None:
    assert told(tmp_path, LOCAL, Aim()) == ()


def test_a_picture_of_two_shots_is_told_once(tmp_path: Path) -> None:
    (one,) = told(tmp_path, LOCAL, Aim(name=POLLO))
    assert (one.code, one.place.line if one.place else 0) == ("no-store", 6)
    assert "mira.png is on this machine, and pollo reads public URLs only" in one.detail


def test_public_urls_are_no_problem(tmp_path: Path) -> None:
    assert told(tmp_path, STORYBOARD, Aim(name=POLLO)) == ()


@pytest.mark.parametrize(("via", "said"), [("tail", "The tail of lamp/wide"), ("frame", "The last frame of lamp/wide")])
def test_what_is_cut_from_an_earlier_clip_is_told_too(tmp_path: Path, via: str, said: str) -> None:
    (one,) = told(tmp_path, STORYBOARD.replace("after: [wide]", f"continues: {{shot: wide, via: {via}}}"), POLLO_AIM)
    assert (one.code, one.place.line if one.place else 0) == ("no-store", 13)
    assert one.detail == f"{said} is cut on this machine, and pollo reads public URLs only."


def test_of_many_shots_that_are_cut_from_others_a_few_are_told_and_the_rest_counted(tmp_path: Path) -> None:
    more = "".join(
        f"      - {{id: s{n}, action: A., continues: {{shot: wide, via: frame}}, duration: {4 + n % 8}}}\n"
        for n in range(40)
    )
    found = told(tmp_path, STORYBOARD + more, POLLO_AIM)
    assert [one.code for one in found] == ["no-store"] * 5
    assert found[-1].detail.endswith("So it is with 35 more shots.")


def test_they_come_in_the_order_of_the_lines(tmp_path: Path) -> None:
    text = LOCAL.replace("after: [wide]", "continues: {shot: wide, via: frame}")
    Image.new("RGB", (500, 400)).save(tmp_path / "light.png")
    refs = "defaults: {refs: [{image: light.png, name: light, role: the light}], "
    found = told(tmp_path, text.replace("defaults: {", refs), POLLO_AIM)
    lines = [one.place.line for one in found if one.place]
    assert (lines, len(found)) == ([4, 6, 13], 3)


def test_a_clip_that_goes_on_whole_is_at_the_provider_already(tmp_path: Path) -> None:
    assert told(tmp_path, STORYBOARD.replace("after: [wide]", "continues: {shot: wide, via: video}"), POLLO_AIM) == ()


@pytest.mark.parametrize(
    "piece",
    [
        "images: [{src: https://cdn.example.com/mira.png, crop: {x: 0, y: 0, width: 400, height: 400}}]",
        "images: [https://cdn.example.com/mira.png], voice: {src: https://cdn.example.com/v.mp3, from: 1, seconds: 3}",
    ],
)
def test_a_piece_of_what_is_public_is_cut_here(tmp_path: Path, piece: str) -> None:
    text = STORYBOARD.replace(f"images: [{PICTURE}]", piece).replace(
        'last stairs."', 'last stairs.", dialogue: [{who: mira, line: No.}]'
    )
    (one,) = told(tmp_path, text, POLLO_AIM)
    assert (one.code, "is cut on this machine" in one.detail) == ("no-store", True)
    assert told(tmp_path, text, Aim()) == ()


@pytest.mark.parametrize("how", ["option", "environment", "file"])
def test_with_a_store_nothing_is_in_the_way(tmp_path: Path, how: str) -> None:
    environ = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    store = "s3://films/keeper"
    if how == "environment":
        environ["STORYBOARD_STORE"] = store
    if how == "file":
        (tmp_path / "config" / "storyboard").mkdir(parents=True)
        (tmp_path / "config" / "storyboard" / "config.toml").write_text(f'store = "{store}"')
    aim = Aim(name=POLLO, store=store if how == "option" else None)
    cut = STORYBOARD.replace("after: [wide]", "continues: {shot: wide, via: tail}")
    assert told(tmp_path, cut.replace(PICTURE, "mira.png"), aim, environ=environ) == ()


def test_an_option_that_is_empty_is_no_store(tmp_path: Path) -> None:
    aim = Aim(name=POLLO, store="")
    assert [one.code for one in told(tmp_path, LOCAL, aim, environ={"STORYBOARD_STORE": "s3://films"})] == ["no-store"]


def test_what_only_waits_takes_nothing(tmp_path: Path) -> None:
    assert "after: [wide]" in STORYBOARD
    assert told(tmp_path, STORYBOARD, Aim(name=POLLO)) == ()
