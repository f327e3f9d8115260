"""What the schema of model profiles refuses, which editors show, the program refuses too; it may refuse more."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from storyboard.problems import UsageError
from storyboard.provider.profile import profile_from
from storyboard.resources import read_model, read_schema

WHOLE: dict[str, Any] = json.loads(read_model("seedance-2-0-mini"))
ODD: tuple[Any, ...] = (None, True, "", "otter", "/a b", "2026-13-01", 0, -1, 1.5, [], [1], ["a"], [2, 1], {}, {"x": 1})
Steps = tuple[str | int, ...]


def walk(value: Any, steps: Steps = ()) -> Iterator[Steps]:
    """Give the way to every value of a profile; a request schema is another's matter."""
    if steps:
        yield steps
    if steps[-1:] != ("request_schema",) and isinstance(value, dict | list):
        for step in value if isinstance(value, dict) else range(len(value)):
            yield from walk(value[step], (*steps, step))


def damage(steps: Steps) -> Iterator[dict[str, Any]]:
    """Give the profile with one value, or its key, changed in every way."""
    for odd in ODD:
        whole, holder = _at(steps[:-1])
        holder[steps[-1]] = deepcopy(odd)
        yield whole
    whole, holder = _at(steps[:-1])
    del holder[steps[-1]]
    yield whole
    whole, holder = _at(steps)
    if isinstance(holder, dict):
        holder["of_nobody"] = 1
        yield whole


def _at(steps: Steps) -> tuple[dict[str, Any], Any]:
    whole: dict[str, Any] = deepcopy(WHOLE)
    found: Any = whole
    for step in steps:
        found = found[step]
    return whole, found


def is_taken(made: dict[str, Any]) -> bool:
    try:
        profile_from(made)
    except UsageError:
        return False
    return True


@pytest.mark.parametrize("section", WHOLE)
def test_what_the_schema_refuses_is_refused(section: str) -> None:
    judge = Draft202012Validator(json.loads(read_schema("model")))
    wrong = [made for steps in walk(WHOLE[section], (section,)) for made in damage(steps) if not judge.is_valid(made)]
    assert wrong
    assert [made.get(section) for made in wrong if is_taken(made)] == []


def test_no_list_of_the_schema_is_left_out() -> None:
    assert set(json.loads(read_schema("model"))["properties"]) == set(WHOLE)
