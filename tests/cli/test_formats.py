"""What `validate` tells programs and pull requests keeps its shape: every key, every line, to the letter.

A word of a problem may become a better one, and then changes here too; what frames the words may not.
"""

import json

import pytest

from tests.cli.desk import Desk

# Errors and a warning, in two files; wide characters before a place.
FILM = """\
storyboard: 1
title: The Keeper
stile: 35 mm film
style: hard light # from the left
include: [parts/cast.yaml]
characters:
  mira: {name: Mira, images: ["https://cdn.example.com/mira.png"]}
scenes:
  - id: lamp
    characters: [mira]
    shots:
      - {id: wide, action: "{{ mira }} climbs."}
      - {id: wide, action: "{{ mira }} lights the lamp."}
      - {id: far, action: 日本, continues: faar}
"""
CAST = "characters:\n  otto: {nam: Otto}\n"

# code, level, file, line, column, end_column, summary, detail, help
Row = tuple[str, str, str, int, int, int, str, str, str]
FOUND: tuple[Row, ...] = (
    (
        "unknown-key", "error", "film.yaml", 3, 1, 6,
        "A key that nobody reads.",
        "`stile` means nothing at the top of the file.",
        "Did you mean `title`, which is already given?",
    ),
    (
        "text-cut-by-comment", "warning", "film.yaml", 4, 19, 20,
        "A text ends where a comment begins.",
        "The text ends here: a space and `#` begin a comment in YAML.",
        "Put the text in quotes; if a comment is meant, put two spaces before the `#`.",
    ),
    (
        "duplicate-id", "error", "film.yaml", 13, 14, 18,
        "An id is given twice.",
        "The shot of lamp `wide` stands at film.yaml:12:14 already.",
        "Rename one of the two, or delete it.",
    ),
    (
        "unknown-shot", "error", "film.yaml", 14, 42, 46,
        "There is no such shot or scene.",
        "There is no shot `lamp/faar`.",
        "Did you mean `lamp/far`?",
    ),
    (
        "unknown-key", "error", "parts/cast.yaml", 2, 10, 13,
        "A key that nobody reads.",
        "`nam` means nothing in character `otto`.",
        "Did you mean `name`?",
    ),
)  # fmt: skip

JSON = """\
{
  "problems": [
    {
      "code": "unknown-key",
      "level": "error",
      "file": "film.yaml",
      "line": 3,
      "column": 1,
      "end_line": 3,
      "end_column": 6,
      "summary": "A key that nobody reads.",
      "detail": "`stile` means nothing at the top of the file.",
      "help": "Did you mean `title`, which is already given?"
    },
"""


@pytest.fixture
def wrong(desk: Desk) -> Desk:
    """Give a desk whose storyboard has several problems, in two files."""
    desk.write(FILM)
    desk.write(CAST, "parts/cast.yaml")
    return desk


def as_json(row: Row) -> dict[str, str | int]:
    code, level, file, line, column, end, summary, detail, help = row
    return {
        "code": code, "level": level, "file": file, "line": line, "column": column, "end_line": line,
        "end_column": end, "summary": summary, "detail": detail, "help": help,
    }  # fmt: skip


def as_annotation(row: Row) -> str:
    code, level, file, line, column, end, summary, detail, help = row
    place = f"file={file},line={line},endLine={line},col={column},endColumn={end - 1}"
    return f"::{level} {place},title={summary} [{code}]::{detail} {help}\n"


def test_json_keeps_its_shape(wrong: Desk) -> None:
    said = wrong("validate", "film.yaml", "--format", "json")
    expected = {"problems": [as_json(row) for row in FOUND]}
    assert (said.code, said.err) == (3, "")
    assert said.out == json.dumps(expected, indent=2, ensure_ascii=False) + "\n"
    assert said.out.startswith(JSON)


def test_annotations_keep_their_shape(wrong: Desk) -> None:
    said = wrong("validate", "film.yaml", "--format", "github")
    assert (said.code, said.err) == (3, "")
    assert said.out == "".join(as_annotation(row) for row in FOUND)
    assert said.out.startswith(
        "::error file=film.yaml,line=3,endLine=3,col=1,endColumn=5,title=A key that nobody reads. [unknown-key]::"
        "`stile` means nothing at the top of the file. Did you mean `title`, which is already given?\n"
        "::warning file=film.yaml,line=4,"
    )


@pytest.mark.parametrize(("format", "nothing"), [("json", '{\n  "problems": []\n}\n'), ("github", "")])
def test_no_problem_keeps_its_shape_too(desk: Desk, format: str, nothing: str) -> None:
    said = desk("validate", "film.yaml", "--format", format)
    assert (said.code, said.out, said.err) == (0, nothing, "")
