"""Whether a saved plan has nothing left to do."""

from collections.abc import Mapping

from storyboard.plan.digest import Earlier, call_digest
from storyboard.plan.earlier import planned_unmade, shots_of
from storyboard.plan.made import Made, Take
from storyboard.plan.plan import Call, Plan
from storyboard.provider.asked import read_body, takes_in


def plan_finished(plan: Plan, made: Made) -> bool:
    """Say whether every call that a plan makes or fetches is done or failed; a plan without such calls is not finished.

    A call that goes on from another counts with the digest it was really sent with, so what was made of the other is
    taken into account. A submission in doubt is neither done nor failed.
    """
    work = [call for call in plan.calls if call.action in ("make", "fetch")]
    if not work:
        return False
    by_digest = _by_digest(made)
    digests = _digests(plan, by_digest)
    return all(_is_finished(call, digests[call.id], by_digest) for call in work)


def _is_finished(call: Call, digests: frozenset[str], by_digest: Mapping[str, list[Take]]) -> bool:
    takes = [take for digest in digests for take in by_digest.get(digest, [])]
    if call.stale:
        circled = {sha256 for _, sha256 in call.picked}
        takes = [take for found in by_digest.values() for take in found if take.sha256 in circled]
    wanted = call.asked + (takes_in(read_body(call.body)) if call.action == "make" else 0)
    final = all(take.status == "failed" or (take.status == "done" and take.file) for take in takes)
    return len(takes) >= max(1, wanted) and final


def _by_digest(made: Made) -> dict[str, list[Take]]:
    found: dict[str, list[Take]] = {}
    for take in made.takes:
        found.setdefault(take.digest, []).append(take)
    return found


def _digests(plan: Plan, by_digest: Mapping[str, list[Take]]) -> dict[str, frozenset[str]]:
    """Give for each call the digests that it may have been sent with: the plan's, and those with each good take of the
    earlier shot where the plan was made before there were any.
    """
    calls = {call.id: call for call in plan.calls}
    found: dict[str, frozenset[str]] = {}
    ahead = [call.id for call in reversed(plan.calls)]
    while ahead:
        call = calls[ahead[-1]]
        needs = tuple(dict.fromkeys(mark.call for mark in shots_of(call) if mark.call in calls))
        missing = [name for name in needs if name not in found]
        if missing and call.id not in found:
            ahead += missing
            continue
        ahead.pop()
        open_still = bool(needs) and planned_unmade(call, {name: calls[name].digest for name in needs})
        sent = [digest for name in needs if open_still for digest in _sent(call, name, found[name], by_digest)]
        found[call.id] = frozenset({call.digest, *sent})
    return found


def _sent(call: Call, name: str, digests: frozenset[str], by_digest: Mapping[str, list[Take]]) -> list[str]:
    takes = [take for digest in digests for take in by_digest.get(digest, []) if take.sha256]
    try:
        return [
            call_digest(call.path, read_body(call.body), earlier={name: Earlier(sha256=take.sha256)}) for take in takes
        ]
    except KeyError:
        return []  # it goes on from a second shot as well, which this plan leaves as it was made
