"""The only door to JSON Schema: what a file may say, and how; every problem at once, at its exact key or value."""

import json
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Literal

from storyboard.language.shape.finding import Finding
from storyboard.language.shape.lint import check_lint
from storyboard.language.shape.not_built import check_built
from storyboard.language.shape.words import explain
from storyboard.language.tree.tree import Map
from storyboard.problems import Place, Problem
from storyboard.resources import read_schema
from storyboard.rules import MOST_PROBLEMS, too_many

if TYPE_CHECKING:
    from jsonschema import ValidationError
    from jsonschema.protocols import Validator

SchemaName = Literal["storyboard", "part"]
_SCHEMAS: Final[tuple[SchemaName, ...]] = ("storyboard", "part")
_BRANCHES: Final = ("anyOf", "oneOf")


def check_shape(tree: Map, *, schema: SchemaName) -> tuple[Problem, ...]:
    """Check a file against its schema, for what is not built yet, and for codes that `lint` cannot weigh.

    Returns every problem in reading order, each once, however many aliases lead to it.
    """
    told: dict[tuple[str, Place | None, str], Problem] = {}
    for one in _all_problems(tree, schema):
        # What an alias repeats is one mistake, though its detail names another list each time.
        told.setdefault((one.code, one.place, one.help), one)
        if len(told) > MOST_PROBLEMS:
            break
    listed = sorted(list(told.values())[:MOST_PROBLEMS], key=_reading_order)
    return (*listed, too_many(tree.file, MOST_PROBLEMS)) if len(told) > MOST_PROBLEMS else tuple(listed)


def _all_problems(tree: Map, schema: SchemaName) -> Iterator[Problem]:
    for error in _validator(schema).iter_errors(tree):
        for finding in _findings(error):
            yield from explain(finding, tree=tree)
    yield from check_built(tree)
    yield from check_lint(tree)


def _reading_order(problem: Problem) -> tuple[Place, str]:
    return (problem.place or Place(file="")), problem.detail


@cache
def _validator(schema: SchemaName) -> "Validator":
    # Imported here because it costs a start some 90 ms.
    from jsonschema import Draft202012Validator
    from referencing import Registry, Resource

    read = {name: json.loads(read_schema(name)) for name in _SCHEMAS}
    resources: list[tuple[str, Resource[Any]]] = [(text["$id"], Resource.from_contents(text)) for text in read.values()]
    registry: Registry[Any] = Registry().with_resources(resources)
    return Draft202012Validator(read[schema], registry=registry)


def _findings(error: "ValidationError") -> Iterator[Finding]:
    """Turn one error of the validator into what a person has to know; of alternatives, the one that was meant."""
    if error.validator not in _BRANCHES or not error.context:
        yield _finding(error)
        return
    branches: dict[int, list[ValidationError]] = {}
    for inner in error.context:
        branches.setdefault(int(inner.relative_schema_path[0]), []).append(inner)
    meant = [inner for inner in branches.values() if not any(_is_other_kind(one) for one in inner)]
    if len(meant) == 1:
        for inner_error in meant[0]:
            yield from _findings(inner_error)
    else:
        yield _finding(error, kinds=_kinds(error))


def _is_other_kind(error: "ValidationError") -> bool:
    return error.validator == "type" and not error.relative_path


def _kinds(error: "ValidationError") -> tuple[str, ...]:
    kinds: dict[str, None] = {}
    for inner in error.context or ():
        if _is_other_kind(inner):
            kinds |= dict.fromkeys(_as_list(inner.validator_value))
        elif inner.context:
            kinds |= dict.fromkeys(_kinds(inner))
    return tuple(kinds)


def _finding(error: "ValidationError", *, kinds: tuple[str, ...] = ()) -> Finding:
    names_key = "propertyNames" in error.absolute_schema_path
    return Finding(
        keyword="type" if kinds else str(error.validator),
        wanted=kinds or error.validator_value,
        value=error.instance,
        path=(*error.absolute_path, str(error.instance)) if names_key else tuple(error.absolute_path),
        schema=error.schema if isinstance(error.schema, dict) else {},
        names_key=names_key,
    )


def _as_list(value: Any) -> list[str]:
    return value if isinstance(value, list) else [str(value)]
