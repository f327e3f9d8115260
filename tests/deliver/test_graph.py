"""The graph of a plan, drawn three ways."""

import json
import re

from storyboard.deliver.graph import FORMATS, MOST_EDGES, Edge, edges_of, write_dot, write_graph_json, write_mermaid
from storyboard.plan.plan import Plan
from tests.run.films import a_call, a_plan


def a_film() -> Plan:
    wide = a_call("lamp/wide")
    tail = a_call("lamp/tail", continues={"lamp/wide": (wide, "tail")})
    sea = a_call("sea/boat", after=["lamp/wide", "lamp/tail"])
    return a_plan(wide, tail, sea)


def a_chain(scenes: int, shots: int) -> Plan:
    names = [f"s{scene}/n{shot}" for scene in range(scenes) for shot in range(shots)]
    pairs = zip([None, *names], names, strict=False)
    return a_plan(*(a_call(name, after=[] if before is None else [before]) for before, name in pairs))


def test_every_need_is_an_edge_from_what_is_needed() -> None:
    assert edges_of(a_film()) == (
        Edge(start="lamp/wide", to="lamp/tail", purpose="tail"),
        Edge(start="lamp/wide", to="sea/boat", purpose="order"),
        Edge(start="lamp/tail", to="sea/boat", purpose="order"),
    )


def test_mermaid_draws_scenes_as_boxes() -> None:
    assert write_mermaid(a_film()) == (
        "flowchart LR\n"
        '  subgraph s0["lamp"]\n'
        '    n0["wide"]\n'
        '    n1["tail"]\n'
        "  end\n"
        '  subgraph s1["sea"]\n'
        '    n2["boat"]\n'
        "  end\n"
        "  n0 -->|tail| n1\n"
        "  n0 -.-> n2\n"
        "  n1 -.-> n2\n"
    )


def test_dot_dashes_what_only_waits() -> None:
    assert write_dot(a_film()) == (
        "digraph film {\n"
        "  rankdir=LR;\n"
        "  node [shape=box];\n"
        '  "lamp/wide";\n'
        '  "lamp/tail";\n'
        '  "sea/boat";\n'
        '  "lamp/wide" -> "lamp/tail" [label="tail"];\n'
        '  "lamp/wide" -> "sea/boat" [style=dashed];\n'
        '  "lamp/tail" -> "sea/boat" [style=dashed];\n'
        "}\n"
    )


def test_json_has_the_nodes_with_their_addresses() -> None:
    shared = a_plan(a_call("lamp/wide", usages=["lamp/wide@classic", "lamp/wide@tall"], action="keep"))
    data = json.loads(write_graph_json(shared))
    assert data == {
        "nodes": [{"id": "lamp/wide", "usages": ["lamp/wide@classic", "lamp/wide@tall"], "action": "keep"}],
        "edges": [],
    }


def test_a_graph_that_mermaid_would_refuse_is_drawn_scene_by_scene() -> None:
    small, large = a_chain(2, MOST_EDGES // 2), a_chain(3, MOST_EDGES // 2)
    assert "subgraph" in write_mermaid(small)
    assert write_mermaid(large) == (
        "flowchart LR\n"
        f'  s0["s0: {MOST_EDGES // 2} shots"]\n'
        f'  s1["s1: {MOST_EDGES // 2} shots"]\n'
        f'  s2["s2: {MOST_EDGES // 2} shots"]\n'
        "  s0 -->|1| s1\n"
        "  s1 -->|1| s2\n"
    )


def test_a_film_without_needs_is_drawn_all_the_same() -> None:
    plan = a_plan(a_call("lamp/wide"))
    for write in FORMATS.values():
        assert "wide" in write(plan)


def test_every_edge_of_a_picture_leads_to_a_node_of_it() -> None:
    text = write_mermaid(a_film())
    nodes = set(re.findall(r"^ +(n\d+)\[", text, re.MULTILINE))
    ends = re.findall(r"^  (n\d+) \S+ (n\d+)$", text, re.MULTILINE)
    assert {end for edge in ends for end in edge} <= nodes
    assert len(ends) == len(edges_of(a_film()))
