"""What a program that uses the library may write, for mypy alone: nothing here is ever executed."""

from decimal import Decimal
from pathlib import Path
from typing import assert_type

import storyboard
from storyboard.run.record.events import Event


def load_a_film(file: Path) -> None:
    assert_type(storyboard.load(file), storyboard.Loaded)
    assert_type(storyboard.load("film.yaml", root=".", variables={"weather": "snow"}), storyboard.Loaded)
    assert_type(storyboard.load(file).storyboard, storyboard.Storyboard | None)
    assert_type(storyboard.check(file, profile="final"), tuple[storyboard.Problem, ...])


def compile_a_film(file: Path) -> None:
    plan = storyboard.compile(file, profile="draft", target="pollo", base_url="https://example.com/api")
    assert_type(plan, storyboard.Plan)
    assert_type(plan.calls, tuple[storyboard.Call, ...])
    assert_type(plan.totals.credits, Decimal)
    assert_type(plan.budget, Decimal | None)
    assert_type(storyboard.compile(file, made=storyboard.Made()), storyboard.Plan)
    assert_type(storyboard.compile(file, select="scene:dawn", exclude="tag:hero", first_take=True), storyboard.Plan)
    assert_type(storyboard.compile(file, remake="state:stale"), storyboard.Plan)
    storyboard.write_plan(plan, "plan.json")
    assert_type(storyboard.read_plan(file), storyboard.Plan)


def compare_films(file: Path) -> None:
    difference = storyboard.compare("HEAD~1:film.yaml", file, profile="final")
    assert_type(difference, storyboard.Difference)
    assert_type([shot.address for shot in difference.shots], list[str])


def choose_takes(file: Path) -> None:
    assert_type(storyboard.takes(file, "arrival/wide", profile="final"), tuple[storyboard.Listed, ...])
    assert_type(storyboard.pick(file, "arrival/wide#2"), storyboard.Decisions)
    assert_type(storyboard.approve(file, "arrival/wide"), storyboard.Decisions)
    assert_type(storyboard.unapprove(file, "arrival/wide"), storyboard.Decisions)
    assert_type(storyboard.retake(file, "arrival/wide", takes=2), storyboard.Plan)
    assert_type(storyboard.fetch(file, target="pollo"), storyboard.Plan)


def run_a_film(plan: storyboard.Plan, file: Path) -> None:
    def hear(event: Event) -> None:
        del event

    outcome = storyboard.run(plan, file, on_event=hear, confirmed=Decimal(5), options=storyboard.Options(concurrency=2))
    assert_type(outcome, storyboard.Outcome)
    assert_type(outcome.manifest, storyboard.Manifest)
    assert_type([film.seconds for film in storyboard.cut(file, out="made")], list[float])


async def run_a_film_in_a_loop(plan: storyboard.Plan) -> None:
    assert_type(await storyboard.run_async(plan, "film.yaml"), storyboard.Outcome)


def read_a_mistake(error: storyboard.ProblemsError) -> None:
    assert_type(error.problems, tuple[storyboard.Problem, ...])
    for problem in error.problems:
        assert_type(problem.level, storyboard.Level)
        assert_type(problem.place, storyboard.Place | None)


def mistakes(plan: storyboard.Plan, file: Path) -> None:
    """Each line is one that mypy must refuse: an ignore that is not needed is an error of its own."""
    plan.title = "Another"  # type: ignore[misc]
    storyboard.compile(1)  # type: ignore[arg-type]
    storyboard.run(plan)  # type: ignore[call-arg]
    storyboard.load(file, ".")  # type: ignore[call-arg]
    storyboard.render(file)  # type: ignore[attr-defined]
    storyboard.run_async(plan, file)  # type: ignore[unused-coroutine]
