"""`lock`, `validate --online` and `--locked` at the command line."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.desk import KEY, NAME, PICTURE, STORYBOARD, Desk
from tests.support.file_server import REFS, FileServer, serving


@pytest.fixture
def server() -> Iterator[FileServer]:
    with serving() as made:
        yield made


@pytest.fixture
def local(desk: Desk) -> Desk:
    """Stand beside a storyboard whose picture is a file."""
    desk.write(STORYBOARD.replace(PICTURE, "mira.png"))
    desk.write((REFS / "mira-front.png").read_bytes(), "mira.png")
    return desk


def remote(desk: Desk, url: str) -> None:
    desk.write(STORYBOARD.replace(PICTURE, f"'{url}'"))


def with_voice(desk: Desk, picture: str, voice: str) -> None:
    spoken = 'lights the lamp.", dialogue: [{who: mira, line: Not tonight.}]'
    text = STORYBOARD.replace(f"images: [{PICTURE}]", f"images: ['{picture}'], voice: '{voice}'")
    desk.write(text.replace('lights the lamp."', spoken))


def test_lock_prints_the_path_and_talks_of_what_changed(local: Desk) -> None:
    said = local("lock", NAME)
    assert (said.code, said.out) == (0, "storyboard.lock\n")
    assert "mira.png: new" in said.err
    assert '"path": "mira.png"' in (local.folder / "storyboard.lock").read_text(encoding="utf-8")
    again = local("lock", NAME)
    assert (again.code, again.out) == (0, "storyboard.lock\n")
    assert "nothing changed" in again.err


def test_lock_is_found_from_any_folder(local: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert Path(local("lock", Path("..") / NAME).out.strip()) == Path("..") / "storyboard.lock"
    assert (tmp_path / "storyboard.lock").exists()


def test_lock_leaves_urls_until_it_may_go_there(desk: Desk, server: FileServer) -> None:
    url = server.give("m.png", "mira-front.png")
    remote(desk, url)
    said = desk("lock", NAME)
    assert said.code == 0
    assert url in said.err
    assert "--online" in said.err
    assert server.asked == []
    assert desk("lock", NAME, "--online").code == 0
    assert server.asked == ["/m.png"]
    assert url in (desk.folder / "storyboard.lock").read_text(encoding="utf-8")


def test_lock_of_a_file_that_is_not_there_has_problems(local: Desk) -> None:
    (local.folder / "mira.png").unlink()
    said = local("lock", NAME)
    assert (said.code, said.out) == (3, "")
    assert "missing-file" in said.err
    assert not (local.folder / "storyboard.lock").exists()


@pytest.mark.parametrize("command", ["plan", "run"])
def test_locked_refuses_and_names_what_changed(local: Desk, command: str) -> None:
    said = local(command, NAME, "--locked")
    assert said.code == 5
    assert "mira.png is not in it" in said.err
    local("lock", NAME)
    assert local("plan", NAME, "--locked").code == 0
    local.write((REFS / "mira-storm.png").read_bytes(), "mira.png")
    said = local(command, NAME, "--locked")
    assert said.code == 5
    assert "mira.png has other bytes" in said.err
    assert "storyboard lock" in said.err
    assert not (local.folder / "build").exists()


def test_locked_runs_what_is_as_it_was(local: Desk, quick_sandbox: list[object]) -> None:
    local("lock", NAME)
    assert local("run", NAME, "--locked").code == 0
    assert len(quick_sandbox) == 2


def test_locked_belongs_to_the_plan(local: Desk) -> None:
    local("lock", NAME)
    assert local("plan", NAME, "--locked", "-o", "plan.json").code == 0
    said = local("run", "plan.json", "--locked")
    assert said.code == 2
    assert "--locked belongs to the plan" in said.err


def test_validate_goes_out_only_when_told_to(desk: Desk, server: FileServer) -> None:
    remote(desk, f"{server.base_url}/gone.png")
    assert desk("validate", NAME).code == 0
    assert server.asked == []
    said = desk("validate", NAME, "--online", "--format", "json")
    assert said.code == 3
    assert [problem["code"] for problem in said.json["problems"]] == ["unreachable-media"]
    assert said.json["problems"][0]["line"] == 6
    assert server.asked == ["/gone.png"]
    server.give("gone.png", "mira-front.png")
    assert desk("validate", NAME, "--online").code == 0
    assert not (desk.folder / "storyboard.lock").exists()


def test_pollo_wants_to_know_how_long_a_voice_is_before_it_is_paid(
    desk: Desk, server: FileServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLLO_API_KEY", KEY)
    with_voice(desk, server.give("m.png", "mira-front.png"), server.give("m.mp3", "mira.mp3"))
    said = desk("run", NAME, "--target", "pollo", "--yes", "--budget", "100", "--base-url", "http://127.0.0.1:9")
    assert said.code == 3
    assert "unchecked-media" in said.err
    assert "lock FILE --online" in said.err
    assert server.asked == []
    assert desk("lock", NAME, "--online").code == 0
    planned = desk("plan", NAME, "--target", "pollo", "--base-url", "http://127.0.0.1:9")
    assert (planned.code, "media" in planned.err) == (0, False)
