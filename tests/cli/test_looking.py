"""`prompt` and `graph`: what is sent for a shot, and which shot needs which."""

import json

import pytest

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
