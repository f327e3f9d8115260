"""Bytes become text, or a problem at the very byte or character."""

import pytest

from storyboard.language.yaml.source import LARGEST_FILE, decode, place_at, split_lines


def told(data: str | bytes) -> list[tuple[str, int, int]]:
    text, problems = decode(data, file="f")
    assert (text is None) == bool(problems)
    return [(problem.code, problem.place.line, problem.place.column) for problem in problems if problem.place]


@pytest.mark.parametrize(
    ("data", "problems"),
    [
        (b"a: b\n", []),
        ("a: 日本 😀 é \u200d \ufe0f\n".encode(), []),
        ("\ufeffa: b\n".encode(), []),
        (b"a: \xff", [("not-utf8", 1, 4)]),
        ("日本: ok\r\nb: ".encode() + b"\xc3(", [("not-utf8", 2, 4)]),
        ("\ufeffab".encode() + b"\x80", [("not-utf8", 1, 3)]),
        ("a: b\n".encode("utf-16"), [("not-utf8", 1, 1)]),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", [("not-utf8", 1, 1)]),
        ("a: b\n".encode("utf-16-be"), [("yaml-character", 1, column) for column in (1, 3, 5, 7, 9)]),
        ("a\0b", [("yaml-character", 1, 2)]),
        ("a\r\n\x07b\r\x1b", [("yaml-character", 2, 1), ("yaml-character", 3, 1)]),
        ("a\u2028b\u2029c\x85d", [("yaml-character", 1, 2), ("yaml-character", 1, 4), ("yaml-character", 1, 6)]),
        ("a\ud800b", [("yaml-character", 1, 2)]),
        ("a\uffffb\x7f", [("yaml-character", 1, 2), ("yaml-character", 1, 4)]),
        (b"x" * (LARGEST_FILE + 1), [("yaml-too-large", 1, 1)]),
        (b"x" * LARGEST_FILE, []),
    ],
)
def test_what_cannot_be_read_is_told_at_its_place(data: str | bytes, problems: list[tuple[str, int, int]]) -> None:
    assert told(data) == problems


def test_only_the_first_twenty_characters_are_told() -> None:
    assert len(told("\x01" * 1000)) == 20


def test_lines_end_where_an_editor_ends_them() -> None:
    assert split_lines("a\nb\r\nc\rd\x0be\u2028f\n") == ["a", "b", "c", "d\x0be\u2028f", ""]


@pytest.mark.parametrize(("offset", "line", "column"), [(0, 1, 1), (2, 2, 1), (5, 3, 1), (6, 3, 2), (7, 4, 1)])
def test_an_offset_has_a_line_and_a_column(offset: int, line: int, column: int) -> None:
    place = place_at("a\nb\r\nc\rd", offset, file="f")
    assert (place.line, place.column) == (line, column)
