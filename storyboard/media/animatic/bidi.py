"""The order in which a line that mixes directions is read: the Unicode algorithm (UAX #9) for a line without marks.

Explicit embeddings and isolates are not followed: `text.clean` has taken those marks out.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TypeVar

Item = TypeVar("Item")
_STRONG = {"L": "L", "R": "R", "AL": "R"}
_NEUTRAL = frozenset({"B", "S", "WS", "ON", "BN"})


def base_level(text: str) -> int:
    """Tell a paragraph's direction from its first strong letter: 0 to the right, 1 to the left."""
    kinds = (unicodedata.bidirectional(char) for char in text)
    first = next((kind for kind in kinds if kind in _STRONG), "L")
    return 0 if first == "L" else 1


def levels(text: str) -> tuple[int, ...]:
    """Give every character its level: even ones run to the right, odd ones to the left."""
    base = base_level(text)
    kinds = [unicodedata.bidirectional(char) or "ON" for char in text]
    if base == 0 and not {"R", "AL", "AN"} & set(kinds):
        return (0,) * len(text)
    start = "LR"[base]
    _weak(kinds, start)
    _neutral(kinds, start)
    return tuple(_level(kind, base) for kind in kinds)


def _weak(kinds: list[str], start: str) -> None:
    """Settle marks, numbers and what stands beside them (rules W1 to W7)."""
    before, strong = start, start
    for at, kind in enumerate(kinds):
        kinds[at] = before if kind == "NSM" else kind
        if kinds[at] in {"L", "R", "AL"}:
            strong = kinds[at]
        elif kinds[at] == "EN" and strong == "AL":
            kinds[at] = "AN"
        before = kinds[at]
    _separators(kinds)
    _terminators(kinds)
    strong = start
    for at, kind in enumerate(kinds):
        strong = _STRONG.get(kind, strong)
        kinds[at] = {"AL": "R", "ES": "ON", "ET": "ON", "CS": "ON"}.get(kind, kind)
        if kind == "EN" and strong == "L":
            kinds[at] = "L"


def _separators(kinds: list[str]) -> None:
    for at in range(1, len(kinds) - 1):
        left, right = kinds[at - 1], kinds[at + 1]
        joins = kinds[at] == "CS" or (kinds[at] == "ES" and left == "EN")
        if joins and left == right and left in {"EN", "AN"}:
            kinds[at] = left


def _terminators(kinds: list[str]) -> None:
    place = 0
    for kind, group in groupby(list(kinds)):
        end = place + len(list(group))
        beside = kinds[max(0, place - 1) : place] + kinds[end : end + 1]
        if kind == "ET" and "EN" in beside:
            kinds[place:end] = ["EN"] * (end - place)
        place = end


def _neutral(kinds: list[str], start: str) -> None:
    """Let neutrals follow what stands on both sides, else the paragraph (rules N1 and N2)."""
    place = 0
    for is_neutral, group in groupby(list(kinds), key=_NEUTRAL.__contains__):
        end = place + len(list(group))
        if is_neutral:
            left = _side(kinds[place - 1]) if place else start
            right = _side(kinds[end]) if end < len(kinds) else start
            kinds[place:end] = [left if left == right else start] * (end - place)
        place = end


def _side(kind: str) -> str:
    return "L" if kind == "L" else "R"


def _level(kind: str, base: int) -> int:
    if base == 0:
        return {"L": 0, "R": 1}.get(kind, 2)
    return {"R": 1}.get(kind, 2)


def visual(items: Sequence[Item], of: Sequence[int]) -> Iterator[Item]:
    """Reorder items with these levels from reading order to the order they stand in, left to right (rule L2)."""
    order = list(range(len(items)))
    for level in range(max(of, default=0), 0, -1):
        place = 0
        for high, group in groupby([of[at] >= level for at in order]):
            end = place + len(list(group))
            if high:
                order[place:end] = reversed(order[place:end])
            place = end
    return (items[at] for at in order)
