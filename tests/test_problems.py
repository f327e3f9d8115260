"""Each file in `tests/problems` says at the line which problems it has: `# error: CODE` or `# warning: CODE, CODE`.

Where a comment on the line itself would change what the line means, `# ^ error: CODE` stands on the line below.
"""

import re
from pathlib import Path

import pytest

from storyboard.problems import Place, Problem
from tests.support.storyboards import check

FILES = sorted((Path(__file__).parent / "problems").glob("*.yaml"))
EXPECTED = re.compile(r"# (?P<above>\^ )?(?P<level>error|warning): (?P<codes>[a-z0-9, -]+)$")


def expected(text: str) -> list[tuple[int, str, str]]:
    """List what a file says of itself, as line, level and code."""
    found = []
    for number, line in enumerate(text.split("\n"), start=1):
        if match := EXPECTED.search(line):
            row = number - 1 if match["above"] else number
            found += [(row, match["level"], code.strip()) for code in match["codes"].split(",")]
    return sorted(found)


def told(problems: tuple[Problem, ...]) -> list[tuple[int, str, str]]:
    return sorted(
        (problem.place.line if problem.place else 1, problem.level.value, problem.code) for problem in problems
    )


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_has_the_problems_that_it_says(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert expected(text)
    assert told(check(text)) == expected(text)


def test_an_expectation_is_read_from_its_line_or_the_one_below() -> None:
    text = "a: 1  # error: one, two\nb: {{ c }}\n# ^ warning: three\n# error handling is no expectation\n"
    assert expected(text) == [(1, "error", "one"), (1, "error", "two"), (2, "warning", "three")]


def test_a_place_is_written_as_editors_read_it() -> None:
    assert str(Place(file="film.yaml", line=3, column=7)) == "film.yaml:3:7"
