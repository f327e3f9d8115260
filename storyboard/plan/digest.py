"""What a request is: the digest over everything that the model sees, and over nothing else.

Never in it: addresses, `videoNum`, `webhookUrl`, `clientSource`, prices, signed URLs, and bytes that are derived here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from storyboard.canonical import digest_of
from storyboard.provider.asked import seen_in


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """What a call goes on from: the sha256 of the clip used, or, while that is not made, the digest of its call."""

    sha256: str | None = None
    digest: str | None = None


def call_digest(path: str, body: Mapping[str, Any], *, earlier: Mapping[str, Earlier]) -> str:
    """Work out the digest of a call from its path and its body as the plan has it.

    `earlier` has an entry for each call id that stands as `$shot` in the body. Raise KeyError where one lacks.
    """
    seen = {key: _identity(value, earlier) for key, value in seen_in(body).items()}
    return digest_of({"path": path, "input": seen})


def _identity(value: Any, earlier: Mapping[str, Earlier]) -> Any:
    match value:
        case {"$file": str(), "sha256": str() as content, **part}:
            return {"sha256": content, **part}
        case {"$url": str() as url, **part}:
            return {"url": url, **part}
        case {"$shot": str() as call, "output": str() as via, **part}:
            return {**_earlier(earlier[call], part.get("take")), "via": via, "seconds": part.get("seconds")}
        case Mapping():
            return {key: _identity(item, earlier) for key, item in value.items()}
        case list() | tuple():
            return [_identity(item, earlier) for item in value]
        case _:
            return value


def _earlier(shot: Earlier, take: object) -> dict[str, Any]:
    if shot.sha256 is not None:
        return {"sha256": shot.sha256}
    return {"digest": shot.digest, "take": "first" if take is None else take}
