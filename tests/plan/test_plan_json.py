"""A plan on disk: there and back, refused where it was changed or is none, described by its schema."""

import copy
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import cache
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator

from storyboard import slate
from storyboard.canonical import digest_of
from storyboard.cli.plan_text import show_plan
from storyboard.plan import plan as values
from storyboard.plan.plan_json import plan_to_json, read_plan, seal, write_plan
from storyboard.problems import Refused, UsageError
from storyboard.resources import read_schema
from tests.support.films import GOLDEN

FILES = sorted(GOLDEN.glob("*/plan*.json"))
SCHEMA: dict[str, Any] = json.loads(read_schema("plan"))


@cache
def checked() -> Draft202012Validator:
    Draft202012Validator.check_schema(SCHEMA)
    return Draft202012Validator(SCHEMA)


@pytest.fixture
def data() -> dict[str, Any]:
    plan: dict[str, Any] = json.loads((GOLDEN / "shared" / "plan.json").read_text(encoding="utf-8"))
    return plan


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_a_plan_is_as_its_schema_says(file: Any) -> None:
    plan = json.loads(file.read_text(encoding="utf-8"))
    assert [f"{error.json_path}: {error.message}" for error in checked().iter_errors(plan)] == []


NAMES = {"purpose": "for"}


@pytest.mark.parametrize(
    ("where", "value"),
    [
        (SCHEMA, values.Plan),
        (SCHEMA["$defs"]["call"], values.Call),
        (SCHEMA["$defs"]["need"], values.Need),
        (SCHEMA["$defs"]["cost"], values.Cost),
        (SCHEMA["properties"]["totals"], values.Totals),
        (SCHEMA["$defs"]["slate"], slate.Slate),
        (SCHEMA["$defs"]["card"], slate.Card),
        (SCHEMA["$defs"]["spoken"], slate.Spoken),
    ],
)
def test_schema_and_values_name_the_same_things(where: dict[str, Any], value: Any) -> None:
    named = {NAMES.get(field.name, field.name) for field in fields(value)}
    more = {"plan", "format"} if value is values.Plan else set()
    assert set(where["properties"]) == named | more
    assert set(where["required"]) == named | more
    assert where["additionalProperties"] is False
    assert all("description" in inner or "$ref" in inner for inner in where["properties"].values())


def test_a_plan_from_before_there_were_picks_and_a_worst_case_is_read_and_written_as_one_of_today(
    data: dict[str, Any],
) -> None:
    del data["totals"]["worst_credits"], data["digest"]
    for call in data["calls"]:
        del call["picked"]
    older = json.dumps({**data, "digest": digest_of(data)})
    plan = read_plan(older, name="plan.json")
    assert plan.totals.worst_credits == plan.totals.credits > 0
    assert read_plan(write_plan(plan), name="plan.json") == plan
    with pytest.raises(Refused):
        read_plan(older.replace('"videoNum": 1', '"videoNum": 2', 1), name="plan.json")


def test_schema_and_values_have_the_same_words() -> None:
    defs = SCHEMA["$defs"]
    assert defs["call"]["properties"]["action"]["enum"] == list(get_args(values.Action))
    assert defs["need"]["properties"]["for"]["enum"] == list(get_args(values.NeedFor))
    assert defs["cost"]["properties"]["basis"]["enum"] == list(get_args(values.Basis))
    assert defs["spoken"]["properties"]["heard"]["enum"] == list(get_args(slate.Heard))
    assert SCHEMA["properties"]["format"]["const"] == values.FORMAT


def drop_call_key(data: dict[str, Any]) -> None:
    del data["calls"][0]["stale"]


def say_more(data: dict[str, Any]) -> None:
    data["calls"][0]["more"] = 1


CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "a credit": lambda data: data["calls"][0]["cost"].update(credits=0.01),
    "a prompt": lambda data: data["calls"][0]["body"]["input"].update(prompt="Another."),
    "an action": lambda data: data["calls"][0].update(action="keep"),
    "the target": lambda data: data.update(target="pollo"),
    "the origin": lambda data: data.update(origin="https://example.com"),
    "the budget": lambda data: data.update(budget={"credits": 9999}),
    "a reason": lambda data: data["calls"][0]["because"].append("so"),
    "an order": lambda data: data["calls"].reverse(),
    "a call less": lambda data: data["calls"].pop(),
    "a shot less": lambda data: data["shots"].pop(),
    "one key more": say_more,
    "the digest": lambda data: data.update(digest="0" * 64),
    "the format": lambda data: data.update(format="storyboard-plan/9"),
    "a slate": lambda data: data["calls"][0]["slate"].update(action="x"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_plan_changed_by_hand_is_refused(data: dict[str, Any], change: str) -> None:
    CHANGES[change](data)
    with pytest.raises(Refused, match=r"film\.json was changed after it was made"):
        read_plan(json.dumps(data), name="film.json")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "1",
        "null",
        "{}",
        "{",
        '{"plan": 2}',
        '{"plan": 1}',
        '"plan"',
        "[" * 100_000,
        '{"plan": NaN}',
    ],
)
def test_what_is_no_plan_is_wrong_use(text: str) -> None:
    with pytest.raises(UsageError, match=r"film\.json is not a plan"):
        read_plan(text, name="film.json")


@pytest.mark.parametrize(
    "change",
    [
        drop_call_key,
        lambda data: data.update(calls=7),
        lambda data: data.update(calls=[7]),
        lambda data: data["totals"].update(credits="much"),
        lambda data: data["totals"].update(credits=float("nan")),
        lambda data: data.update(budget={"credits": "x"}),
        lambda data: data.pop("digest"),
        lambda data: data["calls"][0].update(slate=None),
    ],
)
def test_a_plan_with_something_missing_is_wrong_use(
    data: dict[str, Any], change: Callable[[dict[str, Any]], object]
) -> None:
    change(data)
    with pytest.raises(UsageError, match=r"film\.json is not a plan"):
        read_plan(json.dumps(data), name="film.json")


def test_how_a_plan_is_laid_out_means_nothing(data: dict[str, Any]) -> None:
    plan = read_plan(json.dumps(data, sort_keys=True), name="film.json")
    assert plan_to_json(plan) == data
    assert write_plan(plan) == (GOLDEN / "shared" / "plan.json").read_text(encoding="utf-8")


def test_a_plan_holds_no_secret_and_no_path_of_this_machine() -> None:
    for file in FILES:
        text = file.read_text(encoding="utf-8")
        assert str(GOLDEN.parent) not in text
    hook = json.loads((GOLDEN / "provider-words" / "plan.json").read_text(encoding="utf-8"))["calls"][0]["body"]
    assert hook["webhookUrl"] == {"$env": "WEBHOOK_URL"}


ODD: tuple[Any, ...] = ("é", "", -1, 1.5, True, None, [], ["x"], {}, {"x": 1})


def places_in(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the path of every value in a plan but those inside a body, which is the API's own."""
    if path:
        yield path
    if path[-1:] == ("body",):
        return
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from places_in(inner, (*path, key))


def changed(data: dict[str, Any], path: tuple[Any, ...], value: Any) -> str:
    plan = copy.deepcopy(data)
    inner = plan
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    plan.pop("digest")
    return json.dumps({**plan, "digest": digest_of(plan)})


def test_a_plan_of_other_parts_is_refused_or_can_be_shown_whoever_sealed_it(data: dict[str, Any]) -> None:
    taken = 0
    for path in [path for path in places_in(data) if path != ("digest",)]:
        for value in ODD:
            try:
                plan = read_plan(changed(data, path, value), name="plan.json")
            except UsageError:
                continue
            taken += 1
            show_plan(plan, io.StringIO(), full=True)
            assert read_plan(write_plan(seal(plan)), name="plan.json") == seal(plan)
    assert taken, "some of them are plans all the same"


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_refused(data: dict[str, Any], word: str) -> None:
    text = json.dumps(data).replace('"credits": 3.5', f'"credits": {word}', 1)
    assert word in text
    with pytest.raises(UsageError, match="is no number"):
        read_plan(text, name="plan.json")
