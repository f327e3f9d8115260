"""A film with everybody who is in it: what the lints look at."""

from dataclasses import dataclass

from storyboard.language.film.storyboard import Storyboard
from storyboard.plan.draft import Draft
from storyboard.plan.lint.names import Name
from storyboard.plan.shots.setups import Setup


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutting:
    """A film with everybody who is in it: what the lints look at. `name` tells what a member is called."""

    storyboard: Storyboard
    setups: tuple[Setup, ...]
    drafts: tuple[Draft, ...]
    name: Name
