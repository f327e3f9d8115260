"""What is said of names that lead nowhere: in whole sentences, with the place of the other one, and what was meant."""

from pathlib import Path

import pytest

from storyboard.language.film.addresses import Address, full_address, parse_address
from storyboard.language.load import load
from storyboard.language.sense.check import RESERVED
from storyboard.problems import Problem
from tests.support.films import write

TOP = """\
storyboard: 1
title: The Keeper
languages: [en, es]
characters:
  mira: {name: Mira, looks: {storm: {}}}
  tom: {name: Tom}
subjects:
  lantern: {kind: prop}
  quay: {kind: place}
scenes:
  - id: arrival
    shots:
      - {id: wide, action: A.}
      - {id: door, action: B.}
  - id: storm
    shots:
"""


def found_in(tmp_path: Path, shot: str, top: str = "") -> tuple[Problem, ...]:
    return load(write(tmp_path, f"{TOP}      - {{id: last, {shot}}}\n{top}")).problems


@pytest.mark.parametrize(
    ("shot", "code", "detail", "help"),
    [
        ("characters: [mria]", "unknown-cast", "`mria` is listed under `characters`", "Did you mean `mira`?"),
        ("characters: [nobody]", "unknown-cast", "nobody in the cast has that id", "`mira`"),
        ("subjects: [{lanter: lit}]", "unknown-cast", "`lanter` is listed under `subjects`", "Did you mean `lantern`?"),
        (
            "characters: [lantern]",
            "wrong-list",
            "`lantern` is a prop and stands under `characters`.",
            "under `subjects`",
        ),
        ("subjects: [tom]", "wrong-list", "`tom` is a character and stands under `subjects`.", "under `characters`"),
        ("characters: [{mira: strom}]", "unknown-look", "`mira` has no look `strom`.", "Did you mean `storm`?"),
        ("characters: [{tom: {look: wet}}]", "unknown-look", "`tom` has no look `wet`.", "Give it one under `looks`."),
        ("dialogue: [{who: tomm, line: A.}]", "unknown-cast", "`tomm` speaks", "Did you mean `tom`?"),
        ("place: key", "unknown-cast", "`key` is the place", "`quay`"),
        ("place: lantern", "not-a-place", "`lantern` is a prop, not a place.", "`kind: place`"),
        ("place: mira", "not-a-place", "`mira` is a character, not a place.", ""),
        ("continues: dor", "unknown-shot", "There is no shot `storm/dor`.", ""),
        ("continues: arrival/dor", "unknown-shot", "There is no shot `arrival/dor`.", "Did you mean `arrival/door`?"),
        ("continues: wide", "unknown-shot", "There is no shot `storm/wide`.", "`arrival/wide`"),
        ("after: arival", "unknown-shot", "There is no shot or scene `arival`.", "Did you mean `arrival`?"),
        ("action: see @Video3, role: x", "", "", ""),
        (
            'camera: "as in @Video3"',
            "literal-mention",
            "`@Video3` is a number that the compiler gives",
            "{{ mira.refs }}",
        ),
        (
            "action: {en: A., de: B.}",
            "unlisted-language",
            "are en, es; `de` is none of them.",
            "Add it to `languages`.",
        ),
        (
            "refs: [{image: a.png, name: tom}]",
            "reserved-id",
            "`tom`, the name of this reference, is in the cast",
            "`tom_1`",
        ),
        (
            "refs: [{image: a.png, name: language}]",
            "reserved-id",
            "means something of its own in a text",
            "`language_1`",
        ),
    ],
)
def test_a_name_that_leads_nowhere_is_told(tmp_path: Path, shot: str, code: str, detail: str, help: str) -> None:
    found = [one for one in found_in(tmp_path, shot) if code and one.code == code]
    assert len(found) == (1 if code else 0)
    for one in found:
        assert detail in one.detail
        assert help in one.help
        assert one.place is not None
        assert one.place.line == 17


@pytest.mark.parametrize(
    "shot",
    [
        "characters: [{mira: storm}, {tom: {images: 1}}], subjects: [lantern, quay], place: quay",
        "continues: arrival/wide, after: [arrival, arrival/door]",
        "after: last",
        "dialogue: [{who: lantern, line: {en: A., es: B.}}, {who: tom, line: C.}]",
        "dialogue: [{who: tom, line: {es: No.}}]",
        'action: "write to mira@Imagery.example or @Image, @image2"',
        "refs: [{image: a.png, name: sky}, {image: b.png}], place: null",
    ],
)
def test_what_leads_somewhere_is_not(tmp_path: Path, shot: str) -> None:
    assert found_in(tmp_path, shot) == ()


def test_a_variant_may_name_shots_and_cast_as_well(tmp_path: Path) -> None:
    top = (
        "variants:\n  tall: {shots: {arrival/wyde: {camera: x}, arrival/door: {characters: [mria], continues: wide}}}\n"
    )
    found = found_in(tmp_path, "action: A.", top)
    assert [(one.code, one.place and one.place.line) for one in found] == [("unknown-shot", 19), ("unknown-cast", 19)]


def test_an_id_that_stands_twice_is_told_with_the_first_place(tmp_path: Path) -> None:
    top = "  - {id: arrival, shots: [{id: a}]}\nvariants: {matrix: {x: {a: {}}, y: {b: {}}}, a-b: {}}\n"
    found = found_in(tmp_path, "action: A.}\n      - {id: last", top)
    assert [(one.code, one.place and one.place.line) for one in found] == [
        ("duplicate-id", line) for line in (18, 19, 20)
    ]
    assert "The shot of storm `last` stands at storyboard.yaml:17:14 already." in found[0].detail
    assert "The scene `arrival` stands at storyboard.yaml:11:9 already." in found[1].detail
    assert "The variant `a-b` stands at storyboard.yaml:20:" in found[2].detail


@pytest.mark.parametrize("word", sorted(RESERVED))
def test_a_word_of_the_template_language_is_no_id(tmp_path: Path, word: str) -> None:
    found = found_in(tmp_path, "action: A.", f'variables: {{"{word}": x}}\n')
    assert [one.code for one in found] == ["reserved-id"]


@pytest.mark.parametrize(
    ("words", "address"),
    [
        ("wide", Address(scene=None, shot="wide")),
        ("a/wide", Address(scene="a", shot="wide")),
        ("a/wide@tall", Address(scene="a", shot="wide", variant="tall")),
        ("a/wide@tall#3", Address(scene="a", shot="wide", variant="tall", take=3)),
        ("wide#12", Address(scene=None, shot="wide", take=12)),
        ("", None),
        ("/wide", None),
        ("a/", None),
        ("a/b/c", None),
        ("a/b@", None),
        ("a/b#", None),
        ("a/b#x", None),
    ],
)
def test_an_address_is_read(words: str, address: Address | None) -> None:
    assert parse_address(words) == address


def test_a_bare_id_means_the_own_scene() -> None:
    assert full_address("wide", scene="a") == "a/wide"
    assert full_address("b/wide", scene="a") == "b/wide"
    assert full_address("wide", scene=None) == "wide"
