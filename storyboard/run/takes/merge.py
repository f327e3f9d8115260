"""Lines of `storyboard.takes` from several branches, and the takes of a ledger, made one list without contradictions.

No I/O. The laws: every take stays; no two takes of a shot have one number; the order of the lines does not matter; and
what was merged once comes out of a second merge as it is.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from storyboard.run.machine.places import shot_of
from storyboard.run.takes.lines import STATUSES, LineStatus, TakeLine

_Shot = tuple[str, str, str]
_RANK: dict[LineStatus, int] = {status: rank for rank, status in enumerate(STATUSES)}
_UNKNOWN = len(STATUSES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """A take of the ledger as a line would tell it; `index` is its place in its submission.

    `sent_here` says whether this ledger sent it; of others it has only read.
    """

    line: TakeLine
    index: int
    sent_here: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """A take as all sources together know it; `index` is the ledger's, None for one that it does not know."""

    line: TakeLine
    index: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Claim:
    """A take and the number it asks for. The file's numbers are known to others, so they go before the ledger's."""

    line: TakeLine
    number: int
    index: int | None = None
    told: bool = True


def merge_takes(
    lines: Iterable[TakeLine], own: Iterable[Own] = (), *, settled: Collection[str] = ()
) -> tuple[Merged, ...]:
    """Make one list of the lines of a file and the takes of the ledger, in order of shot and number.

    Where two branches tell of one take, the line that knows more of it stands: final before in flight, in flight before
    in doubt or set aside; which of these two it is, whoever sent it knows. A number given twice stays with the smaller
    task id, a number of the file with the file; the other take gets the next one that was never given to a take of its
    shots, or of its request. `settled` names submissions that came to nothing here: a doubt that is still told of them
    is passed over, a task is not.
    """
    told, known = _by_attempt(lines), defaultdict[tuple[str, str], list[Own]](list)
    for one in own:
        known[one.line.origin, one.line.attempt].append(one)
    contested = _contested(told)
    claims: list[_Claim] = []
    for key in sorted({*told, *known}):
        if key[1] in settled and all(line.task_id is None for line in told[key]):
            continue
        claims += _alike(tuple(_match(_takes(told[key], contested), known[key])))
    return tuple(sorted(_number(claims), key=lambda one: (*_shot(one.line), one.line.number)))


def _by_attempt(lines: Iterable[TakeLine]) -> defaultdict[tuple[str, str], list[TakeLine]]:
    found = defaultdict[tuple[str, str], list[TakeLine]](list)
    for line in sorted(set(lines), key=_order):
        found[line.origin, line.attempt].append(line)
    return found


def _contested(told: defaultdict[tuple[str, str], list[TakeLine]]) -> set[tuple[_Shot, int]]:
    """Find the numbers that more than one submission has."""
    holders = defaultdict[tuple[_Shot, int], set[str]](set)
    for (_, attempt), lines in told.items():
        for line in lines:
            holders[_shot(line), line.number].add(attempt)
    return {number for number, attempts in holders.items() if len(attempts) > 1}


def _takes(lines: Iterable[TakeLine], contested: Collection[tuple[_Shot, int]]) -> tuple[_Claim, ...]:
    """Give the takes of one submission, lowest number first: one for each number, by the line that knows most.

    A clip that also has a number nobody else claims was given that one by an earlier merge: it is the same take.
    """
    best: dict[tuple[_Shot, int], TakeLine] = {}
    for line in lines:  # they come with the one that knows most first
        best.setdefault((_shot(line), line.number), line)
    free = {line.sha256 for key, line in best.items() if line.sha256 is not None and key not in contested}
    left = (line for key, line in best.items() if key not in contested or line.sha256 not in free)
    return tuple(_Claim(line=line, number=line.number) for line in sorted(left, key=lambda line: line.number))


