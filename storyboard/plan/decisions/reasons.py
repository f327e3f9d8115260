"""Why a request is made, or stays though it has changed: a sentence for each cause."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from storyboard.language.film.addresses import shot_of
from storyboard.plan.decisions.calls import Asking
from storyboard.plan.decisions.changes import list_changes, write_memory
from storyboard.plan.decisions.continuing import Link, good_takes
from storyboard.plan.digest import Earlier, call_digest
from storyboard.plan.made import Made, Take, asked_by
from storyboard.provider.sources import ShotAt, placeholders, read_where

_MOST = 4  # requests that a new one is compared with: a style changed a hundred times is not told apart from each


def one_of_each(addresses: Sequence[str], made: Made, *, storyboard: str) -> tuple[Take, ...]:
    """List one take of each of a few requests that addresses had before: remembered, picked and newest ones first."""
    picked = {pick.sha256 for address in addresses if (pick := made.pick_of(address)) is not None}
    had = dict.fromkeys(take for one in addresses for take in made.of_address(one, storyboard=storyboard))
    first: dict[str, Take] = {}
    for take in sorted(had, key=lambda take: (take.request != "", take.sha256 in picked, take.number), reverse=True):
        first.setdefault(take.digest, take)
    return tuple(first.values())[:_MOST]


def memory_of(asking: Asking) -> str:
    """Write down a request as it would be remembered if it were sent."""
    return write_memory(asking.first.model.path, asking.body, asking.first.slate)


def why_new(asking: Asking, remade: Sequence[str], made: Made, *, storyboard: str) -> tuple[str, ...]:
    """Say why a request was not asked for before: how it differs from the most similar take that its shots had.

    The newest take may be of words that were taken back since; then it differs in more than what has changed. `remade`
    are the calls that the request continues that will be made anew.
    """
    takes = one_of_each(asking.addresses, made, storyboard=storyboard) or _shared_before(asking, made)
    told = [(take, tuple(_differences(asking, take, remade, made))) for take in takes]
    if not told:
        return ("it was never made here",)
    older, differences = min(told, key=lambda pair: (not pair[0].request, len(pair[1])))
    return differences or (f"its request has changed since take {older.number}",)


def _shared_before(asking: Asking, made: Made) -> tuple[Take, ...]:
    """List the takes of others that are what a request was, had it gone on from another take of the shot before."""
    return tuple(take for digest in _otherwise(asking, made) for take in made.with_digest(digest))


def why_stale(asking: Asking, kept: Take, remade: Sequence[str], made: Made) -> tuple[str, ...]:
    """Say what an approved take is not made from any more, and which take is made from the present words."""
    told = tuple(_differences(asking, kept, remade, made)) or ("its request has changed",)
    good = good_takes(made, asking.digest)
    present = [f"take {take.number} is made from the present words: `pick` it to use it" for take in good[-1:]]
    return (f"{name_kept(asking, kept)} is approved; since then {join_and(told)}", *present)


def why_doubted(take: Take, *, storyboard: str) -> str:
    """Say that a take is in doubt; one of another storyboard is settled there, because its money counts there."""
    where = take.storyboard or storyboard
    whose = "" if where == storyboard else f" of {where}"
    return f"take {take.number}{whose} was sent and its fate is unknown; `storyboard reconcile` settles it"


def name_kept(asking: Asking, kept: Take) -> str:
    """Name an approved take, and who it was made for where that is somebody else."""
    own = not set(asked_by(kept)).isdisjoint(asking.addresses)
    made_for = "" if own else f", made for {asked_by(kept)[0]},"
    return f"take {kept.number}{made_for}"


def join_and(words: Sequence[str]) -> str:
    """Join words as in “a, b and c”."""
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _differences(asking: Asking, older: Take, remade: Sequence[str], made: Made) -> Iterator[str]:
    changes = [change.sentence for change in list_changes(older.request, memory_of(asking))]
    yield from changes
    link = asking.link
    if link is not None and _went_on_elsewhere(asking, older, link, made):
        which = f"take {link.take.number} of " if link.how == "named" and link.take is not None else ""
        yield f"it continues {which}{link.address} now"
    elif link is None or link.take is None:
        yield from (f"{call}, which it continues, will be made anew" for call in remade)
    else:
        from_it = _goes_on_from(older, link.take)
        if from_it is False or (from_it is None and not changes and older.digest in _otherwise(asking, made)):
            yield _another(link, link.take)


def _another(link: Link, take: Take) -> str:
    match link.how:
        case "picked":
            return f"take {take.number} of {link.address} was picked, which it continues"
        case "named":
            return f"it continues take {take.number} of {link.address} now"
        case "made" | "lowest":
            return f"{link.address}, which it continues, was made anew"


def _went_on_elsewhere(asking: Asking, older: Take, link: Link, made: Made) -> bool:
    """Say whether a take went on from another shot than the present one, under whatever name that was known then."""
    before, now = _shots_in(older.request), _shots_in(memory_of(asking))
    if not before or not now or before == now:
        return False
    same = () if link.take is None else good_takes(made, link.take.digest)
    own = (take for take in made.takes if link.address in asked_by(take))
    return not any(_goes_on_from(older, take) for take in (*same, *own))


def _shots_in(memory: str) -> set[str]:
    """Name the shots that a remembered request goes on from, whatever the variant; nothing where it cannot be read."""
    try:
        marks = [read_where(mark) for mark in placeholders(json.loads(memory)["body"])]
        return {shot_of(mark.call) for mark in marks if isinstance(mark, ShotAt)}
    except (ValueError, KeyError, TypeError, AttributeError):
        return set()


def _otherwise(asking: Asking, made: Made) -> Iterator[str]:
    """Give the digests that a request would have, had it gone on from each take of the shot before.

    By these a take is known where nobody remembers its request, as in a clone.
    """
    taken = None if asking.link is None else asking.link.take
    path, body = asking.first.model.path, json.loads(asking.body)
    found = (_digest_after(take, path=path, body=body) for take in (good_takes(made, taken.digest) if taken else ()))
    return (digest for digest in found if digest is not None)


def _digest_after(earlier: Take, *, path: str, body: Any) -> str | None:
    """Give the digest that a request has where it goes on from a take; None where it goes on from nothing."""
    marks = (read_where(mark) for mark in placeholders(body))
    clips = {mark.call: Earlier(sha256=earlier.sha256) for mark in marks if isinstance(mark, ShotAt)}
    return call_digest(path, body, earlier=clips) if clips else None


def _goes_on_from(take: Take, earlier: Take) -> bool | None:
    """Say whether a take was made from a take of the shot before; None where nobody remembers."""
    try:
        memory = json.loads(take.request)
        digest = _digest_after(earlier, path=memory["path"], body=memory["body"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return None if digest is None else digest == take.digest
