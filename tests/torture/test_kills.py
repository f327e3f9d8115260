"""Runs killed at no chosen moment, against a server that counts: nothing is paid twice."""

import pytest

from tests.torture.bed import bed
from tests.torture.kills import DELAY, kill_often

pytestmark = pytest.mark.slow

KILLS = 50
SEED = 20260701


def test_fifty_kills_pay_nothing_twice() -> None:
    with bed(delay=DELAY) as made:
        tally = kill_often(made, kills=KILLS, seed=SEED)
    assert (tally.doubles, tally.broken) == (0, ())
    assert tally.kills == KILLS
    assert tally.inside >= KILLS / 5, "a kill that meets no submission proves little"
    assert tally.submissions > 0


def test_the_same_kills_without_the_guard_pay_twice() -> None:
    """A test that cannot fail proves nothing."""
    with bed(delay=DELAY) as made:
        tally = kill_often(made, kills=KILLS // 2, seed=SEED, guard="off")
    assert tally.doubles > 0
