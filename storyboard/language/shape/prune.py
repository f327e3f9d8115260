"""Cuts out of a tree what its schema refuses, so that one slip does not hide the problems of another kind."""

from collections.abc import Iterator
from typing import Any

from storyboard.language.shape.shape import SchemaName, _validator
from storyboard.language.tree.tree import Map, Path, Seq, Value

ROUNDS = 20
CAST = ("characters", "subjects")
EVERY = "*"


def prune(tree: Map, *, schema: SchemaName) -> frozenset[str]:
    """Take out of `tree`, in place, every key and value that its schema refuses, and name the shots that lost by it.

    `scene/shot` names one, `EVERY` all of them. A member of the cast stays, empty, so that those who name it do not
    seem wrong too.
    """
    hurt: set[str] = set()
    for _ in range(ROUNDS):
        paths = {path for error in _validator(schema).iter_errors(tree) for path in _paths(error)}
        if not paths - {()}:
            break
        hurt.update(name for path in paths if (name := _loser(tree, path)))
        for path in sorted(paths, key=_last_first):
            _take_out(tree, path)
    return frozenset(hurt)


def _loser(tree: Map, path: Path) -> str:
    match path:
        case ["scenes", int() as scene, "shots", int() as shot, *_]:
            ids = [_id(tree, path[:2]), _id(tree, path[:4])]
            return "/".join(ids) if all(ids) and scene >= 0 and shot >= 0 else EVERY
        case [str() as key] if not isinstance(tree.get(key), dict | list):
            return ""
        case _:
            return EVERY


def _id(tree: Map, path: Path) -> str:
    value: Any = tree
    for step in path:
        value = value[step]
    id = value.get("id") if isinstance(value, Map) else None
    return id if isinstance(id, str) else ""


def _paths(error: Any) -> Iterator[Path]:
    path = tuple(error.absolute_path)
    if error.validator in ("additionalProperties", "unevaluatedProperties", "propertyNames"):
        known = set(error.schema.get("properties", ()))
        extra = (
            [error.instance] if error.validator == "propertyNames" else [k for k in error.instance if k not in known]
        )
        yield from ((*path, key) for key in extra)
    else:
        yield path


def _last_first(path: Path) -> tuple[int, tuple[str, ...]]:
    return -len(path), tuple(f"{-step:012d}" if isinstance(step, int) else step for step in path)


def _take_out(tree: Map, path: Path) -> None:
    holder: Value = tree
    for step in path[:-1]:
        match holder, step:
            case Map(), str() if step in holder:
                holder = holder[step]
            case Seq(), int() if step < len(holder):
                holder = holder[step]
            case _:
                return
    last = path[-1] if path else None
    if isinstance(holder, Map) and isinstance(last, str) and last in holder:
        if len(path) == 2 and path[0] in CAST and last.isidentifier():
            holder.put(last, Map(file=holder.file), entry=holder.entries[last])
        else:
            del holder[last]
            del holder.entries[last]
    elif isinstance(holder, Seq) and isinstance(last, int) and last < len(holder):
        del holder[last]
        del holder.marks[last]
