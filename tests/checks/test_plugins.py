"""Checks of one's own: found by their entry point, and never in the way of a run."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from storyboard.checks.footage import Finding, Footage
from storyboard.checks.table import BUILT_IN, find_checks, list_findings
from tests.checks.test_checks import TAKE

MODULE = """
from collections.abc import Iterator

from storyboard.checks.footage import Finding, Footage

number = 3


def check_square(footage: Footage) -> Iterator[Finding]:
    if footage.width != footage.height:
        yield Finding(words=f"it is {footage.width} by {footage.height}, and no square", weight=2)
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installed package, as an installer leaves it."""
    (tmp_path / "square_check.py").write_text(MODULE, encoding="utf-8")
    info = tmp_path / "square_check-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: square-check\nVersion: 1.0\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    return info / "entry_points.txt"


def offer(entry_points: Path, **checks: str) -> None:
    lines = [f"{name} = {value}" for name, value in checks.items()]
    entry_points.write_text("\n".join(("[storyboard.checks]", *lines, "")), encoding="utf-8")


def test_an_installed_check_looks_at_takes_beside_the_built_in_ones(package: Path) -> None:
    offer(package, square="square_check:check_square")
    checks = find_checks()
    assert list(checks) == [*BUILT_IN, "square"]
    assert [one.words for one in list_findings(TAKE, checks)] == ["it is 864 by 496, and no square"]


def test_an_installed_check_can_take_the_place_of_a_built_in_one(package: Path) -> None:
    offer(package, black="square_check:check_square")
    assert list(find_checks()) == list(BUILT_IN)
    assert find_checks()["black"] is not BUILT_IN["black"]


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ("square_check:none", "AttributeError"),
        ("no_such_module:check", "ModuleNotFoundError"),
        ("square_check:number", "it is no function"),
    ],
)
def test_one_that_cannot_be_loaded_says_so(package: Path, value: str, why: str) -> None:
    offer(package, mine=value)
    found = list_findings(TAKE, find_checks())
    assert [one.words for one in found] == [f"the check `mine` ({value}) cannot be loaded: {why}"]


def leave(_: Footage) -> Iterator[Finding]:
    yield Finding(words="it is odd", weight=2)
    sys.exit(3)


BROKEN: list[tuple[Any, str]] = [
    (leave, "SystemExit"),
    (lambda _: None, "TypeError"),
    (lambda _: ["it is odd"], "it gave no Finding, but str"),
    (lambda _: [Finding(words=None)], "its words are no line of text"),  # type: ignore[arg-type]
    (lambda _: [Finding(words="")], "its words are no line of text"),
    (lambda _: [Finding(words="odd \ud800")], "its words are no line of text"),
    (lambda _: [Finding(words="odd \x1b[2J")], "its words are no line of text"),
    (lambda _: [Finding(words="odd", weight="3")], "its weight is no whole number"),  # type: ignore[arg-type]
    (lambda _: [Finding(words="odd", weight=None)], "its weight is no whole number"),  # type: ignore[arg-type]
    (lambda _: [Finding(words="odd", weight=True)], "its weight is no whole number"),
]


@pytest.mark.parametrize(("check", "why"), BROKEN)
def test_one_that_breaks_off_is_told_as_a_finding(check: Any, why: str) -> None:
    found = list_findings(TAKE, {"mine": check, "rate": lambda _: [Finding(words="it is slow")]})
    assert found[-2:] == (Finding(words=f"the check `mine` broke off ({why})", weight=0), Finding(words="it is slow"))


def test_what_one_found_before_it_broke_off_stays() -> None:
    assert list_findings(TAKE, {"mine": leave})[0] == Finding(words="it is odd", weight=2)


def test_a_user_who_leaves_is_no_finding() -> None:
    def interrupted(_: Footage) -> Iterator[Finding]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list_findings(TAKE, {"mine": interrupted})


def test_a_package_that_ends_the_program_while_it_is_loaded_says_so(package: Path) -> None:
    (package.parent.parent / "leaving.py").write_text("import sys\nsys.exit(3)\n", encoding="utf-8")
    offer(package, mine="leaving:check")
    assert [one.words for one in list_findings(TAKE, find_checks())] == [
        "the check `mine` (leaving:check) cannot be loaded: SystemExit"
    ]


def test_without_packages_there_are_the_built_in_ones_alone() -> None:
    assert dict(find_checks()) == dict(BUILT_IN)
    assert isinstance(TAKE, Footage)
