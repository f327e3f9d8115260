"""Storyboard: a compiler for films that are written as text.

The stages are functions on immutable values::

    import storyboard

    film = storyboard.load("storyboard.yaml")
    for problem in film.problems:
        print(problem.detail)
    plan = storyboard.compile("storyboard.yaml")
    outcome = storyboard.run(plan, "storyboard.yaml")
    storyboard.cut("storyboard.yaml")

Nothing is imported until it is used.
"""

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

from storyboard.version import __version__

if TYPE_CHECKING:
    from storyboard.language.film.storyboard import Storyboard
    from storyboard.language.load import Loaded
    from storyboard.plan.difference.difference import Difference
    from storyboard.plan.made import Made
    from storyboard.plan.plan import Call, Plan
    from storyboard.problems import (
        InDoubt,
        Level,
        NoAccess,
        Place,
        Problem,
        ProblemsError,
        ProviderError,
        Refused,
        StoryboardError,
        UsageError,
    )
    from storyboard.run.production.options import Options
    from storyboard.run.record.manifest import Manifest
    from storyboard.run.record.outcome import Outcome
    from storyboard.stages.deciding import Decisions
    from storyboard.stages.library import check, compare, compile, cut, load, lock, run, run_async  # noqa: A004
    from storyboard.stages.library_plans import read_plan, write_plan
    from storyboard.stages.library_takes import approve, fetch, pick, retake, takes, unapprove
    from storyboard.stages.locking import Locked
    from storyboard.stages.rushes import Listed

__all__ = [
    "Call",
    "Decisions",
    "Difference",
    "InDoubt",
    "Level",
    "Listed",
    "Loaded",
    "Locked",
    "Made",
    "Manifest",
    "NoAccess",
    "Options",
    "Outcome",
    "Place",
    "Plan",
    "Problem",
    "ProblemsError",
    "ProviderError",
    "Refused",
    "Storyboard",
    "StoryboardError",
    "UsageError",
    "__version__",
    "approve",
    "check",
    "compare",
    "compile",
    "cut",
    "fetch",
    "load",
    "lock",
    "pick",
    "read_plan",
    "retake",
    "run",
    "run_async",
    "takes",
    "unapprove",
    "write_plan",
]

_HOMES = {
    "Call": "storyboard.plan.plan",
    "Decisions": "storyboard.stages.deciding",
    "Difference": "storyboard.plan.difference.difference",
    "InDoubt": "storyboard.problems",
    "Level": "storyboard.problems",
    "Listed": "storyboard.stages.rushes",
    "Loaded": "storyboard.language.load",
    "Locked": "storyboard.stages.locking",
    "Made": "storyboard.plan.made",
    "Manifest": "storyboard.run.record.manifest",
    "NoAccess": "storyboard.problems",
    "Options": "storyboard.run.production.options",
    "Outcome": "storyboard.run.record.outcome",
    "Place": "storyboard.problems",
    "Plan": "storyboard.plan.plan",
    "Problem": "storyboard.problems",
    "ProblemsError": "storyboard.problems",
    "ProviderError": "storyboard.problems",
    "Refused": "storyboard.problems",
    "Storyboard": "storyboard.language.film.storyboard",
    "StoryboardError": "storyboard.problems",
    "UsageError": "storyboard.problems",
    "approve": "storyboard.stages.library_takes",
    "check": "storyboard.stages.library",
    "compare": "storyboard.stages.library",
    "compile": "storyboard.stages.library",
    "cut": "storyboard.stages.library",
    "fetch": "storyboard.stages.library_takes",
    "load": "storyboard.stages.library",
    "lock": "storyboard.stages.library",
    "pick": "storyboard.stages.library_takes",
    "read_plan": "storyboard.stages.library_plans",
    "retake": "storyboard.stages.library_takes",
    "run": "storyboard.stages.library",
    "run_async": "storyboard.stages.library",
    "takes": "storyboard.stages.library_takes",
    "unapprove": "storyboard.stages.library_takes",
    "write_plan": "storyboard.stages.library_plans",
}


if not TYPE_CHECKING:  # to a type checker, a module with `__getattr__` has every name there is

    def __getattr__(name: str) -> Any:
        """Import a stage or a value when it is first asked for."""
        if name not in _HOMES:
            raise AttributeError(f"module 'storyboard' has no attribute {name!r}")
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)


class _Package(ModuleType):
    """The package itself: importing the room `storyboard.run` would else take the place of the stage of that name."""

    def __setattr__(self, name: str, value: Any) -> None:
        """Take every attribute but that one."""
        if name != "run":
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package


def __dir__() -> list[str]:
    """List what is public."""
    return sorted(__all__)
