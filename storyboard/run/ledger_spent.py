"""Reading the ledger beside a run: what was spent, for who has to confirm a price."""

from decimal import Decimal
from pathlib import Path

from storyboard.run.ledger_file import open_to_read
from storyboard.run.money import spent


def read_spent(folder: Path, *, file: str, origin: str) -> Decimal:
    """Sum what was charged, or may have been, for a storyboard at an origin, in credits; needs no lock.

    Raises Refused where the ledger is damaged.
    """
    db = open_to_read(folder)
    if db is None:
        return Decimal(0)
    try:
        return spent(db, "origin = ? AND file = ?", (origin, file))
    finally:
        db.close()
