"""What is shipped beside the code is found in a package and in a checkout, and no name leads out of it."""

import hashlib
import importlib.resources
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from storyboard import resources
from storyboard.hashes import sha256_bytes, sha256_file
from storyboard.problems import UsageError

ROOT = Path(__file__).resolve().parent.parent

KINDS: tuple[tuple[Callable[[], tuple[str, ...]], Callable[[str], str], str, str], ...] = (
    (resources.schema_names, resources.read_schema, "schemas", "{}.schema.json"),
    (resources.model_names, resources.read_model, "schemas/models", "{}.json"),
    (resources.rule_codes, resources.read_rule, "schemas/rules", "{}.md"),
    (resources.template_names, resources.read_template, "templates", "{}"),
)
IDS = ("schemas", "models", "rules", "templates")


@pytest.fixture
def fresh() -> Iterator[None]:
    """A look at the disk that is not remembered, before or after the test."""
    resources._folder.cache_clear()
    yield
    resources._folder.cache_clear()


@pytest.mark.parametrize(("names", "read", "folder", "pattern"), KINDS, ids=IDS)
def test_everything_that_is_listed_is_read(
    names: Callable[[], tuple[str, ...]], read: Callable[[str], str], folder: str, pattern: str
) -> None:
    assert names()
    assert list(names()) == sorted(names())
    for name in names():
        assert read(name) == (ROOT / folder / pattern.format(name)).read_text(encoding="utf-8")


@pytest.mark.parametrize(("names", "read", "folder", "pattern"), KINDS, ids=IDS)
@pytest.mark.parametrize("name", ["no-such", "", "../pyproject", "../schemas/models/seedance-2-0-mini", "/etc/passwd"])
def test_a_name_that_is_not_shipped_is_refused_with_those_that_are(
    names: Callable[[], tuple[str, ...]], read: Callable[[str], str], folder: str, pattern: str, name: str
) -> None:
    with pytest.raises(UsageError) as caught:
        read(name)
    assert repr(name) in caught.value.message
    assert all(known in caught.value.help for known in names())


def test_the_default_model_is_shipped_as_json() -> None:
    assert json.loads(resources.read_model("seedance-2-0-mini"))


@pytest.mark.usefixtures("fresh")
@pytest.mark.parametrize(
    ("there", "expected"),
    [
        (("storyboard/schemas", "schemas"), "storyboard/schemas"),
        (("schemas",), "schemas"),
        ((), "storyboard/schemas"),
    ],
    ids=["installed-first", "checkout", "nowhere"],
)
def test_a_package_looks_in_itself_and_then_beside_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: tuple[str, ...], expected: str
) -> None:
    for folder in there:
        (tmp_path / folder).mkdir(parents=True)
    monkeypatch.setattr(importlib.resources, "files", lambda name: tmp_path / name)
    assert resources.schema_folder() == tmp_path / expected
    assert resources.schema_names() == ()


def test_the_door_costs_a_start_nothing_until_it_is_opened() -> None:
    ask = "import sys, storyboard.resources, storyboard.hashes; print('importlib.resources' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True).stdout == "False\n"


@pytest.mark.parametrize("data", [b"", b"abc", bytes(range(256)) * 5000], ids=["empty", "short", "long"])
def test_bytes_and_the_file_that_holds_them_have_one_name(tmp_path: Path, data: bytes) -> None:
    file = tmp_path / "data"
    file.write_bytes(data)
    assert sha256_bytes(data) == sha256_file(file) == sha256_file(str(file)) == hashlib.sha256(data).hexdigest()


def test_a_known_name() -> None:
    # The example of the standard itself, FIPS 180-4: the message "abc".
    assert sha256_bytes(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_a_file_that_is_not_there_has_no_name(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        sha256_file(tmp_path / "gone")
