"""Takes as a library: what there is to choose from, the choice, and the plans that ask for more or bring clips here."""

from storyboard.plan.plan import Plan
from storyboard.stages.deciding import Decisions, decide_takes, unapprove_takes
from storyboard.stages.fetching import plan_fetch
from storyboard.stages.retaking import plan_retake
from storyboard.stages.rushes import Listed, list_takes, read_rushes
from storyboard.stages.targets import SANDBOX
from storyboard.stages.wanting import File, wanted_of_film


def takes(
    file: File,
    *addresses: str,
    profile: str | None = None,
    target: str = SANDBOX,
    base_url: str | None = None,
    out: File | None = None,
) -> tuple[Listed, ...]:
    """List every take of a film, or of the shots at some addresses, in the film's order, lowest number first.

    Raises UsageError for an address that is none, and as `compile` does.
    """
    wanted = wanted_of_film(file, profile=profile, target=target, base_url=base_url, out=out)
    return list_takes(read_rushes(wanted), wanted, addresses)


def pick(
    file: File,
    *addresses: str,
    profile: str | None = None,
    target: str = SANDBOX,
    base_url: str | None = None,
    out: File | None = None,
) -> Decisions:
    """Pick the takes at addresses such as `scene/shot#2`; one that was made from earlier words is approved by it.

    Raises UsageError where an address or a take is none that can be meant, Refused where a run is at work.
    """
    wanted = wanted_of_film(file, profile=profile, target=target, base_url=base_url, out=out)
    return decide_takes(wanted, addresses, verb="pick")


def approve(
    file: File,
    *addresses: str,
    profile: str | None = None,
    target: str = SANDBOX,
    base_url: str | None = None,
    out: File | None = None,
) -> Decisions:
    """Approve takes: they stay, whatever changes. Without a number the picked take is meant, else the only good one.

    Raises as `pick` does.
    """
    wanted = wanted_of_film(file, profile=profile, target=target, base_url=base_url, out=out)
    return decide_takes(wanted, addresses, verb="approve")


def unapprove(
    file: File,
    *addresses: str,
    profile: str | None = None,
    target: str = SANDBOX,
    base_url: str | None = None,
    out: File | None = None,
) -> Decisions:
    """Take approvals back: the takes stay picked, and hold for the words they were made from. Raises as `pick` does."""
    wanted = wanted_of_film(file, profile=profile, target=target, base_url=base_url, out=out)
    return unapprove_takes(wanted, addresses)


def retake(
    file: File,
    *addresses: str,
    takes: int = 1,
    profile: str | None = None,
    target: str = SANDBOX,
    base_url: str | None = None,
    store: str | None = None,
) -> Plan:
    """Plan so many more takes of shots and nothing else; `run` makes them, as it makes any plan.

    Raises UsageError for an address that is none, Refused where something has to be decided first.
    """
    wanted = wanted_of_film(file, profile=profile, target=target, base_url=base_url, store=store)
    plan, _, _ = plan_retake(wanted, addresses, takes=takes)
    return plan


def fetch(file: File, *, profile: str | None = None, target: str = SANDBOX, base_url: str | None = None) -> Plan:
    """Plan to bring every clip that is not here and to make nothing; `run` brings them. Raises as `compile` does."""
    plan, _ = plan_fetch(wanted_of_film(file, profile=profile, target=target, base_url=base_url))
    return plan
