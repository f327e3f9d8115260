"""The command line as a whole: exit codes, streams, colour, and how fast it is to say its version."""

import errno
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest

from storyboard.cli import checking, main
from storyboard.cli.commands import COMMANDS, NOT_BUILT, SECTIONS
from storyboard.cli.paper import show
from storyboard.cli.telling import in_colour
from storyboard.problems import (
    InDoubt,
    NoAccess,
    ProblemsError,
    ProviderError,
    Refused,
    StoryboardError,
    UsageError,
)
from storyboard.version import __version__
from tests.cli.desk import STORYBOARD, Desk, call, executable

WORKING = ("av", "PIL", "uharfbuzz", "pillow_heif", "starlette", "uvicorn", "obstore", "httpx")
"""What only a run, or a file that has to be looked into, needs."""
HEAVY = (*WORKING, "networkx", "jsonschema", "jinja2", "yaml", "rich", "asyncio")
ESCAPE = "\x1b["
FAST = ("--poll-interval", "0.1")


def raising(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def fail(*_args: object, **_more: object) -> None:
        raise error

    monkeypatch.setattr(checking, "check_storyboard", fail)


ERRORS: list[tuple[StoryboardError, int]] = [
    (UsageError("It was used wrongly"), 2),
    (NoAccess("There is no key"), 4),
    (Refused("It was not confirmed"), 5),
    (ProviderError("The network is away"), 6),
    (InDoubt("It may have been sent"), 7),
]


@pytest.mark.parametrize(("error", "code"), ERRORS)
def test_each_error_has_its_exit_code(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, error: StoryboardError, code: int
) -> None:
    error.help = "Do this."
    raising(monkeypatch, error)
    said = desk("validate", "film.yaml")
    assert (said.code, said.out) == (code, "")
    assert said.err == f"error: {error.message}.\nhelp: Do this.\n"


def test_problems_that_are_raised_are_all_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    raising(monkeypatch, ProblemsError(()))
    assert desk("validate", "film.yaml").code == 3


def test_a_bug_is_told_as_one(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    raising(monkeypatch, ZeroDivisionError("a planted bug"))
    said = desk("validate", "film.yaml")
    assert (said.code, said.out) == (70, "")
    assert re.search(r"a bug in storyboard .*ZeroDivisionError at test_main.py:\d+: a planted bug", said.err)
    assert "STORYBOARD_TRACEBACK=1" in said.err


def test_a_bug_shows_its_details_to_who_asks(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    raising(monkeypatch, ZeroDivisionError("a planted bug"))
    monkeypatch.setenv("STORYBOARD_TRACEBACK", "1")
    assert main.run(["validate", "film.yaml"]) == 70
    assert "Traceback" in capsys.readouterr().err


FAILURES: list[tuple[BaseException, int, str]] = [
    *((error, code, f"{error.message}.") for error, code in ERRORS),
    (click.UsageError("No such option '--jsn'"), 2, "No such option '--jsn'."),
    (KeyboardInterrupt(), 130, "interrupted"),
    (ZeroDivisionError("a planted bug"), 70, "this is a bug in storyboard"),
]


@pytest.mark.parametrize("words", [("--json",), ("--format", "json"), ("--format=json",)])
@pytest.mark.parametrize(("error", "code", "message"), FAILURES)
def test_an_error_is_told_to_programs_too(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, message: str, words: tuple[str, ...]
) -> None:
    raising(monkeypatch, error)
    said = desk("validate", "film.yaml", *words)
    told = json.loads(said.out)["error"]
    assert (said.code, told["exit_code"], set(told)) == (code, code, {"message", "help", "exit_code"})
    assert told["message"].startswith(message)
    assert told["message"] in said.err


def test_problems_that_stop_a_command_are_told_to_programs_too(desk: Desk) -> None:
    desk.write(STORYBOARD.replace("style:", "stile:"))
    problems = desk("validate", "film.yaml", "--json").json
    for command in ("plan", "run", "config", "retry", "fetch", "diff"):
        said = desk(command, "film.yaml", *(["film.yaml"] if command == "diff" else []), "--json")
        assert (command, said.code, [one["code"] for one in said.json["problems"]][:1]) == (command, 3, ["unknown-key"])
        assert "error[unknown-key]" in said.err
    assert desk("plan", "film.yaml", "--json").json == problems


@pytest.mark.parametrize("error", [KeyboardInterrupt(), click.Abort()])
def test_who_interrupts_is_not_shouted_at(desk: Desk, monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    raising(monkeypatch, error)
    said = desk("validate", "film.yaml")
    assert (said.code, said.out, said.err) == (130, "", "interrupted\n")


def test_an_interruption_is_not_glued_to_what_the_terminal_writes(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    raising(monkeypatch, KeyboardInterrupt())
    monkeypatch.setattr(type(sys.stderr), "isatty", lambda _self: True, raising=False)
    assert main.run(["validate", "film.yaml"]) == 130
    assert capsys.readouterr().err == "\ninterrupted\n"


def test_main_ends_with_the_code(desk: Desk) -> None:
    with pytest.raises(SystemExit) as end:
        main.main(["validate", "nobody.yaml"])
    assert end.value.code == 2


def test_main_reads_the_words_of_the_process(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["storyboard", "--version"])
    with pytest.raises(SystemExit) as end:
        main.main()
    assert (end.value.code, __version__ in capsys.readouterr().out) == (0, True)


def test_wrong_use_is_told_as_any_other_error_is(desk: Desk) -> None:
    said = desk("plna")
    assert (said.code, said.err.splitlines()) == (
        2,
        [
            "error: There is no command 'plna'. Did you mean `plan`?",
            "help: `storyboard --help` tells how it is used.",
        ],
    )
    assert desk("plan").err == "error: Missing argument 'FILE'.\nhelp: `storyboard plan --help` tells how it is used.\n"


def test_no_words_at_all_are_a_question(desk: Desk) -> None:
    said = desk()
    assert (said.code, said.out, said.err) == (2, desk("--help").out, "")


@pytest.mark.parametrize("words", [(), ("run",)])
def test_help_is_a_command_too(desk: Desk, words: tuple[str, ...]) -> None:
    said = desk("help", *words)
    assert (said.code, said.out) == (0, desk(*words, "--help").out)


def test_help_lists_every_command(desk: Desk) -> None:
    said = desk("--help")
    assert said.code == 0
    listed = re.findall(r"^  ([a-z]+) {2,}\S", said.out.partition("--help")[2], re.MULTILINE)
    assert listed == list(COMMANDS)
    assert [section for section in SECTIONS if f"\n{section}:\n" not in said.out] == []


def test_help_tells_a_commands_own_options_before_those_of_all(desk: Desk) -> None:
    said = desk("run", "--help").out
    own, _, rest = said.partition("\nOptions:\n")[2].partition("\nOptions of a run:\n")
    runs, _, shared = rest.partition("\nShared options:\n")
    assert "--remake" in own
    assert "--yes" in runs
    assert "--target" in shared
    assert "FILE" not in re.findall(r"^  (\S+)", own, re.MULTILINE)


@pytest.mark.parametrize("name", ["gc", "lock"])
def test_help_is_silent_of_options_that_do_nothing_there(desk: Desk, name: str) -> None:
    said = desk(name, "--help").out
    assert ("--root" in said, "--var" in said, "--target" in said, "--profile" in said) == (True, True, False, False)
    assert desk(name, "film.yaml", "--target", "sandbox").code == 0


@pytest.mark.parametrize("name", COMMANDS)
def test_every_option_says_what_it_does_and_what_it_wants(desk: Desk, name: str) -> None:
    said = desk(name, "--help").out
    options = [one for one in COMMANDS[name].load().params if isinstance(one, click.Option)]
    assert [option.name for option in options if not option.help] == []
    assert not re.search(r"\b(INTEGER|FLOAT|TEXT|DIRECTORY|RANGE|PATH)\b", said)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help(desk: Desk, name: str) -> None:
    said = desk(name, "--help")
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"Usage: storyboard {name} ")


@pytest.mark.parametrize("name", NOT_BUILT)
def test_what_is_not_built_says_so_and_what_does_instead(desk: Desk, name: str) -> None:
    said = desk(name, "film.yaml")
    assert (said.code, said.out) == (2, "")
    assert f"`storyboard {name}` is not built yet: " in said.err


@pytest.mark.parametrize("name", NOT_BUILT)
def test_what_is_not_built_points_only_at_what_is(name: str) -> None:
    words = re.findall(r"`(?:storyboard )?([a-z]+)(?: [^`]*)?`", NOT_BUILT[name])
    named = [word for word in words if word in NOT_BUILT]
    assert named == []


# Colour


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


COLOURS: list[tuple[dict[str, str], bool, bool]] = [
    ({}, False, False),
    ({}, True, True),
    ({"NO_COLOR": "1"}, True, False),
    ({"NO_COLOR": ""}, True, True),
    ({"FORCE_COLOR": "1"}, False, True),
    ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, True, False),
    ({"TERM": "dumb"}, True, False),
]


@pytest.mark.parametrize(("environ", "terminal", "expected"), COLOURS)
def test_colour_is_for_who_looks(
    monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], terminal: bool, expected: bool
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    assert in_colour(Terminal() if terminal else io.StringIO()) is expected


def test_colour_can_be_forced_through_a_pipe(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.write(STORYBOARD.replace("style:", "stile:"))
    assert ESCAPE not in desk("validate", "film.yaml").err
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert ESCAPE in desk("validate", "film.yaml").err
    desk.write(STORYBOARD)
    assert ESCAPE in desk("plan", "film.yaml").out
    monkeypatch.setenv("NO_COLOR", "1")
    assert ESCAPE not in desk("plan", "film.yaml").out


def test_words_of_a_film_are_no_markup() -> None:
    page = io.StringIO()
    show("a [red]door[/red] :door: [/nothing]", stream=page)
    assert page.getvalue() == "a [red]door[/red] :door: [/nothing]\n"


# Streams that break


@pytest.fixture
def made(desk: Desk, quick_sandbox: list[Any]) -> Desk:
    desk.write(STORYBOARD.replace("The Keeper", "灯台守"))
    assert desk("run", "film.yaml", *FAST).code == 0
    return desk


class Broken(io.StringIO):
    def write(self, _words: str) -> int:
        raise BrokenPipeError


def test_a_reader_that_went_away_is_no_error(desk: Desk) -> None:
    command = [*executable(), "schema"]
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", 'for n in 1 2 3; do "$@"; done | head -c 1 >/dev/null', "-", *command],
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")


def test_talk_that_nobody_hears_ends_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, quick_sandbox: list[Any]
) -> None:
    monkeypatch.setattr(sys, "stderr", Broken())
    assert main.run(["run", "film.yaml", "--poll-interval", "0.1"]) == 0
    assert {shot["status"] for shot in desk.manifest()["shots"].values()} == {"done"}


def test_events_that_nobody_reads_end_no_run(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, quick_sandbox: list[Any]
) -> None:
    monkeypatch.setattr(sys, "stdout", Broken())
    assert main.run(["run", "film.yaml", "--json", "--poll-interval", "0.1"]) == 0
    assert {shot["status"] for shot in desk.manifest()["shots"].values()} == {"done"}


def test_a_run_whose_events_are_not_read_to_the_end_says_nothing_of_it(desk: Desk) -> None:
    words = '"$@" | head -n 1'
    # Unbuffered, the interpreter has nothing left to write at its end, and nothing to complain of.
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", words, "-", *executable(), "run", "film.yaml", "--json", *FAST],
        cwd=desk.folder, env=buffered, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert (done.returncode, "Exception ignored" in done.stderr, "Traceback" in done.stderr) == (0, False, False)
    assert json.loads(done.stdout)["event"] == "ShotMoved"
    assert "The Keeper: 2 done" in done.stderr


@pytest.mark.parametrize("argv", [["plan", "film.yaml"], ["run", "film.yaml", "--json"], ["status", "film.yaml"]])
def test_a_terminal_of_few_letters_ends_nothing(made: Desk, argv: list[str]) -> None:
    few = {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
    done = call(*argv, folder=made.folder, **few)
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    assert {r"\u706f\u53f0\u5b88", "灯台守"} & set(
        re.findall(r"(?:\\u[0-9a-f]{4}){3}|灯台守", done.stdout + done.stderr)
    )


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="this system has no full disk to write to")  # noqa: PTH110
@pytest.mark.parametrize(
    "argv", [("plan", "film.yaml"), ("plan", "film.yaml", "--json"), ("schema",), ("--version",), ("rule",)]
)
def test_a_full_disk_is_told_in_words(tmp_path: Path, argv: tuple[str, ...]) -> None:
    (tmp_path / "film.yaml").write_text(STORYBOARD, encoding="utf-8")
    with open("/dev/full", "w") as full:  # noqa: PTH123
        done = subprocess.run([*executable(), *argv], cwd=tmp_path, stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.returncode == 5
    assert done.stderr.splitlines()[0].startswith("error: What is printed cannot be written where it goes: ")


def test_a_full_disk_ends_no_run_that_is_paid_for(desk: Desk, quick_sandbox: list[Any]) -> None:
    class Full(io.StringIO):
        def write(self, _words: str) -> int:
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", Full())
        assert main.run(["run", "film.yaml", "--json", *FAST]) == 0
    assert {shot["status"] for shot in desk.manifest()["shots"].values()} == {"done"}


# The real command


def test_the_real_command_keeps_data_and_talk_apart(tmp_path: Path) -> None:
    (tmp_path / "film.yaml").write_text(STORYBOARD, encoding="utf-8")
    good = call("plan", "film.yaml", "--json", folder=tmp_path)
    assert (good.returncode, good.stderr) == (0, "")
    assert json.loads(good.stdout)["plan"] == 1
    bad = call("plan", "nobody.yaml", "--json", folder=tmp_path)
    assert (bad.returncode, json.loads(bad.stdout)["error"]["exit_code"]) == (2, 2)
    assert bad.stderr.startswith("error: There is no file nobody.yaml.")


def test_the_real_command_asks_nothing_off_a_terminal(tmp_path: Path) -> None:
    (tmp_path / "film.yaml").write_text(STORYBOARD, encoding="utf-8")
    # Nobody listens on that port, so there is no quote either.
    where = ("--target", "pollo", "--base-url", "http://127.0.0.1:9/api/platform")
    done = call("run", "film.yaml", *where, folder=tmp_path, POLLO_API_KEY="k")
    assert (done.returncode, done.stdout) == (5, "")
    assert "Nothing was confirmed: 5.6 credits" in done.stderr
    assert ESCAPE not in done.stderr


def test_the_module_is_the_command(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "storyboard", "--version"], cwd=tmp_path, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (0, f"storyboard, version {__version__}\n")


def test_words_of_any_script_leave_a_process_without_a_locale(tmp_path: Path) -> None:
    (tmp_path / "film.yaml").write_text(STORYBOARD.replace("The Keeper", "灯台守"), encoding="utf-8")
    done = call("plan", "film.yaml", folder=tmp_path, LC_ALL="C", LANG="C")
    assert done.returncode == 0
    assert "灯台守" in done.stdout


@pytest.mark.parametrize("argv", [["--version"], ["--help"], ["plan", "--help"]])
def test_little_is_imported_for_a_short_answer(tmp_path: Path, argv: list[str]) -> None:
    heavy = HEAVY if argv[0].startswith("--") else (*WORKING, "networkx", "jsonschema")
    program = f"""
import sys
from storyboard.cli.main import run
code = run({argv!r})
sys.stderr.write(" ".join(name for name in {heavy!r} if name in sys.modules))
raise SystemExit(code)
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_a_plan_of_a_film_whose_files_are_known_by_url_starts_no_decoder_no_server_and_no_client(
    tmp_path: Path,
) -> None:
    (tmp_path / "film.yaml").write_text(STORYBOARD, encoding="utf-8")
    program = f"""
import sys
from storyboard.cli.main import run
code = run(["plan", "film.yaml"])
sys.stderr.write(" ".join(name for name in {WORKING!r} if name in sys.modules))
raise SystemExit(code)
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_folder_one_stands_in_may_be_any(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "films").mkdir()
    (tmp_path / "films" / "film.yaml").write_text(STORYBOARD.replace("style:", "stile:"), encoding="utf-8")
    done = call("validate", os.path.join("films", "film.yaml"), folder=tmp_path)  # noqa: PTH118  # as typed
    assert done.returncode == 3
    assert "--> films/film.yaml:3:1" in done.stderr
