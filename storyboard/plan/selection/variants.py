"""Which shots of each variant are cut: those that its `only` keeps; what they go on from is made and not cut."""

from dataclasses import replace

from storyboard.language.film.storyboard import Storyboard
from storyboard.plan.selection.selectors import Shots, select
from storyboard.plan.shots.setups import Setup, variants_of
from storyboard.problems import Problem, UsageError
from storyboard.rules import problem


def select_variants(setups: tuple[Setup, ...], storyboard: Storyboard, problems: list[Problem]) -> tuple[Setup, ...]:
    """Leave out what no variant keeps, and mark what is only needed; a wrong `only` is added to `problems`."""
    kept: list[Setup] = []
    for variant in variants_of(storyboard):
        own = tuple(setup for setup in setups if setup.variant == variant.id)
        if variant.only is None:
            kept.extend(own)
            continue
        try:
            chosen = select(Shots(setups=own), variant.only.value)
        except UsageError as error:
            detail = f"{error.message}."
            problems.append(problem("wrong-selector", place=variant.only.place, detail=detail, help=error.help))
            chosen = frozenset()
        needed = _continued(own, chosen)
        kept.extend(replace(one, cut=one.address in chosen) for one in own if one.address in chosen | needed)
    return tuple(kept)


def _continued(setups: tuple[Setup, ...], chosen: frozenset[str]) -> frozenset[str]:
    goes_on = {setup.address: setup.continues for setup in setups}
    needed: set[str] = set()
    for address in chosen:
        earlier = goes_on.get(address)
        while earlier is not None and earlier not in needed:
            needed.add(earlier)
            earlier = goes_on.get(earlier)
    return frozenset(needed)
