"""One value that is not as its schema wants it, and where it stands in the tree."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from storyboard.language.tree.tree import Map, Path, find, find_key
from storyboard.problems import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One value that misses one word of its schema; `wanted` is that word's value, `path` ends at the value or key."""

    keyword: str
    wanted: Any
    value: Any
    path: Path
    schema: Mapping[str, Any]
    names_key: bool = False


def holder_in(tree: Map, finding: Finding) -> Map:
    """Give the group of keys that a finding stands in, the whole tree where that is a list."""
    value: Any = tree
    for step in finding.path[:-1]:
        value = value[step]
    return value if isinstance(value, Map) else tree


def place_in(tree: Map, finding: Finding) -> Place:
    """Give the place of the value; where nothing is written, its key says more."""
    return find_key(tree, finding.path) if finding.names_key or finding.value is None else find(tree, finding.path)
