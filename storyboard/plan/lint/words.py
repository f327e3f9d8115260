"""What words tell a lint: how long a line takes to say, and which descriptions contradict each other."""

import re
from collections.abc import Iterator
from itertools import pairwise

# A calm actor says about 150 words a minute, a quick one about 200; what is over that cannot be said. Scripts without
# spaces are counted by their signs, at about seven syllables a second.
WORDS_A_SECOND = 200 / 60
SIGNS_A_SECOND = 7.0
DENSE = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
COLOURS = frozenset(
    "black white grey gray red green blue yellow orange purple pink brown golden gold silver navy scarlet crimson teal "
    "turquoise violet beige cream ochre blond blonde auburn ginger".split()
)
# The first of a row against all the others, which go together.
OPPOSITES = (
    ("dry", "wet", "soaked", "drenched"),
    ("clean", "dirty", "muddy"),
    ("young", "old", "elderly"),
    ("long", "short", "cropped"),
    ("clean-shaven", "bearded"),
    ("barefoot", "booted"),
    ("braided", "loose"),
)


def seconds_to_say(line: str) -> float:
    """Estimate the seconds that a quick speaker needs for a line."""
    signs = len(DENSE.findall(line))
    words = len(WORD.findall(DENSE.sub(" ", line)))
    return signs / SIGNS_A_SECOND + words / WORDS_A_SECOND


def contradictions(plain: str, worn: str) -> Iterator[tuple[str, str]]:
    """Find what is said one way in one description and another way in the other: another colour, or the opposite."""
    yield from _other_colours(plain, worn)
    plain_words, worn_words = _words(plain), _words(worn)
    for group in OPPOSITES:
        mine = [word for word in group if word in plain_words]
        theirs = [word for word in group if word in worn_words and word not in plain_words]
        if mine and theirs and (mine[0] == group[0]) != (theirs[0] == group[0]):
            yield mine[0], theirs[0]


def _other_colours(plain: str, worn: str) -> Iterator[tuple[str, str]]:
    painted = dict(_painted(plain))
    for thing, colour in _painted(worn):
        if thing in painted and painted[thing] != colour:
            yield f"{painted[thing]} {thing}", f"{colour} {thing}"


def _painted(description: str) -> Iterator[tuple[str, str]]:
    """Find every thing with its colour: `yellow oilskin` is (oilskin, yellow)."""
    words = [word.lower() for word in WORD.findall(description)]
    for colour, thing in pairwise(words):
        if colour in COLOURS and thing not in COLOURS:
            yield thing, colour


def _words(description: str) -> frozenset[str]:
    return frozenset(re.findall(r"[\w-]+", description.lower()))
