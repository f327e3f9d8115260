"""Which characters a request shows, and with which pictures: what a provider may refuse a person for."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from storyboard.canonical import canonical
from storyboard.plan.plan import Call
from storyboard.provider.asked import read_body, refs_in
from storyboard.provider.sources import FileAt, ShotAt, Url, read_where

CHARACTER = "character"

Pictures = frozenset[str]
"""Pictures by what they are: the content of a file or a URL, each with its crop, and the ids sent with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A character with the pictures that a request shows it with; two are the same person where the pictures are."""

    name: str
    pictures: Pictures


def faces_of(call: Call) -> tuple[Face, ...]:
    """Give the characters that a call shows with pictures, in the order of its cast."""
    cards = [asdict(card) for card in call.slate.cast]
    return _faces(refs_in(read_body(call.body)), cards) if _shows(cards) else ()


def faces_remembered(memory: str) -> tuple[Face, ...]:
    """Give the characters that a request showed, from what `remember` wrote of it; none where it cannot be read."""
    try:
        known = json.loads(memory)
        return _faces(refs_in(known["body"]), known["slate"]["cast"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return ()


def _shows(cards: Iterable[Mapping[str, Any]]) -> bool:
    return any(card["kind"] == CHARACTER and card["refs"] for card in cards)


def _faces(refs: Iterable[Mapping[str, Any]], cards: Iterable[Mapping[str, Any]]) -> tuple[Face, ...]:
    by_name = {ref["name"]: frozenset(_pictures(ref)) for ref in refs}
    shown = (
        Face(name=card["name"], pictures=frozenset().union(*(by_name.get(ref, frozenset()) for ref in card["refs"])))
        for card in cards
        if card["kind"] == CHARACTER
    )
    return tuple(face for face in shown if face.pictures)


def _pictures(ref: Mapping[str, Any]) -> Iterator[str]:
    ids = {key: ref[key] for key in ("avatarId", "subjectId") if key in ref}
    places = [image["url"] for image in ref.get("images", ())] + ([ref["image"]] if "image" in ref else [])
    for place in places:
        match read_where(place):
            case FileAt(sha256=content, crop=crop):
                yield canonical(["file", content, crop and asdict(crop), ids])
            case Url(url=url, crop=crop):
                yield canonical(["url", url, crop and asdict(crop), ids])
            case ShotAt() | _:  # what an earlier shot made shows nobody that its own references did not
                continue
