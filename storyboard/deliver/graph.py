"""The graph of a plan as Mermaid, DOT or JSON: which call needs which, and what it takes from it.

Mermaid refuses large graphs (it stops at 500 edges), so beyond `MOST_EDGES` its shots are drawn scene by scene.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from storyboard.plan.plan import Plan

MOST_EDGES = 400
WORDS = {"video": "video", "tail": "tail", "frame": "frame", "order": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """One need: `to` needs `start`; `purpose` says what is taken, `order` that it only waits."""

    start: str
    to: str
    purpose: str


def edges_of(plan: Plan) -> tuple[Edge, ...]:
    """List every need of one call of a plan for another, in its order; what is left out of a plan is no call of it."""
    there = {call.id for call in plan.calls}
    return tuple(
        Edge(start=need.call, to=call.id, purpose=need.purpose)
        for call in plan.calls
        for need in call.needs
        if need.call in there
    )


def write_mermaid(plan: Plan) -> str:
    """Draw the graph as Mermaid; scenes are boxes around their shots."""
    edges = edges_of(plan)
    if len(edges) > MOST_EDGES:
        return _mermaid_scenes(plan, edges)
    names = {call.id: f"n{index}" for index, call in enumerate(plan.calls)}
    lines = ["flowchart LR"]
    for number, (scene, ids) in enumerate(_by_scene(plan)):
        lines += [f"  subgraph s{number}[{_quoted(scene)}]"]
        lines += [f"    {names[id]}[{_quoted(id.partition('/')[2])}]" for id in ids]
        lines += ["  end"]
    lines += [f"  {names[edge.start]} {_arrow(edge.purpose)} {names[edge.to]}" for edge in edges]
    return "\n".join(lines) + "\n"


def write_dot(plan: Plan) -> str:
    """Draw the graph for Graphviz."""
    lines = ["digraph film {", "  rankdir=LR;", "  node [shape=box];"]
    lines += [f"  {_quoted(call.id)};" for call in plan.calls]
    for edge in edges_of(plan):
        style = "style=dashed" if edge.purpose == "order" else f"label={_quoted(WORDS[edge.purpose])}"
        lines.append(f"  {_quoted(edge.start)} -> {_quoted(edge.to)} [{style}];")
    return "\n".join([*lines, "}"]) + "\n"


def write_graph_json(plan: Plan) -> str:
    """Write the graph as JSON: `nodes` with their addresses, `edges` from what is needed to what needs it."""
    nodes = [{"id": call.id, "usages": list(call.usages), "action": call.action} for call in plan.calls]
    edges = [{"from": edge.start, "to": edge.to, "for": edge.purpose} for edge in edges_of(plan)]
    return json.dumps({"nodes": nodes, "edges": edges}, ensure_ascii=False, indent=2) + "\n"


FORMATS: dict[str, Callable[[Plan], str]] = {"mermaid": write_mermaid, "dot": write_dot, "json": write_graph_json}


def _mermaid_scenes(plan: Plan, edges: Iterable[Edge]) -> str:
    scenes = {scene: (f"s{number}", len(ids)) for number, (scene, ids) in enumerate(_by_scene(plan))}
    counted: dict[tuple[str, str], int] = {}
    for edge in edges:
        between = (edge.start.partition("/")[0], edge.to.partition("/")[0])
        counted[between] = counted.get(between, 0) + (between[0] != between[1])
    lines = ["flowchart LR"]
    lines += [f"  {name}[{_quoted(f'{scene}: {count} shots')}]" for scene, (name, count) in scenes.items()]
    for (start, to), count in counted.items():
        if count:
            lines.append(f"  {scenes[start][0]} -->|{count}| {scenes[to][0]}")
    return "\n".join(lines) + "\n"


def _by_scene(plan: Plan) -> list[tuple[str, list[str]]]:
    scenes: dict[str, list[str]] = {}
    for call in plan.calls:
        scenes.setdefault(call.id.partition("/")[0], []).append(call.id)
    return list(scenes.items())


def _arrow(purpose: str) -> str:
    return "-.->" if purpose == "order" else f"-->|{WORDS[purpose]}|"


def _quoted(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', "&quot;") + '"'
