"""Variables that somebody gives and nobody prints: most often a name with a slip in it."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from storyboard.language.film.storyboard import Storyboard
from storyboard.language.tree.suggest import did_you_mean
from storyboard.problems import UsageError

_EXPRESSION: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_NAME: Final = re.compile(r"(?<![\w.])[A-Za-z_]\w*")


def refuse_unprinted(given: Mapping[str, str], storyboard: Storyboard, *, sources: Mapping[str, str]) -> None:
    """Raise UsageError where a variable is given that the storyboard does not have and none of its files prints."""
    written = {variable.name for variable in storyboard.variables if variable.place.file in sources}
    strange = [name for name in given if name not in written]
    printed = set(_printed(sources)) if strange else set()
    for name in strange:
        if name not in printed:
            help = did_you_mean(name, written, what="Its variables") or "It has no variables."
            raise UsageError(f"The storyboard has no variable {name!r}, and no text prints one", help=help)


def _printed(sources: Mapping[str, str]) -> Iterator[str]:
    for text in sources.values():
        for expression in _EXPRESSION.findall(text):
            yield from _NAME.findall(expression)
