"""Selectors: which shots of a film are meant. A space means or, a comma means and.

`scene/shot` or a glob of it, `scene:`, `tag:`, `character:`, `variant:`, `state:`, `+x` (x and what it needs), `x+` (x
and what needs it).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from types import MappingProxyType

from storyboard.language.film.part import value_of
from storyboard.language.tree.suggest import did_you_mean, some_of
from storyboard.plan.limits.needs import needs_of
from storyboard.plan.selection.finding import name_meant
from storyboard.plan.shots.setups import Setup
from storyboard.problems import UsageError

State = Callable[[str], frozenset[str]]
STATES = ("new", "modified", "stale", "failed", "in-doubt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shots:
    """What selectors choose from. `states` names the states of an address; None where states have no meaning.

    `players` has the cast of each address where its texts are written already: whom they print, and who speaks.
    """

    setups: tuple[Setup, ...]
    states: State | None = None
    players: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))


def select(shots: Shots, selector: str) -> frozenset[str]:
    """Choose the addresses that a selector means. Raise UsageError where a part of it means none by mistake."""
    chosen: frozenset[str] = frozenset()
    for word in selector.split():
        chosen |= frozenset.intersection(*(_one(shots, part) for part in _parts(word)))
    return chosen


def _parts(word: str) -> list[str]:
    """Part what a comma joins. Nothing beside one is most likely a space too many, which would mean more shots."""
    parts = word.split(",")
    if not all(parts):
        raise UsageError(
            f"`{word}` has a comma with nothing beside it", help="Write `tag:hero,scene:dawn`, without a space."
        )
    return parts


def _one(shots: Shots, word: str) -> frozenset[str]:
    if not word.strip("+"):
        raise UsageError(f"`{word}` names no shot", help="Write `+scene/shot` or `scene/shot+`, without a space.")
    up, down = word.startswith("+"), word.endswith("+")
    chosen = _plain(shots, word.strip("+"))
    needs = {setup.address: needs_of(setup) for setup in shots.setups}
    above = _reach(chosen, needs) if up else frozenset[str]()
    return chosen | above | (_reach(chosen, _turned(needs)) if down else frozenset())


def _plain(shots: Shots, word: str) -> frozenset[str]:
    method, colon, value = word.partition(":")
    if not colon:
        return _by_address(shots, word)
    if method == "state":
        return _by_state(shots, value)
    if method not in METHODS:
        raise UsageError(f"`{word}` is no selector", help=did_you_mean(method, (*METHODS, "state"), what="There are"))
    names = {setup.address: _names(shots, method, setup) for setup in shots.setups}
    known = {name for own in names.values() for name in own}
    found = frozenset(address for address, own in names.items() if any(fnmatchcase(name, value) for name in own))
    if not found:
        help = did_you_mean(value, known, what="There are") or f"No shot of the film has any {method}."
        raise UsageError(f"No shot has {method} `{value}`", help=help)
    return found


def _names(shots: Shots, method: str, setup: Setup) -> tuple[str, ...]:
    more = shots.players.get(setup.address, ()) if method == "character" else ()
    return (*METHODS[method](setup), *more)


def _by_address(shots: Shots, pattern: str) -> frozenset[str]:
    found = frozenset(setup.address for setup in shots.setups if _matches(setup, pattern))
    if not found:
        help = _as_method(shots, pattern) or _nearest(pattern, shots.setups)
        raise UsageError(f"No shot has the address `{pattern}`", help=help)
    return found


def _matches(setup: Setup, pattern: str) -> bool:
    return fnmatchcase(setup.address, pattern) or fnmatchcase(setup.shot.address, pattern)


def _by_state(shots: Shots, value: str) -> frozenset[str]:
    if shots.states is None:
        raise UsageError("`state:` cannot be used here", help="The storyboard alone decides what `only` keeps.")
    if value not in STATES:
        raise UsageError(f"There is no state `{value}`", help=did_you_mean(value, STATES, what="There are"))
    states = shots.states
    return frozenset(setup.address for setup in shots.setups if value in states(setup.address))


def _reach(start: Iterable[str], needs: Mapping[str, Iterable[str]]) -> frozenset[str]:
    reached, waiting = set[str](), list(start)
    while waiting:
        for need in needs.get(waiting.pop(), ()):
            if need not in reached:
                reached.add(need)
                waiting.append(need)
    return frozenset(reached)


def _turned(needs: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    turned: dict[str, list[str]] = {}
    for address, wanted in needs.items():
        for need in wanted:
            turned.setdefault(need, []).append(address)
    return turned


def _nearest(pattern: str, setups: Iterable[Setup]) -> str:
    """Name the shot that is meant, with its variant where one was given, or some shots of the film and its scenes."""
    setups = tuple(setups)
    if "@" in pattern:
        return name_meant(pattern, [setup.address for setup in setups])
    words = did_you_mean(pattern, {setup.shot.address for setup in setups}, what="There are")
    scenes = sorted({setup.scene.id for setup in setups})
    return words if words.endswith("?") else f"{words} The scenes: {some_of(scenes, near=pattern)}."


def _as_method(shots: Shots, word: str) -> str:
    """Say how a scene, a tag, a character or a variant is named, where somebody names it alone."""
    for method in METHODS:
        if any(word in _names(shots, method, setup) for setup in shots.setups):
            return f"Did you mean `{method}:{word}`?"
    return ""


def _characters(setup: Setup) -> tuple[str, ...]:
    listed = (*value_of(setup.part.characters, ()), *value_of(setup.part.subjects, ()))
    return tuple(use.member for use in listed)


METHODS: Mapping[str, Callable[[Setup], tuple[str, ...]]] = {
    "scene": lambda setup: (setup.scene.id,),
    "tag": lambda setup: (*setup.scene.tags, *setup.shot.tags),
    "character": _characters,
    "variant": lambda setup: (setup.variant,) if setup.variant is not None else (),
}
