"""Every key and value knows where it was written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard.language.tree.tree import Map, Path, Seq, Style, find, find_key, line_in_text, words_in_text
from storyboard.language.yaml.reader import read_tree
from storyboard.problems import Place

FILM = """\
title: The Keeper
base: &calm {duration: 8, takes: 2}
list:
  - <<: *calm
    takes: 3
  - - nested
empty:
quoted: "one
  two"
"""


def read(text: str) -> Map:
    tree, problems = read_tree(text, file="film.yaml")
    assert not problems
    assert tree is not None
    return tree


def spot(place: Place) -> tuple[int, int, int, int]:
    return place.line, place.column, place.end_line, place.end_column


@pytest.mark.parametrize(
    ("path", "value", "key"),
    [
        (["title"], (1, 8, 1, 18), (1, 1, 1, 6)),
        (["base"], (2, 7, 2, 36), (2, 1, 2, 5)),
        (["base", "takes"], (2, 34, 2, 35), (2, 27, 2, 32)),
        (["list"], (4, 3, 6, 13), (3, 1, 3, 5)),
        (["list", 0], (4, 5, 5, 13), (4, 5, 5, 13)),
        (["list", 0, "takes"], (5, 12, 5, 13), (5, 5, 5, 10)),
        (["list", 1, 0], (6, 7, 6, 13), (6, 7, 6, 13)),
        (["empty"], (7, 7, 7, 7), (7, 1, 7, 6)),
        (["quoted"], (8, 9, 9, 7), (8, 1, 8, 7)),
    ],
)
def test_a_path_leads_to_its_value_and_its_key(path: Path, value: tuple[int, ...], key: tuple[int, ...]) -> None:
    tree = read(FILM)
    assert spot(find(tree, path)) == value
    assert spot(find_key(tree, path)) == key


def test_a_merged_key_stands_where_it_was_written() -> None:
    tree = read(FILM)
    assert tree["list"] == [{"takes": 3, "duration": 8}, ["nested"]]
    assert spot(find(tree, ["list", 0, "duration"])) == (2, 24, 2, 25)


@pytest.mark.parametrize("path", [["list", 7], ["list", "title"], ["list", -1]])
def test_a_path_that_ends_early_gives_the_last_step_that_exists(path: Path) -> None:
    tree = read(FILM)
    assert find(tree, path) == tree.place("list")
    assert find_key(tree, path) == tree.key_place("list")


@pytest.mark.parametrize("path", [["nothing"], [0], []])
def test_a_path_that_leads_nowhere_gives_the_whole(path: Path) -> None:
    tree = read(FILM)
    assert spot(find(tree, path)) == spot(find_key(tree, path)) == (1, 1, 9, 7)


def test_places_count_characters_and_name_the_file() -> None:
    tree = read("日本: 語\n😀: x\n")
    assert tree.place("😀") == Place(file="film.yaml", line=2, column=4, end_line=2, end_column=5)
    assert spot(tree.key_place("日本")) == (1, 1, 1, 3)


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_every_kind_of_line_end_counts_as_one(ends: str) -> None:
    tree = read(ends.join(("a: 1", "", "b: |", "  one", "  two", "c: 2", "")))
    assert tree == {"a": 1, "b": "one\ntwo\n", "c": 2}
    assert spot(tree.place("c")) == (6, 4, 6, 5)


def test_mixed_line_ends_and_a_byte_order_mark_do_no_harm() -> None:
    tree, problems = read_tree("\ufeffa: 1\r\nb: 2\rc: 3\n".encode(), file="film.yaml")
    assert (tree, problems) == ({"a": 1, "b": 2, "c": 3}, ())
    assert tree is not None
    assert [spot(tree.key_place(key))[:2] for key in "abc"] == [(1, 1), (2, 1), (3, 1)]


BLOCK = """\
shots:
  - action: |
      first

        third, set in
      fourth
    sound: >-
      wind,
      a shutter
    camera: "slow
      dolly"
    style: |2
        by hand
"""


def texts() -> Map:
    shots = read(BLOCK)["shots"]
    assert isinstance(shots, Seq)
    assert isinstance(shots[0], Map)
    return shots[0]


@pytest.mark.parametrize(
    ("line", "expected"),
    [(1, (3, 7, 3, 12)), (2, (4, 7, 4, 8)), (3, (5, 7, 5, 22)), (4, (6, 7, 6, 13)), (0, (3, 7, 3, 12))],
)
def test_a_line_of_a_literal_block_is_found_exactly(line: int, expected: tuple[int, ...]) -> None:
    shot = texts()
    assert spot(line_in_text(shot.text_start("action"), text=str(shot["action"]), line=line)) == expected


def test_a_line_beyond_the_text_is_its_last() -> None:
    shot = texts()
    start = shot.text_start("action")
    assert line_in_text(start, text=str(shot["action"]), line=99).line == 7


@pytest.mark.parametrize(("key", "style"), [("sound", Style.FOLDED), ("camera", Style.QUOTED)])
def test_a_folded_text_is_found_as_a_whole(key: str, style: Style) -> None:
    shot = texts()
    start = shot.text_start(key)
    assert start.style is style
    assert line_in_text(start, text=str(shot[key]), line=1) == shot.place(key)


def test_an_indentation_that_is_given_by_number_is_obeyed() -> None:
    shot = texts()
    assert shot["style"] == "  by hand\n"
    assert spot(line_in_text(shot.text_start("style"), text=str(shot["style"]), line=1)) == (13, 7, 13, 16)


def test_a_text_in_a_list_has_its_lines_too() -> None:
    tree = read("tags:\n- |\n  one\n  two\n")["tags"]
    assert isinstance(tree, Seq)
    assert spot(line_in_text(tree.text_start(0), text=str(tree[0]), line=2)) == (4, 3, 4, 6)


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=12)


@given(st.lists(WORDS, min_size=1, max_size=6), st.integers(1, 6))
def test_the_characters_at_a_place_are_the_line_of_the_text(words: list[str], indent: int) -> None:
    lines = [f"x{word}" for word in words]
    source = "text: |\n" + "".join(f"{' ' * indent}{line}\n" for line in lines)
    tree, _ = read_tree(source, file="film.yaml")
    if tree is None:  # a few characters are refused, each with its own problem
        return
    start = tree.text_start("text")
    for number, line in enumerate(lines, start=1):
        place = line_in_text(start, text=str(tree["text"]), line=number)
        assert source.split("\n")[place.line - 1][place.column - 1 : place.end_column - 1] == line


@pytest.mark.parametrize(
    ("source", "marked"),
    [
        ("text: one two three", "two"),
        ('text: "one two three"', "two"),
        ("text: 'one two three'", "two"),
        ("text: |\n    zero\n    one two three", "two"),
        ('text: "one two \\"three\\""', '"one two \\"three\\""'),
        ("text: 'one two it''s'", "'one two it''s'"),
        ("text: 'one two\n  three'", ""),
        ("text: >\n  one two\n  three", ""),
    ],
)
def test_words_are_found_where_they_are_written_as_they_read(source: str, marked: str) -> None:
    tree = read(source + "\n")
    text = str(tree["text"])
    line = text[: text.index("two")].count("\n") + 1
    column = text.split("\n")[line - 1].index("two")
    place = words_in_text(tree.text_start("text"), text=text, line=line, column=column, width=3)
    if marked:
        assert source.split("\n")[place.line - 1][place.column - 1 : place.end_column - 1] == marked
    else:
        assert place == tree.place("text")
