"""`import storyboard`: what it offers, on values that do not change."""

import ast
import asyncio
import dataclasses
import inspect
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import storyboard
from storyboard.media.animatic import Animatic
from storyboard.run.production.options import Options
from storyboard.run.record.events import Event, ShotSubmitted
from storyboard.sandbox.app import create_app
from tests.cli.desk import KEY, STORYBOARD
from tests.support.faults import fault_server
from tests.support.tiny_clip import tiny_clip

ROOT = Path(__file__).resolve().parent.parent
STAGES = (
    "load",
    "check",
    "compare",
    "compile",
    "takes",
    "pick",
    "approve",
    "unapprove",
    "retake",
    "fetch",
    "read_plan",
    "write_plan",
    "run",
    "run_async",
    "cut",
)
VALUES = ("Call", "Loaded", "Made", "Manifest", "Options", "Outcome", "Place", "Plan", "Problem", "Storyboard")
QUICK = Options(poll_interval=0.1)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "film.yaml"
    path.write_text(STORYBOARD, encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def quick_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    def draw(animatic: Animatic, target: Path) -> None:
        target.write_bytes(tiny_clip(int(animatic.seconds)))

    defaults = create_app.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "draw", draw)
    monkeypatch.setitem(defaults, "latency", 0.0)


# What is public


def test_everything_promised_can_be_had() -> None:
    assert storyboard.__all__ == sorted(storyboard.__all__)
    assert {name for name in storyboard.__all__ if getattr(storyboard, name) is None} == set()
    assert dir(storyboard) == storyboard.__all__
    assert set(STAGES) | set(VALUES) <= set(storyboard.__all__)


def test_what_is_promised_is_what_types_see() -> None:
    """The names for the type checker, those imported when asked for and `__all__` are written in three places."""
    tree = ast.parse(Path(str(storyboard.__file__)).read_text(encoding="utf-8"))
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("storyboard")
        for alias in node.names
    }
    assert imported == set(storyboard.__all__)


def test_what_is_not_public_is_not_there() -> None:
    with pytest.raises(AttributeError, match="no attribute 'render'"):
        _ = storyboard.render  # type: ignore[attr-defined]


def test_all_of_it_can_be_imported_by_a_star() -> None:
    program = "from storyboard import *; print(load.__name__, Plan.__name__, Refused.__name__)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stdout, done.stderr) == (0, "load Plan Refused\n", "")


@pytest.mark.parametrize("first", ["storyboard.run.record.events", "storyboard.run", "storyboard.stages.library", "os"])
def test_the_stage_run_is_no_room(first: str) -> None:
    """A room of the house has the same name; whatever was imported before, `storyboard.run` is the stage."""
    program = f"import {first}, storyboard; from storyboard import run; print(run.__name__, storyboard.run is run)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stdout, done.stderr) == (0, "run True\n", "")


def test_importing_it_imports_nothing_heavy() -> None:
    heavy = ("networkx", "httpx", "jsonschema", "jinja2", "av", "PIL", "yaml", "rich", "click", "starlette", "asyncio")
    program = f"import sys, storyboard; print(*(name for name in {heavy} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT)
    assert (done.returncode, done.stdout) == (0, "\n")


@pytest.mark.parametrize("name", [*STAGES, *VALUES])
def test_everything_public_says_what_it_is(name: str) -> None:
    words = inspect.getdoc(getattr(storyboard, name)) or ""
    assert len(words.splitlines()[0]) > 10
    assert name not in STAGES or "Raise" in words or "same errors" in words


def test_the_package_is_typed() -> None:
    assert (Path(str(storyboard.__file__)).parent / "py.typed").is_file()


# Values


def values_below(value: Any) -> Iterator[Any]:
    """Walk a value and all that stands in it."""
    yield value
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from values_below(getattr(value, field.name))
    elif isinstance(value, tuple):
        for one in value:
            yield from values_below(one)


