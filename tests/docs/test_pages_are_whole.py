"""The pages leave nothing out: every key, field, option and code that there is stands in its page."""

import inspect
import json
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from inspect import Parameter
from typing import Any

import click
import pytest

import storyboard
from storyboard import problems
from storyboard.cli.commands import COMMANDS
from storyboard.language.texts.template import FILTERS
from storyboard.problems import Level
from storyboard.resources import model_names, read_model, read_schema, rule_codes
from storyboard.rules import rule
from tests.pages import FENCE, ROOT, read

WHERE = (
    ("top", "storyboard"),
    ("defaults", "defaults"),
    ("profile, `force`", "force"),
    ("scene", "scene"),
    ("shot", "shot"),
    ("variant", "variant"),
    ("variant's `shots`", "change"),
)
# At the top these are something else than a shot's.
OTHERWISE = {("top", "characters"), ("top", "subjects"), ("top", "title")}
# How a plan writes these down, and what only people and editors read.
UNSAID = {"$schema", "x", "y"}


@cache
def page(name: str) -> str:
    return read(ROOT / "docs" / f"{name}.md")


@cache
def coded(name: str) -> frozenset[str]:
    """Every word that stands as code in a page."""
    text = page(name)
    spans = re.findall(r"`([^`\n]+)`", FENCE.sub("", text)) + [match["body"] for match in FENCE.finditer(text)]
    return frozenset(word for span in spans for word in re.findall(r"[\w$-]+", span))


def keys_of(schema: Any) -> Iterator[str]:
    if isinstance(schema, dict):
        named = schema.get("properties")
        yield from named if isinstance(named, dict) else ()
        for key, value in schema.items():
            yield from keys_of(value) if key not in ("examples", "request_schema") else ()
    if isinstance(schema, list):
        for item in schema:
            yield from keys_of(item)


def leaves_of(schema: dict[str, Any], path: str = "") -> Iterator[str]:
    branches = schema.get("anyOf", [])
    if "properties" in schema:
        for key, value in schema["properties"].items():
            yield from leaves_of(value, f"{path}.{key}" if path else key)
    elif "items" in schema:
        yield from leaves_of(schema["items"], f"{path}[]")
    elif any("properties" in branch for branch in branches):
        for branch in branches:
            yield from leaves_of(branch, path)
    else:
        yield path


def table_after(text: str, heading: str) -> list[list[str]]:
    rows = text.partition(f"## {heading}\n")[2].partition("\n## ")[0].splitlines()
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows if row.startswith("|")]
    return [row for row in cells if not set(row[0]) <= {"-"}]


@pytest.mark.parametrize(
    ("name", "schema"),
    [("language", "storyboard"), ("language", "part"), ("manifest", "manifest"), ("models", "model")],
)
def test_every_key_of_a_schema_stands_in_its_page(name: str, schema: str) -> None:
    keys = set(keys_of(json.loads(read_schema(schema)))) - UNSAID
    assert len(keys) > 4
    assert sorted(keys - coded(name)) == []


def test_the_table_says_where_a_key_may_stand() -> None:
    schema = json.loads(read_schema("storyboard"))
    allowed = {
        name: set((schema if name == "storyboard" else schema["$defs"][name])["properties"]) for _, name in WHERE
    }
    header, *rows = table_after(page("language"), "Where a key may stand")
    assert header[1:] == [column for column, _ in WHERE]
    wrong = [
        f"{key} under {column}"
        for row in rows
        for key in re.findall(r"`(\w+)`", row[0])
        for (column, name), cell in zip(WHERE, row[1:], strict=True)
        if (column, key) not in OTHERWISE and (cell == "●") != (key in allowed[name])
    ]
    assert wrong == []


def test_the_table_has_every_key_that_a_shot_or_a_layer_takes() -> None:
    schema = json.loads(read_schema("storyboard"))["$defs"]
    keys = {key for name in ("shot", "defaults", "force", "change") for key in schema[name]["properties"]} - {"id"}
    told = {
        key for row in table_after(page("language"), "Where a key may stand") for key in re.findall(r"`(\w+)`", row[0])
    }
    assert sorted(keys - told) == []


@pytest.mark.parametrize("model", model_names())
def test_every_field_of_the_request_has_its_row(model: str) -> None:
    leaves = set(leaves_of(json.loads(read_model(model))["request_schema"]))
    rows = table_after(page("language"), "The API's request, field by field")[1:]
    told = {row[0].strip("`") for row in rows}
    assert {leaf for leaf in leaves if leaf.startswith("input.imageMeta[].cropper")}, "the walk goes to the bottom"
    assert told == leaves


def test_every_filter_is_listed() -> None:
    listed = page("language").partition("these filters: ")[2].partition(". Of the methods")[0]
    names = {*FILTERS, "join", "replace"} - {"d"}  # `d` is `default`
    assert set(re.findall(r"`(\w+)`", listed)) == names


