"""The page of codes is what the codes' own pages say."""

import runpy
from collections.abc import Callable

from storyboard.resources import rule_codes
from tests.pages import ROOT, read

PAGE = ROOT / "docs" / "codes.md"


def write_codes() -> str:
    write: Callable[[], str] = runpy.run_path(str(ROOT / "scripts" / "write_codes.py"))["write_codes"]
    return write()


def test_the_page_of_codes_is_up_to_date() -> None:
    assert read(PAGE) == write_codes(), "run .venv/bin/python scripts/write_codes.py"


def test_every_code_stands_once() -> None:
    page = write_codes()
    assert [code for code in rule_codes() if page.count(f"| [`{code}`](") != 1] == []
