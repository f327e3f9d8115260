"""Which take of a shot the checks speak for, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from storyboard.checks.footage import Check
from storyboard.checks.inspection import Checked, check_shot
from storyboard.checks.table import find_checks
from storyboard.plan.decisions.standing import CLIP
from storyboard.plan.selection.finding import find_addresses
from storyboard.problems import UsageError
from storyboard.run.record.manifest import Manifest, shot_at
from storyboard.stages.commands import command_for
from storyboard.stages.compiling import Wanted, compile_plan, out_folder, read_made_before
from storyboard.stages.inspecting import judge_anew, memory_of
from storyboard.stages.standing import read_results


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """A take with what speaks against it: sentences, and how much they weigh in sum.

    `name` is what `pick` knows it by.
    """

    name: str
    number: int
    picked: bool
    against: tuple[str, ...]
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """The takes of an address, the best one first: the one with the least against it.

    Of equal ones the picked one stands first, else the first made.
    """

    address: str
    takes: tuple[Rated, ...]

    @property
    def best(self) -> Rated:
        """Give the take that is proposed."""
        return self.takes[0]


def propose_takes(wanted: Wanted, addresses: Iterable[str]) -> tuple[Proposal, ...]:
    """Rate the takes of shots that are here, made from the present words.

    Raises UsageError where an address is none, or has no take here.
    """
    made = read_made_before(wanted)
    plan, _ = compile_plan(wanted, made=made)
    manifest = judge_anew(read_results(plan, made, wanted), wanted)
    usages = dict.fromkeys(usage for words in addresses for usage in find_addresses(plan, words))
    checks = find_checks()
    return tuple(_propose(usage, manifest, wanted, checks) for usage in usages)


def _propose(address: str, manifest: Manifest, wanted: Wanted, checks: Mapping[str, Check]) -> Proposal:
    checked: tuple[Checked, ...] = ()
    if shot_at(manifest, address) is not None:
        memory = memory_of(wanted.folder)
        checked = check_shot(manifest, address, out=out_folder(wanted), memory=memory, checks=checks)
    if not checked:
        help = f"`{command_for('run', wanted)}` makes it, or brings it here."
        raise UsageError(f"{address} has no take here to choose from", help=help)
    # Of equal ones, what somebody has picked already stays picked.
    rated = sorted((_rate(one) for one in checked), key=lambda one: (one.weight, not one.picked, one.number))
    return Proposal(address=address, takes=tuple(rated))


def _rate(checked: Checked) -> Rated:
    clip = checked.take.sha256 or ""
    weights = {finding.words: finding.weight for finding in checked.findings}
    against = dict.fromkeys((*checked.take.findings, *weights))
    # What the manifest has and no check says now was found when the take came, or by neighbours that have changed.
    return Rated(
        name=f"{checked.address}#{checked.take.number}{f'-{clip[:CLIP]}' if clip else ''}",
        number=checked.take.number,
        picked=checked.take.picked,
        against=tuple(against),
        weight=sum(weights.get(words, 1) for words in against),
    )
