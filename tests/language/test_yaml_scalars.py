"""Unquoted words mean what YAML 1.2 says, and what cannot be a storyboard's value is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard.language.yaml.reader import read_tree
from storyboard.language.yaml.scalars import LARGEST, BadNumber, read_plain


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("", None),
        ("~", None),
        ("null", None),
        ("Null", None),
        ("nULL", "nULL"),
        ("true", True),
        ("FALSE", False),
        ("tRUE", "tRUE"),
        ("yes", "yes"),
        ("NO", "NO"),
        ("off", "off"),
        ("On", "On"),
        ("y", "y"),
        ("12:30", "12:30"),
        ("12:30:45", "12:30:45"),
        ("16:9", "16:9"),
        ("1_000", "1_000"),
        ("0777", "0777"),
        ("007", "007"),
        ("-01", "-01"),
        ("00.5", "00.5"),
        ("2026-11-22", "2026-11-22"),
        ("=", "="),
        ("0", 0),
        ("-12", -12),
        ("+3", 3),
        ("0x1F", 31),
        ("0X1F", "0X1F"),
        ("0o17", 15),
        ("0b1", "0b1"),
        ("1.5", 1.5),
        ("-.5", -0.5),
        ("1.", 1.0),
        (".", "."),
        ("6e2", 600.0),
        ("1e", "1e"),
        ("٣", "٣"),
        ("480p", "480p"),
        ("-", "-"),
    ],
)
def test_a_word_means(written: str, value: object) -> None:
    read = read_plain(written)
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    "written", [".inf", "-.Inf", "+.INF", ".nan", ".NaN", "1e999", "-1e400", "9" * 400, "0x" + "f" * 90]
)
def test_a_number_that_cannot_be_used_is_refused(written: str) -> None:
    assert isinstance(read_plain(written), BadNumber)


@given(st.integers())
def test_whole_numbers_are_exact_or_refused(number: int) -> None:
    read = read_plain(str(number))
    assert read == number if abs(number) <= LARGEST else isinstance(read, BadNumber)


@given(st.text(alphabet="+-.0123456789eExXoO_:abcdefnulINF~ ", max_size=12))
def test_every_word_means_something_and_a_number_reads_as_python_reads_it(word: str) -> None:
    read = read_plain(word)
    if isinstance(read, float):
        assert read == float(word)
    assert isinstance(read, str | int | float | bool | BadNumber) or read is None


@pytest.mark.parametrize("quoted", ["'NO'", '"1"', "'null'", '"true"', "'<<'"])
def test_what_stands_in_quotes_is_text(quoted: str) -> None:
    tree, problems = read_tree(f"a: {quoted}\n{quoted}: b\n", file="f")
    assert tree == {"a": quoted[1:-1], quoted[1:-1]: "b"}
    assert not problems


@pytest.mark.parametrize("key", ["1", "true", "null", "1.5", "~"])
def test_a_key_that_is_no_text_is_refused_and_read_on(key: str) -> None:
    tree, problems = read_tree(f"{key}: a\nb: c\n", file="f")
    assert [problem.code for problem in problems] == ["yaml-key"]
    assert tree == {key: "a", "b": "c"}


@pytest.mark.parametrize("key", ["on", "NO", "12:30", "007", "'1'"])
def test_a_key_that_is_text_by_our_rules_is_taken(key: str) -> None:
    assert read_tree(f"{key}: a\n", file="f") == ({key.strip("'"): "a"}, ())
