"""A manifest is looked through: surveys are made once, findings follow the takes that are used."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from storyboard.checks.inspection import check_shot, inspect
from storyboard.checks.memory import Memory, remember
from storyboard.checks.table import BUILT_IN
from storyboard.media.errors import MediaError
from storyboard.media.survey import THUMB, Stretch, Survey
from storyboard.run.record.manifest import Manifest, ManifestTotals, ShotResult, TakeResult

GREY = bytes([100]) * (THUMB[0] * THUMB[1] * 3)
GOOD = Survey(seconds=5.0, luma=90.0, first=GREY, last=GREY)
PLAIN = json.dumps({"input": {"refs": [], "generateAudio": False}})


def goes_on(call: str) -> str:
    mark = {"$shot": call, "output": "video"}
    return json.dumps({"input": {"refs": [{"type": "video", "name": "Video1", "video": mark}], "generateAudio": False}})


def take(number: int, name: str, **given: object) -> TakeResult:
    made = TakeResult(
        number=number, status="done", file=f"{name}.mp4", sha256=name, seconds=5.0, width=8, height=8, fps=24.0
    )
    return replace(made, **given)  # type: ignore[arg-type]


def shot(address: str, *takes: TakeResult, request: str = PLAIN) -> ShotResult:
    return ShotResult(address=address, status="done", request=request, takes=takes)


def film(*shots: ShotResult) -> Manifest:
    totals = ManifestTotals(shots=len(shots), by_status=(), takes=0, seconds=0.0, credits=shots[0].credits)
    return Manifest(
        plan="p", title="T", target="pollo", origin="o", profile=None, started="", finished="", shots=shots,
        totals=totals,
    )  # fmt: skip


class Looker:
    """Gives a survey by the clip's name, and counts."""

    def __init__(self, **surveys: Survey) -> None:
        self.surveys, self.seen = surveys, list[str]()

    def __call__(self, clip: Path) -> Survey:
        self.seen.append(clip.stem)
        return self.surveys.get(clip.stem, GOOD)


@pytest.fixture
def memory_of(tmp_path: Path) -> Callable[[Looker], Memory]:
    return lambda look: Memory(folder=tmp_path / "surveys", look=look)


def findings(manifest: Manifest, address: str) -> list[tuple[str, ...]]:
    return next([take.findings for take in shot.takes] for shot in manifest.shots if shot.address == address)


def test_findings_stand_behind_those_of_the_download(tmp_path: Path, memory_of: Callable[[Looker], Memory]) -> None:
    black = replace(GOOD, black=(Stretch(start=0.0, end=5.0),))
    manifest = film(shot("a/one", take(1, "x", findings=("it lasts 5.0 s; 6 s were asked for",))))
    found = inspect(manifest, out=tmp_path, memory=memory_of(Looker(x=black)), checks=BUILT_IN)
    assert findings(found, "a/one") == [("it lasts 5.0 s; 6 s were asked for", "it is black all the time")]
    again = inspect(found, out=tmp_path, memory=memory_of(Looker(x=black)), checks=BUILT_IN)
    assert again == found


def test_a_seam_is_held_against_the_used_take(tmp_path: Path, memory_of: Callable[[Looker], Memory]) -> None:
    white = replace(GOOD, last=bytes([255]) * len(GREY))
    memory = memory_of(Looker(second=white))
    one = shot("a/one", take(1, "first"), take(2, "second"))
    two = shot("a/two", take(1, "third"), request=goes_on("a/one"))
    assert findings(inspect(film(one, two), out=tmp_path, memory=memory, checks=BUILT_IN), "a/two") == [()]
    picked = shot("a/one", take(1, "first"), take(2, "second", picked=True))
    found = findings(inspect(film(picked, two), out=tmp_path, memory=memory, checks=BUILT_IN), "a/two")
    assert found == [("its first frame is unlike the last one of a/one: 61% apart",)]


