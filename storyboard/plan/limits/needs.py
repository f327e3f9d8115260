"""What a shot needs from others, checked: nothing needs itself, and nothing needs what is left out."""

from collections import Counter
from collections.abc import Container, Iterator, Sequence

from storyboard.language.film.addresses import full_address, shot_of
from storyboard.plan.graph import find_circles
from storyboard.plan.shots.setups import Setup
from storyboard.problems import Place, Problem
from storyboard.rules import problem


def needs_of(setup: Setup) -> tuple[str, ...]:
    """List the addresses that have to be done before a setup."""
    continued = (setup.continues,) if setup.continues is not None else ()
    return tuple(dict.fromkeys((*continued, *setup.after)))


def check_needs(setups: Sequence[Setup], *, shots: Container[str]) -> Iterator[Problem]:
    """Tell every circle, shot by shot, and every shot that goes on from one that is left out.

    Of an address that two shots bear nobody knows which is meant, so it is in no circle.
    `shots` are the addresses of all shots that are written, without variants; a name that leads nowhere is told of
    elsewhere.
    """
    film = {setup.address: setup for setup in setups}
    for setup in setups:
        goes_on = setup.continues
        if goes_on is not None and goes_on not in film and shot_of(goes_on) in shots:
            yield from _left_out(setup)
    written = Counter(setup.address for setup in setups)
    needs = {address: needs_of(setup) for address, setup in film.items() if written[address] == 1}
    for circle in find_circles(tuple(film), needs):
        yield _circle([film[address] for address in circle])


def _left_out(setup: Setup) -> Iterator[Problem]:
    given = setup.part.continues
    if given is not None and given.value is not None:
        detail = f"{setup.address} continues {setup.continues}, which is left out (`omit: true`) and never made."
        help = "Take out `omit`, or let the shot go on from another."
        yield problem("continues-omitted", place=given.value.place, detail=detail, help=help)


def _circle(circle: list[Setup]) -> Problem:
    steps, places = [], []
    for setup, following in zip(circle, [*circle[1:], circle[0]], strict=True):
        does = "continues" if setup.continues == following.address else "comes after"
        named = following.address if len(circle) > 1 else "itself"
        places.append(_place(setup, following))
        steps.append(f"{setup.address} ({places[-1]}) {does} {named}")
    alone = len(circle) == 1
    detail = f"{', '.join(steps)}. {'It could never be made.' if alone else 'None of them can be made first.'}"
    help = f"Take {'it out' if alone else 'out one of these'}."
    return problem("circle", place=places[0], detail=detail, help=help, named=tuple(places))


def _place(setup: Setup, following: Setup) -> Place:
    """Give the place of the words by which a setup needs the following one."""
    given = setup.part.continues
    if given is not None and given.value is not None and setup.continues == following.address:
        return given.value.place
    meant = {following.shot.address, following.scene.id}
    names = (*setup.shot.after, *setup.scene.after)
    found = (name.place for name in names if {name.value, full_address(name.value, scene=setup.scene.id)} & meant)
    return next((place for place in found if place is not None), setup.shot.place)