def test_values_hold_nothing_that_can_be_changed(file: Path) -> None:
    plan = storyboard.compile(file)
    outcome = storyboard.run(plan, file, options=QUICK)
    loaded = storyboard.load(file)
    found = [one for value in (plan, outcome, loaded.problems, loaded.storyboard) for one in values_below(value)]
    assert [one for one in found if isinstance(one, list | dict | set | bytearray)] == []
    assert len(found) > 200


def test_values_refuse_to_be_changed(file: Path) -> None:
    plan = storyboard.compile(file)
    for value, name in ((plan, "title"), (plan.calls[0], "body"), (storyboard.load(file), "problems"), (QUICK, "at")):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(value, name, None)


def test_equal_plans_are_equal_and_can_be_keys(file: Path) -> None:
    assert storyboard.compile(file) == storyboard.compile(str(file))
    assert len({storyboard.compile(file), storyboard.compile(file)}) == 1


# The stages


def test_a_film_from_beginning_to_end(file: Path) -> None:
    events: list[Event] = []
    assert storyboard.check(file) == ()
    plan = storyboard.compile(file)
    assert [call.action for call in plan.calls] == ["make", "make"]
    outcome = storyboard.run(plan, file, options=QUICK, on_event=events.append)
    assert (outcome.exit_code, [shot.status for shot in outcome.manifest.shots]) == (0, ["done", "done"])
    assert events != []
    (film,) = storyboard.cut(file)
    assert (film.path, film.seconds, film.clips) == (file.parent / "build/film/sandbox/film.mp4", 8.0, 2)
    assert [call.action for call in storyboard.compile(file).calls] == ["keep", "keep"]


def test_what_was_made_before_can_be_said(file: Path) -> None:
    storyboard.run(storyboard.compile(file), file, options=QUICK)
    plan = storyboard.compile(file, made=storyboard.Made())
    assert [call.action for call in plan.calls] == ["make", "make"]


def test_it_runs_inside_a_loop_of_ones_own(file: Path) -> None:
    async def together() -> storyboard.Outcome:
        return await storyboard.run_async(storyboard.compile(file), file, options=QUICK)

    assert asyncio.run(together()).exit_code == 0


def test_the_plain_way_says_that_it_is_not_for_a_loop(file: Path) -> None:
    async def wrong() -> None:
        storyboard.run(storyboard.compile(file), file, options=QUICK)

    with pytest.raises(storyboard.UsageError, match="event loop") as caught:
        asyncio.run(wrong())
    assert "run_async" in caught.value.help


def test_problems_are_values_until_a_plan_is_wanted(file: Path) -> None:
    file.write_text(STORYBOARD.replace("style:", "stile:"), encoding="utf-8")
    (problem,) = storyboard.load(file).problems
    assert (problem.code, problem.place.line if problem.place else 0) == ("unknown-key", 3)
    assert [one.code for one in storyboard.check(file)] == ["unknown-key"]
    with pytest.raises(storyboard.ProblemsError) as caught:
        storyboard.compile(file)
    assert [one.code for one in caught.value.problems] == ["unknown-key"]


@pytest.mark.parametrize("stage", [storyboard.load, storyboard.check, storyboard.compile])
def test_a_file_that_is_not_there_is_raised(tmp_path: Path, stage: Any) -> None:
    with pytest.raises(storyboard.UsageError, match="There is no file"):
        stage(tmp_path / "nobody.yaml")


def test_a_cut_wants_a_run(file: Path) -> None:
    with pytest.raises(storyboard.UsageError, match="Nothing was made"):
        storyboard.cut(file)


def test_an_unknown_target_is_raised(file: Path) -> None:
    with pytest.raises(storyboard.UsageError, match="no target 'kling'"):
        storyboard.compile(file, target="kling")


# Money


@pytest.mark.parametrize("confirmed", [None, Decimal(0), Decimal("5.59")])
def test_nothing_is_spent_that_was_not_confirmed(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, confirmed: Decimal | None
) -> None:
    monkeypatch.setenv("POLLO_API_KEY", KEY)
    with fault_server(tmp_path / "server") as server:
        plan = storyboard.compile(file, target="pollo", base_url=server.base_url)
        with pytest.raises(storyboard.Refused, match="The plan costs"):
            storyboard.run(plan, file, base_url=server.base_url, confirmed=confirmed)
        assert server.submissions() == []


