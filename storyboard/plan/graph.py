"""The order of a film's requests: what needs what, and the shots of a circle one by one. The only door to networkx."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from networkx import DiGraph


def order(nodes: Sequence[str], needs: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """Sort nodes so that each comes after what it needs, else as they are given. The graph must have no circle."""
    if _are_in_order(nodes, needs):
        return tuple(nodes)
    import networkx as nx

    rank = {node: index for index, node in enumerate(nodes)}
    return tuple(nx.lexicographical_topological_sort(_graph(nodes, needs), key=lambda node: rank[node]))


def find_circles(nodes: Sequence[str], needs: Mapping[str, Iterable[str]]) -> tuple[tuple[str, ...], ...]:
    """Find one circle in each knot of nodes that need each other, each beginning with its first node."""
    if _are_in_order(nodes, needs):
        return ()
    import networkx as nx

    graph = _graph(nodes, needs)
    rank = {node: index for index, node in enumerate(nodes)}
    knots = [knot for knot in nx.strongly_connected_components(graph) if _is_knot(graph, knot)]
    circles = []
    for knot in sorted(knots, key=lambda knot: min(rank[node] for node in knot)):
        first = min(knot, key=lambda node: rank[node])
        edges = nx.find_cycle(graph.subgraph(knot), first)
        circle = [earlier for earlier, _ in edges]
        start = circle.index(min(circle, key=lambda node: rank[node]))
        circles.append(tuple(reversed(circle[start + 1 :] + circle[: start + 1])))
    return tuple(circles)


def _are_in_order(nodes: Sequence[str], needs: Mapping[str, Iterable[str]]) -> bool:
    """Say whether each node stands after what it needs, as most films are written: then nothing has to be sorted.

    Loading the library takes longer than all else that is done with a small film.
    """
    rank = {node: index for index, node in enumerate(nodes)}
    return all(rank.get(need, -1) < rank[node] for node in nodes for need in needs.get(node, ()))


def _graph(nodes: Sequence[str], needs: Mapping[str, Iterable[str]]) -> "DiGraph[str]":
    import networkx as nx

    graph: DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from((need, node) for node in nodes for need in needs.get(node, ()) if need in graph)
    return graph


def _is_knot(graph: "DiGraph[str]", knot: set[str]) -> bool:
    return len(knot) > 1 or any(graph.has_edge(node, node) for node in knot)
