"""Problems as people, programs and a pull request see them."""

import json
import re

import pytest

from storyboard.cli.problem_text import render, render_github, render_json, say_count
from storyboard.cli.snippet import WIDEST, columns, cut_snippet
from storyboard.problems import Level, Place, Problem

SOURCE = 'storyboard: 1\ntitle: The Keeper\n  camera:\twide\nname: "日本 e\u0301 x"\n'


def make(line: int, column: int, end: int, **other: str) -> Problem:
    place = Place(file="film.yaml", line=line, column=column, end_line=line, end_column=end)
    return Problem(
        code=other.get("code", "unknown-key"),
        level=Level(other.get("level", "error")),
        summary="A key that nobody reads.",
        detail=other.get("detail", "`titel` means nothing."),
        help=other.get("help", "Did you mean `title`?"),
        place=place,
    )


def text_of(*problems: Problem, source: str | None = SOURCE) -> str:
    return render(problems, lambda _: source, color=False)


def test_a_problem_is_shown_with_its_line_carets_and_help() -> None:
    assert text_of(make(2, 1, 6)) == (
        "error[unknown-key]: A key that nobody reads.\n"
        " --> film.yaml:2:1\n"
        "  |\n"
        "2 | title: The Keeper\n"
        "  | ^^^^^\n"
        "  = `titel` means nothing.\n"
        "  = help: Did you mean `title`?\n"
        "\n"
        "Found 1 error.\n"
    )


def test_the_same_help_is_said_once_in_a_row() -> None:
    other = make(2, 1, 6, help="Do otherwise.")
    shown = text_of(make(2, 1, 6), make(2, 1, 6), other, make(2, 1, 6), make(2, 1, 6, code="empty-file"))
    assert re.findall("help: (.*)", shown) == [
        *("Did you mean `title`?", "Do otherwise.", "Did you mean `title`?", "Did you mean `title`?"),
    ]


def test_of_many_problems_of_one_code_a_few_are_told_and_the_others_counted() -> None:
    problems = [make(2, 1, 6, code=code, level="warning") for code in "aabacaab"]
    shown = render(problems, lambda _: SOURCE, color=False, most=2)
    assert re.findall(r"warning\[(\w)\]", shown) == ["a", "a", "b", "c", "b"]
    last = "… and 3 more of `a`; `storyboard validate`, with the same target, tells all.\n\nFound 8 warnings.\n"
    assert shown.endswith(f"\n\n{last}")
    assert "more of" not in render(problems, lambda _: SOURCE, color=False)


def test_the_gutter_is_as_wide_as_the_number() -> None:
    shown = text_of(make(12, 1, 2), source="\n" * 11 + "x\n").split("\n")
    assert shown[1:5] == ["  --> film.yaml:12:1", "   |", "12 | x", "   | ^"]


@pytest.mark.parametrize(
    ("line", "column", "end", "expected"),
    [
        (3, 11, 15, ["  camera:    wide", "             ^^^^"]),
        (3, 3, 9, ["  camera:    wide", "  ^^^^^^"]),
        (4, 8, 10, ['name: "日本 e\u0301 x"', "       ^^^^"]),
        (4, 14, 15, ['name: "日本 e\u0301 x"', "              ^"]),
        (2, 18, 18, ["title: The Keeper", "                 ^"]),
        (2, 99, 120, ["title: The Keeper", "                 ^"]),
    ],
)
def test_carets_stand_under_tabs_and_wide_characters(line: int, column: int, end: int, expected: list[str]) -> None:
    shown = text_of(make(line, column, end)).split("\n")
    assert [row.partition("| ")[2] for row in shown[3:5]] == expected


def test_a_place_over_several_lines_is_marked_to_the_end_of_its_first() -> None:
    place = Place(file="film.yaml", line=2, column=8, end_line=4, end_column=3)
    snippet = cut_snippet(SOURCE.split("\n"), place)
    assert snippet is not None
    assert (snippet.start, snippet.width) == (7, 10)


@pytest.mark.parametrize("start", [1, 40, 150, 5_000, 999_000])
def test_a_long_line_is_cut_around_the_mark(start: int) -> None:
    line = "".join(str(number % 10) for number in range(1_000_000))
    place = Place(file="f", line=1, column=start + 1, end_line=1, end_column=start + 4)
    snippet = cut_snippet([line], place)
    assert snippet is not None
    assert columns(snippet.line) <= WIDEST + 1
    assert snippet.line[snippet.start : snippet.start + snippet.width] == line[start : start + 3]


