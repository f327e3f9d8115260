"""`prompt` and `graph`: what is sent for a shot, and which shot needs which."""

import json

import pytest
import yaml

from tests.cli.desk import PICTURE, STORYBOARD, Desk

CONTINUED = STORYBOARD.replace("after: [wide]", "continues: {shot: wide, via: tail, seconds: 3}")


def test_the_prompt_is_shown_as_it_is_sent(desk: Desk) -> None:
    said = desk("prompt", "film.yaml", "lamp/wide")
    sent = desk("plan", "film.yaml", "--json").json["calls"][0]["body"]["input"]
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(sent["prompt"] + "\n\n")
    assert said.out.splitlines()[-1].split() == ["@Image1", "image", PICTURE]


def test_the_request_is_shown_as_json(desk: Desk) -> None:
    said = desk("prompt", "film.yaml", "lamp/wide", "--json")
    assert said.json == desk("plan", "film.yaml", "--json").json["calls"][0]["body"]


def test_where_a_reference_comes_from_is_told(desk: Desk) -> None:
    from PIL import Image

    Image.new("RGB", (800, 800)).save(desk.folder / "group.png")
    crop = "{src: group.png, crop: {x: 10, y: 20, width: 400, height: 500}}"
    desk.write(CONTINUED.replace(f"[{PICTURE}]", f"[{crop}]"))
    shown = desk("prompt", "film.yaml", "lamp/close").out
    assert "group.png, 400×500 of it at 10, 20" in shown
    assert "tail of lamp/wide" in shown


@pytest.mark.parametrize("address", ["lamp/wide", "lamp/wide@tall", "lamp/wide@classic"])
def test_a_plain_address_means_the_first_variant(desk: Desk, address: str) -> None:
    desk.write(STORYBOARD.replace("scenes:", 'variants: {classic: {}, tall: {aspect_ratio: "9:16"}}\nscenes:'))
    ratio = desk("prompt", "film.yaml", address, "--json").json["input"]["aspectRatio"]
    assert ratio == ("9:16" if "tall" in address else "16:9")


VARIANTS = STORYBOARD.replace("scenes:", 'variants: {classic: {}, tall: {aspect_ratio: "9:16"}}\nscenes:')


@pytest.mark.parametrize(
    ("text", "address", "help"),
    [
        (STORYBOARD, "wide", "Did you mean `lamp/wide`?"),
        (STORYBOARD, "lamp/wyde", "Did you mean `lamp/wide`?"),
        (STORYBOARD, "room/close", "Did you mean `lamp/close`?"),
        (STORYBOARD, "lamp/wide@tall", "lamp/wide is there, without variants."),
        (STORYBOARD, "zzz", "There are: `lamp/close`, `lamp/wide`."),
        (VARIANTS, "wide@tall", "Did you mean `lamp/wide@tall`?"),
        (VARIANTS, "lamp/wyde@tall", "Did you mean `lamp/wide@tall`?"),
        (VARIANTS, "lamp/wyde@tal", "Did you mean `lamp/wide`?"),
        (VARIANTS, "lamp/wide@tal", "Did you mean `lamp/wide@tall`?"),
        (VARIANTS, "lamp/wide@zzz", "lamp/wide is there as: `classic`, `tall`."),
    ],
)
def test_an_address_that_is_none_is_told_with_the_one_that_is_meant(
    desk: Desk, text: str, address: str, help: str
) -> None:
    desk.write(text)
    said = desk("prompt", "film.yaml", address)
    assert (said.code, said.out) == (2, "")
    assert f"There is no shot '{address}'" in said.err
    assert help in said.err


