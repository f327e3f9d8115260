"""What the language knows and this program does not do yet; it is refused with clear words, never ignored."""

from collections.abc import Iterator
from typing import Final

from storyboard.language.tree.tree import Map, Path, Value, find_key
from storyboard.problems import Problem
from storyboard.rules import problem

# A path of keys, in which `*` is any key or item, and the sentence of the problem; `{}` there is the path as written.
NOT_BUILT: Final[tuple[tuple[tuple[str, ...], str], ...]] = (
    (("cut", "*"), "`{}` is not built yet; the film is every shot in order, joined by straight cuts."),
)


def check_built(tree: Map) -> Iterator[Problem]:
    """Report every key that asks for something that is not built yet, at the key."""
    for pattern, sentence in NOT_BUILT:
        for path in _matches(tree, pattern, ()):
            name = ".".join(str(step) for step in path)
            yield problem("not-built", place=find_key(tree, path), detail=sentence.format(name), help="Take it out.")


def _matches(value: Value, pattern: tuple[str, ...], path: Path) -> Iterator[Path]:
    if not pattern:
        yield path
        return
    if isinstance(value, Map):
        steps: list[str | int] = [key for key in value if pattern[0] in ("*", key)]
    else:
        steps = list(range(len(value))) if isinstance(value, list) and pattern[0] == "*" else []
    for step in steps:
        yield from _matches(value[step], pattern[1:], (*path, step))  # type: ignore[index]