def test_what_checks_found_goes_with_its_cause_and_what_came_with_the_take_stays(
    tmp_path: Path, memory_of: Callable[[Looker], Memory]
) -> None:
    """A take that cannot be looked at now keeps what was found in it."""
    old = ("it lasts 5.0 s; 6 s were asked for", "its first frame is unlike the last one of a/one: 61% apart")
    one = shot("a/one", take(1, "x", findings=old), take(2, "gone", findings=old, file=None))
    came = {"x": old[:1], "gone": ()}
    found = inspect(film(one), out=tmp_path, memory=memory_of(Looker()), checks=BUILT_IN, came=came)
    assert findings(found, "a/one") == [old[:1], old]
    nothing = Memory(folder=tmp_path / "none", look=remember)
    found = inspect(film(one), out=tmp_path, memory=nothing, checks=BUILT_IN, came=came)
    assert findings(found, "a/one") == [old, old]


def test_a_shot_is_held_against_its_own_scene_and_variant(
    tmp_path: Path, memory_of: Callable[[Looker], Memory]
) -> None:
    dark = replace(GOOD, luma=20.0)
    looker = Looker(x=dark, y=dark, z=replace(GOOD, luma=100.0))
    shots = (shot("a/x", take(1, "x")), shot("a/y", take(1, "y")), shot("a/z", take(1, "z")))
    others = (shot("b/x", take(1, "n")), shot("a/z@tall", take(1, "n")))
    found = inspect(film(*shots, *others), out=tmp_path, memory=memory_of(looker), checks=BUILT_IN)
    assert findings(found, "a/z") == [("it is much brighter than the other shots of its scene (100 against 20)",)]
    assert findings(found, "b/x") == findings(found, "a/z@tall") == [()]


def test_a_clip_is_looked_at_once(tmp_path: Path, memory_of: Callable[[Looker], Memory]) -> None:
    looker = Looker()
    manifest = film(shot("a/one", take(1, "x")), shot("a/two", take(1, "x")), shot("a/three", take(1, "y")))
    for _ in range(2):
        inspect(manifest, out=tmp_path, memory=memory_of(looker), checks=BUILT_IN)
    assert looker.seen == ["x", "y"]


def test_a_survey_is_the_same_when_it_is_read_again(tmp_path: Path) -> None:
    seen = replace(
        GOOD, silent=(Stretch(start=1.0, end=2.0),), cuts=(1.5,), loudness=-20.5, has_sound=True, blue=120.25
    )
    memory = Memory(folder=tmp_path, look=lambda _clip: seen)
    assert memory.survey_of(tmp_path / "c.mp4", "c") == seen
    later = Memory(folder=tmp_path, look=lambda _clip: pytest.fail("it is looked at again"))
    assert later.survey_of(tmp_path / "c.mp4", "c") == seen


@pytest.mark.parametrize("kept", ["", "{}", "[1]", '{"survey": 99}', '{"survey": 1, "black": 3}', "\xff"])
def test_a_survey_that_cannot_be_read_is_made_anew(tmp_path: Path, kept: str) -> None:
    (tmp_path / "c.json").write_text(kept, encoding="latin-1")
    assert Memory(folder=tmp_path, look=lambda _clip: GOOD).survey_of(tmp_path / "c.mp4", "c") == GOOD


def test_takes_that_are_not_here_or_cannot_be_looked_at_have_no_findings(tmp_path: Path) -> None:
    def cannot(_clip: Path) -> Survey:
        raise MediaError("it is broken")

    manifest = film(shot("a/one", take(1, "x"), take(2, "y", file=None), take(3, "z", status="failed", file=None)))
    found = inspect(manifest, out=tmp_path, memory=Memory(folder=tmp_path / "s", look=cannot), checks=BUILT_IN)
    assert found == manifest


def test_the_takes_of_one_shot_are_checked_one_by_one(tmp_path: Path, memory_of: Callable[[Looker], Memory]) -> None:
    memory = memory_of(Looker(second=replace(GOOD, cuts=(2.0,))))
    manifest = film(shot("a/one", take(1, "first"), take(2, "second"), take(3, "gone", file=None)))
    checked = check_shot(manifest, "a/one", out=tmp_path, memory=memory, checks=BUILT_IN)
    assert [(one.take.number, [finding.weight for finding in one.findings]) for one in checked] == [(1, []), (2, [3])]
