"""Golden cases: each storyboard of `tests/golden` becomes its plan, byte for byte; UPDATE_GOLDEN=1 writes it anew."""

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from storyboard.plan.plan import Plan
from storyboard.plan.plan_json import read_plan, write_plan
from storyboard.provider.asked import read_body
from storyboard.provider.profile import request_schema
from tests.provider import models
from tests.support.films import GOLDEN, as_sent, plan, sound

CASES = sorted(file.parent.name for file in GOLDEN.glob("*/storyboard.yaml"))
PROFILES = (("own-words", "draft"), ("own-words", "final"))
ALL = tuple((case, None) for case in CASES) + PROFILES


@cache
def planned(case: str, profile: str | None) -> Plan:
    return plan(sound(GOLDEN / case / "storyboard.yaml", profile=profile, root=GOLDEN))


def golden_file(case: str, profile: str | None) -> Path:
    return GOLDEN / case / ("plan.json" if profile is None else f"plan-{profile}.json")


@pytest.mark.parametrize(("case", "profile"), ALL)
def test_a_case_becomes_its_plan(case: str, profile: str | None) -> None:
    written, file = write_plan(planned(case, profile)), golden_file(case, profile)
    if os.environ.get("UPDATE_GOLDEN"):
        file.write_text(written, encoding="utf-8")
    assert written == file.read_text(encoding="utf-8")


@pytest.mark.parametrize(("case", "profile"), ALL)
def test_a_plan_comes_back_as_it_went(case: str, profile: str | None) -> None:
    text = golden_file(case, profile).read_text(encoding="utf-8")
    assert write_plan(read_plan(text, name="plan.json")) == text


def test_every_plan_in_the_folder_belongs_to_a_case() -> None:
    assert sorted(GOLDEN.glob("*/plan*.json")) == sorted(golden_file(case, profile) for case, profile in ALL)


WORKED = """\
@Image1 shows Mira's face; @Image2 shows Mira: a weathered lighthouse keeper in her sixties, grey braid, yellow \
oilskin. @Image3 is the brass lantern: a dented storm lantern. @Image4 is the lamp room, where this happens. @Audio1 \
is Mira's voice. Keep every face, costume and object exactly as in its reference.
Mira climbs the last stairs, the brass lantern in hand. Horizontal rain beats the glass.
Camera: slow dolly in, eye level, 35 mm.
Mira, under her breath: "Not tonight."
Sound: wind, a loose shutter.
Style: 35 mm black-and-white film, hard side light, fine grain. One continuous shot. Avoid: text in the picture, \
modern objects, subtitles."""


def test_the_worked_prompt_is_written_word_for_word() -> None:
    assert read_body(planned("worked-prompt", None).calls[0].body)["input"]["prompt"] == WORKED


# --- what the API takes, over all cases -------------------------------------------------------------------------


@cache
def request_schemas() -> dict[str, dict[str, Any]]:
    known = [models.model(name) for name in models.NAMES]
    return {profile.path: request_schema(profile) for profile in known}


def sent() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every body of every case, as call id, path and body."""
    for case, profile in ALL:
        for call in planned(case, profile).calls:
            yield f"{case}: {call.id}", call.path, read_body(call.body)


def test_every_body_is_as_the_api_wants_it() -> None:
    wrong = [
        f"{id}: {error.json_path}: {error.message}"
        for id, path, body in sent()
        for error in Draft202012Validator(request_schemas()[path]).iter_errors(as_sent(body))
    ]
    assert wrong == []


Leaf = tuple[str, ...]


def leaves(schema: dict[str, Any], at: Leaf = ()) -> Iterator[tuple[Leaf, dict[str, Any]]]:
    """Walk the request schema down to what holds no more; the branches of a list's items are told by their `type`."""
    if "properties" in schema:
        for name, inner in schema["properties"].items():
            yield from leaves(inner, (*at, name))
    elif schema.get("type") == "array":
        for branch in schema["items"].get("anyOf", [schema["items"]]):
            kind = branch["properties"].get("type", {}).get("enum", [""])[0]
            yield from leaves(branch, (*at, f"[{kind}]"))
    else:
        yield at, schema


def values(body: Any, at: Leaf = ()) -> Iterator[tuple[Leaf, Any]]:
    match body:
        case {"$env": _} | {"$file": _} | {"$url": _} | {"$shot": _}:
            yield at, json.dumps(body, sort_keys=True)
        case dict():
            for name, inner in body.items():
                yield from values(inner, (*at, name))
        case list():
            for inner in body:
                yield from values(inner, (*at, f"[{inner.get('type', '')}]"))
        case _:
            yield at, body


def choices(schema: dict[str, Any]) -> list[Any]:
    return [choice for branch in schema.get("anyOf", [schema]) for choice in branch.get("enum", [])]


SCHEMA = request_schemas()["/generation/bytedance/seedance-2-0-mini/ref2video"]
LEAVES = tuple(leaves(SCHEMA))


@cache
def seen() -> dict[Leaf, list[Any]]:
    found: dict[Leaf, list[Any]] = {}
    for _, _, body in sent():
        for leaf, value in values(body):
            found.setdefault(leaf, []).append(value)
    return found


@pytest.mark.parametrize(("leaf", "schema"), LEAVES, ids=[".".join(leaf) for leaf, _ in LEAVES])
def test_the_cases_reach_everything_in_a_request(leaf: Leaf, schema: dict[str, Any]) -> None:
    found = set(seen()[leaf])
    wanted = set(choices(schema))
    assert wanted <= found
    # The `type` of a branch of `refs` is the one word that tells it from the others.
    assert len(found) >= 2 or (leaf[-1] == "type" and len(wanted) == 1)


def test_the_cases_ask_for_one_to_four_takes_and_three_pictures() -> None:
    assert set(seen()["input", "videoNum"]) == {1, 2, 3, 4}
    assert {1, 2} <= set(seen()["input", "refs", "[subject]", "images", "[]", "order"])


def test_the_walk_finds_all_there_is() -> None:
    assert {leaf[:2] for leaf, _ in LEAVES if leaf[0] == "input"} == {
        ("input", name) for name in SCHEMA["properties"]["input"]["properties"]
    }
    assert len(LEAVES) == 40
