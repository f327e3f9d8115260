"""Warnings about shots: none at all, one that says nothing, two that are the same, joins that jump, long chains."""

from collections.abc import Iterator, Mapping

from storyboard.canonical import canonical
from storyboard.language.film.part import value_of
from storyboard.language.film.storyboard import ProviderWords
from storyboard.plan.decisions.calls import write_request
from storyboard.plan.draft import Draft
from storyboard.plan.lint.cutting import Cutting
from storyboard.plan.shots.setups import Setup
from storyboard.problems import Problem
from storyboard.rules import problem

LONGEST_CHAIN = 3


def lint_shots(cutting: Cutting) -> Iterator[Problem]:
    """Find a film without a shot."""
    if not cutting.setups:
        board = cutting.storyboard
        detail = "Every shot is left out, so there is nothing to make." if board.shots else "There is nothing to make."
        help = "Take out an `omit: true`." if board.shots else "Write `scenes`, each with its `shots`."
        yield problem("no-shots", place=board.title.place, detail=detail, help=help)


def lint_empty(cutting: Cutting) -> Iterator[Problem]:
    """Find shots of which nothing is said: the model would be paid to make up what happens."""
    for setup in cutting.setups:
        part = setup.part
        words = (part.prompt, part.action, part.camera, part.sound)
        if not any(value_of(given, None) for given in words) and not value_of(part.dialogue, ()):
            detail = f"{setup.shot.address} has no `action`, `camera`, `dialogue`, `sound` or `prompt`."
            help = "Say in its `action` what happens; `omit: true` leaves it out until then."
            yield problem("empty-shot", place=setup.shot.place, detail=detail, help=help)


def lint_joins(cutting: Cutting) -> Iterator[Problem]:
    """Find shots that go on from one of another format."""
    film = {setup.address: setup for setup in cutting.setups}
    for setup in cutting.setups:
        earlier = film.get(setup.continues) if setup.continues is not None else None
        goes_on = value_of(setup.part.continues, None)
        if earlier is None or goes_on is None:
            continue
        for name in ("aspect_ratio", "resolution"):
            mine, theirs = (value_of(getattr(one.part, name), "") for one in (setup, earlier))
            if mine != theirs:
                detail = f"{setup.address} is made in {mine} and goes on from {earlier.address}, made in {theirs}."
                yield problem("format-jump", place=goes_on.place, detail=detail, help=f"Give both the same `{name}`.")


def lint_chains(cutting: Cutting) -> Iterator[Problem]:
    """Find shots at the end of long chains, where the picture has been through the model too often."""
    film = {setup.address: setup for setup in cutting.setups}
    for setup in cutting.setups:
        chain = _chain(setup, film)
        goes_on = value_of(setup.part.continues, None)
        if len(chain) == LONGEST_CHAIN + 1 and goes_on is not None:
            detail = f"{' → '.join(reversed(chain))}: after {LONGEST_CHAIN} shots a picture begins to drift."
            help = "Begin again with a shot made from the references alone, and cut to it."
            yield problem("long-chain", place=goes_on.place, detail=detail, help=help)


def lint_same(cutting: Cutting) -> Iterator[Problem]:
    """Find shots of one film that are the same request."""
    first: dict[str, Draft] = {}
    for draft in cutting.drafts:
        calls = {draft.setup.continues: draft.setup.continues} if draft.setup.continues is not None else {}
        body = write_request(draft, words=ProviderWords(), calls=calls, takes=1)
        twin = first.setdefault(canonical([draft.setup.variant, draft.model.path, body]), draft)
        if twin is not draft:
            detail = f"{draft.setup.address} is the same request as {twin.setup.address}; they share its takes."
            help = "Give one of them words of its own, or leave it out."
            yield problem("same-request", place=draft.setup.shot.place, detail=detail, help=help)


def _chain(setup: Setup, film: Mapping[str, Setup]) -> list[str]:
    """Name a shot and what it goes on from, one before the other, as far as it takes to see that they are too many."""
    chain = [setup.address]
    while setup.continues in film and len(chain) <= LONGEST_CHAIN + 1:
        setup = film[setup.continues or ""]
        chain.append(setup.address)
    return chain
