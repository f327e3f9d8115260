"""The rushes: every take there is of the shots of a film, and what was decided of them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from storyboard.language.film.addresses import shot_of
from storyboard.plan.decisions.circled import Circles, circle_takes
from storyboard.plan.decisions.standing import belongs, label, number_cached
from storyboard.plan.made import Made, Pick, Take
from storyboard.plan.plan import Call, Plan
from storyboard.plan.planning import WHOLE
from storyboard.plan.selection.finding import find_addresses
from storyboard.run.ledger.rows import TakeRow
from storyboard.run.record.decided import good_rows
from storyboard.run.record.keeping import manifest_before
from storyboard.stages.compiling import Wanted, compile_plan, out_folder, read_made_before, select_addresses

Words = Literal["present", "earlier"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rushes:
    """A film as it is planned now, with everything that was made of it. `takes` are by `scene/shot`.

    `file` is the storyboard's name. `addresses` lists those of each `scene/shot`, one for each variant; `calls` are by
    address, `rows` is what the ledger measured, by the sha256 of a clip.
    """

    file: str
    plan: Plan
    made: Made
    circles: Circles
    addresses: Mapping[str, tuple[str, ...]]
    calls: Mapping[str, Call]
    takes: Mapping[str, tuple[Take, ...]]
    rows: Mapping[str, TakeRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A take of a shot as it is listed. `picked` and `approved` name the addresses that have it circled so.

    `name` is what `pick` knows it by, and no other. `file` is its clip's path where that is here. Pixels are None where
    they were never measured.
    """

    shot: str
    name: str
    take: Take
    words: Words
    usages: tuple[str, ...]
    picked: tuple[str, ...]
    approved: tuple[str, ...]
    file: Path | None
    width: int | None = None
    height: int | None = None
    findings: tuple[str, ...] = ()


def read_rushes(wanted: Wanted) -> Rushes:
    """Compile a storyboard and read what was made of it. Raises as `compile_plan` does."""
    return _rushes(wanted, read_made_before(wanted))


def with_decisions_on(rushes: Rushes, wanted: Wanted, picks: Iterable[Pick]) -> Rushes:
    """Give the rushes as they are with more decisions, each in place of an older one on its address."""
    new = {pick.address: pick for pick in picks}
    others = (pick for pick in rushes.made.picks if pick.address not in new)
    return _rushes(wanted, replace(rushes.made, picks=(*others, *new.values())))


def _rushes(wanted: Wanted, made: Made) -> Rushes:
    plan, _ = compile_plan(replace(wanted, selection=WHOLE), made=made)
    addresses = _addresses(plan)
    return Rushes(
        file=wanted.file.name,
        plan=plan,
        made=made,
        circles=circle_takes(made, storyboard=wanted.file.name),
        addresses=addresses,
        calls={usage: call for call in plan.calls for usage in call.usages},
        takes=_by_shot(plan, made, wanted.file.name, addresses),
        rows=good_rows(wanted.folder, origin=plan.origin),
    )


def list_takes(rushes: Rushes, wanted: Wanted, addresses: Iterable[str] = ()) -> tuple[Listed, ...]:
    """List every take of what is selected of a film, or of the shots of it at some addresses.

    They come in the film's order, lowest number first. Raises UsageError for an address or selector that is none.
    """
    found = _findings(wanted)
    meant = {shot_of(usage) for address in addresses for usage in find_addresses(rushes.plan, address)}
    whole = wanted.selection.is_whole
    chosen = rushes.takes.keys() if whole else {shot_of(usage) for usage in select_addresses(wanted)}
    shots = [shot for shot in rushes.takes if shot in chosen and (not meant or shot in meant)]
    return tuple(_listed(shot, take, rushes, wanted, found) for shot in shots for take in rushes.takes[shot])


def stands_in(take: Take, address: str, rushes: Rushes) -> bool:
    """Say whether a take was made for an address, or is of the very request that the address has now."""
    return belongs(take, address, storyboard=rushes.file) or rushes.calls[address].digest == take.digest


def _addresses(plan: Plan) -> dict[str, tuple[str, ...]]:
    """Sort the addresses of a film by their shots, in its order; what is made and not cut comes last."""
    found: dict[str, list[str]] = {}
    for address in dict.fromkeys((*plan.shots, *(usage for call in plan.calls for usage in call.usages))):
        found.setdefault(shot_of(address), []).append(address)
    return {shot: tuple(addresses) for shot, addresses in found.items()}


def _by_shot(plan: Plan, made: Made, file: str, shots: Iterable[str]) -> dict[str, tuple[Take, ...]]:
    """Sort takes by the shots that they were made for, or whose present request they are of."""
    asked: dict[str, set[str]] = {}
    for call in plan.calls:
        asked.setdefault(call.digest, set()).update(shot_of(usage) for usage in call.usages)
    found: dict[str, list[Take]] = {shot: [] for shot in shots}
    for take in made.takes:
        own = {take.shot, *map(shot_of, take.usages)} if take.storyboard in ("", file) else set[str]()
        for shot in (own | asked.get(take.digest, set())) & found.keys():
            found[shot].append(take)
    return {shot: tuple(sorted(number_cached(takes), key=lambda take: take.number)) for shot, takes in found.items()}


def _findings(wanted: Wanted) -> Mapping[str, tuple[str, ...]]:
    """Give what the last run found in each take, by the sha256 of its clip; nothing where nothing was run."""
    manifest = manifest_before(out_folder(wanted))
    takes = () if manifest is None else tuple(take for shot in manifest.shots for take in shot.takes)
    found: dict[str, dict[str, None]] = {}
    for take in takes:
        found.setdefault(take.sha256 or "", {}).update(dict.fromkeys(take.findings))
    return {content: tuple(words) for content, words in found.items()}


def _listed(shot: str, take: Take, rushes: Rushes, wanted: Wanted, found: Mapping[str, tuple[str, ...]]) -> Listed:
    own = rushes.addresses[shot]
    circled = {address: rushes.circles[address] for address in own if address in rushes.circles}
    # Of a take that a shared cache alone has, the number is not given yet.
    counted = [one for one, circle in circled.items() if replace(circle.take, number=take.number) == take]
    counted = [address for address in counted if circled[address].counts(rushes.calls[address].digest)]
    row = rushes.rows.get(take.sha256 or "")
    present = any(rushes.calls[address].digest == take.digest for address in own)
    return Listed(
        shot=shot,
        name=f"{shot}#{label(take, rushes.takes[shot])}",
        take=take,
        words="present" if present else "earlier",
        usages=tuple(_users(take, own, rushes)),
        picked=tuple(counted),
        approved=tuple(address for address in counted if circled[address].approved),
        file=None if take.file is None else wanted.folder / take.file,
        width=None if row is None else row.width,
        height=None if row is None else row.height,
        findings=found.get(take.sha256 or "", () if row is None else row.findings),
    )


def _users(take: Take, own: Iterable[str], rushes: Rushes) -> Iterator[str]:
    yield from (address for address in own if stands_in(take, address, rushes))
