"""Films of many shots, made whole: each shot is asked for once, and no more are in flight than was said."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from storyboard.media.measure import Measure, measure
from storyboard.plan.plan import Plan
from storyboard.run.machine.clock import Clock
from storyboard.run.net import download
from storyboard.run.production.options import Options
from tests.run.films import FakeClock, Film, a_call, a_plan
from tests.run.test_scouting import shows

SCENE = 50
SIZES = tuple(int(word) for word in os.environ.get("LONG_FILMS", "120").split())
"""How many shots; `make torture` asks for 10,000."""


def a_long_film(shots: int) -> Plan:
    """Make a film in scenes of 50: a new face in each, every tenth shot after the one before."""
    calls = []
    for number in range(shots):
        scene, rank = divmod(number, SCENE)
        after = [f"s{scene}/{rank - 1:02}"] if rank % 10 == 9 else []
        face = {f"Person {scene}": [f"https://cdn.example.com/{scene}.png"]} if rank % 5 == 0 else {}
        name = f"s{scene}/{rank:02}"
        calls.append(shows(name, face, after=after) if face else a_call(name, after=after))
    return a_plan(*calls)


class RealTime(FakeClock):
    """Time as it is: a manifest that is written in no time would be written again and again."""

    def clock(self) -> Clock:
        return Clock()


def check(film: Film, shots: int) -> None:
    plan = a_long_film(shots)
    film.time, film.api.polls = RealTime(), 0  # nothing waits for a clip, so nobody sleeps
    outcome = film.run(plan, Options(concurrency=16))
    assert (outcome.exit_code, len(film.api.submitted)) == (0, shots)
    assert len({body["input"]["prompt"] for body in film.api.submitted}) == shots
    assert film.api.most_at_once <= 17
    totals = outcome.manifest.totals
    assert (totals.shots, totals.takes) == (shots, shots)
    asked = len(film.api.requests)
    assert (film.run(plan, Options(concurrency=16)).exit_code, len(film.api.requests)) == (0, asked)


@pytest.fixture
def quick_clips(monkeypatch: pytest.MonkeyPatch) -> None:
    """Decode one clip for all: what is looked at here is the run."""
    known: list[Measure] = []

    def measured(path: Path, **_: object) -> Measure:
        if not known:
            known.append(measure(path))
        return known[0]

    monkeypatch.setattr(download, "measure", measured)


@pytest.mark.usefixtures("quick_clips")
@pytest.mark.parametrize("shots", SIZES)
def test_a_long_film_is_made_whole(film: Film, shots: int) -> None:
    check(film, shots)


def test_the_film_is_as_it_says() -> None:
    plan = a_long_film(120)
    assert len(plan.calls) == 120
    assert sum(bool(call.needs) for call in plan.calls) == 12
    assert len({replace(call, id="").slate.cast for call in plan.calls}) == 4  # nobody, and one for each scene
