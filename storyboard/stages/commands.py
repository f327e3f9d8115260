"""Commands as one types them, for a production that is at hand."""

import shlex
from typing import Literal

from storyboard.stages.compiling import Wanted
from storyboard.stages.targets import SANDBOX

Verb = Literal["run", "cut", "plan", "takes", "reconcile", "fetch", "retry"]

_SENDING: frozenset[Verb] = frozenset({"run", "retry"})


def command_for(verb: Verb, wanted: Wanted) -> str:
    """Write the command that runs or cuts a production, say, with the options that say where it is."""
    given = {
        "--profile": wanted.profile,
        "--target": None if wanted.aim.name == SANDBOX else wanted.aim.name,
        "--base-url": wanted.aim.base_url,
        "--store": wanted.aim.store if verb in _SENDING else None,
        "--out": wanted.out,
    }
    options = [word for name, value in given.items() if value is not None for word in (name, str(value))]
    return shlex.join(["storyboard", verb, str(wanted.file), *options])
