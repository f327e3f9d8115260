"""The set-up of the judges: pinned packages, `scripts/judges` with a stand-in for npm, and what is done without it."""

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.judges import prism
from tests.support.faults import ROOT

OWN = ROOT / "tests" / "judges"
FILES = ("scripts/judges", *(f"tests/judges/{name}" for name in ("package.json", "package-lock.json", ".npmrc")))
# Python is asked where Node is; Node is told to run npm, writes that down, and fails while a file says so.
PYTHON = "#!/bin/sh\necho @HERE@/node\n"
NODE = """#!/bin/sh
echo "$NODE_OPTIONS $*" >>@HERE@/calls
[ ! -f @HERE@/offline ] || { echo 'npm error FetchError: request failed, reason: connect ECONNREFUSED' >&2; exit 1; }
"""


@dataclass(frozen=True)
class Machine:
    """A machine with the files that `scripts/judges` needs."""

    folder: Path

    @property
    def home(self) -> Path:
        return self.folder / "project" / ".venv" / "judges"

    @property
    def calls(self) -> list[str]:
        log = self.folder / "calls"
        return log.read_text(encoding="utf-8").splitlines() if log.exists() else []

    def judges(self) -> subprocess.CompletedProcess[str]:
        script = self.folder / "project" / "scripts" / "judges"
        return subprocess.run([script], env={"PATH": "/usr/bin:/bin"}, text=True, capture_output=True)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    for name in FILES:
        target = tmp_path / "project" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, target)
    for place, script in (("project/.venv/bin/python", PYTHON), ("node/bin/node", NODE)):
        file = tmp_path / place
        file.parent.mkdir(parents=True)
        file.write_text(script.replace("@HERE@", str(tmp_path)), encoding="utf-8")
        file.chmod(0o755)
    return Machine(folder=tmp_path)


def test_the_pinned_packages_are_installed_once(machine: Machine) -> None:
    done = machine.judges()
    assert done.returncode == 0, done.stderr
    (call,) = machine.calls
    assert "--use-system-ca" in call
    assert call.endswith(" ci")
    assert {path.name for path in machine.home.iterdir()} == {".ready", ".npmrc", "package.json", "package-lock.json"}
    again = machine.judges()
    assert (again.returncode, again.stderr, machine.calls) == (0, "", [call])


@pytest.mark.parametrize("name", ["scripts/judges", "tests/judges/package-lock.json", "tests/judges/.npmrc"])
def test_a_changed_file_installs_them_anew(machine: Machine, name: str) -> None:
    machine.judges()
    with (machine.folder / "project" / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert machine.judges().returncode == 0
    assert len(machine.calls) == 2


def test_without_a_network_it_says_why_and_ends_well_and_tries_again(machine: Machine) -> None:
    (machine.folder / "offline").touch()
    done = machine.judges()
    assert done.returncode == 0
    assert "could not be installed: connect ECONNREFUSED" in done.stderr
    assert "npm_config_registry" in done.stderr
    assert (machine.home / ".missing").read_text(encoding="utf-8").strip() == "connect ECONNREFUSED"
    assert not (machine.home / ".ready").exists()
    (machine.folder / "offline").unlink()
    machine.judges()
    assert (machine.home / ".ready").exists()
    assert not (machine.home / ".missing").exists()


def test_every_package_is_pinned_by_its_hash_and_the_lock_names_no_host() -> None:
    text = (OWN / "package-lock.json").read_text(encoding="utf-8")
    packages = {name: package for name, package in json.loads(text)["packages"].items() if name}
    assert len(packages) > 100
    assert [name for name, package in packages.items() if not package.get("integrity", "").startswith("sha512-")] == []
    assert "://" not in text + (OWN / ".npmrc").read_text(encoding="utf-8")


def test_what_is_pinned_is_what_is_asked_for() -> None:
    asked = json.loads((OWN / "package.json").read_text(encoding="utf-8"))["dependencies"]
    lock = json.loads((OWN / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert lock[""]["dependencies"] == asked
    assert {f"node_modules/{name}" for name in asked} <= set(lock)


def test_without_the_judges_a_desk_is_told_why_and_where_they_are_required_it_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".missing").write_text("connect ECONNREFUSED\n", encoding="utf-8")
    monkeypatch.setattr(prism, "READY", tmp_path / ".ready")
    monkeypatch.setattr(prism, "MISSING", tmp_path / ".missing")
    monkeypatch.delenv("JUDGES", raising=False)
    with pytest.raises(pytest.skip.Exception, match="Prism is not there: connect ECONNREFUSED"):
        prism.need_prism()
    monkeypatch.setenv("JUDGES", "required")
    with pytest.raises(AssertionError, match="Prism is not there: connect ECONNREFUSED"):
        prism.need_prism()
