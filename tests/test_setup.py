"""The set-up of a fresh machine: pinned versions, and `scripts/setup` with stand-ins for Python and pip."""

import re
import shutil
import socket
import subprocess
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("requirements.txt", "requirements-dev.txt")


@dataclass(frozen=True)
class Pin:
    name: str
    version: str
    hashes: tuple[str, ...]


def read_lock(name: str) -> dict[str, Pin]:
    text = (ROOT / name).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    pins = (re.fullmatch(r"([a-z0-9-]+)==(\S+)(?: ;.*?)?((?: +--hash=sha256:[0-9a-f]{64})+)", line) for line in lines)
    made = [Pin(name=p[1], version=p[2], hashes=tuple(p[3].split())) for p in pins if p]
    assert len(made) == len(lines), "a line of the lock is no pinned version with hashes"
    return {pin.name: pin for pin in made}


def names_in(requirements: list[str]) -> set[str]:
    return {match[0].lower().replace("_", "-") for text in requirements if (match := re.match(r"[A-Za-z0-9_-]+", text))}


def test_the_lock_pins_what_the_project_asks_for() -> None:
    assert names_in(PROJECT["project"]["dependencies"]) <= set(read_lock("requirements.txt"))
    groups = PROJECT["dependency-groups"]
    wanted = [entry for group in groups.values() for entry in group if isinstance(entry, str)]
    assert names_in([*wanted, *PROJECT["build-system"]["requires"]]) <= set(read_lock("requirements-dev.txt"))


