"""The options of every command that makes shots: `run`, `retake`, `retry` and `reconcile --resubmit`."""

from collections.abc import Callable
from decimal import Decimal, InvalidOperation
from typing import Any

import click

from storyboard.cli.help_text import RunsOption
from storyboard.cli.options import takes_locked, with_options
from storyboard.provider.envelope import MOST_CREDITS


class Credits(click.ParamType[Decimal]):
    """An amount of credits."""

    name = "credits"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Decimal:
        """Read an amount that is not negative, and small enough to be one."""
        try:
            amount = Decimal(value)
        except InvalidOperation:
            amount = Decimal(-1)
        if not amount.is_finite() or not 0 <= amount < MOST_CREDITS:
            self.fail(f"{value!r} is no amount of credits.", param, ctx)
        return amount


_MAKING = (
    click.option("--yes", cls=RunsOption, is_flag=True, help="Confirm what the plan says it costs."),
    click.option("--budget", cls=RunsOption, type=Credits(), metavar="CREDITS", help="The most it may be charged."),
    click.option(
        "--concurrency",
        cls=RunsOption,
        metavar="N",
        type=click.IntRange(1, 64),
        default=4,
        show_default=True,
        help="Shots made at once.",
    ),
    click.option(
        "--fail-fast/--keep-going",
        cls=RunsOption,
        default=False,
        help="Stop submitting once a shot has failed, or go on.  [default: keep-going]",
    ),
    click.option(
        "--no-scout", cls=RunsOption, is_flag=True, help="Send all shots of a character at once, without a scout."
    ),
    takes_locked,
    click.option(
        "--first-take", cls=RunsOption, is_flag=True, help="Go on from the lowest good take where none is picked."
    ),
    click.option(
        "--poll-interval",
        cls=RunsOption,
        metavar="SECONDS",
        type=click.FloatRange(min=0.1, max=600),
        default=30,
        show_default=True,
        help="The longest gap between two questions after a task.",
    ),
    click.option("--webhook-listen", cls=RunsOption, metavar="HOST:PORT", help="Receive webhooks here meanwhile."),
    click.option("--webhook-url", cls=RunsOption, metavar="URL", help="The public address that leads there."),
    click.option("--json", "as_json", cls=RunsOption, is_flag=True, help="Print events as lines of JSON."),
)


def makes_shots(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of every command that makes shots: `carry_out` takes them."""
    return with_options(command, _MAKING)
