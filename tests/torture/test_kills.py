"""Runs killed at no chosen moment, against a server that counts: nothing is paid twice."""

import pytest

from storyboard.run.production.options import Guard
from tests.torture.bed import bed
from tests.torture.kills import DELAY, SHARE, kill_often

pytestmark = pytest.mark.slow

KILLS = 50
SEED = 20260701


def test_fifty_kills_pay_nothing_twice() -> None:
    with bed(delay=DELAY) as made:
        tally = kill_often(made, kills=KILLS, seed=SEED)
    assert (tally.doubles, tally.broken) == (0, ())
    assert KILLS <= tally.kills <= 2 * KILLS
    assert tally.inside >= tally.kills / SHARE, "a kill that meets no submission proves little"
    assert tally.submissions > 0


@pytest.mark.parametrize("guard", ["on", "off"])
def test_enough_meet_a_submission_even_where_answers_come_at_once(guard: Guard) -> None:
    """As on a machine on which every kill comes too late."""
    with bed() as made:
        tally = kill_often(made, kills=6, seed=SEED, guard=guard)
    assert tally.inside >= tally.kills / SHARE if guard == "on" else tally.doubles > 0


def test_the_same_kills_without_the_guard_pay_twice() -> None:
    """A test that cannot fail proves nothing."""
    with bed(delay=DELAY) as made:
        tally = kill_often(made, kills=KILLS // 2, seed=SEED, guard="off")
    assert tally.doubles > 0
