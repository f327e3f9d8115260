"""Model profiles: the shipped ones are right, and wrong ones are answered with a sentence that names the field."""

import copy
import dataclasses
import importlib.util
import json
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema
import pytest

from storyboard.problems import UsageError
from storyboard.provider import sections
from storyboard.provider.profile import (
    ADAPTIVE,
    KINDS,
    Profile,
    limits,
    mention,
    price,
    profile_from,
    ref_name,
    request_schema,
    size,
)
from tests.provider.models import NAMES, model, model_data

ROOT = Path(__file__).parents[2]
# The vendor's page is not part of the project; who has it keeps it in a folder beside the checkout.
PAGE = next(ROOT.parent.glob("*/seed/seedance-2-0-mini-ref2video.md"), None)
FILE_SCHEMA = json.loads((ROOT / "schemas" / "model.schema.json").read_text(encoding="utf-8"))


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("derive", ROOT / "scripts" / "derive_request_schema.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_model_fits_the_schema_of_model_files(name: str) -> None:
    jsonschema.Draft202012Validator(FILE_SCHEMA).validate(model_data(name))
    assert model(name).name == name


@pytest.mark.parametrize("name", NAMES)
def test_the_enumerations_of_a_model_are_those_of_its_request_schema(name: str) -> None:
    profile = model(name)
    given = request_schema(profile)["properties"]["input"]["properties"]
    ratios = [ratio for option in given["aspectRatio"]["anyOf"] for ratio in option["enum"]]
    assert tuple(given["duration"]["enum"]) == profile.durations
    assert tuple(given["resolution"]["enum"]) == profile.resolutions
    assert tuple(ratios) == profile.aspect_ratios
    assert given["videoNum"]["maximum"] == profile.takes
    assert given["refs"]["maxItems"] == profile.references.count.most
    assert given["prompt"]["maxLength"] == profile.prompt.most


@pytest.mark.parametrize("name", NAMES)
def test_every_known_size_is_even_and_a_legal_video_reference(name: str) -> None:
    video = limits(model(name), "video")
    assert video.area is not None
    assert video.ratio is not None
    for known in model(name).sizes:
        assert known.width % 2 == known.height % 2 == 0
        assert video.area.least <= known.width * known.height <= video.area.most
        assert video.ratio.least <= known.width / known.height <= video.ratio.most


@pytest.mark.skipif(PAGE is None, reason="the vendor's page is not beside this checkout")
@pytest.mark.parametrize("name", NAMES)
def test_the_request_schema_is_the_vendors_page_skipped_where_that_page_is_not_beside_the_checkout(name: str) -> None:
    assert PAGE is not None
    data = model_data(name)
    assert data["request_schema"] == _script().schema_for(data, PAGE.read_text(encoding="utf-8"))


def test_openapis_own_words_become_json_schema() -> None:
    page = """text
````yaml POST /a/b
paths:
  /a/b:
    post:
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                least: {type: number, minimum: 0, exclusiveMinimum: true}
                maybe: {type: string, nullable: true}
                surely: {type: string, nullable: false}
````
"""
    path, schema = _script().page_schema(page)
    assert path == "/a/b"
    assert schema["properties"] == {
        "least": {"type": "number", "exclusiveMinimum": 0},
        "maybe": {"type": ["string", "null"]},
        "surely": {"type": "string"},
    }


def test_sizes_are_known_for_fixed_ratios_alone() -> None:
    assert size(model(), resolution="480p", ratio="9:16") == (496, 864)
    assert size(model(), resolution="720p", ratio="21:9") == (1470, 630)
    assert size(model(), resolution="480p", ratio=ADAPTIVE) is None
    assert size(model("seedance-2-0"), resolution="1080p", ratio="16:9") is None


@pytest.mark.parametrize(
    ("name", "resolution", "seconds", "takes", "credits"),
    [
        ("seedance-2-0", "480p", 5, 1, "7.00"),
        ("seedance-2-0", "720p", 5, 1, "15.00"),
        ("seedance-2-0-fast", "720p", 5, 1, "12.00"),
        ("seedance-2-0-mini", "480p", 5, 1, "3.50"),
        ("seedance-2-0-mini", "480p", 6, 3, "12.60"),
        ("seedance-2-0-mini", "720p", 4, 4, "24.00"),
    ],
)
def test_prices_follow_the_quotes_they_come_from(
    name: str, resolution: str, seconds: int, takes: int, credits: str
) -> None:
    assert str(price(model(name), resolution=resolution, seconds=seconds, takes=takes)) == credits


def test_a_price_that_is_not_known_is_no_zero() -> None:
    with pytest.raises(UsageError, match="no price for 4k"):
        price(model(), resolution="4k", seconds=5, takes=1)


def test_halves_of_a_cent_are_rounded_up() -> None:
    data = {**model_data("seedance-2-0-mini")}
    data["prices"] = {**data["prices"], "per_second": {"480p": 0.01, "720p": 1}, "multiplier": 0.5}
    assert price(profile_from(data), resolution="480p", seconds=5, takes=1) == Decimal("0.03")


def test_references_are_named_by_kind_and_rank_and_mentioned_as_the_model_wants() -> None:
    assert [mention(model(), ref_name(model(), kind, 2)) for kind in KINDS] == ["@Image2", "@Video2", "@Audio2"]


def test_limits_are_told_by_kind() -> None:
    assert [limits(model(), kind).count for kind in KINDS] == [9, 3, 3]
    assert [limits(model(), kind).alone for kind in KINDS] == [True, True, False]


def test_a_profile_is_a_value() -> None:
    assert model() == model()
    assert hash(model()) == hash(model())
    assert model() != model("seedance-2-0")


def test_the_schema_of_model_files_and_the_reader_know_the_same_fields() -> None:
    assert set(FILE_SCHEMA["properties"]) == set(sections.TOP)
    named = {field.name for field in dataclasses.fields(Profile)}
    assert named == set(sections.TOP) - {"$schema", "model_profile", "notes"}


WRONG: list[tuple[tuple[str | int, ...], Any, str]] = [
    (("model_profile",), 2, "version 2"),
    (("title",), "", "title has to be a text"),
    (("tilte",), "x", "did you mean 'title'"),
    (("path",), "generation/x", "path has to be a path"),
    (("path",), "/../x", "path has to be a path"),
    (("durations",), [4.5], "durations has to be a list of whole seconds"),
    (("durations",), [], "durations has to be a list of whole seconds"),
    (("resolutions",), "480p", "resolutions has to be a list"),
    (("takes",), 0, "takes has to be a whole number, 1 or more"),
    (("takes",), True, "takes has to be a number"),
    (("fps",), float("nan"), "fps has to be a number"),
    (("mention",), "@name", "has to hold {name} once"),
    (("defaults", "resolution"), "4k", "defaults.resolution is '4k'"),
    (("defaults", "takes"), 9, "defaults.takes is 9"),
    (("defaults", "generate_audio"), "yes", "generate_audio has to be true or false"),
    (("references", "count"), [15, 1], "least above its most"),
    (("references", "count"), [1], "pair"),
    (("references", "image", "bytes"), -1, "bytes has to be a number, 0 or more"),
    (("references", "image", "weight"), 1, "does not know the key 'weight'"),
    (("sizes", "480p", "16:9"), [864], "has to be [width, height]"),
    (("sizes", "8k"), {"16:9": [2, 2]}, "sizes names 8k 16:9"),
    (("prices", "basis"), "quote", "basis has to be 'estimate'"),
    (("prices", "as_of"), "June", "as_of has to be a date"),
    (("prices", "per_second"), {"480p": 1}, "lacks 720p"),
    (("prices", "per_second", "4k"), 1, "names '4k'"),
    (("request_schema",), {}, "has to be a JSON Schema"),
    (("request_schema",), "x" * 200, "..."),
    (("kind_names", "image"), None, "image has to be a text"),
]


@pytest.mark.parametrize(("at", "value", "sentence"), WRONG, ids=[".".join(map(str, at)) for at, _, _ in WRONG])
def test_a_wrong_field_is_named(at: tuple[Any, ...], value: Any, sentence: str) -> None:
    data = copy.deepcopy(model_data("seedance-2-0-mini"))
    place = data
    for key in at[:-1]:
        place = place[key]
    place[at[-1]] = value
    with pytest.raises(UsageError) as caught:
        profile_from(data)
    assert sentence in caught.value.message


@pytest.mark.parametrize("key", sorted(set(FILE_SCHEMA["required"]) - {"name"}))
def test_a_missing_field_is_named(key: str) -> None:
    data = model_data("seedance-2-0-mini")
    del data[key]
    with pytest.raises(UsageError, match=f"'seedance-2-0-mini' lacks '{key}'"):
        profile_from(data)


@pytest.mark.parametrize("data", [None, [], "x", {}, {1: 2}])
def test_what_is_no_profile_at_all_is_refused(data: object) -> None:
    with pytest.raises(UsageError, match="The model profile"):
        profile_from(data)
