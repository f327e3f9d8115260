"""Which take of an earlier shot a call goes on from, and the digest of the request that is then really sent."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, product
from pathlib import Path
from typing import Any

from storyboard.plan.digest import Earlier, call_digest
from storyboard.plan.plan import Call
from storyboard.provider.asked import read_body
from storyboard.provider.sources import ShotAt, placeholders, read_where

_MOST = 4096  # combinations of takes that are tried to find the one a plan means


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """A good take of an earlier shot, with its clip; and the generation that it is at the provider, where known.

    `address` is where the provider keeps that, without the query that signs it.
    """

    number: int
    sha256: str
    clip: Path
    task_id: str | None = None
    generation: str | None = None
    address: str | None = None
    made_at: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a call is sent as. `used` names a take for each earlier call that it goes on from."""

    digest: str
    used: tuple[tuple[str, Used], ...]


def shots_of(call: Call) -> tuple[ShotAt, ...]:
    """Give what a call takes from earlier ones."""
    if '"$shot"' not in call.body:
        return ()
    marks = (read_where(mark) for mark in placeholders(read_body(call.body)))
    return tuple(mark for mark in marks if isinstance(mark, ShotAt))


def choose(call: Call, takes: Mapping[str, Sequence[Used]]) -> Choice | str:
    """Choose the takes that a call goes on from: those its plan means, else the lowest number of each shot.

    `takes` has the good takes for each earlier call. Gives a sentence where what the call needs is not there.
    """
    marks = shots_of(call)
    if not marks:
        return Choice(digest=call.digest, used=())
    offered: dict[str, Sequence[Used]] = {}
    for mark in marks:
        fit = [used for used in takes.get(mark.call, ()) if mark.take in (None, used.number)]
        if not fit:
            return f"{mark.call} has no good take {mark.take or ''}".rstrip()
        offered[mark.call] = fit
    body = read_body(call.body)
    choices = [_choice(call.path, body, names) for names in islice(_combinations(offered), _MOST)]
    return next((choice for choice in choices if choice.digest == call.digest), choices[0])


def goes_on_from(call: Call, sha256: str) -> bool:
    """Say whether a call, as it is planned, goes on from the clip with these bytes."""
    earlier = {mark.call: Earlier(sha256=sha256) for mark in shots_of(call)}
    return call_digest(call.path, read_body(call.body), earlier=earlier) == call.digest


def planned_unmade(call: Call, digests: Mapping[str, str]) -> bool:
    """Say whether a plan was made before the takes that the call goes on from; `digests` are of the earlier calls."""
    if any(mark.call not in digests for mark in shots_of(call)):
        return False
    earlier = {name: Earlier(digest=digest) for name, digest in digests.items()}
    return call_digest(call.path, read_body(call.body), earlier=earlier) == call.digest


def _combinations(offered: Mapping[str, Sequence[Used]]) -> Iterator[tuple[tuple[str, Used], ...]]:
    for combination in product(*offered.values()):
        yield tuple(zip(offered, combination, strict=True))


def _choice(path: str, body: Mapping[str, Any], used: tuple[tuple[str, Used], ...]) -> Choice:
    earlier = {name: Earlier(sha256=take.sha256) for name, take in used}
    return Choice(digest=call_digest(path, body, earlier=earlier), used=used)
