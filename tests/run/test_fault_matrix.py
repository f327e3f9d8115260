"""The page of faults and the tests that hold it name each other: no row without a test, no test without a row."""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

from storyboard.run.record.outcome import PRECEDENCE

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "faults.md"
MATRIX = ("test_answers.py", "test_faults.py", "test_disasters.py")
"""Modules of which every test has a row."""
ASKED_FOR = (
    *("429 with `Retry-After`", "429 without", "500", "503 as a page without", "Cloudflare", "before the body is read"),
    *("drips", "broken JSON", "wrong types", "flat or in an envelope", "unknown task", "`credit` as text"),
    *("generation failed", "one of four takes failed", "cut short", "another clip", "expired", "disk is full", "fsync"),
    *("clock jumps", "two runs at once", "ledger is damaged", "cannot be written", "thousands of shots"),
)


def rows_of(page: str) -> list[list[str]]:
    """Give the cells of every row of every table, without heads and rulers."""
    cells = [[cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))] for line in page.splitlines()]
    return [row for row in cells if len(row) == 4 and row[3].startswith("`")]


def named(page: str) -> list[str]:
    return [id for row in rows_of(page) for id in re.findall(r"`([^`]+)`", row[3])]


@cache
def held_in(module: str) -> frozenset[str]:
    """Read the names of a module's tests off its source."""
    path = HERE / module
    tree = ast.parse(path.read_text(encoding="utf-8")) if path.exists() else ast.Module(body=[], type_ignores=[])
    found = (node.name for node in tree.body if isinstance(node, ast.FunctionDef))
    return frozenset(f"{module}::{name}" for name in found if name.startswith("test_"))


def faults_of(page: str, modules: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """Say what is missing on either side. `modules` has the tests of each module that is to be covered."""
    told = named(page)
    yield from (f"{id} is on the page and nowhere else" for id in told if id not in held_in(id.partition("::")[0]))
    for tests in modules.values():
        yield from (f"{id} has no row" for id in sorted(tests - set(told)))


def test_every_row_is_held_by_tests_and_every_test_has_a_row() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert list(faults_of(page, {module: held_in(module) for module in MATRIX})) == []
    assert len(rows_of(page)) >= 40


def test_what_lacks_is_found() -> None:
    row = "| what | done | 5 | `test_faults.py::test_taken`, `test_faults.py::test_of_nothing` |\n"
    modules = {
        "test_faults.py": frozenset({"test_faults.py::test_taken", "test_faults.py::test_retry_after_is_obeyed"})
    }
    assert list(faults_of(row, modules)) == [
        "test_faults.py::test_of_nothing is on the page and nowhere else",
        "test_faults.py::test_retry_after_is_obeyed has no row",
    ]


@pytest.mark.parametrize("words", ASKED_FOR)
def test_no_fault_that_was_thought_of_is_forgotten(words: str) -> None:
    assert any(words in row[0] + row[1] for row in rows_of(PAGE.read_text(encoding="utf-8")))


def test_exit_codes_are_those_that_there_are() -> None:
    known = {"0", "as that", *map(str, PRECEDENCE)}
    for row in rows_of(PAGE.read_text(encoding="utf-8")):
        assert set(row[2].split(", then ")) <= known, row
