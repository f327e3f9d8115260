"""Credits are written one way, wherever a sum is told."""

from decimal import Decimal

import pytest

from storyboard.credits import count_credits, say_credits


@pytest.mark.parametrize(
    ("amount", "words"),
    [("41.50", "41.5"), ("7", "7"), ("0.00", "0"), ("100", "100"), ("5.599", "5.6"), ("1e30", "1" + "0" * 30)],
)
def test_credits_are_written_as_people_do(amount: str, words: str) -> None:
    assert say_credits(Decimal(amount)) == words


@pytest.mark.parametrize(("amount", "words"), [("1.00", "1 credit"), ("0", "0 credits"), ("1.5", "1.5 credits")])
def test_one_credit_is_one_credit(amount: str, words: str) -> None:
    assert count_credits(Decimal(amount)) == words
