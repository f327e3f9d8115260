"""`run` in the sandbox: what is told, what is written, and how exactly a saved plan is kept to."""

import json
from pathlib import Path
from typing import Any

import pytest

from storyboard.media.animatic import Animatic
from storyboard.run import execute
from tests.cli.desk import STORYBOARD, Desk

pytestmark = pytest.mark.usefixtures("quick_sandbox")
FAST = ("--poll-interval", "0.1")


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_run_makes_every_shot_and_tells_of_it(desk: Desk) -> None:
    said = desk("run", "film.yaml", *FAST)
    assert (said.code, said.out) == (0, "")
    assert "lamp/wide: submitted, 1 take, task " in said.err
    assert "lamp/wide: take 1 is here, 4.00 s, takes/lamp/wide/" in said.err
    assert "\nThe Keeper: 2 done.\nManifest: build/film/sandbox/manifest.json\n" in said.err
    assert "Next: `storyboard cut film.yaml` joins the shots into the film." in said.err
    manifest = desk.manifest()
    assert {shot["status"] for shot in manifest["shots"].values()} == {"done"}
    out = desk.folder / "build" / "film" / "sandbox"
    assert all((out / take["file"]).is_file() for shot in manifest["shots"].values() for take in shot["takes"])


def test_a_long_line_of_progress_is_one_line(desk: Desk) -> None:
    deep = "a-scene-whose-name-is-" + "very-" * 6 + "long"
    desk.write(STORYBOARD.replace("id: lamp", f"id: {deep}"))
    said = desk("run", "film.yaml", *FAST)
    assert [line for line in said.err.splitlines() if line.startswith(f"{deep}/wide: take 1 is here")]


def test_events_are_lines_of_json(desk: Desk) -> None:
    said = desk("run", "film.yaml", "--json", *FAST)
    kinds = [event["event"] for event in said.lines]
    assert said.code == 0
    assert {"ShotSubmitted", "ShotMoved", "TakeDone", "TaskCharged"} <= set(kinds)
    assert [event["number"] for event in said.lines if event["event"] == "TakeDone"] == [1, 1]


def test_a_second_run_makes_nothing(desk: Desk) -> None:
    assert desk("run", "film.yaml", *FAST).code == 0
    clips = {path: path.stat().st_mtime_ns for path in desk.files() if path.suffix == ".mp4"}
    said = desk("run", "film.yaml", *FAST)
    assert said.code == 0
    assert said.err.splitlines() == [
        "The Keeper: nothing to make, 2 kept.",
        "Manifest: build/film/sandbox/manifest.json",
        "1 take has findings: `storyboard takes film.yaml` lists them.",  # the clips of this test have no sound
        "Next: `storyboard cut film.yaml` joins the shots into the film.",
    ]
    assert {path: path.stat().st_mtime_ns for path in desk.files() if path.suffix == ".mp4"} == clips


def test_one_changed_shot_is_made_again_alone(desk: Desk) -> None:
    desk("run", "film.yaml", *FAST)
    change(desk.folder / "film.yaml", "lights the lamp", "puts the lamp out")
    said = desk("run", "film.yaml", *FAST)
    assert "lamp/close: submitted" in said.err
    assert "lamp/wide: " not in said.err
    assert "The Keeper: 1 done, 1 kept.\n" in said.err


def number_of(file: str) -> int:
    return int(Path(file).stem.rpartition("-")[2])


def test_a_frame_shows_the_number_of_the_file(desk: Desk, quick_sandbox: list[Animatic]) -> None:
    one = STORYBOARD.partition("      - {id: close")[0]
    desk.write(one)
    desk("run", "film.yaml", *FAST)
    change(desk.folder / "film.yaml", "last stairs", "first stairs")
    desk("run", "film.yaml", *FAST)
    assert [(seen.take, seen.takes) for seen in quick_sandbox] == [(1, 1), (2, 1)]
    change(desk.folder / "film.yaml", "id: wide,", "id: wide, takes: 3,")
    desk("run", "film.yaml", *FAST)
    takes = desk.manifest()["shots"]["lamp/wide"]["takes"]
    assert [(take["number"], number_of(take["file"])) for take in takes] == [(2, 2), (3, 3), (4, 4)]
    assert sorted((seen.take, seen.takes) for seen in quick_sandbox[2:]) == [(3, 4), (4, 4)]


def test_what_comes_next_is_told_with_the_same_options(desk: Desk) -> None:
    desk.write(STORYBOARD.replace("scenes:", "profiles: {draft: {}}\nscenes:"))
    said = desk("run", "film.yaml", "--profile", "draft", "--out", "made", *FAST)
    assert "`storyboard cut film.yaml --profile draft --out made`" in said.err
    assert desk("cut", "film.yaml", "--profile", "draft", "--out", "made").code == 0


# A saved plan


