"""What one plan asks for that another does not, and what that costs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from storyboard.credits import CENT, NO_CREDITS
from storyboard.plan.plan import Call
from storyboard.problems import UsageError
from storyboard.provider.asked import read_body, size_in
from storyboard.provider.profile import Profile, price


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Requests asked for: their credits, the seconds of all takes, and how many of them nobody has a price for."""

    requests: int = 0
    seconds: int = 0
    credits: Decimal = NO_CREDITS
    unpriced: int = 0

    def __add__(self, other: Self) -> "Asked":
        return Asked(
            requests=self.requests + other.requests,
            seconds=self.seconds + other.seconds,
            credits=self.credits + other.credits,
            unpriced=self.unpriced + other.unpriced,
        )


def ask_anew(
    before: Mapping[str, int],
    calls: Iterable[Call],
    identity: Mapping[str, str],
    *,
    profiles: Mapping[str, Profile],
    apart: Iterable[str],
) -> dict[str, Asked]:
    """Work out, by call id, what calls ask for beyond the takes that were wanted `before` of the same requests.

    Calls that only `apart` addresses use are left out. Equal requests count once.
    """
    wanted, skipped = dict(before), frozenset(apart)
    found = {}
    for call in calls:
        known = identity[call.id]
        more = min(call.takes - wanted.get(known, 0), _missing(call))
        wanted[known] = max(wanted.get(known, 0), call.takes)
        if more > 0 and not skipped.issuperset(call.usages):
            credits = _credits(call, more, profiles.get(call.path))
            unpriced = int(credits is None)
            found[call.id] = Asked(
                requests=1, seconds=call.seconds * more, credits=credits or NO_CREDITS, unpriced=unpriced
            )
    return found


def _missing(call: Call) -> int:
    return max(call.takes - call.asked, 0) if call.action in ("make", "hold") else 0


def _credits(call: Call, takes: int, profile: Profile | None) -> Decimal | None:
    """Share out what the plan pays for a call; one on hold pays nothing yet, so its model says what it would."""
    if call.action == "make":
        return (call.cost.credits * takes / _missing(call)).quantize(CENT, rounding=ROUND_HALF_UP)
    if profile is None:
        return None
    try:
        return price(profile, resolution=size_in(read_body(call.body))[0], seconds=call.seconds, takes=takes)
    except UsageError:
        return None
