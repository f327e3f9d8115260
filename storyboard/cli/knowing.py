"""`rule`, `schema` and `models`: what the program knows."""

import sys
from typing import Any

import click
from rich.markdown import Markdown
from rich.text import Text

from storyboard.cli.paper import Listing, show, table_of
from storyboard.cli.telling import data, data_json, width_of
from storyboard.language.tree.suggest import did_you_mean
from storyboard.plan.models import read_models
from storyboard.problems import UsageError
from storyboard.provider.profile import Profile
from storyboard.resources import read_rule, read_schema, rule_codes, schema_names
from storyboard.rules import rule as known_rule


@click.command()
@click.argument("code", required=False)
def rule(code: str | None) -> None:
    """Explain the CODE of a problem; without one, list them all."""
    if code is None:
        rules = [known_rule(one) for one in rule_codes()]
        rows = tuple((Text(one.code, style="bold"), Text(one.level.value)) for one in rules)
        show(Listing(head=("", ""), rows=rows, tails=tuple(one.summary for one in rules), width=width_of(sys.stdout)))
        return
    if code not in rule_codes():
        raise UsageError(f"There is no code {code!r}", help=did_you_mean(code, rule_codes()))
    page = read_rule(code)
    if sys.stdout.isatty():
        show(Markdown(page))
    else:
        data(page)


@click.command()
@click.argument("name", default="storyboard")
def schema(name: str) -> None:
    """Print the JSON Schema NAME: storyboard, part, model, plan or manifest."""
    if name not in schema_names():
        raise UsageError(f"There is no schema {name!r}", help=did_you_mean(name, schema_names(), what="There are"))
    data(read_schema(name))


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
def models(as_json: bool) -> None:
    """List the shipped models, what they take and what they cost."""
    known, _ = read_models()
    if as_json:
        told = {"models": [_as_json(model) for model in known.values()]}
        data_json(told)
        return
    table = table_of()
    table.add_column("model", no_wrap=True)
    for name in ("seconds", "resolutions", "ratios", "credits for 5 s"):
        table.add_column(name, overflow="fold")
    for model in known.values():
        table.add_row(*_row(model))
    sources = [f"{model.name}: {model.prices.source} ({model.prices.as_of})." for model in known.values()]
    show(table, *(Text(source, style="dim") for source in sources))


def _row(model: Profile) -> tuple[str, ...]:
    prices = [f"{rate.resolution} {rate.credits * model.prices.multiplier * 5:.2f}" for rate in model.prices.per_second]
    return (
        model.name,
        f"{min(model.durations)} to {max(model.durations)}",
        ", ".join(model.resolutions),
        ", ".join(model.aspect_ratios),
        ", ".join(prices),
    )


def _as_json(model: Profile) -> dict[str, Any]:
    prices = model.prices
    rates = {rate.resolution: float(rate.credits * prices.multiplier) for rate in prices.per_second}
    return {
        "name": model.name,
        "path": model.path,
        "durations": model.durations,
        "resolutions": model.resolutions,
        "aspect_ratios": model.aspect_ratios,
        "prices": {
            "credits_per_second": rates,
            "basis": prices.basis,
            "source": prices.source,
            "as_of": prices.as_of,
        },
    }
