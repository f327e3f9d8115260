"""Every code has a page; a page's wrong example has that problem and its right one has none."""

import re
from collections.abc import Callable, Mapping

import pytest

from storyboard.language.yaml.source import LARGEST_FILE
from storyboard.problems import Level, Place, UsageError
from storyboard.resources import rule_codes
from storyboard.rules import MOST_PROBLEMS, problem, rule
from tests.pages import ROOT
from tests.support.storyboards import check

CODES = rule_codes()
SOURCES = tuple(path.read_text(encoding="utf-8") for path in sorted((ROOT / "storyboard").glob("**/*.py")))
TOP = "storyboard: 1\ntitle: The Keeper\n"

# What cannot stand in a page as YAML is made here.
MADE: Mapping[str, Callable[[], str | bytes]] = {
    "not-utf8": lambda: f"{TOP}description: Küste\n".encode("latin-1"),
    "too-many-problems": lambda: TOP + "".join(f"key{number}: x\n" for number in range(MOST_PROBLEMS + 1)),
    "yaml-alias-bomb": lambda: (
        TOP + "x-0: &a0 [x]\n" + "".join(f"x-{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 9))
    ),
    "yaml-character": lambda: f"{TOP}description: a\x07bell\n",
    "yaml-too-large": lambda: TOP + "#" * LARGEST_FILE,
}


def example(code: str, heading: str) -> str | None:
    """Take the YAML block under a heading of a page."""
    found = re.search(rf"^## {heading}\n\n```yaml\n(.*?)^```$", rule(code).page, re.MULTILINE | re.DOTALL)
    return found[1] if found else None


def wrong_example(code: str) -> str | bytes | None:
    return MADE[code]() if code in MADE else example(code, "Wrong")


def codes_of(text: str | bytes) -> set[str]:
    return {found.code for found in check(text)}


@pytest.mark.parametrize("code", CODES)
def test_a_page_has_its_form(code: str) -> None:
    known = rule(code)
    title, empty, summary, *_ = known.page.split("\n")
    assert (title, empty) == (f"# {code}", "")
    assert summary == f"{known.level}: {known.summary}"
    assert re.fullmatch(r"[A-Z][^.]*\.", known.summary), "a summary is one sentence"
    assert len(re.split(r"\n\n", known.page)) >= 3, "a page says why and what to do"
    assert "…\n" not in known.page


@pytest.mark.parametrize("code", [code for code in CODES if wrong_example(code)])
def test_a_wrong_example_has_its_problem(code: str) -> None:
    wrong = wrong_example(code)
    assert wrong is not None
    assert code in codes_of(wrong)


@pytest.mark.parametrize("code", [code for code in CODES if example(code, "Right")])
def test_a_right_example_has_none(code: str) -> None:
    assert codes_of(example(code, "Right") or "") == set()


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_used_and_has_both_examples(code: str) -> None:
    assert any(f'"{code}"' in source for source in SOURCES), "no line of the program reports it"
    assert (wrong_example(code) is None) == (example(code, "Right") is None)


def test_a_problem_takes_level_and_summary_from_its_page() -> None:
    place = Place(file="film.yaml", line=3)
    made = problem("text-cut-by-comment", place=place, detail="Here.", help="Quote it.")
    assert (made.level, made.summary) == (Level.WARNING, rule("text-cut-by-comment").summary)
    assert (made.code, made.place, made.detail, made.help) == ("text-cut-by-comment", place, "Here.", "Quote it.")


def test_a_code_without_a_page_is_refused() -> None:
    with pytest.raises(UsageError):
        problem("no-such-code", place=None, detail="")
