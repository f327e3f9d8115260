"""What plans have said about calls: the slate of each, by the call's digest, and the film it stands in."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_args

from storyboard.hashes import sha256_bytes
from storyboard.provider.plain import mapping, plain
from storyboard.sandbox.replies import Refusal, invalid
from storyboard.sandbox.store import DIGEST, Store, plan_folder, read_json, write_json
from storyboard.slate import Card, Heard, Slate, Spoken

MOST_PLANS = 20
MOST_TEXT = 4000
MOST_ITEMS = 200
MOST_TICKS = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """What a frame may show beside the request. `film`: seconds of the shots around it; `position`: its own, from 0."""

    slate: Slate
    film: tuple[float, ...]
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefs:
    """The briefs at hand, as JSON texts by digest, filled from disk when first asked."""

    store: Store
    known: dict[str, str] = field(default_factory=dict)


def take_plan(briefs: Briefs, plan: object) -> int:
    """Keep what a plan says about its calls, and say about how many. Raises the refusal for what is no plan."""
    calls = mapping(plan).get("calls")
    shots = mapping(plan).get("shots")
    if not isinstance(calls, list) or not isinstance(shots, list):
        raise invalid("the plan needs `shots` and `calls`")
    try:
        made = dict(_briefs(calls, shots))
    except (TypeError, ValueError, LookupError, AttributeError) as error:
        raise invalid(f"the plan cannot be read: {type(error).__name__}") from error
    _keep(briefs.store, made)
    briefs.known.update(made)
    return len(made)


def find_brief(briefs: Briefs, digest: str | None) -> str:
    """Give the brief of a call by its digest as JSON, "" where no plan has told it."""
    if digest is None:
        return ""
    if not DIGEST.fullmatch(digest):
        raise Refusal(400, "x-storyboard-digest is no digest", "BAD_REQUEST")
    if digest not in briefs.known:
        for path in _plans(briefs.store):
            for known, brief in mapping(read_json(path)).items():
                briefs.known.setdefault(known, brief)
    return briefs.known.get(digest, "")


def read_brief(text: str) -> Brief | None:
    """Read a brief from its JSON; None for ""."""
    if not text:
        return None
    data = json.loads(text)
    return Brief(slate=read_slate(data["slate"]), film=tuple(data["film"]), position=data["position"])


def read_slate(data: Mapping[str, Any]) -> Slate:
    """Read a slate from plain JSON; what it does not say is empty."""
    place = data.get("place")
    return Slate(
        **{name: _text(data, name) for name in ("title", "scene", "address", "action", "camera", "sound", "follows")},
        dialogue=tuple(_spoken(line) for line in _items(data, "dialogue")),
        cast=tuple(_card(card) for card in _items(data, "cast")),
        place=_card(place) if isinstance(place, dict) else None,
    )


def _briefs(calls: list[Any], shots: list[Any]) -> Iterator[tuple[str, str]]:
    seconds = {usage: float(call["body"]["input"]["duration"]) for call in calls for usage in call["usages"]}
    # Of shots that are not selected a plan has no length: they are drawn as long as the others are on average.
    usual = sum(seconds.values()) / max(1, len(seconds))
    films: dict[str, list[float]] = {}
    places: dict[str, int] = {}
    for shot in shots:
        film = films.setdefault(_variant(shot), [])
        places[shot] = len(film)
        film.append(seconds.get(shot, usual))
    for call in calls:
        slate, first = call.get("slate"), call["usages"][0]
        if isinstance(slate, dict) and DIGEST.fullmatch(str(call["digest"])):
            ticks, position = _window(films.get(_variant(first), []), places.get(first, 0))
            read_slate(slate)
            brief = {"slate": slate, "film": ticks, "position": position}
            yield call["digest"], json.dumps(brief, ensure_ascii=False)


def _window(film: list[float], position: int) -> tuple[list[float], int]:
    """Give the ticks around a shot: more than these would be thinner than a pixel."""
    start = max(0, min(position - MOST_TICKS // 2, len(film) - MOST_TICKS))
    return film[start : start + MOST_TICKS], position - start


def _variant(address: str) -> str:
    return address.partition("@")[2]


def _keep(store: Store, made: dict[str, str]) -> None:
    name = sha256_bytes(json.dumps(made, sort_keys=True).encode())
    write_json(plan_folder(store) / f"{name}.json", made)
    for old in _plans(store)[MOST_PLANS:]:
        old.unlink(missing_ok=True)


def _plans(store: Store) -> list[Path]:
    """List what plans have said, the newest first."""
    return sorted(plan_folder(store).glob("*.json"), key=lambda path: path.stat().st_mtime_ns, reverse=True)


def _spoken(line: Mapping[str, Any]) -> Spoken:
    heard: Heard = line["heard"] if line.get("heard") in get_args(Heard) else "on"
    return Spoken(speaker=_text(line, "speaker"), line=_text(line, "line"), how=_text(line, "how"), heard=heard)


def _card(card: Mapping[str, Any]) -> Card:
    refs = card.get("refs")
    names = tuple(plain(ref, most=80) for ref in refs[:MOST_ITEMS]) if isinstance(refs, list) else ()
    return Card(name=_text(card, "name"), kind=_text(card, "kind"), look=_text(card, "look"), refs=names)


def _items(data: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    listed = data.get(key)
    return [item for item in listed[:MOST_ITEMS] if isinstance(item, dict)] if isinstance(listed, list) else []


def _text(data: Mapping[str, Any], key: str) -> str:
    return plain(data.get(key), most=MOST_TEXT)
