"""Warnings: what wastes money or breaks continuity and is no mistake.

Each lint looks at the whole film. To add one, write a function, list it in `LINTS`, and give its code a page.
"""

from collections.abc import Callable, Iterator

from storyboard.plan.lint.cast import lint_cast, lint_looks, lint_speakers, lint_speech, lint_unprinted
from storyboard.plan.lint.cutting import Cutting
from storyboard.plan.lint.languages import lint_languages
from storyboard.plan.lint.references import lint_mentions, lint_names, lint_roles, lint_subjects
from storyboard.plan.lint.shots import lint_chains, lint_empty, lint_joins, lint_same, lint_shots
from storyboard.problems import Problem


def lint(cutting: Cutting) -> Iterator[Problem]:
    """Run every lint."""
    for look in LINTS:
        yield from look(cutting)


LINTS: tuple[Callable[[Cutting], Iterator[Problem]], ...] = (
    lint_shots,
    lint_cast,
    lint_unprinted,
    lint_looks,
    lint_speakers,
    lint_speech,
    lint_joins,
    lint_empty,
    lint_roles,
    lint_names,
    lint_mentions,
    lint_subjects,
    lint_chains,
    lint_same,
    lint_languages,
)
