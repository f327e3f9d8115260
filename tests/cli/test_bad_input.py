"""Whatever a command is given, it answers with one of the promised exit codes and with words that help."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from tests.cli.desk import PICTURE, STORYBOARD, Desk

PROBLEMS, USAGE = 3, 2
Text = str | bytes


def with_picture(name: str) -> str:
    return STORYBOARD.replace(PICTURE, name)


def changed(old: str, new: str) -> str:
    assert STORYBOARD.count(old) == 1, old
    return STORYBOARD.replace(old, new)


WRONG: dict[str, tuple[Text, str, str]] = {
    "an empty file": ("", "empty-file", "1:1"),
    "nothing but a comment": ("# to be written\n", "empty-file", "1:1"),
    "no YAML": ("title: [The Keeper\nscenes: {\n", "yaml-syntax", "1:8"),
    "a list": ("- The Keeper\n", "not-a-mapping", "1:1"),
    "a word": ("The Keeper\n", "not-a-mapping", "1:1"),
    "Latin-1": ("storyboard: 1\ntitle: Café\n".encode("latin-1"), "not-utf8", "2:11"),
    "UTF-16": ("storyboard: 1\n".encode("utf-16"), "not-utf8", "1:1"),
    "zeros": (b"\x00" * 64, "yaml-character", "1:1"),
    "a wrong type": (changed("scenes:\n", "budget: much\nscenes:\n"), "wrong-type", "7:9"),
    "an unknown key": (changed("style:", "stile:"), "unknown-key", "3:1"),
    "a duplicate key": (changed("style:", "title: Again\nstyle:"), "duplicate-key", "3:1"),
    "an unknown cast id": (changed("characters: [mira]", "characters: [mora]"), "unknown-cast", "10:18"),
    "a circle": (changed('stairs."}', 'stairs.", after: [close]}'), "circle", "12:"),
    "a name nobody knows": (changed("{{ mira }} lights", "{{ mirra }} lights"), "unknown-name", "13:33"),
    "a broken template": (changed("{{ mira }} lights", "{% if %}{{ mira }} lights"), "template", "13:30"),
    "a template without its end": (changed("{{ mira }} lights", "{% if mira %} lights"), "template", "13:30"),
    "an unknown model": (changed("style:", "model: seedance-9\nstyle:"), "unknown-model", "3:8"),
    "what is not built": (changed("scenes:\n", "cut: {music: {src: a.mp3}}\nscenes:\n"), "not-built", "7:"),
    "a missing picture": (with_picture("refs/nobody.png"), "missing-file", "6:80"),
    "a truncated picture": (with_picture("refs/cut.png"), "unreadable-media", "6:80"),
    "a text named .png": (with_picture("refs/text.png"), "unreadable-media", "6:80"),
    "an empty picture": (with_picture("refs/empty.png"), "unreadable-media", "6:80"),
    "a folder named .png": (with_picture("refs/folder.png"), "missing-file", "6:80"),
    "a link to itself": (with_picture("refs/loop.png"), "unreadable-media", "6:80"),
}
COMMANDS: dict[str, tuple[str, ...]] = {
    "validate": ("validate", "film.yaml"),
    "plan": ("plan", "film.yaml"),
    "run": ("run", "film.yaml"),
    "prompt": ("prompt", "film.yaml", "lamp/wide"),
    "graph": ("graph", "film.yaml"),
}


@pytest.fixture(autouse=True)
def pictures(desk: Desk) -> None:
    refs = desk.folder / "refs"
    (refs / "folder.png").mkdir(parents=True)
    Image.effect_noise((400, 400), 60).save(refs / "whole.png")
    (refs / "cut.png").write_bytes((refs / "whole.png").read_bytes()[:5000])
    (refs / "text.png").write_text("no picture", encoding="utf-8")
    (refs / "empty.png").touch()
    (refs / "loop.png").symlink_to("loop.png")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_storyboard_is_told_with_its_place(desk: Desk, name: str, command: str) -> None:
    text, code, place = WRONG[name]
    desk.write(text)
    said = desk(*COMMANDS[command])
    assert (said.code, said.out) == (PROBLEMS, "")
    assert f"error[{code}]" in said.err
    assert f"--> film.yaml:{place}" in said.err
    assert re.search(r"Found \d+ errors?", said.err)
    assert [path.name for path in desk.folder.iterdir() if path.name in ("build", ".storyboard")] == []


def test_a_storyboard_without_a_fault_passes(desk: Desk) -> None:
    """Else none of the faults above would prove a thing."""
    desk.write(with_picture("refs/whole.png"))
    assert desk("validate", "film.yaml").code == 0


def test_a_circle_is_named_shot_by_shot(desk: Desk) -> None:
    desk.write(WRONG["a circle"][0])
    said = desk("validate", "film.yaml")
    assert "lamp/wide" in said.err
    assert "lamp/close" in said.err


def test_links_that_lead_back_to_themselves_are_no_bug(desk: Desk) -> None:
    for name in ("plan.json", "models/own.json"):
        (desk.folder / name).parent.mkdir(exist_ok=True)
        (desk.folder / name).symlink_to(Path(name).name)
    desk.write(with_picture("refs/whole.png"))
    said = desk("plan", "film.yaml")
    assert (said.code, "error[model-profile]" in said.err) == (PROBLEMS, True)
    (desk.folder / "models" / "own.json").unlink()
    assert desk("plan", "film.yaml", "-o", "plan.json").code == 0
    assert desk("show", "plan.json").code == 0


def test_every_problem_is_told_at_once(desk: Desk) -> None:
    text = changed("style:", "stile:").replace("[mira]", "[mora]").replace(PICTURE, "refs/nobody.png")
    desk.write(text)
    said = desk("validate", "film.yaml")
    assert all(f"error[{code}]" in said.err for code in ("unknown-key", "unknown-cast", "missing-file"))
    assert "Found 3 errors." in said.err


def test_a_picture_outside_the_folder_is_not_opened(desk: Desk) -> None:
    (desk.folder / "inside").mkdir()
    desk.write(with_picture("../refs/whole.png"), "inside/film.yaml")
    said = desk("validate", "inside/film.yaml")
    assert (said.code, said.out) == (PROBLEMS, "")
    assert "outside the storyboard's folder" in said.err
    assert desk("validate", "inside/film.yaml", "--root", ".").code == 0


def a_folder(desk: Desk) -> Path:
    return desk.folder


def nothing(desk: Desk) -> Path:
    return desk.folder / "nobody.yaml"


def below_a_file(desk: Desk) -> Path:
    return desk.folder / "film.yaml" / "film.yaml"


@pytest.mark.parametrize(
    "command", ["validate", "plan", "run", "graph", "status", "cut", "show", "prompt"],
)  # fmt: skip
@pytest.mark.parametrize("where", [a_folder, nothing, below_a_file])
def test_what_is_no_file_is_wrong_usage(desk: Desk, where: Callable[[Desk], Path], command: str) -> None:
    path = where(desk)
    said = desk(command, path, *(["lamp/wide"] if command == "prompt" else []))
    assert (said.code, said.out) == (USAGE, "")
    assert path.name in said.err
    assert said.err.startswith("error: ")


USAGES: dict[str, tuple[tuple[str, ...], str]] = {
    "no command of that name": (("plam",), "Did you mean `plan`?"),
    "an unknown option": (("plan", "film.yaml", "--targett", "pollo"), "--target"),
    "an option without its value": (("reconcile", "film.yaml", "--bind"), "`storyboard reconcile --help` tells"),
    "no file": (("plan",), "Missing argument 'FILE'"),
    "one file too many": (("plan", "film.yaml", "film.yaml"), "unexpected extra argument"),
    "an unknown target": (("run", "film.yaml", "--target", "kling"), "'sandbox', 'pollo'"),
    "an unknown format": (("validate", "film.yaml", "--format", "xml"), "github"),
    "an unknown graph": (("graph", "film.yaml", "--format", "png"), "mermaid"),
    "an unknown profile": (("plan", "film.yaml", "--profile", "draft"), "no profile 'draft'"),
    "an unknown profile to check": (("validate", "film.yaml", "--profile", "draft"), "no profile 'draft'"),
    "an unknown shot": (("prompt", "film.yaml", "lamp/wode"), "`lamp/wide`"),
    "an unknown code": (("rule", "unknown-kex"), "`unknown-key`"),
    "an unknown schema": (("schema", "storybord"), "`storyboard`"),
    "a variable without a value": (("plan", "film.yaml", "--var", "weather"), "NAME=VALUE"),
    "a variable without a name": (("plan", "film.yaml", "--var", "=snow"), "NAME=VALUE"),
    "a root that is not there": (("plan", "film.yaml", "--root", "nowhere"), "does not exist"),
    "a root beside": (("plan", "film.yaml", "--root", "refs"), "not inside --root"),
    "no credits": (("run", "film.yaml", "--budget", "much"), "no amount of credits"),
    "fewer than no credits": (("run", "film.yaml", "--budget", "-1"), "no amount of credits"),
    "endless credits": (("run", "film.yaml", "--budget", "inf"), "no amount of credits"),
    "absurdly many credits": (("run", "film.yaml", "--budget", "1e99"), "no amount of credits"),
    "nobody at work": (("run", "film.yaml", "--concurrency", "0"), "--concurrency"),
    "no rest between polls": (("run", "film.yaml", "--poll-interval", "0"), "--poll-interval"),
    "no base URL": (("plan", "film.yaml", "--base-url", "localhost:1"), "base URL"),
    "a key in the URL": (("plan", "film.yaml", "--base-url", "https://me:pw@example.com"), "base URL"),
    "plain http": (("plan", "film.yaml", "--base-url", "http://example.com/api"), "plain http to another machine"),
    "a plan into a folder": (("plan", "film.yaml", "-o", "refs"), "is a directory"),
    "a plan below a file": (("plan", "film.yaml", "-o", "film.yaml/plan.json"), "cannot be saved"),
    "an out that is a file": (("run", "film.yaml", "--out", "film.yaml"), "is a file"),
    "no such port": (("sandbox", "--port", "70000"), "--port"),
    "no such host": (("sandbox", "--host", "192.0.2.1"), "cannot listen on 192.0.2.1"),
    "a storyboard is no plan": (("show", "film.yaml"), "is not a plan"),
}


@pytest.mark.parametrize("name", USAGES)
def test_wrong_usage_is_explained(desk: Desk, name: str) -> None:
    argv, words = USAGES[name]
    said = desk(*argv)
    assert (said.code, said.out) == (USAGE, "")
    assert words in said.err


def test_the_password_of_a_url_is_not_repeated(desk: Desk) -> None:
    said = desk("plan", "film.yaml", "--base-url", "https://me:hunter2@example.com/?token=hunter3")
    assert said.code == USAGE
    assert "hunter" not in said.err


def test_an_out_that_cannot_be_made_is_refused_before_anything_is_asked_for(desk: Desk) -> None:
    said = desk("run", "film.yaml", "--out", "film.yaml/out")
    assert (said.code, said.out) == (5, "")
    assert "Nothing can be written in film.yaml/out" in said.err
    assert list((desk.folder / ".storyboard").rglob("ledger*")) == []


# A plan in the place of a storyboard, and the other way round


@pytest.mark.parametrize("command", ["validate", "plan", "status", "takes", "graph", "lock", "cut", "retry"])
def test_a_plan_in_the_place_of_a_storyboard_is_told_as_one(desk: Desk, command: str) -> None:
    desk("plan", "film.yaml", "-o", "my plan.json")
    said = desk(command, "my plan.json")
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("error: my plan.json is a saved plan, and a storyboard is wanted here.\n")
    assert "`storyboard run 'my plan.json'` makes it" in said.err


def test_a_plan_is_known_by_what_it_holds(desk: Desk, quick_sandbox: list[object]) -> None:
    saved = desk("plan", "film.yaml", "-o", "myplan")
    assert "`storyboard run myplan` makes exactly this" in saved.err
    assert desk("show", "myplan").code == 0
    said = desk("run", "myplan", "--poll-interval", "0.1")
    assert (said.code, "2 done" in said.err) == (0, True)


def test_a_plan_that_lies_elsewhere_blames_no_picture(desk: Desk, quick_sandbox: list[object]) -> None:
    desk.write(with_picture("refs/whole.png"))
    desk("plan", "film.yaml", "-o", "plan.json")
    (desk.folder / "other").mkdir()
    (desk.folder / "plan.json").rename(desk.folder / "other" / "plan.json")
    said = desk("run", "other/plan.json")
    assert said.code == 5
    assert said.err.startswith("error: The storyboard of other/plan.json is not there: other/film.yaml.\n")
    assert "whole.png" not in said.err


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("", ""), False),
        (("climbs", "falls down"), True),
        (("style:", "description: a word\nstyle:"), False),
        (("id: wide", "id: tall"), True),
        (("style:", "stile:"), False),
    ],
)
def test_a_plan_says_when_its_storyboard_says_something_else_by_now(
    desk: Desk, quick_sandbox: list[object], change: tuple[str, str], told: bool
) -> None:
    assert desk("plan", "film.yaml", "-o", "plan.json").code == 0
    desk.write(STORYBOARD.replace("[wide]", "[]").replace(*change) if change[0] else STORYBOARD)
    said = desk("run", "plan.json", "--poll-interval", "0.1")
    assert (said.code, "2 done" in said.err) == (0, True)
    assert (
        "film.yaml has changed since the plan was made, and the plan is run as it stands: lamp/wide." in said.err
    ) is told
    assert ("`storyboard diff plan.json film.yaml` shows what differs." in said.err) is told


def test_a_plan_of_more_takes_is_not_called_outdated(desk: Desk, quick_sandbox: list[object]) -> None:
    film = STORYBOARD.replace("after: [wide]", "continues: wide")
    desk.write(film)
    assert desk("run", "film.yaml", "--poll-interval", "0.1").code == 0
    desk.write(film.replace('lamp."', 'lamp.", takes: 2'))
    desk("plan", "film.yaml", "-o", "plan.json")
    assert "has changed" not in desk("run", "plan.json", "--poll-interval", "0.1").err
