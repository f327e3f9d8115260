"""Addresses as people write them: `scene/shot`, or `shot` inside its own scene, with `@variant` and `#take`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A parsed address; what is not said is None."""

    scene: str | None
    shot: str
    variant: str | None = None
    take: int | None = None


def parse_address(words: str) -> Address | None:
    """Read an address; None where the words are no address."""
    body, hash, take = words.partition("#")
    path, at, variant = body.partition("@")
    scene, slash, shot = path.rpartition("/")
    if not shot or "/" in scene or (slash and not scene) or (at and not variant) or (hash and not take.isdigit()):
        return None
    return Address(scene=scene or None, shot=shot, variant=variant or None, take=int(take) if hash else None)


def full_address(words: str, *, scene: str | None) -> str:
    """Write the `scene/shot` of an address as said inside a scene."""
    return words if "/" in words or scene is None else f"{scene}/{words}"
