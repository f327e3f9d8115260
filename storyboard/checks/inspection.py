"""A manifest looked through: every take that is here is checked, and what is found is written to it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from storyboard.checks.footage import Check, Earlier, Finding, Footage
from storyboard.checks.memory import Memory
from storyboard.checks.table import list_findings
from storyboard.media.survey import Survey
from storyboard.provider.sources import ShotAt, placeholders, read_where
from storyboard.run.record.manifest import Manifest, ShotResult, TakeResult, clip_of, used_take


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A take of an address with what was found in it."""

    address: str
    take: TakeResult
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Room:
    """What is at hand while a manifest is looked through: its shots by address, and where clips and surveys are."""

    shots: Mapping[str, ShotResult]
    out: Path
    memory: Memory
    # A scene's shots are held against each other: without this, each survey would be read once for every one of them.
    surveys: dict[str, Survey | None] = field(default_factory=dict)

    def survey_of(self, take: TakeResult | None) -> Survey | None:
        if take is None or take.file is None or take.sha256 is None:
            return None
        if take.sha256 not in self.surveys:
            self.surveys[take.sha256] = self.memory.survey_of(clip_of(take, self.out), take.sha256)
        return self.surveys[take.sha256]


def inspect(
    manifest: Manifest,
    *,
    out: Path,
    memory: Memory,
    checks: Mapping[str, Check],
    came: Mapping[str, tuple[str, ...]] | None = None,
) -> Manifest:
    """Give the manifest with what the checks find in each of its takes, behind what was found when they came.

    `came` has that by the sha256 of the clip: what else a take bears was found by checks, with neighbours that may have
    changed since, and goes. A take that cannot be looked at keeps what it bears.
    """
    room = _room(manifest, out, memory)
    return replace(manifest, shots=tuple(_inspected(shot, room, checks, came or {}) for shot in manifest.shots))


def check_shot(
    manifest: Manifest, address: str, *, out: Path, memory: Memory, checks: Mapping[str, Check]
) -> tuple[Checked, ...]:
    """Check every take of one address that is here, lowest number first."""
    room = _room(manifest, out, memory)
    shot = room.shots[address]
    return tuple(
        Checked(address=address, take=take, findings=_found(shot, take, room, checks))
        for take in shot.takes
        if take.status == "done" and take.file is not None
    )


def _room(manifest: Manifest, out: Path, memory: Memory) -> _Room:
    return _Room(shots={shot.address: shot for shot in manifest.shots}, out=out, memory=memory)


def _inspected(
    shot: ShotResult, room: _Room, checks: Mapping[str, Check], came: Mapping[str, tuple[str, ...]]
) -> ShotResult:
    def looked(take: TakeResult) -> TakeResult:
        if room.survey_of(take) is None:
            return take
        first = came.get(take.sha256 or "", take.findings)
        found = (finding.words for finding in _found(shot, take, room, checks))
        return replace(take, findings=tuple(dict.fromkeys((*first, *found))))

    return replace(shot, takes=tuple(looked(take) for take in shot.takes))


def _found(shot: ShotResult, take: TakeResult, room: _Room, checks: Mapping[str, Check]) -> tuple[Finding, ...]:
    survey = room.survey_of(take)
    if survey is None or shot.request is None:
        return ()
    footage = Footage(
        address=shot.address,
        number=take.number,
        clip=clip_of(take, room.out),
        request=shot.request,
        seconds=take.seconds or survey.seconds,
        width=take.width or 0,
        height=take.height or 0,
        fps=take.fps or 0.0,
        survey=survey,
        earlier=_earlier(shot, room),
        scene=tuple(_scene(shot, room)),
    )
    return list_findings(footage, checks)


def _earlier(shot: ShotResult, room: _Room) -> Earlier | None:
    marks = (read_where(mark) for mark in placeholders(json.loads(shot.request or "{}")))
    for mark in marks:
        if isinstance(mark, ShotAt) and mark.call in room.shots:
            survey = room.survey_of(used_take(room.shots[mark.call]))
            return None if survey is None else Earlier(address=mark.call, survey=survey)
    return None


def _scene(shot: ShotResult, room: _Room) -> Iterator[Survey]:
    scene, variant = shot.address.partition("/")[0], shot.address.partition("@")[2]
    for other in room.shots.values():
        same = other.address.partition("/")[0] == scene and other.address.partition("@")[2] == variant
        if same and other.address != shot.address:
            survey = room.survey_of(used_take(other))
            if survey is not None:
                yield survey
