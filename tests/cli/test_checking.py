"""`validate`: every problem, for people, for programs and for a pull request."""

import pytest

from tests.cli.desk import STORYBOARD, Desk

WRONG = STORYBOARD.replace("style:", "stile:").replace("stairs.", "stairs, {{ nobody }}.")
WARNED = STORYBOARD.replace("hard side light", "hard side light # from the left")
KEYS = {"code", "level", "file", "line", "column", "end_line", "end_column", "summary", "detail", "help"}


def test_a_good_storyboard_is_told_in_a_word(desk: Desk) -> None:
    said = desk("validate", "film.yaml")
    assert (said.code, said.out, said.err) == (0, "", "film.yaml: no problems.\n")


def test_each_problem_has_its_line_its_carets_and_help(desk: Desk) -> None:
    desk.write(WRONG)
    said = desk("validate", "film.yaml")
    assert (said.code, said.out) == (3, "")
    assert "3 | stile: 35 mm film" in said.err
    assert "  | ^^^^^\n" in said.err
    assert "help: Did you mean `style`?" in said.err


def test_programs_get_json_on_stdout(desk: Desk) -> None:
    desk.write(WRONG)
    said = desk("validate", "film.yaml", "--format", "json")
    problems = said.json["problems"]
    assert (said.code, said.err) == (3, "")
    assert [set(problem) for problem in problems] == [KEYS] * len(problems)
    assert ("unknown-key", "film.yaml", 3, 1) in [(p["code"], p["file"], p["line"], p["column"]) for p in problems]


def test_no_problems_are_an_empty_list(desk: Desk) -> None:
    said = desk("validate", "film.yaml", "--format", "json")
    assert (said.code, said.json, said.err) == (0, {"problems": []}, "")


def test_a_pull_request_gets_annotations(desk: Desk) -> None:
    desk.write(WRONG)
    said = desk("validate", "film.yaml", "--format", "github")
    assert (said.code, said.err) == (3, "")
    assert said.out.startswith("::error file=film.yaml,line=3,")


@pytest.mark.parametrize(("options", "code"), [((), 0), (("--strict",), 3)])
def test_warnings_count_only_for_who_is_strict(desk: Desk, options: tuple[str, ...], code: int) -> None:
    desk.write(WARNED)
    said = desk("validate", "film.yaml", *options)
    assert said.code == code
    assert "Found 1 warning." in said.err


def test_every_profile_is_checked_unless_one_is_named(desk: Desk) -> None:
    desk.write(STORYBOARD.replace("scenes:", "profiles: {good: {}, bad: {duration: 99}}\nscenes:"))
    assert desk("validate", "film.yaml").code == 3
    assert desk("validate", "film.yaml", "--profile", "bad").code == 3


def test_problems_of_an_included_file_are_shown_there(desk: Desk) -> None:
    desk.write(STORYBOARD.replace("scenes:", "include: [parts/cast.yaml]\nscenes:"))
    desk.write("characters:\n  otto: {nam: Otto}\n", "parts/cast.yaml")
    said = desk("validate", "film.yaml")
    assert said.code == 3
    assert "--> parts/cast.yaml:2:10" in said.err
    assert "2 |   otto: {nam: Otto}" in said.err
