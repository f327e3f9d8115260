"""A released template writes the same prompts for ever; `scripts/freeze_templates.py` freezes them at a release."""

import re
from pathlib import Path

import pytest

from tests.support.released import PROMPTS, RELEASED, differences, freeze

CHANGELOG = Path(__file__).resolve().parents[2] / "CHANGELOG.md"
VERSION = re.compile(r"^## \[(\d+\.\d+\.\d+)\]", flags=re.MULTILINE)


def frozen(released: Path) -> list[Path]:
    return sorted(path.parent for path in released.glob(f"*/{PROMPTS}"))


def unfrozen(changelog: str, released: Path) -> list[str]:
    known = {folder.name for folder in frozen(released)}
    return [version for version in VERSION.findall(changelog) if version not in known]


def test_every_released_version_is_frozen() -> None:
    assert unfrozen(CHANGELOG.read_text(encoding="utf-8"), RELEASED) == []


def test_a_released_template_writes_what_it_always_wrote() -> None:
    assert [f"{folder.name}: {each}" for folder in frozen(RELEASED) for each in differences(folder)] == []


# The laws themselves find what is planted.


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder in which one version was released just now."""
    released = tmp_path_factory.mktemp("released")
    freeze("0.0.1", released=released)
    return released


def test_what_was_frozen_just_now_is_the_same(planted: Path) -> None:
    assert list(differences(planted / "0.0.1")) == []


@pytest.mark.parametrize(("name", "words"), [("shot.j2", "{{ action }} only"), ("roles.j2", "Nobody.")])
def test_other_words_are_found(planted: Path, name: str, words: str) -> None:
    # A template beside the storyboard stands before the shipped one, as an edit of that would.
    file = planted / "0.0.1" / "worked-prompt" / "templates" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(words, encoding="utf-8")
    try:
        assert [each.partition(":")[0] for each in differences(planted / "0.0.1")] == ["worked-prompt/plan"]
    finally:
        file.unlink()


def test_a_frozen_version_stays(planted: Path) -> None:
    before = (planted / "0.0.1" / PROMPTS).read_bytes()
    with pytest.raises(FileExistsError):
        freeze("0.0.1", released=planted)
    assert (planted / "0.0.1" / PROMPTS).read_bytes() == before


@pytest.mark.parametrize(
    ("changelog", "missing"),
    [
        ("## [Unreleased]\n", []),
        ("## [Unreleased]\n\n## [0.0.1] - 2026-01-01\n", []),
        ("## [Unreleased]\n\n## [0.2.0] - 2026-02-01\n\n## [0.0.1] - 2026-01-01\n", ["0.2.0"]),
    ],
)
def test_a_release_that_was_not_frozen_is_found(planted: Path, changelog: str, missing: list[str]) -> None:
    assert unfrozen(changelog, planted) == missing