@pytest.mark.parametrize("given", [None, QUICK])
def test_what_was_confirmed_is_the_most_that_is_spent(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: Options | None
) -> None:
    """The server charges 4.2 for each shot, and 5.6 are confirmed for two: whatever options are given, one is made."""
    monkeypatch.setenv("POLLO_API_KEY", KEY)
    with fault_server(tmp_path / "server", polls=0) as server:
        plan = storyboard.compile(file, target="pollo", base_url=server.base_url)
        outcome = storyboard.run(plan, file, base_url=server.base_url, confirmed=plan.totals.credits, options=given)
        assert (len(server.submissions()), outcome.exit_code) == (1, 5)


def test_without_a_key_nobody_is_let_in(file: Path) -> None:
    plan = storyboard.compile(file, target="pollo")
    with pytest.raises(storyboard.NoAccess, match="POLLO_API_KEY"):
        storyboard.run(plan, file, confirmed=plan.totals.credits)


def test_a_plan_for_elsewhere_is_refused(file: Path) -> None:
    plan = storyboard.compile(file)
    with pytest.raises(storyboard.Refused, match="The plan is for sandbox"):
        storyboard.run(plan, file, base_url="http://127.0.0.1:9/api/platform", options=QUICK)


# Selecting, and saved plans


def test_shots_are_selected_and_left_out(file: Path) -> None:
    chosen = storyboard.compile(file, select="lamp/wide")
    assert [call.id for call in chosen.calls] == ["lamp/wide"]
    assert chosen == storyboard.compile(file, exclude="lamp/close")
    with pytest.raises(storyboard.UsageError, match="No shot has the address"):
        storyboard.compile(file, select="lamp/clsoe")


@pytest.mark.parametrize("name", ["select", "exclude", "remake"])
@pytest.mark.parametrize("words", ["", " , "])
def test_a_selector_without_a_word_is_no_whole_film(file: Path, name: str, words: str) -> None:
    given: dict[str, Any] = {name: words}
    with pytest.raises(storyboard.UsageError, match=f"`{name}` names no shot"):
        storyboard.compile(file, **given)


def test_approved_work_is_remade_where_that_is_asked_for(file: Path) -> None:
    storyboard.run(storyboard.compile(file), file, options=QUICK)
    storyboard.approve(file, "lamp/wide#1")
    file.write_text(file.read_text(encoding="utf-8").replace("climbs", "runs up"), encoding="utf-8")
    assert [call.action for call in storyboard.compile(file).calls] == ["keep", "keep"]
    assert [call.action for call in storyboard.compile(file, remake="lamp/wide").calls] == ["make", "keep"]


def test_what_continues_goes_on_from_the_first_take_where_that_is_said(file: Path) -> None:
    text = file.read_text(encoding="utf-8").replace("after: [wide]", "continues: wide")
    file.write_text(text.replace("id: wide,", "id: wide, takes: 2,"), encoding="utf-8")
    assert [call.action for call in storyboard.compile(file, target="pollo").calls] == ["make", "hold"]
    plan = storyboard.compile(file, target="pollo", first_take=True)
    assert [call.action for call in plan.calls] == ["make", "make"]


def test_a_saved_plan_comes_back_as_it_was(file: Path) -> None:
    plan, saved = storyboard.compile(file), file.parent / "plans" / "plan.json"
    storyboard.write_plan(plan, saved)
    assert storyboard.read_plan(str(saved)) == plan
    saved.write_text(saved.read_text(encoding="utf-8").replace("The Keeper", "The Reaper"), encoding="utf-8")
    with pytest.raises(storyboard.Refused, match="was changed after it was made"):
        storyboard.read_plan(saved)
    with pytest.raises(storyboard.UsageError, match="There is no plan"):
        storyboard.read_plan(file.with_name("none.json"))
    with pytest.raises(storyboard.UsageError, match="cannot be saved"):
        storyboard.write_plan(plan, file.parent)


