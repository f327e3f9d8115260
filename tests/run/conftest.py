"""A folder with an API in memory, for the tests of the run."""

from pathlib import Path

import pytest

from tests.run.films import Film


@pytest.fixture
def film(tmp_path: Path) -> Film:
    return Film(folder=tmp_path)
