"""A run that dies before or after anything that leaves a trace: nothing is paid twice, and no clip is lost."""

from collections.abc import Iterator

import pytest

from tests.torture.bed import Bed, bed
from tests.torture.deaths import Death, Point, die, die_in, die_while_recovering, distinct, each_kind, points_of

pytestmark = pytest.mark.slow

SHARDS = 4  # so that they can be run beside each other
SEED = 20260701
SHORT = {"free": 0}


@pytest.fixture(scope="module")
def made() -> Iterator[Bed]:
    with bed() as running:
        yield running


@pytest.fixture(scope="module")
def points(made: Bed) -> list[Point]:
    return points_of(made, **SHORT)


def broken(deaths: list[Death]) -> list[tuple[tuple[Point, ...], tuple[str, ...]]]:
    return [(death.points, death.broken) for death in deaths if death.broken]


def test_a_run_passes_a_point_before_and_after_everything_that_leaves_a_trace(points: list[Point]) -> None:
    names = {name for name, _ in points}
    around = (
        *("commit", "POST of a submission", "GET of a poll", "GET of a clip", "HEAD of a file", "PUT of a file"),
        *("replace of a clip", "replace of the manifest", "replace of a derived file", "fsync of a clip"),
        *("link of the ledger", "ftruncate of the lock"),
    )
    assert {f"{name}: {when}" for name in around for when in ("before", "after")} <= names
    assert {"intent", "answer", "recorded", "polled", "downloaded", "placed", "manifest"} <= names
    assert {f"POST of a submission: http11.send_request_body.{when}" for when in ("started", "complete")} <= names, (
        "a run can die while its submission leaves"
    )


@pytest.mark.parametrize("shard", range(SHARDS))
def test_it_may_die_at_every_kind_of_point(made: Bed, points: list[Point], shard: int) -> None:
    """`make torture` dies at all of them."""
    deaths = [die(made, point, **SHORT) for point in each_kind(distinct(points))[shard::SHARDS]]
    assert broken(deaths) == []
    missed = [death for death in deaths if death.missed]
    assert len(missed) <= len(deaths) // 5, "most have to die where they were meant to"


def test_it_may_die_again_while_it_recovers(made: Bed, points: list[Point]) -> None:
    """One death that leaves a doubt, one that leaves a task in flight, one that leaves a clip without its row."""
    firsts = (("answer", 2), ("recorded", 1), ("placed", 1))
    deaths = [death for first in firsts for death in die_while_recovering(made, first, seed=SEED, most=2, **SHORT)]
    assert len(deaths) == 6
    assert broken(deaths) == []


def test_a_clone_that_dies_makes_nothing_again(made: Bed) -> None:
    """It knows what was paid for from `storyboard.takes` alone, and brings the clips."""
    film = made.film("original", **SHORT)
    assert made.run(film) == 0
    paid = made.told(film)
    code, points = made.trace(made.clone(film, "traced"))
    chosen = distinct(points)[::6]
    deaths = [die_in(made, made.clone(film, f"clone-{rank}"), point) for rank, point in enumerate(chosen)]
    assert (code, made.told(film)) == (0, paid)
    assert len(deaths) > 5
    assert broken(deaths) == []
    bare = made.clone(film, "bare")
    (bare.folder / "storyboard.takes").unlink()
    made.run(bare)
    assert len(made.told(film)) == 2 * len(paid), "without the file it would be paid again"


@pytest.mark.parametrize("step", ["http11.send_request_body.complete", "after"])
def test_without_the_guard_the_same_deaths_pay_twice(made: Bed, step: str) -> None:
    """A test that cannot fail proves nothing."""
    point = (f"POST of a submission: {step}", 1)
    assert die(made, point, **SHORT).doubles == 0
    assert die(made, point, **SHORT, guard="off").doubles == 2


def test_with_the_guard_what_may_have_left_is_in_doubt_and_nothing_else(made: Bed) -> None:
    before, sent, after = "commit: before", "POST of a submission: before", "recorded"
    assert [die(made, (name, 1), **SHORT).doubts for name in (before, sent, after)] == [0, 1, 0]


def test_points_between_which_nothing_happens_are_one() -> None:
    trace = ["a: before", "a: after", "b: before", "b.started", "b.complete", "intent", "c: before", "c: after"]
    assert [name for name, _ in distinct([(name, 1) for name in trace])] == [
        *("a: before", "a: after", "b.started", "b.complete", "c: after"),
    ]


def test_of_points_alike_every_third_is_tried_and_one_at_least() -> None:
    points = [*(("commit", number) for number in range(7)), ("intent", 1)]
    assert each_kind(points) == [("commit", 0), ("commit", 3), ("commit", 6), ("intent", 1)]
