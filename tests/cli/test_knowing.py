"""`rule`, `schema` and `models`: what the program knows."""

import json
import re

import pytest
from jsonschema import Draft202012Validator

from storyboard.resources import model_names, read_rule, rule_codes, schema_names
from tests.cli.desk import Desk


@pytest.mark.parametrize("code", rule_codes())
def test_every_code_is_explained(desk: Desk, code: str) -> None:
    said = desk("rule", code)
    assert (said.code, said.err, said.out) == (0, "", read_rule(code))
    assert said.out.startswith(f"# {code}\n")


def test_without_a_code_all_are_listed_with_what_they_mean(desk: Desk) -> None:
    said = desk("rule")
    assert (said.code, [line.split()[0] for line in said.out.splitlines()]) == (0, list(rule_codes()))
    assert re.search(r"^long-chain +warning +A chain of continued shots is long\.$", said.out, re.MULTILINE)


def test_a_code_that_is_none_names_the_one_that_is_meant_or_a_few(desk: Desk) -> None:
    assert "Did you mean `long-chain`?" in desk("rule", "longchain").err
    help = desk("rule", "tag").err.splitlines()[1]
    assert (help.count("`"), help.endswith(" more.")) == (10, True)


def test_a_page_is_typeset_on_a_terminal(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setattr(type(sys.stdout), "isatty", lambda _self: True, raising=False)
    said = desk("rule", "unknown-key")
    assert said.code == 0
    assert "unknown-key" in said.out
    assert "```" not in said.out


@pytest.mark.parametrize("name", schema_names())
def test_every_schema_is_a_schema(desk: Desk, name: str) -> None:
    said = desk("schema", name)
    assert (said.code, said.err) == (0, "")
    Draft202012Validator.check_schema(said.json)


def test_the_schema_is_the_storyboards_unless_said(desk: Desk) -> None:
    assert desk("schema").out == desk("schema", "storyboard").out


def test_the_help_of_schema_names_only_what_there_is(desk: Desk) -> None:
    said = " ".join(desk("schema", "--help").out.partition("Options:")[0].split())
    named = re.split(r", | or ", said.partition("JSON Schema NAME: ")[2].partition(".")[0])
    assert sorted(named) == sorted(schema_names())


def test_the_models_are_listed_with_their_prices_and_sources(desk: Desk) -> None:
    said = desk("models")
    assert (said.code, said.err) == (0, "")
    for name in model_names():
        assert re.search(rf"^{name} +4 to 15 +480p", said.out, re.MULTILINE)
        assert re.search(rf"^{name}: .*\n?.*\d{{4}}-\d\d-\d\d", said.out, re.MULTILINE)


def test_the_models_are_the_plans_own_prices(desk: Desk) -> None:
    said = desk("models")
    (line,) = [line for line in said.out.splitlines() if line.startswith("seedance-2-0-mini ")]
    four_seconds = json.loads(desk("plan", "film.yaml", "--json").out)["calls"][0]["cost"]["credits"]
    assert f"480p {four_seconds / 4 * 5:.2f}" in line
