"""Commands that die before or after anything that leaves a trace: nothing is paid twice, decided by halves or lost."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.support.s3_server import s3_server
from tests.torture.bed import Bed, bed
from tests.torture.plays import Played, play, prepare
from tests.torture.scenes import SCENES

pytestmark = pytest.mark.slow

BUCKET = "an upload to a bucket"
# What a scene shows that no other does: a death at the first of each of these in `make test`, at all in `make torture`.
AT: dict[str, tuple[str, ...]] = {
    "reconcile --bind": ("commit: after",),
    "reconcile --abandon": ("commit: before",),
    "reconcile --resubmit": ("POST of a submission: after",),
    "a webhook": ("a webhook: before", "a webhook: after"),
    BUCKET: ("put of an object: before", "put of an object: after", "sign of an object: after"),
    "a look at a site": ("HEAD of a file: after",),
    "a clip that is lent": ("GET of a clip: after",),
    "fetch": ("replace of a clip: after",),
    "retry": ("POST of a submission: after",),
    "retake": ("POST of a submission: before",),
    "pick": ("replace of storyboard.takes: after",),
    "pick in the sandbox": ("commit: after",),
    "approve": ("write of storyboard.takes: started",),
    "unapprove": ("replace of storyboard.takes: after",),
    "gc": ("write of a scratch file: started",),
    "lock": ("write of a scratch file: started",),
}


@pytest.fixture(scope="module")
def made() -> Iterator[Bed]:
    with bed() as running:
        yield running


@pytest.mark.parametrize("name", SCENES)
def test_a_command_may_die_anywhere(made: Bed, name: str, tmp_path: Path) -> None:
    with ExitStack() as open_too:
        server = open_too.enter_context(s3_server(tmp_path)) if name == BUCKET else None
        environ = {} if server is None else server.environ
        bucket = None if server is None else server.folder / "films"
        prepared = prepare(made, name, environ=environ, bucket=bucket)
        assert set(AT[name]) <= {point for point, _ in prepared.points}
        deaths = [play(prepared, (point, 1)) for point in AT[name]]
    assert wrong(deaths) == []
    if name != "a webhook":  # there the order of what is done at once is not always the same
        assert [death.missed for death in deaths if death.missed] == []


def wrong(deaths: list[Played]) -> list[tuple[object, tuple[str, ...]]]:
    return [(death.points, death.broken) for death in deaths if death.broken]
