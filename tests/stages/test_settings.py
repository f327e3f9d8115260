"""What is set once: the option before the environment before the configuration file, and nothing else in it."""

from pathlib import Path

import pytest

from storyboard.problems import UsageError
from storyboard.stages.settings import Settings, config_path, read_settings

FILE, ENVIRON, OPTION = "s3://from-the-file", "s3://from-the-environment", "s3://from-the-option"


def environ(folder: Path, text: str | bytes = "", **more: str) -> dict[str, str]:
    """Write the configuration file, unless it is to be none."""
    if text:
        path = folder / "storyboard" / "config.toml"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return {"XDG_CONFIG_HOME": str(folder), **more}


def test_nothing_is_set_at_first(tmp_path: Path) -> None:
    assert read_settings(environ=environ(tmp_path)) == Settings(store=None, store_hours=24)


@pytest.mark.parametrize(
    ("option", "variable", "store"),
    [
        (None, None, FILE),
        (None, ENVIRON, ENVIRON),
        (OPTION, ENVIRON, OPTION),
        (OPTION, None, OPTION),
        ("", ENVIRON, None),
        (None, "", None),
    ],
)
def test_the_nearer_one_counts_and_an_empty_one_is_none(
    tmp_path: Path, option: str | None, variable: str | None, store: str | None
) -> None:
    given = environ(tmp_path, f'store = "{FILE}/"')
    if variable is not None:
        given["STORYBOARD_STORE"] = variable
    assert read_settings(option, environ=given).store == store


@pytest.mark.parametrize(("text", "variable", "hours"), [("store_hours = 48", "", 48), ("store_hours = 1.5", "2", 2)])
def test_hours_are_settled_alike(tmp_path: Path, text: str, variable: str, hours: float) -> None:
    assert read_settings(environ=environ(tmp_path, text, STORYBOARD_STORE_HOURS=variable)).store_hours == hours


def test_the_file_is_where_such_files_are(tmp_path: Path) -> None:
    home = {"HOME": str(tmp_path)}
    assert config_path(home) == tmp_path / ".config" / "storyboard" / "config.toml"
    assert config_path({**home, "XDG_CONFIG_HOME": "/etc/xdg"}) == Path("/etc/xdg/storyboard/config.toml")


WRONG: dict[str, tuple[str | bytes, str]] = {
    "a key that nothing reads": ('stor = "s3://films"', "has `stor`, which nothing reads"),
    "another type": ("store = 5", "`store` in .* cannot be 5"),
    "a truth for a number": ("store_hours = true", "`store_hours` in .* cannot be True"),
    "no TOML": ("store: s3://films", "is no TOML"),
    "no text": (b'store = "\xff"', "is no TOML"),
    "no store": ('store = "films"', "is no store"),
    "a key in the URL": ('store = "s3://AKIA:the-secret@films"', "is no store"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_in_the_file_is_told(tmp_path: Path, what: str) -> None:
    text, words = WRONG[what]
    with pytest.raises(UsageError, match=words) as caught:
        read_settings(environ=environ(tmp_path, text))
    assert "the-secret" not in f"{caught.value.message}{caught.value.help}"


def test_a_slip_is_helped(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        read_settings(environ=environ(tmp_path, 'stor = "s3://films"'))
    assert caught.value.help == "Did you mean `store`?"


def test_hours_that_are_none_are_told(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="STORYBOARD_STORE_HOURS is a number of hours, not 'long'"):
        read_settings(environ=environ(tmp_path, STORYBOARD_STORE_HOURS="long"))


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "storyboard" / "config.toml").mkdir(parents=True)
    with pytest.raises(UsageError, match="cannot be read: Is a directory"):
        read_settings(environ=environ(tmp_path))