def test_both_locks_hold_the_same_versions() -> None:
    running, developing = (read_lock(name) for name in LOCKS)
    assert running == {name: pin for name, pin in developing.items() if name in running}
    assert len(running) < len(developing)


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_host_and_no_folder(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert not re.findall(r"://|--(?:extra-)?index|--find-links|--trusted|(?<![\w.])/\w", text)


@dataclass(frozen=True)
class Machine:
    """A machine with this project's set-up files and a stand-in for Python that writes down how it is called."""

    folder: Path

    @property
    def calls(self) -> list[str]:
        log = self.folder / "calls"
        return log.read_text(encoding="utf-8").splitlines() if log.exists() else []

    @property
    def stamp(self) -> Path:
        return self.folder / "project" / ".venv" / ".ready"

    def setup(self, python: str = "python3", *, place: str = "project") -> subprocess.CompletedProcess[str]:
        environment = {"PATH": f"{self.folder}/bin:/usr/bin:/bin", "PYTHON": python}
        command = self.folder / place / "scripts" / "setup"
        return subprocess.run([command], env=environment, text=True, capture_output=True, stdin=subprocess.DEVNULL)


# Answers as python3 would; its `venv` puts the same stand-in into the environment. Files beside it say what fails.
STAND_IN = """#!/bin/sh
here=@HERE@
echo "$*" >>$here/calls
case "$*" in
*version_info*) [ ! -f $here/too-old ] ;;
*ensurepip*) [ ! -f $here/no-venv ] ;;
--version) echo "Python 3.10.9" ;;
*--clear*) rm -rf .venv && mkdir -p .venv/bin && cp $here/bin/python3 .venv/bin/python ;;
*require-hashes*) [ ! -f $here/offline ] ;;
*--editable*) [ ! -f $here/broken ] ;;
esac
"""


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    project = tmp_path / "project"
    (project / "scripts").mkdir(parents=True)
    for name in ("scripts/setup", "pyproject.toml", "requirements-dev.txt"):
        shutil.copy(ROOT / name, project / name)
    python = tmp_path / "bin" / "python3"
    python.parent.mkdir()
    python.write_text(STAND_IN.replace("@HERE@", str(tmp_path)), encoding="utf-8")
    python.chmod(0o755)
    return Machine(folder=tmp_path)


def test_a_set_up_installs_the_pinned_packages_and_then_the_project(machine: Machine) -> None:
    done = machine.setup()
    assert done.returncode == 0, done.stderr
    installs = [call for call in machine.calls if "pip install" in call]
    assert ["--require-hashes" in call for call in installs] == [True, False]
    assert "--only-binary :all: -r requirements-dev.txt" in installs[0]
    assert "--no-deps --no-build-isolation --editable ." in installs[1]
    assert machine.stamp.is_file()


def test_a_second_set_up_starts_nothing(machine: Machine) -> None:
    machine.setup()
    before = machine.calls
    done = machine.setup()
    assert (done.returncode, done.stderr, machine.calls) == (0, "", before)


@pytest.mark.parametrize("name", ["requirements-dev.txt", "pyproject.toml", "scripts/setup"])
def test_a_changed_file_brings_the_environment_up_to_date(machine: Machine, name: str) -> None:
    machine.setup()
    with (machine.folder / "project" / name).open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    first = len(machine.calls)
    assert machine.setup().returncode == 0
    again = "\n".join(machine.calls[first:])
    assert "--require-hashes" in again
    assert "--clear" not in again


def test_a_moved_environment_is_made_anew(machine: Machine) -> None:
    machine.setup()
    first = len(machine.calls)
    (machine.folder / "project").rename(machine.folder / "moved")
    assert machine.setup(place="moved").returncode == 0
    assert any("--clear" in call for call in machine.calls[first:])


@pytest.mark.parametrize("failure", ["offline", "broken"])
def test_a_set_up_that_was_stopped_is_made_anew(machine: Machine, failure: str) -> None:
    (machine.folder / failure).touch()
    assert machine.setup().returncode == 1
    assert not machine.stamp.exists()
    (machine.folder / failure).unlink()
    first = len(machine.calls)
    assert machine.setup().returncode == 0
    assert any("--clear" in call for call in machine.calls[first:])


def test_an_update_that_was_stopped_is_made_anew(machine: Machine) -> None:
    machine.setup()
    with (machine.folder / "project" / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write("# changed\n")
    (machine.folder / "offline").touch()
    assert machine.setup().returncode == 1
    assert not machine.stamp.exists()


@pytest.mark.parametrize(
    ("lacks", "python", "words"),
    [
        ("", "no-such-python", ("there is no 'no-such-python' here", "apt install python3 python3-venv")),
        ("too-old", "python3", ("'python3' is Python 3.10.9", "needs Python 3.11 or newer", "make PYTHON=")),
        ("no-venv", "python3", ("cannot make virtual environments", "apt install python3-venv")),
        ("offline", "python3", ("could not be installed", "HTTPS_PROXY", "PIP_INDEX_URL", "PIP_FIND_LINKS")),
        ("broken", "python3", ("the project itself could not be installed",)),
    ],
    ids=["no-python", "old-python", "no-venv", "offline", "broken-project"],
)
def test_a_machine_that_lacks_something_gets_a_clear_word(
    machine: Machine, lacks: str, python: str, words: tuple[str, ...]
) -> None:
    if lacks:
        (machine.folder / lacks).touch()
    done = machine.setup(python)
    assert done.returncode == 1
    assert all(word in done.stderr for word in words), done.stderr


def test_every_command_of_the_makefile_is_listed_by_help() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", text, re.MULTILINE))
    make = subprocess.run(
        ["make", "--no-print-directory", "help"], cwd=ROOT, text=True, capture_output=True, check=True
    )
    assert (
        {line.split()[0] for line in make.stdout.splitlines()} == targets >= {"demo", "test", "check", "lint", "format"}
    )


@pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1"])
def test_a_test_that_leaves_this_machine_fails(host: str) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as plug, pytest.raises(AssertionError, match=f"went out to {host}"):
        plug.connect((host, 443))


def test_a_test_that_asks_for_a_foreign_name_fails() -> None:
    with pytest.raises(AssertionError, match=r"asked for the address of example\.com"):
        socket.create_connection(("example.com", 443))


def test_a_test_may_speak_to_this_machine() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as plug:
        assert plug.getpeername() == server.getsockname()
