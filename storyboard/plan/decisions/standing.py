"""Which takes stand for an address, and which of them a number means.

A take stands for the addresses that it was made for, and for all that ask for the very same now, under the number that
it was given first. Numbers are given so that they mean one take; where a merge, or new names for shots that had others'
before, brought two of one number together, nobody guesses.
"""

from collections.abc import Iterable
from dataclasses import replace
from itertools import count

from storyboard.language.film.addresses import shot_of
from storyboard.plan.made import Made, Take, asked_by, was_made

CLIP = 8  # digits of a clip's sha256 that tell apart two takes of one number


def belongs(take: Take, address: str, *, storyboard: str) -> bool:
    """Say whether a take was made for an address of a storyboard."""
    return take.storyboard in ("", storyboard) and address in asked_by(take)


def standing(made: Made, address: str, digest: str, *, storyboard: str) -> tuple[Take, ...]:
    """List the takes that stand for an address: of its present request `digest`, and made for it."""
    of_shot = made.of_shot(shot_of(address), storyboard=storyboard)
    own = (take for take in of_shot if address in asked_by(take))
    return number_cached(dict.fromkeys((*made.with_digest(digest), *own)), beside=of_shot)


def number_cached(takes: Iterable[Take], *, beside: Iterable[Take] = ()) -> tuple[Take, ...]:
    """Give takes that a shared cache alone has, and so nobody's shot, the numbers that they get when they are taken.

    Those come after all that there are, of the others and of the takes `beside` them.
    """
    takes = tuple(takes)
    number = count(1 + max((take.number for take in (*takes, *beside) if take.shot), default=0))
    return tuple(take if take.shot else replace(take, number=next(number)) for take in takes)


def numbered(takes: Iterable[Take], number: int, *, clip: str = "") -> tuple[Take, ...]:
    """Give the takes with a clip that a number may mean, one for each clip; `clip` begins the sha256 of the one meant.

    More than one is a question that only people can answer.
    """
    fit = (take for take in takes if take.number == number and was_made(take))
    found = {take.sha256: take for take in reversed(tuple(fit)) if (take.sha256 or "").startswith(clip)}
    return tuple(reversed(found.values()))


def tell_apart(takes: Iterable[Take], *, shot: str = "") -> str:
    """List takes of one number, each with its clip and whom it was made for: `1-51bf22c4, made for x/a`."""
    takes = tuple(takes)
    start, many = f"{shot}#" if shot else "", len({take.storyboard for take in takes}) > 1

    def made_for(take: Take) -> str:
        return f"{asked_by(take)[0]}{f' of {take.storyboard}' if many and take.storyboard else ''}"

    return ", and ".join(f"{start}{label(take, takes)}, made for {made_for(take)}" for take in takes)


def label(take: Take, takes: Iterable[Take]) -> str:
    """Write what names a take among those that stand for a shot: its number, with its clip where another one has it."""
    same = numbered(takes, take.number)
    return f"{take.number}-{(take.sha256 or '')[:CLIP]}" if len(same) > 1 and was_made(take) else str(take.number)