def test_the_place_of_a_value_is_never_broken(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    where = "the-light-in-the-lamp-room-at-night/film.yaml"
    desk.write(STORYBOARD, where)
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setattr("storyboard.cli.explaining.width_of", lambda _stream: 60)
    monkeypatch.setattr("storyboard.cli.paper.WIDTH", 60)
    lines = desk("explain", where, "lamp/wide").out.splitlines()
    assert any(line.endswith(f"  {where}:4:22") for line in lines)


@pytest.mark.parametrize("command", ["prompt", "explain"])
def test_an_address_that_means_several_is_told_with_the_one_that_is_shown(desk: Desk, command: str) -> None:
    desk.write(VARIANTS)
    words = "lamp/wide@classic, the first of the 2 that lamp/wide means; the others: `lamp/wide@tall`."
    assert words in desk(command, "film.yaml", "lamp/wide").err
    assert desk(command, "film.yaml", "lamp/wide@tall").err == ""


@pytest.mark.parametrize("command", [("prompt", "film.yaml", "s1/nope"), ("plan", "film.yaml", "--select", "s1/nope")])
def test_of_very_many_shots_only_the_nearest_are_named(desk: Desk, command: tuple[str, ...]) -> None:
    shots = ", ".join(f"{{id: n{n:02}, action: She waits.}}" for n in range(40))
    scenes = "".join(f"  - {{id: s{n}, characters: [mira], shots: [{shots}]}}\n" for n in range(3))
    desk.write(STORYBOARD.partition("  - id: lamp")[0] + scenes)
    said = desk(*command).err
    assert "There are: `s1/n38`, `s1/n39`, `s2/n00`, `s2/n01`, `s2/n02` and 115 more." in said
    assert ("The scenes: `s0`, `s1`, `s2`." in said) is (command[0] == "plan")


@pytest.mark.parametrize("what", ["variant", "tag"])
def test_what_no_shot_has_at_all_is_told_as_that(desk: Desk, what: str) -> None:
    said = desk("plan", "film.yaml", "--select", f"{what}:x")
    assert said.err == f"error: No shot has {what} `x`.\nhelp: No shot of the film has any {what}.\n"


def test_a_shot_id_of_several_scenes_is_told_with_all_of_them(desk: Desk) -> None:
    other = "  - {id: quay, characters: [mira], shots: [{id: wide, action: She waits.}]}\n"
    desk.write(STORYBOARD + other)
    assert "Did you mean `lamp/wide` or `quay/wide`?" in desk("prompt", "film.yaml", "wide").err


@pytest.mark.parametrize(
    ("profiles", "help"),
    [
        ("", "The storyboard has no profiles; leave the option out."),
        ("profiles: {final: {}}\n", "Did you mean `final`?"),
        ("profiles: {draft: {}, good: {}}\n", "The profiles: `draft`, `good`."),
    ],
)
def test_a_profile_that_is_none_is_told_with_those_that_are(desk: Desk, profiles: str, help: str) -> None:
    desk.write(profiles + STORYBOARD)
    said = desk("plan", "film.yaml", "--profile", "finall")
    assert said.code == 2
    assert help in said.err


def test_a_variable_that_no_text_prints_is_refused(desk: Desk) -> None:
    desk.write("variables: {weather: rain}\n" + STORYBOARD)
    said = desk("validate", "film.yaml", "--var", "wether=snow")
    assert said.code == 2
    assert "no variable 'wether'" in said.err
    assert "Did you mean `weather`?" in said.err


def test_the_graph_is_drawn_as_mermaid(desk: Desk) -> None:
    desk.write(CONTINUED)
    said = desk("graph", "film.yaml")
    assert (said.code, said.err) == (0, "")
    assert said.out == (
        'flowchart LR\n  subgraph s0["lamp"]\n    n0["wide"]\n    n1["close"]\n  end\n  n0 -->|tail| n1\n'
    )


def test_the_graph_is_drawn_for_graphviz_and_as_json(desk: Desk) -> None:
    assert '"lamp/wide" -> "lamp/close" [style=dashed];' in desk("graph", "film.yaml", "--format", "dot").out
    data = json.loads(desk("graph", "film.yaml", "--format", "json").out)
    assert data["edges"] == [{"from": "lamp/wide", "to": "lamp/close", "for": "order"}]


RESOLVED = """\
storyboard: 1
title: The Keeper
variables: {weather: Rain}
defaults: {refs: [{image: https://cdn.example.com/sky.png, role: the sky}]}
characters: {mira: {name: Mira, images: [https://cdn.example.com/mira.png]}}
scenes:
  - id: prologue
    characters: [mira]
    shots: [{id: sea, action: "{{ weather }}."}]
  - id: lamp
    after: [prologue]
    characters: [mira]
    shots:
      - {id: wide, action: She climbs.}
      - id: close
        after: [wide]
        refs: [{image: https://cdn.example.com/lamp.png, role: the lamp}]
        action: She looks up.
"""


def test_the_film_is_resolved_with_the_layer_and_line_of_each_value(desk: Desk) -> None:
    desk.write(RESOLVED)
    printed = yaml.safe_load(desk("config", "film.yaml").out)
    assert (printed["title"], printed["variables"]) == ("The Keeper", {"weather": "Rain"})
    close = printed["shots"]["lamp/close"]
    assert close["after"] == ["wide", "prologue"]
    assert [ref["role"] for ref in close["refs"]] == ["the lamp", "the sky"]
    told = desk("config", "film.yaml", "--json").json["shots"]["lamp/close"]
    values = {one["key"]: one for one in told}
    assert len(values) == len(told), "each key once"
    assert values["refs"]["from"] == "shot lamp/close, defaults"
    assert values["after"]["from"] == "shot lamp/close, scene lamp"
    assert (values["action"]["from"], values["action"]["line"]) == ("shot lamp/close", 18)
    assert all(one["from"] for one in told)
    assert '"from": "shot lamp/close, defaults"' in desk("explain", "film.yaml", "lamp/close", "--json").out