@pytest.fixture
def plan(desk: Desk) -> Path:
    assert desk("plan", "film.yaml", "-o", "plan.json").code == 0
    return desk.folder / "plan.json"


def test_a_saved_plan_is_made_exactly(desk: Desk, plan: Path) -> None:
    saved = json.loads(plan.read_text(encoding="utf-8"))
    change(desk.folder / "film.yaml", "lights the lamp", "puts the lamp out")
    said = desk("run", "plan.json", *FAST)
    assert said.code == 0
    assert "Next: `storyboard cut film.yaml` joins the shots into the film." in said.err
    made = {address: shot["digest"] for address, shot in desk.manifest()["shots"].items()}
    assert made == {call["id"]: call["digest"] for call in saved["calls"]}


def test_a_finished_plan_is_refused(desk: Desk, plan: Path) -> None:
    assert desk("run", "plan.json", *FAST).code == 0
    said = desk("run", "plan.json", *FAST)
    assert (said.code, said.out) == (5, "")
    assert "The plan plan.json is finished" in said.err


def test_a_plan_that_was_changed_by_hand_is_refused(desk: Desk, plan: Path) -> None:
    change(plan, "lights the lamp", "burns the lamp")
    for command in ("run", "show"):
        said = desk(command, "plan.json")
        assert (said.code, said.out) == (5, "")
        assert "was changed after it was made" in said.err
    assert not (desk.folder / "build").exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--target", "pollo"), "The plan is for the target sandbox, not for pollo"),
        (("--base-url", "http://127.0.0.1:9/x"), "The plan is for sandbox, not for http://127.0.0.1:9"),
        (("--profile", "final"), "The plan is for no profile, not for final"),
    ],
)
def test_a_plan_for_elsewhere_is_refused(desk: Desk, plan: Path, options: tuple[str, str], words: str) -> None:
    said = desk("run", "plan.json", *options)
    assert (said.code, said.out) == (5, "")
    assert words in said.err


@pytest.mark.parametrize("options", [("--first-take",), ("--var", "weather=snow"), ("--root", ".")])
def test_what_belongs_to_the_plan_is_wrong_usage(desk: Desk, plan: Path, options: tuple[str, ...]) -> None:
    said = desk("run", "plan.json", *options)
    assert (said.code, said.out) == (2, "")
    assert f"{options[0]} belongs to the plan" in said.err


NO_PLANS = {
    "no JSON": "storyboard: 1\n",
    "another JSON": "{}",
    "a list": "[]",
    "a number": "1",
    "of a version to come": '{"plan": 2}',
    "half a plan": '{"plan": 1, "format": "storyboard-plan/1", "title": "The Keeper"}',
    "deeply nested": "[" * 100_000,
}


@pytest.mark.parametrize("name", NO_PLANS)
def test_what_is_no_plan_is_wrong_usage(desk: Desk, name: str) -> None:
    desk.write(NO_PLANS[name], "plan.json")
    for command in ("run", "show"):
        said = desk(command, "plan.json")
        assert (said.code, said.out) == (2, "")
        assert "plan.json is not a plan" in said.err


def test_no_cut_comes_next_where_shots_are_missing(desk: Desk) -> None:
    said = desk("run", "film.yaml", "--select", "lamp/wide", *FAST)
    assert (said.code, "The Keeper: 1 done, 1 not selected.\n" in said.err, "Next:" in said.err) == (0, True, False)


def test_what_comes_after_a_plan_is_told_as_it_was_planned(desk: Desk) -> None:
    desk.write(STORYBOARD.replace("scenes:", "profiles: {draft: {}}\nscenes:"), "films/film.yaml")
    assert desk("plan", "films/film.yaml", "--profile", "draft", "-o", "plans/plan.json").code == 0
    said = desk("run", "plans/plan.json", *FAST)
    assert "Next: `storyboard cut films/film.yaml --profile draft` joins" in said.err
    assert desk("cut", "films/film.yaml", "--profile", "draft").code == 0


@pytest.mark.parametrize("where", ["option", "storyboard"])
def test_the_free_sandbox_warns_of_a_budget_and_makes_all(desk: Desk, where: str) -> None:
    name, options = ("--budget", ("--budget", "4")) if where == "option" else ("Budget", ())
    if not options:
        desk.write(STORYBOARD.replace("scenes:", "budget: {credits: 4}\nscenes:"))
    said = desk("run", "film.yaml", *options, *FAST)
    words = "4 credits; this plan would take 5.6 on the real API, 1.6 over."
    assert (said.code, said.err.splitlines()[0]) == (0, f"warning: {name}: {words}")


