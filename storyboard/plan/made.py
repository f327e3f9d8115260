"""What was made before, at one target and origin, for one storyboard: the second input of a plan."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType
from typing import Literal, TypeVar

from storyboard.language.film.addresses import shot_of

K = TypeVar("K")
TakeStatus = Literal["done", "failed", "submitted", "in-doubt"]

EXPIRED = "its clip expired before it was fetched"
"""How the message of a take begins whose clip is nowhere any more."""
UNKNOWN = "the provider no longer knows the task"
"""How the message of a take begins whose task was not to be found any more."""
FEWER = "the provider made fewer takes than asked for"
"""How the message of a take begins that the provider did not list beside the others of its task."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """One take asked for, whatever became of it.

    `shot` is `scene/shot`; `number` counts over everything ever made for it. `digest` is that of the request really
    sent. `file` is the clip's path where it is here, else None. `seconds` is the clip's length, `credits` the charge of
    its whole task. `storyboard` is the name of the file it was made for; `request` what `remember` wrote of its call.
    `asked_at` is when it was asked for, as ISO 8601 in UTC. `cached` says that a shared cache has its clip.
    """

    shot: str
    number: int
    digest: str
    attempt: str
    status: TakeStatus
    task_id: str | None = None
    usages: tuple[str, ...] = ()
    sha256: str | None = None
    bytes: int | None = None
    seconds: float | None = None
    credits: Decimal | None = None
    message: str = ""
    file: str | None = None
    url: str | None = None
    storyboard: str = ""
    request: str = ""
    asked_at: str = ""
    cached: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """What was decided of an address, such as `scene/shot@variant`: the take with these bytes is the circled one.

    An `approved` take stays, whatever changes in the storyboard.
    """

    address: str
    sha256: str
    approved: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """Every take asked for so far, in order of shot and number; `picks` are of one storyboard and profile.

    `offered` is what others made of requests that were asked for here too, and a shared cache has, in order of
    submission: it counts only where more takes are wanted.
    """

    takes: tuple[Take, ...] = ()
    picks: tuple[Pick, ...] = ()
    offered: tuple[Take, ...] = ()
    # Worked out once: a plan asks for every digest and shot, and looking through all takes each time is quadratic.
    _by_digest: Mapping[str, tuple[Take, ...]] = field(init=False, repr=False, compare=False)
    _by_offer: Mapping[str, tuple[Take, ...]] = field(init=False, repr=False, compare=False)
    _by_address: Mapping[tuple[str, str], tuple[Take, ...]] = field(init=False, repr=False, compare=False)
    _by_shot: Mapping[tuple[str, str], tuple[Take, ...]] = field(init=False, repr=False, compare=False)
    _picks: Mapping[str, Pick] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Sort the takes by digest, shot and address."""
        numbered = sorted(self.takes, key=lambda take: take.number)
        object.__setattr__(self, "_by_digest", _grouped((take.digest, take) for take in numbered))
        object.__setattr__(self, "_by_offer", _grouped((take.digest, take) for take in self.offered))
        object.__setattr__(self, "_by_shot", _grouped(pair for take in numbered for pair in _shots_of(take)))
        named = (((take.storyboard, address), take) for take in numbered for address in asked_by(take))
        object.__setattr__(self, "_by_address", _grouped(named))
        object.__setattr__(self, "_picks", MappingProxyType({pick.address: pick for pick in self.picks}))

    def with_digest(self, digest: str) -> tuple[Take, ...]:
        """Pick the takes asked for with one digest, lowest number first."""
        return self._by_digest.get(digest, ())

    def offers_of(self, digest: str, lacking: int) -> tuple[Take, ...]:
        """Pick what is offered of a digest, in whole submissions, until no take is lacking or there is no more."""
        found: list[Take] = []
        for take in self._by_offer.get(digest, ()):
            if len(found) >= lacking and (not found or take.attempt != found[-1].attempt):
                break
            found.append(take)
        return tuple(found)

    def of_address(self, address: str, *, storyboard: str = "") -> tuple[Take, ...]:
        """Pick the takes that were made for an address of a storyboard, else those that are nobody's, lowest first."""
        return self._by_address.get((storyboard, address)) or self._by_address.get(("", address), ())

    def of_shot(self, shot: str, *, storyboard: str) -> tuple[Take, ...]:
        """Pick the takes that were made for a shot of a storyboard, or for others together with it, lowest first."""
        own = self._by_shot.get((storyboard, shot), ())
        nobodys = self._by_shot.get(("", shot), ()) if storyboard else ()
        return tuple(sorted((*own, *nobodys), key=lambda take: take.number))

    def pick_of(self, address: str) -> Pick | None:
        """Give what was decided of an address; None where nothing was."""
        return self._picks.get(address)


def _grouped(named: Iterable[tuple[K, Take]]) -> Mapping[K, tuple[Take, ...]]:
    found: dict[K, list[Take]] = {}
    for name, take in named:
        found.setdefault(name, []).append(take)
    return MappingProxyType({name: tuple(some) for name, some in found.items()})


def _shots_of(take: Take) -> Iterator[tuple[tuple[str, str], Take]]:
    for shot in dict.fromkeys(shot_of(address) for address in asked_by(take)):
        yield (take.storyboard, shot), take


def asked_by(take: Take) -> tuple[str, ...]:
    """List the addresses that a take was made for."""
    return take.usages or (take.shot,)


def was_made(take: Take) -> bool:
    """Say whether there is, or was, a clip of a take."""
    return take.status == "done" and take.sha256 is not None


def is_expired(take: Take) -> bool:
    """Say whether the clip of a take is gone: not here, and not to be had any more."""
    return take.file is None and not take.cached and take.message.startswith(EXPIRED)


def is_good(take: Take) -> bool:
    """Say whether a take has a clip that can be used: it is here, or can be brought here."""
    return was_made(take) and not is_expired(take)


def may_turn_up(message: str) -> bool:
    """Say whether a take was given up on a word that may prove wrong: a clock's, another key's, a list too short."""
    return message.startswith((EXPIRED, UNKNOWN, FEWER))


def takes_of(made: Made, digest: str) -> tuple[Take, ...]:
    """Pick the takes asked for with one digest, lowest number first."""
    return made.with_digest(digest)
