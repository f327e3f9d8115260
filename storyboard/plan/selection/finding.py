"""Finding what an address means in a plan; where it means nothing, the nearest ones are named."""

from storyboard.language.film.addresses import Address, parse_address, shot_of
from storyboard.language.tree.sentences import join_or
from storyboard.language.tree.suggest import closest, did_you_mean
from storyboard.plan.plan import Call, Plan, call_of
from storyboard.problems import UsageError


def find_call(plan: Plan, address: str) -> Call:
    """Find the call of an address; a plain one means the first variant. Raise UsageError where there is none."""
    call = call_of(plan, find_addresses(plan, address)[0])
    if call is None:
        raise UsageError(f"There is no shot {address!r}")
    return call


def find_addresses(plan: Plan, address: str) -> tuple[str, ...]:
    """List the addresses that one means: itself, or every variant of a plain one. Raise UsageError for none."""
    used = [usage for call in plan.calls for usage in call.usages]
    order = {known: place for place, known in enumerate(plan.shots)}
    meant = [usage for usage in used if address in (usage, shot_of(usage))]
    if not meant:
        raise UsageError(f"There is no shot {address!r}", help=name_meant(address, used))
    return tuple(sorted(meant, key=lambda usage: order.get(usage, len(order))))


def read_address(words: str) -> Address:
    """Read an address such as `scene/shot@variant#take`. Raise UsageError for words that are none."""
    address = parse_address(words)
    if address is None:
        raise UsageError(f"{words!r} is no address", help="Write it as scene/shot, scene/shot@variant or scene/shot#2.")
    return address


def name_meant(address: str, used: list[str]) -> str:
    """Say which of the `used` addresses was meant by one that is none, with its variant where that is there."""
    plain, at, variant = address.partition("@")
    shots = list(dict.fromkeys(shot_of(usage) for usage in used))
    if at and plain in shots:
        variants = {usage.partition("@")[2]: usage for usage in used if usage.startswith(f"{plain}@")}
        near = closest(variant, variants)
        said = did_you_mean(variant, variants, what=f"{plain} is there as") or f"{plain} is there, without variants."
        return said if near is None else f"Did you mean `{variants[near]}`?"
    same = [shot for shot in shots if shot.rpartition("/")[2] == plain.rpartition("/")[2]]
    if not same:
        near = closest(plain if "/" in plain else f"/{plain}", shots)
        same = [] if near is None else [near]
    if not same:
        return did_you_mean(plain, shots, what="There are")
    whole = [f"{shot}{at}{variant}" if f"{shot}{at}{variant}" in used else shot for shot in same]
    return f"Did you mean {join_or([f'`{shot}`' for shot in whole])}?"
