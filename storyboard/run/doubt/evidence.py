"""What two readings of the account suggest about a submission in doubt. It is evidence, and never a proof."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from storyboard.run.doubt.reconcile import Doubt

Suggestion = Literal["taken", "not taken", "nothing"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What is gone from the account beyond what others cost, in credits, and what that suggests.

    `others` is what they cost for sure; `unsure` are calls that may have been charged within that time as well.
    """

    gone: Decimal
    others: Decimal
    unsure: tuple[str, ...]
    suggests: Suggestion


def difference_of(doubt: Doubt) -> Difference | None:
    """Compare the account before and after a submission; None where it was not read both times."""
    if doubt.before is None or doubt.after is None:
        return None
    others = sum((one.price for one in doubt.neighbours if one.sure), Decimal(0))
    gone = doubt.before.credits - doubt.after.credits - others
    unsure = tuple(one.call for one in doubt.neighbours if not one.sure)
    return Difference(gone=gone, others=others, unsure=unsure, suggests=_suggests(gone, doubt, unsure))


def _suggests(gone: Decimal, doubt: Doubt, unsure: tuple[str, ...]) -> Suggestion:
    if gone == 0:  # whatever the unsure cost, nothing is gone
        return "not taken"
    return "taken" if gone == doubt.price and not unsure else "nothing"