def test_every_field_of_a_plan_stands_in_its_page() -> None:
    from storyboard.plan.plan_json import plan_to_json

    example = ROOT / "examples" / "the-keeper" / "storyboard.yaml"
    plan = plan_to_json(storyboard.compile(example, made=storyboard.Made()))
    call = plan["calls"][0]
    keys = {*plan, *plan["totals"], *call, *call["cost"], *call["slate"]}
    assert sorted(keys - coded("plan")) == []
    assert {"$file", "$url", "$shot", "$env"} <= coded("plan")


@pytest.mark.parametrize(("name", "command"), [("running", "run"), ("sandbox", "sandbox"), ("plan", "plan")])
def test_every_option_stands_in_its_page(name: str, command: str) -> None:
    options = {
        option for one in COMMANDS[command].load().params if isinstance(one, click.Option) for option in one.opts
    }
    shared = {option for one in COMMANDS["status"].load().params for option in one.opts} if name == "plan" else set()
    assert [option for option in sorted(options - shared) if f"`{option}" not in page(name)] == []


def test_every_exit_code_stands_in_the_table() -> None:
    codes = {
        str(error.exit_code)
        for error in vars(problems).values()
        if isinstance(error, type) and hasattr(error, "exit_code")
    }
    told = {row[0] for row in table_after(page("running"), "Exit codes")[1:]}
    assert codes | {"0", "1", "10", "70", "130"} == told


def test_every_warning_stands_in_the_language() -> None:
    warnings = {code for code in rule_codes() if rule(code).level is Level.WARNING}
    assert sorted(code for code in warnings if f"`{code}`" not in page("language")) == []


@pytest.mark.parametrize("model", model_names())
def test_the_prices_are_those_of_the_profile(model: str) -> None:
    prices = json.loads(read_model(model))["prices"]
    row = next(row for row in table_after(page("models"), "Prices") if row[0] == f"`{model}`")
    told = [f"{prices['per_second'][name] * prices['multiplier'] * 5:.2f}" for name in ("480p", "720p")]
    assert row[1:3] == told


def test_every_public_name_stands_in_the_library() -> None:
    names = set(storyboard.__all__) - {"__version__", "Level", "Loaded"}
    assert sorted(names - coded("library")) == []
    assert {"Level", "Loaded"} & coded("library")


def arguments_of(name: str) -> list[str]:
    """A function's arguments as the page writes them: `=` after what goes by name, `*` before what may be many."""
    parameters = inspect.signature(getattr(storyboard, name)).parameters.values()
    many, named = Parameter.VAR_POSITIONAL, Parameter.KEYWORD_ONLY
    return ["*" * (one.kind == many) + one.name + "=" * (one.kind == named) for one in parameters]


def test_the_library_shows_every_function_as_it_is_called() -> None:
    """Functions without arguments of their own have those of the first one in their row."""
    told: dict[str, list[str]] = {}
    for row in table_after(page("library"), "Functions")[1:]:
        spans = re.findall(r"`(\w+)(?:\(([^)]*)\))?`", row[0])
        told |= {name: (arguments or spans[0][1]).split(", ") for name, arguments in spans}
    functions = [name for name in storyboard.__all__ if inspect.isfunction(getattr(storyboard, name))]
    assert told == {name: arguments_of(name) for name in functions}


def test_the_map_of_the_code_has_every_folder_and_every_dependency() -> None:
    text, project = read(ROOT / "ARCHITECTURE.md"), tomllib.loads(read(ROOT / "pyproject.toml"))
    shipped = project["tool"]["hatch"]["build"]["targets"]["sdist"]["only-include"]
    folders = {name for name in shipped if (ROOT / name).is_dir()} - {"storyboard", ".ci"}
    folders |= {file.parent.name for file in (ROOT / "storyboard").glob("*/__init__.py")}
    rooms = {name for row in table_after(text, "Code map") for name in re.findall(r"`(\w+)/`", row[0])}
    assert sorted(folders - rooms) == []
    extras = project["project"]["optional-dependencies"].values()
    needs = (*project["project"]["dependencies"], *(need for extra in extras for need in extra))
    told = {word for row in table_after(text, "Dependencies") for word in re.findall(r"[\w-]+", row[0].lower())}
    assert sorted({need.partition(">=")[0] for need in needs} - told) == []


def test_the_index_names_every_page() -> None:
    pages = {path.name for path in (ROOT / "docs").glob("*.md")} - {"README.md"}
    index = read(ROOT / "docs" / "README.md")
    assert sorted(name for name in pages if f"]({name})" not in index) == []


def test_every_page_is_begun_with_what_it_is_for() -> None:
    """A title, then a paragraph: no page begins with a table, a list or another heading."""
    for path in (ROOT / "docs").glob("*.md"):
        title, _, rest = re.sub(r"<!--.*?-->\n*", "", read(path), flags=re.DOTALL).partition("\n")
        assert title.startswith("# "), path.name
        assert re.match(r"[A-Z`]", rest.lstrip()), path.name
