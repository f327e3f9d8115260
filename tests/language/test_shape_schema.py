"""The schemas themselves: good enough for an editor's hover and completion, and true to their own examples."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from storyboard.language.shape.home import home_of
from storyboard.resources import read_schema

STORYBOARD = json.loads(read_schema("storyboard"))
PART = json.loads(read_schema("part"))
DEFS = STORYBOARD["$defs"]
REGISTRY: Registry[Any] = Registry().with_resources([(s["$id"], Resource.from_contents(s)) for s in (STORYBOARD, PART)])
SETTINGS = ("model", "duration", "resolution", "aspect_ratio", "generate_audio", "takes", "template")
WORDS = ("style", "avoid", "camera", "sound", "refs")


def walk(schema: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Give every schema inside `schema` with its path."""
    if isinstance(schema, dict):
        yield path, schema
        for key in ("properties", "$defs", "patternProperties"):
            for name, inner in schema.get(key, {}).items():
                yield from walk(inner, (*path, key, name))
        for key in ("items", "additionalProperties", "propertyNames"):
            yield from walk(schema.get(key), (*path, key))
        for key in ("anyOf", "oneOf"):
            for number, inner in enumerate(schema.get(key, ())):
                yield from walk(inner, (*path, key, str(number)))


ALL = [*walk(STORYBOARD), *walk(PART)]


def target(schema: Any) -> Any:
    return DEFS[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else schema


@pytest.mark.parametrize("schema", [STORYBOARD, PART], ids=["storyboard", "part"])
def test_a_schema_is_a_schema(schema: Any) -> None:
    Draft202012Validator.check_schema(schema)


def test_every_property_is_described_and_exemplified() -> None:
    properties = {path: schema for path, schema in ALL if len(path) > 1 and path[-2] == "properties"}
    assert len(properties) > 150
    bare = [
        path
        for path, schema in properties.items()
        if not (schema.get("description") or target(schema).get("description"))
    ]
    assert not bare


def test_nothing_unknown_is_taken_anywhere() -> None:
    open_ones = [path for path, schema in ALL if "properties" in schema and "additionalProperties" not in schema]
    assert not open_ones
    closed = [path for path, schema in ALL if schema.get("additionalProperties") is False]
    assert len(closed) > 20


def test_every_reference_leads_somewhere_and_every_definition_is_used() -> None:
    used = {schema["$ref"].rpartition("/")[2] for _, schema in ALL if "$ref" in schema}
    assert used == set(DEFS)


def with_ids() -> Iterator[tuple[str, Any, Any]]:
    for path, schema in ALL:
        base = STORYBOARD["$id"]
        for example in [*schema.get("examples", ()), *([schema["default"]] if "default" in schema else ())]:
            yield "/".join(path), {**schema, "$id": base + "#example", "$defs": DEFS}, example


@pytest.mark.parametrize(("path", "schema", "example"), [*with_ids()])
def test_an_example_and_a_default_are_themselves_right(path: str, schema: Any, example: Any) -> None:
    own = {key: value for key, value in schema.items() if key != "$id"}
    errors = [error.message for error in Draft202012Validator(own, registry=REGISTRY).iter_errors(example)]
    assert not errors


@pytest.mark.parametrize("name", ["defaults", "scene", "shot", "profile", "force", "variant", "change"])
def test_a_setting_may_be_said_wherever_a_shot_is_described(name: str) -> None:
    properties = DEFS[name]["properties"]
    assert [key for key in (*SETTINGS, *WORDS) if key not in properties] == []
    assert {key: properties[key] for key in (*SETTINGS, *WORDS)} == {
        key: DEFS["shot"]["properties"][key] for key in (*SETTINGS, *WORDS)
    }


def test_a_part_takes_its_shape_from_the_storyboard() -> None:
    for key, schema in PART["properties"].items():
        assert STORYBOARD["properties"][key]["$ref"] == schema["$ref"].removeprefix("storyboard.schema.json")


def test_a_pattern_that_is_missed_has_a_sentence() -> None:
    assert [path for path, schema in ALL if "pattern" in schema and "errorMessage" not in schema] == []


@pytest.mark.parametrize(("key", "home"), [("camera", "a shot"), ("who", "a line of `dialogue`"), ("zzz", None)])
def test_a_key_has_a_home(key: str, home: str | None) -> None:
    assert home_of(key) == home
