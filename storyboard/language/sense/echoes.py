"""Problems that only echo another: names that nobody knows because the part that says them could not be read."""

from collections.abc import Iterable
from typing import Final

from storyboard.language.shape.home import top_keys
from storyboard.language.tree.suggest import closest
from storyboard.language.tree.tree import Map
from storyboard.problems import Problem

ECHOES: Final = frozenset({"unknown-cast", "unknown-name", "wrong-list", "not-a-place"})
NAMING: Final = ("characters", "subjects", "variables")
LOST: Final = frozenset({"include-missing", "include-empty", "include-unreadable", "outside-root"})


def echoes_of(trees: Iterable[Map], problems: Iterable[Problem]) -> frozenset[str]:
    """Name the codes not to be told, because a key that holds the cast or the variables is misspelt, or a file lost.

    `trees` are the files as read, `problems` those of reading them.
    """
    lost = any(problem.code in LOST for problem in problems)
    return ECHOES if lost or any(_misspelt(key) for tree in trees for key in tree) else frozenset()


def _misspelt(key: str) -> bool:
    known = top_keys()
    return not key.startswith("x-") and key not in known and closest(key, known) in NAMING