@pytest.mark.parametrize("width", [40, 80, 200])
def test_on_a_terminal_nothing_is_wider_than_it_is(width: int) -> None:
    source = " " * 60 + "- {id: lantern, kind: prop, descripton: " + "a dented storm lantern, " * 9 + "}"
    start = source.index("descripton") + 1
    long = "Nobody reads this key, and what stands in it would never reach the model that is paid for it. " * 3
    problem = make(1, start, start + 10, detail=long, help=long)
    shown = render([problem], lambda _: source, color=False, width=width).splitlines()
    assert max(map(columns, shown[1:])) <= width, "all but the line of the code"
    line, carets = shown[3], shown[4]
    assert line[carets.index("^") : carets.rindex("^") + 1] == "descripton"
    assert " ".join(" ".join(shown).replace("=", "").split()).count(long.strip()) == 2, "no word of it is lost"


def test_a_mark_that_is_itself_too_long_is_cut() -> None:
    snippet = cut_snippet(["語" * 500], Place(file="f", line=1, column=1, end_line=1, end_column=501))
    assert snippet is not None
    assert columns(snippet.line) <= WIDEST
    assert snippet.width == columns(snippet.line)


@pytest.mark.parametrize("source", [None, "one line\n"])
def test_without_its_line_a_problem_still_says_where_and_what(source: str | None) -> None:
    shown = text_of(make(7, 3, 4), source=source)
    assert "--> film.yaml:7:3\n = `titel` means nothing." in shown


def test_a_problem_without_a_place_says_what() -> None:
    problem = Problem(code="x", level=Level.WARNING, summary="S.", detail="D.")
    assert text_of(problem) == "warning[x]: S.\n = D.\n\nFound 1 warning.\n"


def test_no_file_steers_a_terminal() -> None:
    problem = make(1, 1, 2, detail="a \x1b[31m b\x07\x7f\u009b", help="\x1b]0;title\x07")
    shown = render([problem], lambda _: "\x1b[2Jx\n", color=False)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", shown)
    assert "␛[31m" in shown


def test_colour_changes_nothing_but_colour() -> None:
    problems = (make(2, 1, 6), make(3, 3, 9, level="warning"))
    painted = render(problems, lambda _: SOURCE, color=True)
    assert "\033[1;31m" in painted
    assert "\033[1;33m" in painted
    assert re.sub("\033\\[[0-9;]*m", "", painted) == render(problems, lambda _: SOURCE, color=False)


@pytest.mark.parametrize(
    ("levels", "count"),
    [
        ((), "No problems."),
        (("error",), "Found 1 error."),
        (("warning", "warning"), "Found 2 warnings."),
        (("error", "error", "warning"), "Found 2 errors and 1 warning."),
        (("error",) * 10, "Found 10 errors."),
    ],
)
def test_the_last_line_counts(levels: tuple[str, ...], count: str) -> None:
    assert say_count([make(1, 1, 2, level=level) for level in levels]) == count


def test_json_has_the_names_of_the_contract() -> None:
    problem = make(2, 1, 6, level="warning")
    assert json.loads(render_json([problem])) == {
        "problems": [
            {
                "code": "unknown-key",
                "level": "warning",
                "file": "film.yaml",
                "line": 2,
                "column": 1,
                "end_line": 2,
                "end_column": 6,
                "summary": "A key that nobody reads.",
                "detail": "`titel` means nothing.",
                "help": "Did you mean `title`?",
            }
        ]
    }
    assert json.loads(render_json([])) == {"problems": []}


def test_an_annotation_is_one_escaped_line() -> None:
    problem = make(2, 1, 6, detail="50 %\nof, it: all")
    assert render_github([problem]) == (
        "::error file=film.yaml,line=2,endLine=2,col=1,endColumn=5,title=A key that nobody reads. [unknown-key]"
        "::50 %25%0Aof, it: all Did you mean `title`?\n"
    )


def test_an_annotation_over_several_lines_has_no_columns() -> None:
    place = Place(file="a,b:c.yaml", line=2, column=8, end_line=4, end_column=3)
    problem = Problem(code="x", level=Level.WARNING, summary="S.", detail="D.", place=place)
    assert render_github([problem]) == "::warning file=a%2Cb%3Ac.yaml,line=2,endLine=4,title=S. [x]::D.\n"