UNREAD = {
    "missing": ("nothing.json", "There is no plan nothing.json.", "storyboard plan FILE -o plan.json"),
    "below a file": (
        "film.yaml/plan.json",
        "There is no plan film.yaml/plan.json.",
        "storyboard plan FILE -o plan.json",
    ),
    "a folder": ("folder.json", "folder.json is a folder, not a plan.", "storyboard plan FILE -o plan.json"),
    "no JSON": ("words.json", "words.json is not a plan: line 2 is no JSON.", "storyboard plan FILE -o plan.json"),
    "a list": ("list.json", "list.json is not a plan: its parts are not those of a plan.", "storyboard plan FILE"),
    "a manifest": ("made.json", "made.json is not a plan: it is a manifest, which tells what came of a run.", "FILE"),
    "deep": ("deep.json", "deep.json is not a plan: it is nested too deeply.", "storyboard plan FILE"),
    "no text": ("bytes.json", "bytes.json is not a plan: it is no text in UTF-8.", "storyboard plan FILE -o plan.json"),
}


@pytest.mark.parametrize("name", UNREAD)
def test_what_cannot_be_read_as_a_plan_is_told_in_a_sentence(desk: Desk, name: str) -> None:
    file, words, help = UNREAD[name]
    (desk.folder / "folder.json").mkdir()
    for text, to in (
        ("{\nx", "words.json"),
        ("[]", "list.json"),
        ('{"manifest": 1, "plan": "f3"}', "made.json"),
        ("[" * 100_000, "deep.json"),
    ):
        desk.write(text, to)
    desk.write(b"\xff\xfe{", "bytes.json")
    for command in ("run", "show"):
        said = desk(command, file)
        assert (said.code, said.out) == (2, "")
        assert said.err.startswith(f"error: {words}\nhelp: ")
        assert help in said.err


def test_a_storyboard_that_is_shown_as_a_plan_is_told_as_one(desk: Desk) -> None:
    said = desk("show", "film.yaml")
    assert said.code == 2
    assert said.err.startswith("error: film.yaml is not a plan, but a storyboard.\nhelp: `storyboard plan film.yaml`")


def test_bytes_that_are_no_text_are_no_plan(desk: Desk) -> None:
    desk.write(b"\xff\xfe{", "plan.json")
    assert desk("run", "plan.json").code == 2


def test_a_picture_that_changed_since_the_plan_is_refused_by_name(desk: Desk) -> None:
    from PIL import Image

    Image.new("RGB", (400, 400), "navy").save(desk.folder / "mira.png")
    change(desk.folder / "film.yaml", "https://cdn.example.com/mira.png", "mira.png")
    desk("plan", "film.yaml", "-o", "plan.json")
    Image.new("RGB", (400, 400), "red").save(desk.folder / "mira.png")
    said = desk("run", "plan.json", *FAST)
    assert said.code == 5
    assert "mira.png" in said.err


# How it ends


def test_a_shot_that_fails_is_exit_code_1(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from storyboard.sandbox.app import create_app

    def fail(*_given: Any) -> str:
        return "may contain a real person [/] :no:"

    assert create_app.__kwdefaults__ is not None
    monkeypatch.setitem(create_app.__kwdefaults__, "fault", fail)
    said = desk("run", "film.yaml", *FAST)
    assert (said.code, said.out) == (1, "")
    assert "take 1 failed: may contain a real person [/] :no:" in said.err
    assert [line for line in said.err.splitlines() if line.startswith("Next:")] == [
        "Next: `storyboard retry film.yaml` asks again for what failed; the price comes first."
    ]
    shown = desk("status", "film.yaml")
    assert (shown.code, "may contain a real person [/] :no:" in shown.out) == (0, True)


def test_who_interrupts_a_run_gets_130(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async def interrupted(*_args: object, **_more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(execute, "work_all", interrupted)
    assert desk("run", "film.yaml", *FAST).code == 130


def test_the_terminal_is_told_by_a_live_table(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import sys

    from storyboard.cli.main import run

    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setattr(type(sys.stderr), "isatty", lambda _self: True, raising=False)
    assert run(["run", "film.yaml", *FAST]) == 0
    told = capsys.readouterr().err
    assert "2 of 2 shots" in told
    assert "lamp/wide" in told
    assert "take 1 is here" not in told


def test_what_a_shot_costs_is_free_in_the_sandbox(desk: Desk) -> None:
    assert "2.8 credits (estimate, free here)" in desk("explain", "film.yaml", "lamp/wide").out
    assert "2.8 credits (estimate)" in desk("explain", "film.yaml", "lamp/wide", "--target", "pollo").out


def test_what_was_not_selected_is_counted_as_that(desk: Desk) -> None:
    said = desk("run", "film.yaml", "--select", "lamp/wide", *FAST)
    assert said.code == 0
    assert "The Keeper: 1 done, 1 not selected." in said.err
    again = desk("run", "film.yaml", "--select", "lamp/wide", *FAST)
    assert "The Keeper: 1 kept, 1 not selected." in again.err
