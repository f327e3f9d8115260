"""What is asked for anew on purpose: more takes, failed shots again, approved shots from their present words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """What a plan asks for beyond what is missing.

    `more` has the number of takes to add, for each address; with `failed`, a request all of whose takes failed is asked
    for again, as often as takes are wanted. `remake` is a selector of approved shots that are stale.
    """

    more: tuple[tuple[str, int], ...] = ()
    failed: bool = False
    remake: str = ""


NOTHING = Again()