def test_a_plan_for_another_folder_knows_where_its_storyboard_is(file: Path) -> None:
    saved = file.parent / "plans" / "plan.json"
    storyboard.write_plan(storyboard.compile(file), saved, file=file)
    assert storyboard.read_plan(saved).storyboard == "../film.yaml"


def test_a_plan_that_is_read_and_run_twice_makes_nothing_more(file: Path) -> None:
    storyboard.write_plan(storyboard.compile(file), file.with_name("plan.json"))
    plan = storyboard.read_plan(file.with_name("plan.json"))
    assert storyboard.run(plan, file, options=QUICK).exit_code == 0
    events: list[Event] = []
    again = storyboard.run(plan, file, options=QUICK, on_event=events.append)
    assert [(shot.status, len(shot.takes)) for shot in again.manifest.shots] == [("done", 1), ("done", 1)]
    assert [event for event in events if isinstance(event, ShotSubmitted)] == []


# Comparing


def test_two_storyboards_are_compared_shot_by_shot(file: Path) -> None:
    other = file.with_name("other.yaml")
    other.write_text(file.read_text(encoding="utf-8").replace("duration: 4", "duration: 5"), encoding="utf-8")
    assert other.read_text(encoding="utf-8") != file.read_text(encoding="utf-8")
    same, changed = storyboard.compare(file, file), storyboard.compare(file, other)
    assert {shot.status for shot in same.shots} == {"unchanged"}
    assert changed.count("changed") >= 1
    assert changed.asked.credits > 0


def test_what_cannot_be_compared_is_said(tmp_path: Path, file: Path) -> None:
    with pytest.raises(storyboard.UsageError, match="There is no file"):
        storyboard.compare(file, tmp_path / "none.yaml")
    file.with_name("wrong.yaml").write_text("storyboard: 1\n", encoding="utf-8")
    with pytest.raises(storyboard.ProblemsError):
        storyboard.compare(file, file.with_name("wrong.yaml"))


# Takes


def test_takes_are_listed_picked_approved_and_asked_for(file: Path) -> None:
    assert storyboard.takes(file) == ()
    asyncio.run(storyboard.run_async(storyboard.compile(file), file, options=QUICK))
    more = storyboard.retake(file, "lamp/wide", takes=2)
    assert [(call.id, call.action, call.asked) for call in more.calls] == [("lamp/wide", "make", 1)]
    asyncio.run(storyboard.run_async(more, file, options=QUICK))
    assert [one.take.number for one in storyboard.takes(file, "lamp/wide")] == [1, 2, 3]
    decided = storyboard.pick(file, "lamp/wide#2")
    assert [(one.pick.address, one.take.number, one.pick.approved) for one in decided.decided] == [
        ("lamp/wide", 2, False)
    ]
    assert storyboard.approve(file, "lamp/wide").decided[0].pick.approved
    file.write_text(file.read_text(encoding="utf-8").replace("climbs", "runs up"), encoding="utf-8")
    assert [call.stale for call in storyboard.compile(file).calls] == [True, False]
    storyboard.unapprove(file, "lamp/wide")
    assert [call.action for call in storyboard.compile(file).calls] == ["make", "keep"]


def test_a_plan_to_fetch_makes_nothing(file: Path) -> None:
    assert storyboard.fetch(file).calls == ()
    asyncio.run(storyboard.run_async(storyboard.compile(file), file, options=QUICK))
    clip = next(file.parent.glob("build/*/sandbox/takes/lamp/wide/*.mp4"))
    clip.unlink()
    assert {call.id: call.action for call in storyboard.fetch(file).calls} == {
        "lamp/wide": "fetch",
        "lamp/close": "keep",
    }
    asyncio.run(storyboard.run_async(storyboard.fetch(file), file, options=QUICK))
    assert clip.is_file()
