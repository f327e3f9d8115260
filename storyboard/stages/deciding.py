"""Choosing takes: pick one, approve one that stays whatever changes, and take an approval back."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from storyboard.plan.decisions.circled import Circle
from storyboard.plan.decisions.standing import label, numbered, tell_apart
from storyboard.plan.made import Made, Pick, Take, is_good
from storyboard.plan.plan import Call
from storyboard.plan.selection.finding import find_addresses, read_address
from storyboard.problems import UsageError
from storyboard.run.machine.places import shot_of
from storyboard.run.takes.picks import write_picks
from storyboard.stages.circling import bring_up
from storyboard.stages.compiling import Wanted, compile_plan
from storyboard.stages.running import sizes_in
from storyboard.stages.rushes import Rushes, read_rushes, stands_in

Verb = Literal["pick", "approve"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What was decided of one address. `earlier` says that the take was made from other words than the present ones.

    `pick` is what stands now, `before` another take that was circled until then.
    """

    pick: Pick
    take: Take
    earlier: bool
    before: Circle | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """What was decided, and the shots that the next run makes anew, or holds, because of it.

    `removed` are addresses that are not in the film any more, whose decisions are gone now.
    """

    decided: tuple[Decided, ...]
    removed: tuple[str, ...] = ()
    made_anew: tuple[str, ...] = ()
    held: tuple[str, ...] = ()


def decide_takes(wanted: Wanted, addresses: Iterable[str], *, verb: Verb) -> Decisions:
    """Pick or approve the takes at addresses such as `scene/shot#2`; to approve, the number may be left out.

    A take that is picked though it was made from other words is approved. Raises UsageError where an address or a take
    is none that can be meant, Refused where a run is at work or nothing can be written.
    """
    rushes = read_rushes(wanted)
    decided = tuple(one for words in addresses for one in _decide(words, rushes, wanted, verb))
    return _settle(decided, rushes, wanted)


def unapprove_takes(wanted: Wanted, addresses: Iterable[str]) -> Decisions:
    """Take approvals back: the takes stay picked, and hold for the words they were made from.

    The decision on an address that is not in the film any more is removed altogether. Raises UsageError for an address
    that has no approved take, Refused as `decide_takes` does.
    """
    rushes, words = read_rushes(wanted), tuple(addresses)
    lost = {one: tuple(address for address in _lost(rushes) if one in (address, shot_of(address))) for one in words}
    decided = tuple(one for each in words if not lost[each] for one in _unapprove(each, rushes))
    removed = tuple(address for found in lost.values() for address in found)
    return _settle(decided, rushes, wanted, removed=removed)


def _lost(rushes: Rushes) -> list[str]:
    return [pick.address for pick in rushes.made.picks if pick.address not in rushes.calls]


def _decide(words: str, rushes: Rushes, wanted: Wanted, verb: Verb) -> tuple[Decided, ...]:
    plain, _, _ = words.partition("#")
    meant, usages = read_address(words), find_addresses(rushes.plan, plain)
    if meant.take is None:
        if verb == "pick":
            raise UsageError(f"`{words}` names no take", help=_good_ones(rushes, shot_of(plain)))
        return tuple(_decided(usage, _only(usage, rushes), rushes, verb) for usage in usages)
    take = _numbered(meant.take, shot_of(plain), rushes, clip=meant.clip)
    if plain != shot_of(plain):
        _check_size(take, plain, rushes, wanted)
        return (_decided(plain, take, rushes, verb),)
    return tuple(_decided(usage, take, rushes, verb) for usage in _standing(take, usages, rushes))


def _decided(address: str, take: Take, rushes: Rushes, verb: Verb) -> Decided:
    earlier = take.digest != rushes.calls[address].digest
    known = rushes.made.pick_of(address)
    stays = known is not None and known.approved and known.sha256 == take.sha256
    approved = verb == "approve" or earlier or stays
    circle = rushes.circles.get(address)
    return Decided(
        pick=Pick(address=address, sha256=take.sha256 or "", approved=approved),
        take=take,
        earlier=earlier,
        before=None if circle is None or circle.take.sha256 == take.sha256 else circle,
    )


def _numbered(number: int, shot: str, rushes: Rushes, *, clip: str) -> Take:
    """Find the good take of a shot that bears a number; `clip` begins the sha256 of the one that is meant."""
    found = numbered(rushes.takes[shot], number, clip=clip)
    if len(found) > 1:
        names = tell_apart(found, shot=shot)
        help = f"Say which one with the first digits of its clip, as in `{shot}#{label(found[0], found)}`."
        raise UsageError(f"Take {number} of {shot} may be {len(found)} takes: {names}", help=help)
    takes = [*found, *(take for take in rushes.takes[shot] if take.number == number and not clip)]
    if not takes:
        name = f"{number}-{clip}" if clip else str(number)
        raise UsageError(f"{shot} has no take {name}", help=_good_ones(rushes, shot))
    _check_good(takes[0], shot, rushes)
    return takes[0]


