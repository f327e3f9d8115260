"""Names in single braces: `{ mira }` prints nothing, and was surely meant to print somebody."""

import re
from collections.abc import Iterator
from typing import Final

from storyboard.language.film.storyboard import Storyboard
from storyboard.language.film.walk import cast_texts, layers, texts_of
from storyboard.language.texts.text import Text, words_place
from storyboard.problems import Problem
from storyboard.rules import problem

_SINGLE: Final = re.compile(r"(?<![{%#$])\{ *([A-Za-z_]\w*)((?:\.\w+)?) *\}(?!\})")
_WRITTEN: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")


def check_braces(storyboard: Storyboard) -> Iterator[Problem]:
    """Find names of the cast, of variables and of references that stand in single braces."""
    variables = {variable.name for variable in storyboard.variables}
    for text in (*cast_texts(storyboard), *_titles(storyboard)):
        yield from _check(text, variables)
    cast = {member.id for member in storyboard.cast}
    walked = [layer.part for layer in layers(storyboard)]
    refs = {ref.name for part in walked if part.refs is not None for ref in part.refs.value if ref.name is not None}
    for part in walked:
        for text in texts_of(part):
            yield from _check(text, variables | cast | refs)


def without_braces(words: str) -> str:
    """Blank out what a text prints or does in braces, and keep every other character at its place."""
    return _WRITTEN.sub(lambda found: " " * len(found[0]), words)


def _check(text: Text, names: set[str]) -> Iterator[Problem]:
    for wording in text.wordings:
        for number, line in enumerate(wording.words.split("\n"), start=1):
            for found in _SINGLE.finditer(without_braces(line)):
                if found[1] in names:
                    place = words_place(wording, line=number, column=found.start(), width=len(found[0]))
                    detail = f"`{found[0]}` is sent as it stands here, braces and all."
                    help = f"Write `{{{{ {found[1]}{found[2]} }}}}`."
                    yield problem("single-braces", place=place, detail=detail, help=help)


def _titles(storyboard: Storyboard) -> Iterator[Text]:
    scenes, shots = (scene.title for scene in storyboard.scenes), (shot.title for shot in storyboard.shots)
    yield from (title for title in (storyboard.title, *scenes, *shots) if title is not None)
