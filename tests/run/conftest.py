"""A folder with an API in memory, and one with a server that misbehaves, for the tests of the run."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.run.films import FakeClock, Film
from tests.run.stages import Stage
from tests.support.faults import FaultServer, fault_server


@pytest.fixture
def film(tmp_path: Path) -> Film:
    return Film(folder=tmp_path)


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FaultServer]:
    with fault_server(tmp_path_factory.mktemp("server"), seconds=600) as running:
        yield running


@pytest.fixture
def stage(faulty: FaultServer, tmp_path: Path) -> Stage:
    return Stage(server=faulty, folder=tmp_path, time=FakeClock(), events=[], before=len(faulty.submissions()))
