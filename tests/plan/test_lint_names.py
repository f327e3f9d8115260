"""A name that is written out and not printed is told, and nothing that only looks like it."""

from pathlib import Path

import pytest

from tests.support.films import problems, write

BOARD = """\
storyboard: 1
title: The Keeper
languages: [en, es]
characters:
  jo: {name: Jo, images: [refs/mira-front.png]}
  mira: {name: Mira, images: [refs/mira-front.png], voice: refs/mira.mp3}
  max: {name: Max, images: [refs/tom.png], voice: refs/tom.mp3}
  young: {name: Max Junior, images: [refs/tom.png]}
  li: {name: 美拉, images: [refs/tom.png]}
  wang: {name: 王小明, images: [refs/tom.png]}
subjects:
  rope: {images: [refs/lantern.png]}
  bakery: {kind: place, name: the bakery, images: [refs/quay.jpg]}
scenes:
  - id: all
    place: bakery
    shots:
      - {id: all, characters: [jo, mira, max, young, li, wang], subjects: [rope], action: They wait.}
  - id: a
    shots:
      - id: b
        characters: [mira]
"""


def found(folder: Path, shot: str, board: str = BOARD) -> list[tuple[str, str, str]]:
    """Give what is marked, the name that is told, and the first word of help."""
    text = board + "".join(f"        {line}\n" for line in shot.split("\n"))
    rows = text.split("\n")
    told = [one for one in problems(write(folder, text)) if one.code in ("name-not-printed", "unused-cast")]
    return [
        (rows[p.line - 1][p.column - 1 : p.end_column - 1], one.detail.split()[3], one.help.partition(",")[0])
        for one in told
        if (p := one.place) is not None
    ]


@pytest.mark.parametrize(
    ("shot", "name", "id"),
    [
        ("action: She waits for Max.", "Max", "max"),
        ("action: Max's hand.", "Max", "max"),
        ("action: She waits.\ncamera: on Max", "Max", "max"),
        ("prompt: 'Max waits.'", "Max", "max"),
        ("action: |\n  She waits.\n  Then Max, and Max again.", "Max", "max"),
        ("action: '{{ max.name }}, that is: Max'", "Max", "max"),
        ("action: {en: She waits., es: Max espera.}", "", ""),
        ("action: She enters the bakery.", "the bakery", "bakery"),
        ("action: 她看王小明。", "王小明", "wang"),
    ],
)
def test_a_name_of_somebody_who_is_not_there_is_told(tmp_path: Path, shot: str, name: str, id: str) -> None:
    wanted = [(name, name.split(maxsplit=1)[0].rstrip(","), f"Write `{{{{ {id} }}}}`")] if name else []
    assert [(marked, said.rstrip(","), help) for marked, said, help in found(tmp_path, shot)] == wanted


@pytest.mark.parametrize(
    "shot",
    [
        "action: '{{ mira }} waits for {{ max }}. Max comes.'",
        "action: 'She waits for {{ max.name }}.'",
        "action: Max waits.\ndialogue: [{who: max, line: Hm.}]",
        "action: A letter of Max.\ndialogue: [{who: max, line: Hm., vo: true}]",
        "action: Max waits.\nplace: bakery\nrefs: []\nsubjects: []\nprompt: '{{ mira }} waits.'",
        "action: Mira waits.",
        "action: Maximal, Climax and MAX, max.",
        "action: A rope, the Bakery and a bakery.",
        "action: Jo comes.",
        "action: 她看美拉。",
        "action: 'Max waits.  # storyboard: ignore name-not-printed'",
        "sound: Max breathes.\naction: She waits.",
        "action: She enters the bakery.\nplace: bakery",
    ],
)
def test_what_only_looks_like_it_is_not_told(tmp_path: Path, shot: str) -> None:
    assert found(tmp_path, shot) == []


def test_a_name_inside_the_name_of_somebody_who_is_there_is_not_told(tmp_path: Path) -> None:
    board = BOARD.replace("characters: [mira]", "characters: [young]")
    assert found(tmp_path, "action: Max Junior waits.", board) == []
    assert [one[0] for one in found(tmp_path, "action: Max Junior waits for Max.", board)] == ["Max"]


def test_whoever_is_named_and_in_no_shot_is_told_once(tmp_path: Path) -> None:
    board = BOARD.replace("mira, max, young", "mira, young")
    assert [one[0] for one in found(tmp_path, "action: She waits for Max.", board)] == ["Max"]


def test_the_name_is_that_of_the_language(tmp_path: Path) -> None:
    board = BOARD.replace("name: Max,", "name: {en: Max, es: Maximo},").replace(
        "scenes:", "variants: {es: {language: es}}\nscenes:"
    )
    assert found(tmp_path, "action: {en: Maximo waits., es: Max espera.}", board) == []
    assert [one[0] for one in found(tmp_path, "action: {en: Max waits., es: Maximo espera.}", board)] == ["Maximo"]


@pytest.mark.parametrize(
    ("scenes", "detail"),
    [
        ("", "There is nothing to make."),
        ("scenes: []\n", "There is nothing to make."),
        ("scenes: [{id: a, shots: [{id: b, omit: true}]}]\n", "Every shot is left out, so there is nothing to make."),
    ],
)
def test_a_film_without_a_shot_is_told(tmp_path: Path, scenes: str, detail: str) -> None:
    told = problems(write(tmp_path, f"storyboard: 1\ntitle: The Keeper\n{scenes}"))
    assert [(one.code, one.detail, one.place and one.place.line) for one in told] == [("no-shots", detail, 2)]


def test_a_film_whose_shots_are_lost_to_a_mistake_is_not_told_to_have_none(tmp_path: Path) -> None:
    told = problems(write(tmp_path, "storyboard: 1\ntitle: The Keeper\nscene: []\n"))
    assert [one.code for one in told] == ["unknown-key"]
