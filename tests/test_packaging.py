"""What is shipped: the exact files of the sdist and of the wheel made from it, which works once it is installed."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from email.parser import Parser
from pathlib import Path

import pytest

from storyboard.version import __version__

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = "the-keeper"
STEM = f"storyboard_films-{__version__}"

# Folders of the sdist, and single files beside them. Hatchling adds the last two by itself.
SDIST_FOLDERS = ("storyboard", "schemas", "templates", "tests", "examples", "docs", "scripts", "benchmarks")
SDIST_FILES = (
    "Makefile",
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "LICENSE",
    "requirements.txt",
    "requirements-dev.txt",
    "pyproject.toml",
    ".gitignore",
)
DIST_INFO = ("METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE")


def run(*command: str | Path, cwd: Path, expect: int = 0) -> str:
    """Run a command as a stranger would, without this checkout on the path, and give its standard output."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "POLLO_"))}
    done = subprocess.run(command, cwd=cwd, env=environment, text=True, capture_output=True, stdin=subprocess.DEVNULL)
    assert done.returncode == expect, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


# Only what the checkout keeps: what a run or a tool made there is no part of a package.
MADE = frozenset({"__pycache__", "build", "dist", ".storyboard", ".hypothesis", ".pytest_cache", ".mypy_cache"})


