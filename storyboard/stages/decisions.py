"""Decisions that count for nobody any more."""

from collections.abc import Iterator

from storyboard.plan.film import Film
from storyboard.plan.made import Made
from storyboard.problems import Problem
from storyboard.rules import problem

_HELP = "Pick the take for the shot's new address; delete the decision's line where it stands in storyboard.takes."


def lost_decisions(film: Film, made: Made) -> Iterator[Problem]:
    """Warn of decisions on addresses that the film does not have, not even as a shot that is only needed."""
    known = {draft.setup.address for draft in film.drafts or ()}
    for pick in made.picks:
        if pick.address not in known:
            done = "approved" if pick.approved else "picked"
            detail = f"A take was {done} for {pick.address}, and the film has no such shot now."
            yield problem("lost-decision", place=None, detail=detail, help=_HELP)
