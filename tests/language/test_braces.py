"""Names in single braces are found where they stand, and braces that mean something else are left alone."""

from pathlib import Path

import pytest

from storyboard.language.load import load
from storyboard.language.sense.braces import without_braces
from tests.support.films import write

BOARD = """\
storyboard: 1
title: The Keeper
languages: [en, es]
variables: {weather: rain}
characters: {max: {name: Max, description: "a keeper", images: [refs/tom.png]}}
scenes:
  - id: a
    title: Night
    refs: [{image: refs/quay.jpg, name: crane, role: the light}]
    shots:
      - {id: b, characters: [max], action: "ACTION"}
"""


def found(folder: Path, text: str) -> list[tuple[str, str]]:
    """Give what is marked, and the help."""
    rows = text.split("\n")
    told = [one for one in load(write(folder, text)).problems if one.code == "single-braces"]
    places = [one.place for one in told if one.place is not None]
    marked = [rows[place.line - 1][place.column - 1 : place.end_column - 1] for place in places]
    return list(zip(marked, [one.help for one in told], strict=True))


@pytest.mark.parametrize(
    ("action", "marked", "help"),
    [
        ("{ max } waits.", "{ max }", "Write `{{ max }}`."),
        ("He sees {max}.", "{max}", "Write `{{ max }}`."),
        ("{{ max }} and { max.name }", "{ max.name }", "Write `{{ max.name }}`."),
        ("In the {weather}", "{weather}", "Write `{{ weather }}`."),
        ("As in { crane }", "{ crane }", "Write `{{ crane }}`."),
    ],
)
def test_a_name_in_single_braces_is_found(tmp_path: Path, action: str, marked: str, help: str) -> None:
    assert found(tmp_path, BOARD.replace("ACTION", action)) == [(marked, help)]


@pytest.mark.parametrize(
    "action",
    [
        "{{ max }}",
        "{{max}}",
        "{ nobody }",
        "{ }",
        "{% if max %}x{% endif %}",
        "{# max #}",
        "{{ {max: 1} }}",
        "{{{ max }}}",
        "${max}",
    ],
)
def test_other_braces_are_left_alone(tmp_path: Path, action: str) -> None:
    assert found(tmp_path, BOARD.replace("ACTION", action)) == []


def test_every_text_is_looked_at_for_what_it_sees(tmp_path: Path) -> None:
    text = (
        BOARD.replace("a keeper", "a {max} in {weather}")
        .replace("Night", '"{weather} {max}"')
        .replace("The K", "{max} K")
    )
    assert [marked for marked, _ in found(tmp_path, text)] == ["{weather}", "{weather}"]


def test_every_line_and_language_is_looked_at(tmp_path: Path) -> None:
    shot = 'id: b\n        action:\n          en: |\n            One.\n            Two {max}.\n          es: "{max}"'
    text = BOARD.replace('- {id: b, characters: [max], action: "ACTION"}', f"- {shot}")
    assert [marked for marked, _ in found(tmp_path, text)] == ["{max}", "{max}"]


def test_what_is_blanked_keeps_its_length() -> None:
    assert without_braces("a {{ b }}c{% d %}e{# f #}") == "a " + " " * 7 + "c" + " " * 7 + "e" + " " * 7
