"""Letting a command die: the film is brought to its end afterwards, and the laws are asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.torture.bed import KILLED, Bed
from tests.torture.deaths import Point
from tests.torture.laws import broken, doubles, gather
from tests.torture.scenes import SCENES, Scene
from tests.torture.stage import Stage, new_stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A scene whose film was brought to its beginning, the points that its command passes, and what it comes to."""

    name: str
    scene: Scene
    stage: Stage
    points: tuple[Point, ...]
    states: tuple[Any, ...]
    end: Any
    bucket: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A film whose command died at points, one after the other, and the laws that were broken."""

    name: str
    points: tuple[Point, ...]
    missed: tuple[Point, ...]
    doubles: int
    broken: tuple[str, ...]


def prepare(bed: Bed, name: str, *, environ: Mapping[str, str] | None = None, bucket: Path | None = None) -> Prepared:
    """Bring a scene's film to its beginning, and do its command once without a death."""
    scene = SCENES[name]
    stage = new_stage(bed, environ=environ or {}, board=scene.board)
    scene.before(stage)
    whole = stage.copy()
    code, points = whole.trace(*scene.command)
    if code != 0:
        said = whole.folder.with_suffix(".said").read_text()
        raise AssertionError(f"{name} ends with {code}: {said}")
    states = (_state(stage), _state(whole))
    wrong = _laws(scene, whole, bucket)
    if wrong:
        raise AssertionError(f"{name} breaks laws though nobody dies: {wrong}")
    return Prepared(
        name=name,
        scene=scene,
        stage=stage,
        points=tuple(points),
        states=states,
        end=_state(whole),
        bucket=bucket,
    )


def play(prepared: Prepared, *points: Point) -> Played:
    """Let the command of a copy of the film die at one point after the other, and look."""
    scene, stage = prepared.scene, prepared.stage.copy()
    sentences, missed = list[str](), list[Point]()
    for number, point in enumerate(points):
        again = not number or scene.open(stage)
        if stage.do(*(scene.command if again else scene.run), die=point) != KILLED:
            missed.append(point)
        sentences += _half(prepared, stage)
    if scene.open(stage):
        stage.do(*scene.command)
    sentences += _laws(scene, stage, prepared.bucket)
    if _state(stage) != prepared.end:
        sentences.append("what was decided, or the lock, is not what it should be in the end")
    paid = doubles(dict(scene.wanted), stage.tasks())
    stage.forget()
    return Played(name=prepared.name, points=points, missed=tuple(missed), doubles=paid, broken=tuple(sentences))


def _state(stage: Stage) -> tuple[Any, Any]:
    return (stage.decided() if (stage.folder / ".storyboard" / "ledger.sqlite3").exists() else set(), stage.pinned())


def _half(prepared: Prepared, stage: Stage) -> list[str]:
    """Say what of a death is neither as before nor as after."""
    decided, pinned = _state(stage)
    found = []
    if decided not in [state[0] for state in prepared.states]:
        found.append(f"half of a decision is there: {sorted(decided)}")
    if pinned not in [state[1] for state in prepared.states]:
        found.append("storyboard.lock is half written")
    return found


def _laws(scene: Scene, stage: Stage, bucket: Path | None) -> list[str]:
    """Bring a film to its end and say which laws are broken."""
    code = stage.do(*scene.run)
    if scene.sandbox:
        stage.do("run", "film.yaml")
    facts = gather(
        stage.folder,
        stage.tasks(),
        wanted=dict(scene.wanted),
        manifest=stage.manifest,
        again=scene.again,
        given_up=scene.given_up,
        failed=scene.failed,
    )
    found = broken(facts)
    if code not in (0, 7):
        found.append(f"it ends with {code}: {stage.folder.with_suffix('.said').read_text()[-300:]}")
    return [*found, *_bad_objects(stage, bucket)]


def _bad_objects(stage: Stage, bucket: Path | None) -> list[str]:
    """Find what lies in the bucket under the name of another content."""
    folder = None if bucket is None else bucket / stage.film
    objects = [] if folder is None else [path for path in folder.rglob("*") if path.is_file()]
    return [
        f"{path.name} in the bucket is not whole"
        for path in objects
        if path.suffix != ".txt" and sha256(path.read_bytes()).hexdigest() != path.stem
    ]
