"""Lines of `storyboard.takes` from several branches, and the takes of a ledger, made one list without contradictions.

No I/O. The laws: every take stays; no two takes of a shot have one number; the order of the lines does not matter; and
what was merged once comes out of a second merge as it is.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from storyboard.language.film.addresses import shot_of
from storyboard.run.takes.lines import TakeLine
from storyboard.run.takes.submission import Claim, Own, Place, Shot, rank_of, shot_of_line, take_claims


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """A take as all sources together know it; `index` is the ledger's, None for one that it does not know."""

    line: TakeLine
    index: int | None


def merge_takes(
    lines: Iterable[TakeLine], own: Iterable[Own] = (), *, settled: Collection[str] = ()
) -> tuple[Merged, ...]:
    """Make one list of the lines of a file and the takes of the ledger, in order of shot and number.

    Where two branches tell of one take, the line that knows more of it stands: final before in flight, in flight before
    in doubt or set aside; which of these two it is, whoever sent it knows, or asked for it again. A number given twice
    stays with the smaller task id, a number of the file with the file; the other take gets the next one that was
    never given to a take of its shots, or of its request. `settled` names submissions that came to nothing here: a
    doubt that is still told of them is passed over, a task is not.
    """
    told, known = _by_attempt(lines), defaultdict[tuple[str, str], list[Own]](list)
    for one in own:
        known[one.line.origin, one.line.attempt].append(one)
    contested = _contested(told)
    claims: list[Claim] = []
    for key in sorted({*told, *known}):
        if key[1] in settled and all(line.task_id is None for line in told[key]):
            continue
        claims += take_claims(told[key], known[key], contested=contested)
    return tuple(sorted(_number(claims), key=lambda one: (*shot_of_line(one.line), one.line.number)))


def _by_attempt(lines: Iterable[TakeLine]) -> defaultdict[tuple[str, str], list[TakeLine]]:
    found = defaultdict[tuple[str, str], list[TakeLine]](list)
    for line in sorted(set(lines), key=_order):
        found[line.origin, line.attempt].append(line)
    return found


def _contested(told: defaultdict[tuple[str, str], list[TakeLine]]) -> set[Place]:
    """Find the numbers that more than one submission has."""
    holders = defaultdict[Place, set[str]](set)
    for (_, attempt), lines in told.items():
        for line in lines:
            holders[shot_of_line(line), line.number].add(attempt)
    return {number for number, attempts in holders.items() if len(attempts) > 1}


def _number(claims: Iterable[Claim]) -> Iterator[Merged]:
    given: set[Place] = set()
    highest = defaultdict[Shot, int](int)
    late: list[Claim] = []
    for claim in sorted(claims, key=_turn):
        shot = shot_of_line(claim.line)
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


def _raise(highest: dict[Shot, int], line: TakeLine, number: int) -> None:
    for one in _fields(line):
        highest[one] = max(highest[one], number)


def _fields(line: TakeLine) -> Iterator[Shot]:
    """Name all in which a new number has to be new: the shots that share a take, and its request, whoever made it."""
    for shot in dict.fromkeys(map(shot_of, (line.shot, *line.usages))):
        yield (line.origin, line.file, shot)
    yield (line.origin, "", line.digest)


def _turn(claim: Claim) -> tuple[bool, bool, str, str, int, str]:
    """Say whose turn it is to have a number: the file's, the smaller task id; a doubt has none and comes last."""
    line = claim.line
    return (not claim.told, line.task_id is None, line.task_id or "", line.attempt, claim.number, line.sha256 or "")


def _order(line: TakeLine) -> tuple[object, ...]:
    """Put what knows more first, and what was decided before a doubt; the rest only makes that no order of the lines
    changes what comes of them.
    """
    told = (line.task_id or "", line.sha256 or "", line.bytes or 0, line.seconds or 0.0, -line.credits)
    return (rank_of(line), line.file, line.shot, line.number, line.status, *told, line.digest, line.usages)
