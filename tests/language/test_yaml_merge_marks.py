"""The marks of a merge: each place is told as what it is, and the first side is read, line for line where it stands."""

import pytest

from storyboard.language.tree.tree import find
from storyboard.language.yaml.reader import read_tree

OURS, BASE, PARTS, THEIRS = "<<<<<<< HEAD", "||||||| 1a2b3c4", "=======", ">>>>>>> theirs"
WAYS = {
    "one place": ([OURS, "a: 1", PARTS, "a: 2", THEIRS, "b: 3"], [1]),
    "with what was before": ([OURS, "a: 1", BASE, "a: 0", PARTS, "a: 2", THEIRS, "b: 3"], [1]),
    "two places": ([OURS, "a: 1", PARTS, "a: 2", THEIRS, OURS, "b: 3", PARTS, THEIRS], [1, 6]),
    "an empty first side": (["a: 1", OURS, PARTS, "c: 2", THEIRS, "b: 3"], [2]),
    "a mark that was forgotten": (["a: 1", THEIRS, "b: 3"], [2]),
    "an end that is gone": ([OURS, "a: 1", PARTS, "b: 3"], [1, 3]),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_marks_of_a_merge_are_told_and_the_first_side_is_read(way: str, end: str) -> None:
    lines, told = WAYS[way]
    tree, problems = read_tree(end.join([*lines, ""]), file="f")
    assert [(one.code, one.place.line if one.place else 0) for one in problems] == [("yaml-syntax", n) for n in told]
    assert all("merge" in one.detail for one in problems)
    assert tree == {"a": 1, "b": 3}
    assert find(tree, ["b"]).line == lines.index("b: 3") + 1


@pytest.mark.parametrize(
    "text", ['a: "\n=======\n"', "a: |\n  <<<<<<< HEAD\n  =======\n  >>>>>>> theirs\n", "a: <<<<<<< HEAD"]
)
def test_a_text_that_only_looks_so_is_a_text(text: str) -> None:
    tree, problems = read_tree(text, file="f")
    assert tree is not None
    assert problems == ()


def test_of_many_marks_some_are_told() -> None:
    _, problems = read_tree(f"{THEIRS}\n" * 100_000, file="f")
    assert 0 < len(problems) < 50
