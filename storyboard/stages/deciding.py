"""Choosing takes: pick one, approve one that stays whatever changes, and take an approval back."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from storyboard.language.film.addresses import shot_of
from storyboard.plan.decisions.circled import Circle
from storyboard.plan.decisions.standing import label, numbered, tell_apart
from storyboard.plan.made import Pick, Take, is_good
from storyboard.plan.plan import Action, Call
from storyboard.plan.selection.finding import find_addresses, read_address
from storyboard.problems import UsageError
from storyboard.run.takes.picks import write_picks
from storyboard.stages.circling import bring_up
from storyboard.stages.compiling import Wanted
from storyboard.stages.rounds import in_rounds
from storyboard.stages.running import sizes_in
from storyboard.stages.rushes import Rushes, read_rushes, stands_in, with_decisions_on

Verb = Literal["pick", "approve"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """What was decided of one address. `earlier` says that the take was made from other words than the present ones.

    `pick` is what stands now, `before` another take that was circled until then. `action` is what the next run does for
    the address, `instead` the take that it uses then in place of one that holds no more; None where there is none yet.
    """

    pick: Pick
    take: Take
    earlier: bool
    before: Circle | None = None
    action: Action = "keep"
    instead: Take | None = None


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

    A take that is picked though it was made from other words is approved. What is decided of a shot counts when a later
    one that continues it is decided on. Raises UsageError where an address or a take is none that can be meant, or two
    takes are named for one address, Refused where a run is at work or nothing can be written.
    """
    before = after = read_rushes(wanted)
    decided: dict[str, Decided] = {}
    for same in in_rounds(before.plan, addresses):
        for words in same:
            _take_in(decided, _decide(words, after, wanted, verb))
        after = with_decisions_on(before, wanted, (one.pick for one in decided.values()))
    return _settle(tuple(decided.values()), before, after, wanted)


def unapprove_takes(wanted: Wanted, addresses: Iterable[str]) -> Decisions:
    """Take approvals back: the takes stay picked, and hold for the words they were made from.

    The decision on an address that is not in the film any more is removed altogether. Raises UsageError for an address
    that has no approved take, Refused as `decide_takes` does.
    """
    rushes, words = read_rushes(wanted), tuple(addresses)
    lost = {one: tuple(address for address in _lost(rushes) if one in (address, shot_of(address))) for one in words}
    decided = tuple(one for each in words if not lost[each] for one in _unapprove(each, rushes))
    removed = tuple(address for found in lost.values() for address in found)
    after = with_decisions_on(rushes, wanted, (one.pick for one in decided))
    return _settle(decided, rushes, after, wanted, removed=removed)


def _lost(rushes: Rushes) -> list[str]:
    return [pick.address for pick in rushes.made.picks if pick.address not in rushes.calls]


def _take_in(decided: dict[str, Decided], more: Iterable[Decided]) -> None:
    """Add what was decided. Raise UsageError where another take was named for an address before."""
    for one in more:
        known = decided.setdefault(one.pick.address, one)
        if known.pick.sha256 != one.pick.sha256:
            address = one.pick.address
            both = tell_apart((known.take, one.take), shot=shot_of(address))
            raise UsageError(f"Two takes are named for {address}: {both}", help="Name one of them.")


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
    decided: tuple[Decided, ...], before: Rushes, after: Rushes, wanted: Wanted, *, removed: tuple[str, ...] = ()
) -> Decisions:
    """Write decisions down, bring the manifest up to them, and say what follows from them."""
    file, origin, profile = wanted.file.name, before.plan.origin, wanted.profile
    picks = {one.pick.address: one.pick for one in decided}
    write_picks(wanted.folder, file=file, origin=origin, profile=profile, picks=picks.values(), without=removed)
    bring_up(wanted, origin=origin, also=frozenset(picks))

    def newly(call: Call, action: Action) -> bool:
        return call.action == action and any(before.calls[usage].action != action for usage in call.usages)

    return Decisions(
        decided=tuple(_with_what_follows(one, after) for one in decided),
        removed=removed,
        made_anew=tuple(call.id for call in after.plan.calls if newly(call, "make")),
        held=tuple(call.id for call in after.plan.calls if newly(call, "hold")),
    )


def _with_what_follows(one: Decided, after: Rushes) -> Decided:
    """Say what becomes of an address, by the requests as they are once everything is decided."""
    address = one.pick.address
    call = after.calls[address]
    earlier = one.take.digest != call.digest
    present = [take for take in after.takes[shot_of(address)] if take.digest == call.digest]
    used = next((take for take in (*filter(is_good, present), *present) if take.status in ("done", "submitted")), None)
    goes = earlier and not one.pick.approved and call.action in ("keep", "fetch")
    return replace(one, earlier=earlier, action=call.action, instead=used if goes else None)
