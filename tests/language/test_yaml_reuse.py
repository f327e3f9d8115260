"""Anchors, aliases and merge keys work in sane amounts; what they cannot do is a problem at its place."""

import pytest

from storyboard.language.tree.tree import Map
from storyboard.language.yaml.builder import ALIASED_FREE, DEEPEST
from storyboard.language.yaml.reader import read_tree


def codes(text: str) -> list[tuple[str, int]]:
    _, problems = read_tree(text, file="f")
    return [(problem.code, problem.place.line if problem.place else 0) for problem in problems]


def tree(text: str) -> Map | None:
    read, problems = read_tree(text, file="f")
    assert not problems
    return read


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a: &x hello\nb: *x\n", {"a": "hello", "b": "hello"}),
        ("a: &x [1, 2]\nb: *x\n", {"a": [1, 2], "b": [1, 2]}),
        ("a: &x k\n*x : v\n", {"a": "k", "k": "v"}),
        ("&x k: v\nb: *x\n", {"k": "v", "b": "k"}),
        ("a: &x 1\nb: &x 2\nc: *x\n", {"a": 1, "b": 2, "c": 2}),
        ("a: &x {p: 1, q: 2}\nb: {<<: *x, q: 3}\n", {"a": {"p": 1, "q": 2}, "b": {"q": 3, "p": 1}}),
        (
            "a: &x {p: 1}\nc: &y {p: 2, r: 3}\nb: {<<: [*x, *y]}\n",
            {"a": {"p": 1}, "c": {"p": 2, "r": 3}, "b": {"p": 1, "r": 3}},
        ),
        ("b: {<<: {p: 1}, q: 2}\n", {"b": {"p": 1, "q": 2}}),
        (
            "a: &x {p: 1}\nb: &y {<<: *x, q: 2}\nc: {<<: *y}\n",
            {"a": {"p": 1}, "b": {"q": 2, "p": 1}, "c": {"q": 2, "p": 1}},
        ),
    ],
)
def test_what_is_marked_is_repeated(text: str, value: object) -> None:
    assert tree(text) == value


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("a: *x\n", [("yaml-alias", 1)]),
        ("a: &x [*x]\n", [("yaml-alias", 1)]),
        ("a: &x {b: {c: *x}}\n", [("yaml-alias", 1)]),
        ("<<: 3\n", [("yaml-merge", 1)]),
        ("a: &x [1]\nb:\n  <<: [{c: d}, *x]\n", [("yaml-merge", 3)]),
        ("a: &x {p: 1}\nb:\n  <<: *x\n  <<: *x\n", [("duplicate-key", 4)]),
        ("a: 1\nb: 2\na: 3\n", [("duplicate-key", 3)]),
        ("a: {b: 1, b: 2}\nc: {d: 1,\n d: 2}\n", [("duplicate-key", 1), ("duplicate-key", 3)]),
        ("a: !!str 1\nb: !x {c: d}\nc: !y [1]\n", [("yaml-tag", 1), ("yaml-tag", 2), ("yaml-tag", 3)]),
        ("? [a, b]\n: c\nd: e\n", [("yaml-key", 1)]),
        ("a: 1\n---\nb: 2\n", [("yaml-documents", 2)]),
        ("a: 1\n...\n", []),
        ("--- # a film\na: 1\n", []),
        ("", [("empty-file", 1)]),
        ("# nothing\n", [("empty-file", 1)]),
        ("---\n", [("empty-file", 1)]),
        ("- a\n", [("not-a-mapping", 1)]),
        ("\n\nhello\n", [("not-a-mapping", 3)]),
    ],
)
def test_what_cannot_be_taken_is_a_problem_at_its_line(text: str, problems: list[tuple[str, int]]) -> None:
    assert codes(text) == problems


def test_a_key_given_twice_names_the_first_line_and_keeps_the_first_value() -> None:
    read, problems = read_tree("a: 1\nb: 2\na: 3\n", file="f")
    assert read == {"a": 1, "b": 2}
    assert "line 1" in problems[0].detail


@pytest.mark.parametrize(("depth", "refused"), [(DEEPEST, False), (DEEPEST + 1, True)])
def test_nesting_ends_at_its_bound(depth: int, refused: bool) -> None:
    text = "a: " + "[" * (depth - 1) + "]" * (depth - 1) + "\n"
    assert ("yaml-too-deep" in [code for code, _ in codes(text)]) is refused


def test_aliases_nest_no_deeper_than_brackets() -> None:
    text = "a0: &a0 x\n" + "".join(f"a{i}: &a{i} [*a{i - 1}]\n" for i in range(1, DEEPEST + 9))
    assert codes(text) == [("yaml-too-deep", DEEPEST + 1)]


@pytest.mark.parametrize(("times", "refused"), [(ALIASED_FREE // 101, False), (ALIASED_FREE // 80, True)])
def test_aliases_repeat_no_more_than_their_share(times: int, refused: bool) -> None:
    text = f"a: &a [{', '.join(['x'] * 100)}]\nb: [{', '.join(['*a'] * times)}]\n"
    assert codes(text) == ([("yaml-alias-bomb", 2)] if refused else [])
