"""Descriptions by language: what they cost beyond what is spoken, told once for each text."""

import re
from decimal import Decimal
from pathlib import Path

import pytest

from storyboard.problems import Problem
from tests.support.films import plan, problems, sound, write

BOARD = """\
storyboard: 1
title: The Keeper
languages: [en, es]
characters:
  mira: {name: Mira, description: a keeper, images: [{src: refs/tom.png, shows: her face}], looks: {storm: {}}}
subjects: {lantern: {kind: prop, name: the lantern, images: [refs/mira-front.png]}}
variants: {english: {}, spanish: {language: es}, tall: {language: es, aspect_ratio: "9:16"}}
scenes:
  - id: a
    characters: [mira]
    shots:
      - {id: x, action: She waits., takes: 2}
      - {id: y, action: She turns., dialogue: [{who: mira, line: {en: "No.", es: "Nada."}}]}
      - {id: z, subjects: [lantern], action: It burns., refs: [{image: refs/quay.jpg, role: the light}]}
"""


def told(folder: Path, old: str, new: str) -> list[Problem]:
    assert old in BOARD
    return [one for one in problems(write(folder, BOARD.replace(old, new))) if one.code == "described-by-language"]


@pytest.mark.parametrize(
    ("old", "new", "shots"),
    [
        ("action: She waits.", "action: {en: She waits., es: Ella espera.}", ["a/x"]),
        ("action: It burns.", "action: It burns., camera: {en: slow, es: lento}", ["a/z"]),
        ("action: It burns.", "action: It burns., sound: {en: wind, es: viento}", ["a/z"]),
        ("action: It burns.", 'prompt: {en: "{{ roles }} It burns.", es: "{{ roles }} Arde."}', ["a/z"]),
        ("role: the light", "role: {en: the light, es: la luz}", ["a/z"]),
        ("name: the lantern", "name: {en: the lantern, es: el farol}", ["a/z"]),
        ("description: a keeper", "description: {en: a keeper, es: una farera}", ["a/x", "a/z"]),
        ("shows: her face", "shows: {en: her face, es: su cara}", ["a/x", "a/z"]),
        ("title: The Keeper", "title: The Keeper\nstyle: {en: noir, es: negro}", ["a/x", "a/z"]),
    ],
)
def test_what_a_text_by_language_costs_is_told_once(tmp_path: Path, old: str, new: str, shots: list[str]) -> None:
    (warning,) = told(tmp_path / "by", old, new)
    what = f"{shots[0]} is" if len(shots) == 1 else f"{len(shots)} shots are"
    assert f"so {what} made and paid once for each of en, es" in warning.detail
    more = plan(sound(write(tmp_path / "by", BOARD.replace(old, new)))).totals.credits
    alike = plan(sound(write(tmp_path / "alike", BOARD))).totals.credits
    extra = (more - alike).normalize()
    assert f": {extra:f} credits more, by estimate." in warning.detail, "what is spoken is paid anyway"


CHAIN = BOARD.replace("- {id: y", "- {id: on, action: She nods., continues: x}\n      - {id: y").replace(
    "- {id: z", "- {id: far, action: She sits., takes: 3, continues: on}\n      - {id: z"
)
SPOKEN = CHAIN.replace("She nods.", 'She nods., dialogue: [{who: mira, line: {en: "Yes.", es: "Sí."}}]')
WAITS = {"action: She waits.": "action: {en: She waits., es: Ella espera.}"}
SITS = {"action: She sits.": "action: {en: She sits., es: Se sienta.}"}


@pytest.mark.parametrize(
    ("board", "texts", "what"),
    [
        (CHAIN, WAITS, ["3 shots are"]),
        (CHAIN, WAITS | SITS, ["2 shots are", "a/far is"]),
        (SPOKEN, WAITS, ["a/x is"]),
        (SPOKEN, SITS, []),
    ],
)
def test_what_goes_on_from_it_is_in_the_price(
    tmp_path: Path, board: str, texts: dict[str, str], what: list[str]
) -> None:
    by = board
    for old, new in texts.items():
        by = by.replace(old, new)
    warnings = [one for one in problems(write(tmp_path / "by", by)) if one.code == "described-by-language"]
    told = [re.findall(r"so (.+) made and .+ en, es: ([\d.]+) credits more", one.detail)[0] for one in warnings]
    assert sorted(words for words, _ in told) == what
    more = plan(sound(write(tmp_path / "by", by))).totals.credits
    alike = plan(sound(write(tmp_path / "alike", board))).totals.credits
    assert sum(Decimal(credits) for _, credits in told) == more - alike


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("action: She turns.", "action: {en: She turns., es: Se vuelve.}"),
        ("title: The Keeper", "title: {en: The Keeper, es: La farera}"),
        ("languages: [en, es]", "languages: [en, es]\nstyle: {en: noir, es: noir}"),
        ("action: She waits.", "action: She waits., dialogue: [{who: mira, vo: true, line: {en: No., es: Nada.}}]"),
        ("looks: {storm: {}}", "looks: {storm: {description: {en: wet, es: mojada}}}"),
    ],
)
def test_what_costs_nothing_more_is_not(tmp_path: Path, old: str, new: str) -> None:
    assert told(tmp_path, old, new) == []


def test_a_voice_over_costs_nothing_where_a_format_has_words_of_its_own(tmp_path: Path) -> None:
    said = "action: She waits., dialogue: [{who: mira, vo: true, line: {en: No., es: Nada.}}]"
    own = BOARD.replace('aspect_ratio: "9:16"', 'aspect_ratio: "9:16", shots: {a/x: {camera: tall frame}}')
    found = problems(write(tmp_path, own.replace("action: She waits.", said)))
    assert [one.code for one in found] == []