def _match(claims: Sequence[_Claim], own: Iterable[Own]) -> Iterator[_Claim]:
    """Pair the takes that a file tells of with the ledger's: by their bytes, then by number, then in order."""
    waiting = list(claims)
    mine = sorted(own, key=lambda one: one.line.number)
    for fits in (_same_bytes, _same_number, _may_be):
        rest = []
        for one in mine:
            claim = next((claim for claim in waiting if fits(claim.line, one.line)), None)
            if claim is None:
                rest.append(one)
                continue
            waiting.remove(claim)
            yield replace(claim, line=_better(claim.line, one), index=one.index)
        mine = rest
    yield from waiting
    for one in mine:
        yield _Claim(line=one.line, number=one.line.number, index=one.index, told=False)


def _better(told: TakeLine, own: Own) -> TakeLine:
    first = own.sent_here and told.task_id is None
    return min((own.line, told) if first else (told, own.line), key=_rank)


def _rank(line: TakeLine) -> int:
    """Say how much a line knows of a take, the best known lowest; without a task, nothing."""
    return _UNKNOWN if line.task_id is None else _RANK[line.status]


def _same_bytes(line: TakeLine, other: TakeLine) -> bool:
    return line.sha256 is not None and line.sha256 == other.sha256


def _same_number(line: TakeLine, other: TakeLine) -> bool:
    return (_shot(line), line.number) == (_shot(other), other.number) and _may_be(line, other)


def _may_be(line: TakeLine, other: TakeLine) -> bool:
    """Say whether two lines of one submission may tell of one take: not where both have a clip, and not the same."""
    return line.sha256 is None or other.sha256 is None or line.sha256 == other.sha256


def _alike(claims: tuple[_Claim, ...]) -> Iterator[_Claim]:
    """Give all takes of a submission its task and its charge, as the one of them tells it that knows most."""
    if not claims:
        return
    task_id = min((claim.line.task_id for claim in claims if claim.line.task_id is not None), default=None)
    known = min((claim.line for claim in claims), key=lambda line: (_rank(line), -line.credits))
    for claim in claims:
        turned_up = claim.line.task_id is None and task_id is not None
        status: LineStatus = "submitted" if turned_up else claim.line.status
        alike = (claim.line.task_id, claim.line.status, claim.line.credits) == (task_id, status, known.credits)
        line = claim.line if alike else replace(claim.line, task_id=task_id, status=status, credits=known.credits)
        yield replace(claim, line=line)


def _number(claims: Iterable[_Claim]) -> Iterator[Merged]:
    given: set[tuple[_Shot, int]] = set()
    highest = defaultdict[_Shot, int](int)
    late: list[_Claim] = []
    for claim in sorted(claims, key=_turn):
        shot = _shot(claim.line)
        _raise(highest, claim.line, claim.number)
        if (shot, claim.number) in given:
            late.append(claim)
            continue
        given.add((shot, claim.number))
        line = claim.line if claim.line.number == claim.number else replace(claim.line, number=claim.number)
        yield Merged(line=line, index=claim.index)
    for claim in late:
        number = max(highest[one] for one in _fields(claim.line)) + 1
        _raise(highest, claim.line, number)
        yield Merged(line=replace(claim.line, number=number), index=claim.index)


def _raise(highest: dict[_Shot, int], line: TakeLine, number: int) -> None:
    for one in _fields(line):
        highest[one] = max(highest[one], number)


def _fields(line: TakeLine) -> Iterator[_Shot]:
    """Name all in which a new number has to be new: the shots that share a take, and its request, whoever made it."""
    for shot in dict.fromkeys(map(shot_of, (line.shot, *line.usages))):
        yield (line.origin, line.file, shot)
    yield (line.origin, "", line.digest)


def _turn(claim: _Claim) -> tuple[bool, bool, str, str, int]:
    """Say whose turn it is to have a number: the file's, the smaller task id; a doubt has none and comes last."""
    line = claim.line
    return (not claim.told, line.task_id is None, line.task_id or "", line.attempt, claim.number)


def _shot(line: TakeLine) -> _Shot:
    return (line.origin, line.file, line.shot)


def _order(line: TakeLine) -> tuple[object, ...]:
    """Put what knows more first, and what was decided before a doubt; the rest only makes that no order of the lines
    changes what comes of them.
    """
    told = (line.task_id or "", line.sha256 or "", line.bytes or 0, line.seconds or 0.0, -line.credits)
    return (_rank(line), line.file, line.shot, line.number, line.status, *told, line.digest, line.usages)
