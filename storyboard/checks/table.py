"""Which checks there are: the built-in ones by name, and those that installed packages offer."""

import re
from collections.abc import Mapping

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


_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class _Unfit(Exception):
    """What a check gave is no finding; says why."""


def find_checks() -> Mapping[str, Check]:
    """Give every check by its name; one of a package takes the place of a built-in one of the same name."""
    return {**BUILT_IN, **find_plugins()}


def list_findings(footage: Footage, checks: Mapping[str, Check]) -> tuple[Finding, ...]:
    """Give what the checks find in a take. A check that breaks is told as a finding: it must not cost a run its end."""
    return tuple(finding for name, check in checks.items() for finding in _run(name, check, footage))


def _run(name: str, check: Check, footage: Footage) -> tuple[Finding, ...]:
    found: list[Finding] = []
    try:
        for finding in check(footage):
            _check(finding)
            found.append(finding)
    except KeyboardInterrupt:  # the user's, where nobody waits beside
        raise
    except BaseException as error:  # noqa: BLE001 - whatever somebody else's check does, and be it to leave the program
        why = str(error) if isinstance(error, _Unfit) else type(error).__name__
        found.append(Finding(words=f"the check `{name}` broke off ({why})", weight=0))
    return tuple(found)


def _check(finding: object) -> None:
    """Raise _Unfit for what a manifest cannot hold, or what nobody could sum up or read."""
    if not isinstance(finding, Finding):
        raise _Unfit(f"it gave no Finding, but {type(finding).__name__}")
    words: object = finding.words
    weight: object = finding.weight
    if not isinstance(words, str) or not words or _UNFIT.search(words):
        raise _Unfit("its words are no line of text")
    if not isinstance(weight, int) or isinstance(weight, bool):
        raise _Unfit("its weight is no whole number")
