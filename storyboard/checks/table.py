"""Which checks there are: the built-in ones by name, and those that installed packages offer."""

from collections.abc import Iterator, Mapping

from storyboard.checks.footage import Check, Finding, Footage
from storyboard.checks.plugins import find_plugins
from storyboard.checks.single import check_black, check_cuts, check_frozen, check_rate, check_sound
from storyboard.checks.together import check_colour, check_seam

BUILT_IN: Mapping[str, Check] = {
    "black": check_black,
    "frozen": check_frozen,
    "cuts": check_cuts,
    "sound": check_sound,
    "rate": check_rate,
    "seam": check_seam,
    "colour": check_colour,
}


def find_checks() -> Mapping[str, Check]:
    """Give every check by its name; one of a package takes the place of a built-in one of the same name."""
    return {**BUILT_IN, **find_plugins()}


def list_findings(footage: Footage, checks: Mapping[str, Check]) -> tuple[Finding, ...]:
    """Give what the checks find in a take. A check that breaks is told as a finding: it must not cost a run its end."""
    return tuple(finding for name, check in checks.items() for finding in _run(name, check, footage))


def _run(name: str, check: Check, footage: Footage) -> Iterator[Finding]:
    try:
        yield from check(footage)
    except Exception as error:  # noqa: BLE001 - whatever somebody else's check does
        yield Finding(words=f"the check `{name}` broke off ({type(error).__name__})", weight=0)
