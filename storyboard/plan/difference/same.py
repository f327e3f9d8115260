"""When two requests of two plans are the same one, whatever was made by the time that either was planned."""

from storyboard.plan.digest import Earlier, call_digest
from storyboard.plan.plan import Plan
from storyboard.provider.asked import read_body


def identify(plan: Plan) -> dict[str, str]:
    """Give what each call, by its id, is known by: its digest as it is before anything is made.

    A shot that goes on from one that is not in the plan keeps the digest that it has there.
    """
    found: dict[str, str] = {}
    for call in plan.calls:
        found[call.id] = call.digest
        earlier = {need.call: Earlier(digest=found[need.call]) for need in call.needs if need.call in found}
        taken = [need.call for need in call.needs if need.purpose != "order"]
        if taken and all(name in earlier for name in taken):
            found[call.id] = call_digest(call.path, read_body(call.body), earlier=earlier)
    return found
