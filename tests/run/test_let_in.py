"""Whatever is read from git or from a shared cache leaves a ledger that can be opened again."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyboard.run.ledger.schema import upgrade
from storyboard.run.ledger.sound import flaw_in
from storyboard.run.production.options import Options
from storyboard.run.takes.cache import Cache
from storyboard.run.takes.exchange import import_takes
from storyboard.run.takes.file import TAKES
from storyboard.run.takes.lines import read_line, write_line
from tests.run.films import Film, a_call, a_plan
from tests.run.takes import POLLO, a_line
from tests.run.test_takes_exchange import NOW

AMOUNTS = st.one_of(
    st.sampled_from(
        ("0", "-0", "1e-400", "4.20", "999999999999.99", "1e12", "2e15", "9007199254740991", "9e15", "1e999")
    ),
    st.decimals(0, 2**54, allow_nan=False).map(str),
)


@contextmanager
def a_ledger() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        db.row_factory = sqlite3.Row
        upgrade(db)
        yield db


@given(credits=AMOUNTS, seconds=AMOUNTS, status=st.sampled_from(("done", "failed", "submitted", "in-doubt")))
@settings(max_examples=100, deadline=None)
def test_a_line_is_refused_or_leaves_the_ledger_sound(credits: str, seconds: str, status: Any) -> None:
    told = json.loads(write_line(a_line(status=status))) | {"credits": "CREDITS", "seconds": "SECONDS"}
    line = json.dumps(told).replace('"CREDITS"', credits).replace('"SECONDS"', seconds).encode()
    if isinstance(read_line(line), str):
        return
    with a_ledger() as db, TemporaryDirectory() as folder:
        (Path(folder) / TAKES).write_bytes(line + b"\n")
        import_takes(db, Path(folder), origin=POLLO, now=NOW)
        assert db.execute("SELECT count(*) FROM takes").fetchone()[0] == 1
        assert flaw_in(db) == ""


def test_an_amount_that_no_provider_names_is_none() -> None:
    assert "`credits` cannot be" in str(read_line(write_line(a_line(credits=Decimal(10) ** 12)).encode()))


@pytest.mark.parametrize(
    "made",
    [
        "",
        "soon",
        "2026-07-01",
        "2026-07-01T12:00:00+02:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59Z",
        7,
        None,
    ],
)
def test_a_cache_whose_moment_is_none_is_read_as_if_it_told_none(film: Film, made: object) -> None:
    options, folder = Options(cache=Cache(folder=film.folder / "cache")), film.folder / "other"
    folder.mkdir()
    Film(folder=folder).run(a_plan(a_call("one/a")), options)
    for path in (film.folder / "cache").glob("*/??/*/*.json"):
        path.write_text(json.dumps(json.loads(path.read_text()) | {"made": made}))
    for _ in range(2):
        assert film.run(a_plan(a_call("one/a")), options).exit_code == 0
    assert film.api.submitted == []
