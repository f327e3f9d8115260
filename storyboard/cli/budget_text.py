"""What a plan takes of each budget, in a line; over it is a warning."""

from dataclasses import dataclass
from decimal import Decimal

from rich.text import Text

from storyboard.credits import count_credits, say_credits
from storyboard.plan.plan import Plan
from storyboard.stages.targets import is_free


@dataclass(frozen=True, slots=True, kw_only=True)
class Cap:
    """The most that may be charged, in credits, of which so many are spent, or may be."""

    name: str
    credits: Decimal
    spent: Decimal = Decimal(0)

    @property
    def left(self) -> Decimal:
        """Give what is left, nothing where it is passed already."""
        return max(self.credits - self.spent, Decimal(0))


def budget_line(plan: Plan, cap: Cap) -> Text:
    """Write what a plan takes of a cap, in a warning style where it takes more than is left.

    Where what is on hold may take more than is left, it says so.
    """
    over, worst = plan.totals.credits - cap.left, plan.totals.worst_credits
    spent = f", of which {say_credits(cap.spent)} are spent, or may be" if cap.spent else ""
    cost = say_credits(plan.totals.credits)
    takes = f"would take {cost} on the real API" if is_free(plan.target) else f"takes {cost}"
    words = f"{cap.name}: {count_credits(cap.credits)}{spent}; this plan {takes}"
    if not is_over(plan, cap):
        short = worst > max(cap.left, plan.totals.credits)
        more = f"; with all that is on hold {say_credits(worst)}, more than is left" if short else ""
        return Text(f"{words}{more}.")
    then = "" if is_free(plan.target) else ": shots beyond it will not be sent"
    return Text(f"{words}, {say_credits(over)} over{then}.", style="bold yellow")


def is_over(plan: Plan, cap: Cap) -> bool:
    """Say whether a plan takes more than is left of a cap."""
    return bool(plan.totals.make) and plan.totals.credits > cap.left
