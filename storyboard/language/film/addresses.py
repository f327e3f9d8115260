"""Addresses as people write them: `scene/shot`, or `shot` inside its own scene, with `@variant` and `#take`."""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A parsed address; what is not said is None.

    `clip` is how the sha256 of the take's clip begins, where its number alone would not tell it from another.
    """

    scene: str | None
    shot: str
    variant: str | None = None
    take: int | None = None
    clip: str = ""


_TAKE = re.compile(r"(\d+)(?:-([0-9a-f]{4,64}))?")


def parse_address(words: str) -> Address | None:
    """Read an address; None where the words are no address."""
    body, hash, take = words.partition("#")
    path, at, variant = body.partition("@")
    scene, slash, shot = path.rpartition("/")
    named = _TAKE.fullmatch(take)
    if not shot or "/" in scene or (slash and not scene) or (at and not variant) or (hash and named is None):
        return None
    number, clip = (int(named[1]), named[2] or "") if named is not None else (None, "")
    return Address(scene=scene or None, shot=shot, variant=variant or None, take=number, clip=clip)


def full_address(words: str, *, scene: str | None) -> str:
    """Write the `scene/shot` of an address as said inside a scene."""
    return words if "/" in words or scene is None else f"{scene}/{words}"


def shot_of(address: str) -> str:
    """Give `scene/shot` of an address such as `scene/shot@variant`."""
    return address.partition("@")[0]
