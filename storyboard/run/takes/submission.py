"""The takes of one submission, as branches tell of them and as the ledger knows them: each of them once. No I/O."""

from collections import defaultdict
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from storyboard.run.takes.lines import STATUSES, LineStatus, TakeLine, is_final

Shot = tuple[str, str, str]
Place = tuple[Shot, int]
_RANK: dict[LineStatus, int] = {status: rank for rank, status in enumerate(STATUSES)}
_UNKNOWN = len(STATUSES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """A take of the ledger as a line would tell it; `index` is its place in its submission.

    `said_here` says whether it is for this ledger to say if it is in doubt; of others it has only read.
    """

    line: TakeLine
    index: int
    said_here: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A take and the number it asks for. The file's numbers are known to others, so they go before the ledger's."""

    line: TakeLine
    number: int
    index: int | None = None
    told: bool = True


def take_claims(lines: Sequence[TakeLine], own: Iterable[Own], *, contested: Collection[Place]) -> Iterator[Claim]:
    """Give the takes of a submission with the numbers they ask for.

    `lines` have what knows most first; `contested` are the numbers that other submissions have as well.
    """
    return _alike(tuple(_match(_takes(lines, contested), own)))


def _takes(lines: Sequence[TakeLine], contested: Collection[Place]) -> tuple[Claim, ...]:
    """Give the takes of one submission, lowest number first: one for each number, and one for each clip.

    Two machines may have brought the clips of one task in different orders. So each clip has the first number told of
    it that no other clip has. One that finds none gets a number where the clip is not known yet, else where nothing
    came of the take. Where all clips told at a number have others, it is a take without a clip that one machine told of
    at one of those (to follow one once too often costs nothing); where there is none, its clip is there twice.
    A clip that also has a number nobody else claims was given that one by an earlier merge: it is the same take.
    """
    told = defaultdict[Place, list[TakeLine]](list)
    for line in lines:  # they come with the one that knows most first
        told[shot_of_line(line), line.number].append(line)
    places, homeless = sorted(told, key=lambda place: (place in contested, place)), _clips(lines)
    held: dict[Place, TakeLine] = {}
    for place in places:
        found = next((line for line in told[place] if line.sha256 in homeless), None)
        if found is not None:
            held[place] = found
            del homeless[found.sha256]
    elsewhere = {line.sha256 for place, line in held.items() if place not in contested}
    spare = [line for line in lines if line.sha256 is None and (shot_of_line(line), line.number) in held]
    others: dict[Place, TakeLine] = {}
    for place in places:
        moved = place in contested and not spare and {line.sha256 for line in told[place]} <= elsewhere
        if place not in held and not moved:
            others[place] = next((line for line in told[place] if line.sha256 is None), (*told[place][:1], *spare)[-1])
    for place in sorted(others, key=lambda place: _came_to_nothing(others[place])):
        held[place] = homeless.pop(next(iter(homeless))) if homeless else others[place]
    takes = [line if line.number == number else replace(line, number=number) for (_, number), line in held.items()]
    claims = (Claim(line=line, number=line.number) for line in (*takes, *homeless.values()))
    return tuple(sorted(claims, key=lambda claim: claim.number))


def _clips(lines: Iterable[TakeLine]) -> dict[str | None, TakeLine]:
    """Give for each clip the first line that tells of it."""
    found: dict[str | None, TakeLine] = {}
    for line in lines:
        if line.sha256 is not None:
            found.setdefault(line.sha256, line)
    return found


def _came_to_nothing(line: TakeLine) -> bool:
    return is_final(line) and line.sha256 is None


def _match(claims: Sequence[Claim], own: Iterable[Own]) -> Iterator[Claim]:
    """Pair the takes that a file tells of with the ledger's: by their bytes, then by number, then in order.

    The ledger's clips choose first: they can be fewer of the takes told of than what is in flight can.
    """
    waiting, left = list(claims), list[Own]()
    mine = sorted(own, key=lambda one: one.line.number)
    clips = [one for one in mine if one.line.sha256 is not None]
    for ones in (clips, [one for one in mine if one.line.sha256 is None]):
        rest = ones
        for fits in (_same_bytes, _same_number, _may_be):
            rest = yield from _pair(waiting, rest, fits)
        left += rest
    yield from waiting
    for one in left:
        yield Claim(line=one.line, number=one.line.number, index=one.index, told=False)


def _pair(
    waiting: list[Claim], mine: list[Own], fits: Callable[[TakeLine, TakeLine], bool]
) -> Generator[Claim, None, list[Own]]:
    """Pair what fits, and take it from what is `waiting`; gives those of the ledger's takes that nothing fits."""
    rest = []
    for one in mine:
        claim = next((claim for claim in waiting if fits(claim.line, one.line)), None)
        if claim is None:
            rest.append(one)
            continue
        waiting.remove(claim)
        yield replace(claim, line=_better(claim.line, one), index=one.index)
    return rest


def _better(told: TakeLine, own: Own) -> TakeLine:
    first = own.said_here and told.task_id is None
    return min((own.line, told) if first else (told, own.line), key=rank_of)


def rank_of(line: TakeLine) -> int:
    """Say how much a line knows of a take, the best known lowest; without a task, nothing."""
    return _UNKNOWN if line.task_id is None else _RANK[line.status]


def _same_bytes(line: TakeLine, other: TakeLine) -> bool:
    return line.sha256 is not None and line.sha256 == other.sha256


def _same_number(line: TakeLine, other: TakeLine) -> bool:
    return (shot_of_line(line), line.number) == (shot_of_line(other), other.number) and _may_be(line, other)


def _may_be(line: TakeLine, other: TakeLine) -> bool:
    """Say whether two lines of one submission may tell of one take: not where both have a clip, and not the same."""
    return line.sha256 is None or other.sha256 is None or line.sha256 == other.sha256


def _alike(claims: tuple[Claim, ...]) -> Iterator[Claim]:
    """Give all takes of a submission its task and its charge, as the one of them tells it that knows most."""
    if not claims:
        return
    task_id = min((claim.line.task_id for claim in claims if claim.line.task_id is not None), default=None)
    known = min((claim.line for claim in claims), key=lambda line: (rank_of(line), -line.credits))
    for claim in claims:
        turned_up = claim.line.task_id is None and task_id is not None
        status: LineStatus = "submitted" if turned_up else claim.line.status
        alike = (claim.line.task_id, claim.line.status, claim.line.credits) == (task_id, status, known.credits)
        line = claim.line if alike else replace(claim.line, task_id=task_id, status=status, credits=known.credits)
        yield replace(claim, line=line)


def shot_of_line(line: TakeLine) -> Shot:
    """Name the shot in which a line's number counts."""
    return (line.origin, line.file, line.shot)