def _check_good(take: Take, shot: str, rushes: Rushes) -> None:
    if not is_good(take):
        what = {"failed": "failed", "submitted": "is not here yet", "in-doubt": "is in doubt", "done": "is not here"}
        message = f": {take.message}" if take.message else ""
        raise UsageError(f"Take {take.number} of {shot} {what[take.status]}{message}", help=_good_ones(rushes, shot))


def _only(address: str, rushes: Rushes) -> Take:
    """Find the take that is meant where none is named: the picked one, else the only good one."""
    circle, digest, shot = rushes.circles.get(address), rushes.calls[address].digest, shot_of(address)
    if circle is not None and circle.counts(digest):
        _check_good(circle.take, shot, rushes)
        return circle.take
    good = [take for take in rushes.takes[shot] if is_good(take) and stands_in(take, address, rushes)]
    present = [take for take in good if take.digest == digest] or good
    if len(present) != 1:
        many = "more than one good take" if present else "no good take"
        raise UsageError(f"{address} has {many}, and none is picked", help=_good_ones(rushes, shot))
    return present[0]


def _good_ones(rushes: Rushes, shot: str, *, size: tuple[int, int] | None = None) -> str:
    """Name the good takes of a shot, of one size where that is asked for."""
    rows = ((take, rushes.rows.get(take.sha256 or "")) for take in rushes.takes[shot] if is_good(take))
    fit = [take for take, row in rows if size is None or (row is not None and (row.width, row.height) == size)]
    names = ", ".join(dict.fromkeys(f"{shot}#{label(take, rushes.takes[shot])}" for take in fit))
    return f"Good are: {names}." if fit else f"No take of it is {'good' if size is None else 'that large'}."


def _standing(take: Take, usages: tuple[str, ...], rushes: Rushes) -> tuple[str, ...]:
    """List the addresses that a plain one means: those that the take stands in, or the only one there is."""
    standing = tuple(usage for usage in usages if stands_in(take, usage, rushes))
    if not standing and len(usages) > 1:
        made_for = ", ".join(take.usages or (take.shot,))
        raise UsageError(
            f"Take {take.number} was made for {made_for}, and for no variant that there is now",
            help=f"Name the variant that is to use it: {', '.join(f'{usage}#{take.number}' for usage in usages)}.",
        )
    return standing or usages


def _check_size(take: Take, address: str, rushes: Rushes, wanted: Wanted) -> None:
    """Raise UsageError where a take made for another variant is not of the size that an address asks for."""
    wants = sizes_in(wanted.folder)(rushes.calls[address])
    if stands_in(take, address, rushes) or wants is None:
        return
    row = rushes.rows.get(take.sha256 or "")
    has = None if row is None or row.width is None or row.height is None else (row.width, row.height)
    if has is None:
        raise UsageError(
            f"How large take {take.number} is, nobody knows here, and {address} asks for {wants[0]}×{wants[1]}",
            help="`storyboard fetch` brings its clip here, and measures it.",
        )
    if has != wants:
        raise UsageError(
            f"Take {take.number} is {has[0]}×{has[1]}, and {address} asks for {wants[0]}×{wants[1]}",
            help=_good_ones(rushes, shot_of(address), size=wants),
        )


def _unapprove(words: str, rushes: Rushes) -> tuple[Decided, ...]:
    approved = {address: circle.take for address, circle in rushes.circles.items() if circle.approved}
    meant = [address for address in find_addresses(rushes.plan, words.partition("#")[0]) if address in approved]
    if not meant:
        known = ", ".join(sorted(approved))
        raise UsageError(f"No take of {words} is approved", help=f"Approved are: {known}." if known else "")
    picks = [(Pick(address=address, sha256=approved[address].sha256 or ""), approved[address]) for address in meant]
    return tuple(
        Decided(pick=pick, take=take, earlier=take.digest != rushes.calls[pick.address].digest) for pick, take in picks
    )


def _settle(
    decided: tuple[Decided, ...], rushes: Rushes, wanted: Wanted, *, removed: tuple[str, ...] = ()
) -> Decisions:
    """Write decisions down, bring the manifest up to them, and say what follows from them."""
    file, origin, profile = wanted.file.name, rushes.plan.origin, wanted.profile
    picks = {one.pick.address: one.pick for one in decided}.values()
    write_picks(wanted.folder, file=file, origin=origin, profile=profile, picks=picks, without=removed)
    bring_up(wanted, origin=origin, also=frozenset(one.pick.address for one in decided))
    new = {one.pick.address: one.pick for one in decided}
    kept = [pick for pick in rushes.made.picks if pick.address not in new]
    after = _following(decided, rushes, wanted, replace(rushes.made, picks=(*kept, *new.values())))
    return replace(after, removed=removed)


def _following(decided: tuple[Decided, ...], rushes: Rushes, wanted: Wanted, made: Made) -> Decisions:
    after, _ = compile_plan(wanted, made=made)
    before = {usage: call.action for usage, call in rushes.calls.items()}

    def newly(call: Call, action: str) -> bool:
        return call.action == action and any(before.get(usage) != action for usage in call.usages)

    return Decisions(
        decided=decided,
        made_anew=tuple(call.id for call in after.calls if newly(call, "make")),
        held=tuple(call.id for call in after.calls if newly(call, "hold")),
    )
