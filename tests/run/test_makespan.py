"""How long films take over the least they could: in simulated time, so that no clock of this machine has a say."""

from statistics import median

import pytest

from benchmarks import scheduling
from benchmarks.scheduling import compare, draw_film, first_come, least, longest_first, walked
from storyboard.run.order.schedule import Node


@pytest.mark.parametrize("slots", [2, 4, 8])
def test_the_longest_chain_first_is_near_the_least_and_better_than_other_orders(slots: int) -> None:
    ours, ordered, came, barriers = compare(20, slots)
    assert median(ours) <= 1.07
    assert median(ours) < median(ordered) <= median(barriers)
    assert median(ours) < median(came) < median(barriers)
    assert sum(a <= b for a, b in zip(ours, came, strict=True)) >= 16


def test_nothing_is_faster_than_the_least() -> None:
    for slots in (1, 3, 16):
        assert min(min(ratios) for ratios in compare(6, slots)) >= 1 - 1e-9


def test_simulated_time_is_the_time_of_the_work() -> None:
    nodes = [Node(id="a"), Node(id="b", needs=("a",)), Node(id="c"), Node(id="d")]
    durations = {"a": 10.0, "b": 20.0, "c": 5.0, "d": 7.0}
    assert walked(nodes, durations, 1) == pytest.approx(42)
    assert walked(nodes, durations, 9) == pytest.approx(30)


def test_a_long_chain_that_comes_last_in_the_film_is_begun_first() -> None:
    singles = [Node(id=f"s{n}", weight=10) for n in range(6)]
    chain = [Node(id=f"c{n}", needs=(f"c{n - 1}",) if n else (), weight=10) for n in range(3)]
    durations = {node.id: 10.0 for node in [*singles, *chain]}
    film = scheduling.Film(nodes=(*singles, *chain), durations=durations)
    assert (longest_first(film, 3), first_come(film, 3), least(film, 3)) == (30, 50, 30)


def test_a_seed_is_a_film() -> None:
    assert draw_film(7) == draw_film(7) != draw_film(8)


def test_the_table_has_a_row_for_each_number_of_slots(capsys: pytest.CaptureFixture[str]) -> None:
    assert scheduling.main(["3"]) == 0
    rows = [line for line in capsys.readouterr().out.splitlines() if line.startswith("| ")]
    assert [row.split(" | ")[0] for row in rows[1:]] == [f"| {slots}" for slots in scheduling.SLOTS]
