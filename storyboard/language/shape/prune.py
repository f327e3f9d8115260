"""Cuts out of a tree what its schema refuses, so that one slip does not hide the problems of another kind."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from storyboard.language.shape.shape import SchemaName, _validator
from storyboard.language.tree.suggest import closest
from storyboard.language.tree.tree import Map, Path, Seq, Value

ROUNDS = 20
CAST = ("characters", "subjects")
EVERY = "*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hurt:
    """What mistakes of reading and of shape have taken, of which some problems would only be the echo.

    `shots` are those that lost something, `models` those whose model may be lost: `scene/shot` names one, `EVERY` all
    of them. `lines` are the lines, each with its file, that could only be read by a guess.
    """

    shots: frozenset[str] = frozenset()
    models: frozenset[str] = frozenset()
    lines: frozenset[tuple[str, int]] = frozenset()

    def __or__(self, other: "Hurt") -> "Hurt":
        """Lay what was taken in two places together."""
        return Hurt(shots=self.shots | other.shots, models=self.models | other.models, lines=self.lines | other.lines)


def prune(tree: Map, *, schema: SchemaName) -> Hurt:
    """Take out of `tree`, in place, every key and value that its schema refuses, and tell which shots lost by it.

    A member of the cast stays, empty, so that those who name it do not seem wrong too.
    """
    shots, models = set[str](), set[str]()
    for _ in range(ROUNDS):
        paths = {path for error in _validator(schema).iter_errors(tree) for path in _paths(error)}
        if not paths - {()}:
            break
        shots.update(name for path in paths if (name := _loser(tree, path)))
        models.update(_loser(tree, path) or EVERY for path in paths if _says_model(tree, path))
        for path in sorted(paths, key=_last_first):
            _take_out(tree, path)
    return Hurt(shots=frozenset(shots), models=frozenset(models))


def _loser(tree: Map, path: Path) -> str:
    match path:
        case ["scenes", int() as scene, "shots", int() as shot, *_]:
            ids = [_id(tree, path[:2]), _id(tree, path[:4])]
            return "/".join(ids) if all(ids) and scene >= 0 and shot >= 0 else EVERY
        case [str() as key] if not isinstance(tree.get(key), dict | list):
            return ""
        case _:
            return EVERY


def _says_model(tree: Map, path: Path) -> bool:
    """Say whether a path leads to a model, by its key or a slip in it, or to what holds one."""
    value = _at(tree, path)
    key = path[-1] if path else None
    return (isinstance(key, str) and closest(key, ["model"]) is not None) or (
        isinstance(value, Map) and "model" in value
    )


def _id(tree: Map, path: Path) -> str:
    value = _at(tree, path)
    id = value.get("id") if isinstance(value, Map) else None
    return id if isinstance(id, str) else ""


def _at(tree: Map, path: Path) -> Any:
    value: Any = tree
    for step in path:
        value = value[step]
    return value


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
