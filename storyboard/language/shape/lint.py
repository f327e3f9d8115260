"""Whether `lint` speaks of warnings that there are."""

from collections.abc import Iterator

from storyboard.language.tree.suggest import did_you_mean
from storyboard.language.tree.tree import Map
from storyboard.problems import Level, Problem
from storyboard.resources import rule_codes
from storyboard.rules import problem, rule


def check_lint(tree: Map) -> Iterator[Problem]:
    """Report each key of `lint` that is not the code of a warning: it would silence nothing, or hide an error."""
    lint = tree.get("lint")
    if not isinstance(lint, Map):
        return
    codes = {code: rule(code).level for code in rule_codes()} if lint else {}
    for code in lint:
        if codes.get(code) is not Level.WARNING:
            yield _unknown(lint, code, codes)


def _unknown(lint: Map, code: str, codes: dict[str, Level]) -> Problem:
    if code in codes:
        detail, advice = f"`{code}` is an error, and errors cannot be weighed anew.", "Put right what it says."
    else:
        detail = f"No warning has the code `{code}`."
        advice = did_you_mean(code, (known for known in codes if codes[known] is Level.WARNING), what="Warnings")
    return problem("unknown-code", place=lint.key_place(code), detail=detail, help=advice)
