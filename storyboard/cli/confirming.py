"""The question of the price: quotes and the balance first, and nothing is spent that nobody confirmed."""

import sys
from decimal import Decimal

import click

from storyboard.cli.budget_text import Cap, is_over
from storyboard.cli.counting import takes_to_ask
from storyboard.cli.plan_text import show_plan
from storyboard.cli.planning import tell_unquoted
from storyboard.cli.telling import talk
from storyboard.credits import count_credits, say_credits
from storyboard.plan.plan import Plan
from storyboard.problems import Refused
from storyboard.run.machine.waiting import wait_for
from storyboard.stages.compiling import Wanted
from storyboard.stages.running import balance_wanted, quote_wanted

_ANSWERS = {"y": True, "yes": True, "n": False, "no": False, "": False}


def confirm_price(plan: Plan, wanted: Wanted, *, yes: bool, caps: tuple[Cap, ...], way_out: str = "") -> Plan:
    """Show the priced plan and have it confirmed, where it would spend money. Raise Refused where it is not.

    `way_out` says what may be done instead of giving --yes.
    """
    if not plan.totals.make:
        return plan
    quoted = wait_for(quote_wanted(plan, wanted))
    show_plan(quoted, sys.stderr, full=False, caps=caps)
    tell_unquoted(quoted)
    _warn_of_balance(quoted, wait_for(balance_wanted(wanted)))
    price = count_credits(quoted.totals.credits)
    if not yes:
        if not may_ask():
            raise Refused(
                f"Nothing was confirmed: {price} would be spent on {_where(quoted)}",
                help=f"Look at the plan above, then give --yes{way_out}.",
            )
        if not _agreed(_question(quoted, caps)):
            raise Refused("Nothing was made: the price was not confirmed")
    elif _has_estimates(quoted) and not caps:
        raise Refused(
            f"The price of {price} is an estimate, and nothing caps what is spent",
            help="Give --budget, or set `budget: {credits: …}` in the storyboard; then --yes will do.",
        )
    return quoted


def _warn_of_balance(plan: Plan, balance: Decimal | None) -> None:
    total = plan.totals.credits
    if balance is not None and balance < total:
        talk(
            f"warning: The account holds {count_credits(balance)}, and this plan takes {say_credits(total)}: "
            "what it does not pay for will not be made."
        )


def _agreed(question: str) -> bool:
    """Ask until there is an answer; none at all is a no."""
    while True:
        answer = click.prompt(f"{question} [y/N]", default="", show_default=False, prompt_suffix=": ", err=True)
        if (agreed := _ANSWERS.get(answer.strip().lower())) is not None:
            return agreed
        talk(f"Please answer with y or n; {answer.strip()!r} is neither.")


def _question(plan: Plan, caps: tuple[Cap, ...]) -> str:
    takes, requests = takes_to_ask(plan.calls), plan.totals.make
    what = "1 take" if takes == 1 else f"{takes} takes"
    what += f" in {requests} requests" if requests != takes else ""
    asked = f"Make {what} for {count_credits(plan.totals.credits)} on {_where(plan)}"
    left = min((cap.left for cap in caps if is_over(plan, cap)), default=None)
    return f"{asked}?" if left is None else f"{asked}, as far as {count_credits(left)} of budget go?"


def _where(plan: Plan) -> str:
    return plan.target if plan.base_url is None else f"{plan.target} at {plan.base_url}"


def may_ask() -> bool:
    """Say whether there is somebody to ask: a question is seen on stderr and answered on stdin."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _has_estimates(plan: Plan) -> bool:
    return any(call.cost.basis == "estimate" for call in plan.calls if call.action == "make")
