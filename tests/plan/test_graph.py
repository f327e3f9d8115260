"""Order and circles: deterministic, and each circle named shot by shot."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard.plan.graph import find_circles, order
from tests.support.faults import ROOT
from tests.support.films import film, write


@pytest.mark.parametrize(
    ("nodes", "needs", "expected"),
    [
        ("abc", {}, "abc"),
        ("abc", {"a": "c"}, "bca"),
        ("abcd", {"a": "bd"}, "bcda"),
        ("abcd", {"b": "a", "c": "b", "d": "c"}, "abcd"),
        ("dcba", {"d": "a"}, "cbad"),
        ("ab", {"a": "z"}, "ab"),
    ],
)
def test_each_comes_after_what_it_needs_else_as_given(nodes: str, needs: dict[str, str], expected: str) -> None:
    assert "".join(order(tuple(nodes), needs)) == expected


@pytest.mark.parametrize(
    ("nodes", "needs", "expected"),
    [
        ("abc", {"b": "a", "c": "b"}, []),
        ("ab", {"a": "a"}, ["a"]),
        ("abc", {"a": "b", "b": "c", "c": "a"}, ["abc"]),
        ("cba", {"a": "b", "b": "c", "c": "a"}, ["cab"]),
        ("abcdef", {"a": "b", "b": "a", "d": "e", "e": "f", "f": "d", "c": "a"}, ["ab", "def"]),
    ],
)
def test_a_circle_is_told_from_its_first_along_what_each_needs(
    nodes: str, needs: dict[str, str], expected: list[str]
) -> None:
    assert ["".join(circle) for circle in find_circles(tuple(nodes), needs)] == expected


@given(st.dictionaries(st.sampled_from("abcdefgh"), st.lists(st.sampled_from("abcdefgh"), max_size=3, unique=True)))
def test_the_order_of_a_map_means_nothing(needs: dict[str, list[str]]) -> None:
    nodes = tuple("abcdefgh")
    turned = dict(reversed([(node, wanted[::-1]) for node, wanted in needs.items()]))
    circles = find_circles(nodes, needs)
    assert find_circles(nodes, turned) == circles
    for circle in circles:
        assert all(next_one in needs[one] for one, next_one in zip(circle, (*circle[1:], circle[0]), strict=True))
    if not circles:
        ordered = order(nodes, needs)
        assert order(nodes, turned) == ordered
        rank = {node: number for number, node in enumerate(ordered)}
        assert all(rank[need] < rank[node] for node, wanted in needs.items() for need in wanted)


def test_a_film_written_in_order_loads_nothing_to_be_ordered() -> None:
    words = """
import sys
from storyboard.plan.graph import find_circles, order
for needs in ({"b": ["a", "z"]}, {"a": ["b"]}):
    assert (find_circles(("a", "b"), needs), len(order(("a", "b"), needs))) == ((), 2)
    print("networkx" in sys.modules)
"""
    said = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True, cwd=ROOT)
    assert said.stdout.split() == ["False", "True"]


def test_a_circle_is_a_sentence_with_every_shot_and_its_place(tmp_path: Path) -> None:
    text = """\
storyboard: 1
title: The Keeper
characters: {mira: {images: [refs/tom.png]}}
scenes:
  - id: one
    characters: [mira]
    shots:
      - {id: a, continues: two/c, action: A.}
      - {id: b, after: a, action: B.}
  - id: two
    characters: [mira]
    shots:
      - {id: c, continues: {shot: one/b}, action: C.}
"""
    (found,) = film(write(tmp_path, text)).problems
    assert found.detail == (
        "one/a (storyboard.yaml:8:28) continues two/c, two/c (storyboard.yaml:13:35) continues one/b, "
        "one/b (storyboard.yaml:9:24) comes after one/a. None of them can be made first."
    )
    assert found.place is not None
    assert found.place.line == 8