def files_below(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        parts = path.relative_to(folder).parts
        if path.is_file() and not MADE.intersection(parts):
            yield "/".join(parts)


@dataclass(frozen=True)
class Built:
    sdist: Path
    wheel: Path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The sdist of this checkout, and the wheel that is made from the sdist alone."""
    folder = tmp_path_factory.mktemp("dist")
    hatchling = (sys.executable, "-m", "hatchling", "build", "-d", folder)
    run(*hatchling, "-t", "sdist", cwd=ROOT)
    sdist = folder / f"{STEM}.tar.gz"
    # By the tool: how the library is told to unpack safely differs between the Pythons from 3.11 on.
    run("tar", "-xzf", sdist, cwd=folder)
    run(*hatchling, "-t", "wheel", cwd=folder / STEM)
    return Built(sdist=sdist, wheel=folder / f"{STEM}-py3-none-any.whl")


@dataclass(frozen=True)
class Installed:
    """A fresh environment that holds the wheel; its libraries are borrowed from the one the tests run in."""

    folder: Path

    @property
    def python(self) -> Path:
        return self.folder / "bin" / "python"

    @property
    def storyboard(self) -> Path:
        return self.folder / "bin" / "storyboard"


@pytest.fixture(scope="module")
def installed(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    made = Installed(folder=tmp_path_factory.mktemp("stranger") / "venv")
    venv.create(made.folder, symlinks=True)
    pip = (sys.executable, "-m", "pip", "--python", made.python, "--disable-pip-version-check", "--quiet")
    run(*pip, "install", "--no-index", "--no-deps", built.wheel, cwd=made.folder)
    place = run(made.python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=made.folder).strip()
    # A path in a .pth file is looked at last, and .pth files in it are not read: the editable install stays out of it.
    (Path(place) / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return made


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """A copy of the example's storyboard, as git has it, far from the checkout."""
    ignore = shutil.ignore_patterns(*MADE)
    return shutil.copytree(ROOT / "examples" / EXAMPLE, tmp_path / EXAMPLE, ignore=ignore) / "storyboard.yaml"


@pytest.mark.slow
def test_the_sdist_holds_these_files_and_no_other(built: Built) -> None:
    with tarfile.open(built.sdist) as archive:
        names = {name.removeprefix(f"{STEM}/") for name in archive.getnames()}
    wanted = {f"{folder}/{name}" for folder in SDIST_FOLDERS for name in files_below(ROOT / folder)}
    assert names == wanted | set(SDIST_FILES) | {"PKG-INFO"}


@pytest.mark.slow
def test_the_wheel_holds_these_files_and_no_other(built: Built) -> None:
    with zipfile.ZipFile(built.wheel) as archive:
        names = set(archive.namelist())
    wanted = {f"storyboard/{name}" for name in files_below(ROOT / "storyboard")}
    wanted |= {f"storyboard/{place}/{name}" for place in ("schemas", "templates") for name in files_below(ROOT / place)}
    assert names == wanted | {f"{STEM}.dist-info/{name}" for name in DIST_INFO}
    assert {"storyboard/py.typed", "storyboard/schemas/storyboard.schema.json"} <= names
    shipped = {name for name in names if not name.startswith(f"{STEM}.dist-info/")}
    assert {Path(name).suffix for name in shipped} <= {".py", ".typed", ".json", ".md", ".j2"}
    assert not [name for name in shipped if "test" in Path(name).name]


def test_no_code_lies_among_schemas_and_templates() -> None:
    assert not [*(ROOT / "schemas").rglob("*.py"), *(ROOT / "templates").rglob("*.py")]


@pytest.mark.slow
def test_the_wheel_says_what_it_is(built: Built) -> None:
    with zipfile.ZipFile(built.wheel) as archive:
        metadata = Parser().parsestr(archive.read(f"{STEM}.dist-info/METADATA").decode())
        entry_points = archive.read(f"{STEM}.dist-info/entry_points.txt").decode()
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert (metadata["Name"], metadata["Version"]) == ("storyboard-films", __version__)
    assert metadata["License-Expression"] == "MIT"
    assert metadata["Requires-Python"] == ">=3.11"
    extras = project.get("optional-dependencies", {})
    wanted = [f"{need}; extra == '{extra}'" for extra, needs in extras.items() for need in needs]
    assert sorted(metadata.get_all("Requires-Dist") or []) == sorted([*project["dependencies"], *wanted])
    assert sorted(metadata.get_all("Provides-Extra") or []) == sorted(extras)
    assert "storyboard = storyboard.cli.entry:enter" in entry_points


@pytest.mark.slow
def test_the_installed_wheel_reads_what_it_ships(installed: Installed, tmp_path: Path) -> None:
    ask = (
        "import json; from storyboard import resources as r; print(json.dumps([str(r.schema_folder()), "
        "str(r.template_folder()), r.schema_names(), r.model_names(), r.rule_codes(), r.template_names()]))"
    )
    answer = json.loads(run(installed.python, "-c", ask, cwd=tmp_path))
    assert all(Path(folder).is_relative_to(installed.folder) for folder in answer[:2])
    assert answer[2:] == [
        sorted(file.name.removesuffix(".schema.json") for file in (ROOT / "schemas").glob("*.schema.json")),
        sorted(file.stem for file in (ROOT / "schemas" / "models").glob("*.json")),
        sorted(file.stem for file in (ROOT / "schemas" / "rules").glob("*.md")),
        sorted(file.name for file in (ROOT / "templates").glob("*.j2")),
    ]
    assert all(answer[2:])


@pytest.mark.slow
def test_the_installed_command_says_its_version(installed: Installed, tmp_path: Path) -> None:
    assert __version__ in run(installed.storyboard, "--version", cwd=tmp_path)


@pytest.mark.slow
def test_the_installed_command_prints_the_schema(installed: Installed, tmp_path: Path) -> None:
    shipped = json.loads((ROOT / "schemas" / "storyboard.schema.json").read_text(encoding="utf-8"))
    assert json.loads(run(installed.storyboard, "schema", cwd=tmp_path)) == shipped


@pytest.mark.slow
def test_the_installed_command_checks_and_plans_a_storyboard(installed: Installed, example: Path) -> None:
    run(installed.storyboard, "validate", example, cwd=example.parent)
    plan = json.loads(run(installed.storyboard, "plan", example, "--json", cwd=example.parent))
    assert plan["totals"]["make"] == len(plan["calls"]) > 0


@pytest.mark.slow
def test_the_installed_command_finds_the_mistake(installed: Installed, example: Path) -> None:
    example.write_text(example.read_text(encoding="utf-8").replace("title:", "tittle:", 1), encoding="utf-8")
    run(installed.storyboard, "validate", example, cwd=example.parent, expect=3)
