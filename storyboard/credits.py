"""Credits, the money of the API: the smallest part that is counted, none at all, and how a sum is written."""

from decimal import Decimal

CENT = Decimal("0.01")
NO_CREDITS = Decimal("0.00")


def say_credits(amount: Decimal) -> str:
    """Write credits as people do, to the cent: 41.5, not 41.50."""
    return f"{amount:.2f}".rstrip("0").rstrip(".")


def count_credits(amount: Decimal) -> str:
    """Count credits by their word: `1 credit`, `41.5 credits`."""
    said = say_credits(amount)
    return f"{said} credit" if said == "1" else f"{said} credits"
