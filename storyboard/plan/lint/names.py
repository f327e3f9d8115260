"""Members of the cast whom a text names and does not print: they would be missing from the shot."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from storyboard.language.film.cast import Member
from storyboard.language.film.part import value_of
from storyboard.language.sense.braces import without_braces
from storyboard.language.texts.text import Text, Wording, wording_in, words_place
from storyboard.plan.draft import Draft
from storyboard.plan.lint.words import DENSE
from storyboard.problems import Problem
from storyboard.rules import problem

SHORTEST: Final = 3  # letters; shorter names are words of other things too often
Name = Callable[[Member, str], str]


def find_unprinted(draft: Draft, cast: Iterable[Member], *, name: Name, film: str) -> Iterator[tuple[str, Problem]]:
    """Find in a shot's action and camera, or in its prompt, the names of members who are not in the shot.

    Gives the id of each with its problem. `name` tells what a member is called in a language; `film` is the film's
    language.
    """
    setup = draft.setup
    names = {member.id: name(member, setup.language) for member in cast}
    there = {*draft.players, *(line.who for line in value_of(setup.part.dialogue, ()))}
    known = [called for id, called in names.items() if id in there]
    for text in _texts(draft):
        wording = wording_in(text, setup.language, film=film)
        for id, called in names.items() if wording is not None else ():
            # Most names are in no text, and that is seen at once.
            if wording and id not in there and called in wording.words and _tells(called):
                yield from ((id, found) for found in _find(wording, id, called, known))


def _texts(draft: Draft) -> Iterator[Text]:
    part = draft.setup.part
    own = value_of(part.prompt, None)
    texts = (own,) if own is not None else (value_of(part.action, None), value_of(part.camera, None))
    yield from (text for text in texts if text is not None and text.wordings)


def _tells(name: str) -> bool:
    """Say whether a name is surely a name where it stands in a sentence; one small word such as `rope` is not."""
    return len(name) >= SHORTEST and (name != name.lower() or " " in name or DENSE.search(name) is not None)


def _find(wording: Wording, id: str, name: str, known: Iterable[str]) -> Iterator[Problem]:
    longer = [other for other in known if name in other and other != name]
    if name in known:  # two members of one name, and one of them is there
        return
    for number, line in enumerate(wording.words.split("\n"), start=1):
        words = _without(without_braces(line), longer)
        if found := _whole_word(name).search(words):
            place = words_place(wording, line=number, column=found.start(), width=len(name))
            detail = f"The text says {name}, who is in the cast and not in the shot."
            help = f"Write `{{{{ {id} }}}}`, or list `{id}` if the name alone is meant."
            yield problem("name-not-printed", place=place, detail=detail, help=help)
            return


def _without(words: str, names: Iterable[str]) -> str:
    for name in names:
        words = words.replace(name, " " * len(name))
    return words


def _whole_word(name: str) -> re.Pattern[str]:
    bare = re.escape(name)
    return re.compile(bare if DENSE.search(name) else rf"(?<!\w){bare}(?!\w)")
