"""What texts print: who is cast by it, what every kind of text sees, and the line at which a fault is told."""

from pathlib import Path

import pytest

from tests.support.films import Files, film, inputs, plan, sound, write

CAST = """\
storyboard: 1
title: The Keeper
variables: {weather: rain, count: 3}
characters:
  mira: {name: "Mira {{ count }}", description: "a keeper in {{ weather }}", images: [https://example.com/mira.png]}
  tom: {name: Tom, images: [https://example.com/tom.png]}
subjects:
  lantern: {kind: prop, name: the lantern, images: [https://example.com/lantern.jpg]}
scenes:
"""


def shot(words: str, *, more: str = "") -> str:
    return f"{CAST}  - id: a\n    characters: [tom]\n{more}    shots:\n      - id: b\n        {words}\n"


def of(tmp_path: Path, words: str, *, more: str = "", files: Files | None = None) -> tuple[str, list[str]]:
    """Give the prompt of the only shot and the names of its references' members."""
    compiled = sound(write(tmp_path, shot(words, more=more), files))
    assert compiled.drafts is not None
    (draft,) = compiled.drafts
    return inputs(plan(compiled))["a/b"]["prompt"], [of for ref in draft.references for of in ref.of]


@pytest.mark.parametrize(
    ("words", "said", "cast"),
    [
        ('action: "{{ mira }} waits."', "Mira 3 waits.", ["tom", "mira"]),
        ('action: "{{ mira.name }} is away."', "Mira 3 is away.", ["tom"]),
        ('action: "{{ mira.description }}."', "A keeper in rain.", ["tom"]),
        ("action: \"{{ tom.refs }} waits for {{ mira.refs or 'nobody' }}.\"", "@Image1 waits for nobody.", ["tom"]),
        ('action: "Wait{% if mira.refs %} as in {{ mira.refs }}{% endif %}."', "Wait.", ["tom"]),
        ('action: "{{ mira|upper }} waits."', "MIRA 3 waits.", ["tom", "mira"]),
        ("action: \"{{ mira ~ '!' }}\"", "Mira 3!", ["tom", "mira"]),
        ("action: \"{{ [mira, tom]|join(' and ') }}.\"", "Mira 3 and Tom.", ["tom", "mira"]),
        ('action: "{% if count > 9 %}{{ mira }}{% else %}Nobody{% endif %}."', "Nobody.", ["tom"]),
        ('action: "{% if mira %}Somebody{% endif %}."', "Somebody.", ["tom"]),
        ('action: "{% for who in [mira] %}{{ who }}{% endfor %}."', "Mira 3.", ["tom", "mira"]),
        ('camera: "on {{ mira }}"', "Camera: on Mira 3.", ["tom", "mira"]),
        ('sound: "the steps of {{ mira }}"', "Sound: the steps of Mira 3.", ["tom"]),
        ('style: "as {{ mira }} sees it"', "Style: as Mira 3 sees it.", ["tom"]),
        ('dialogue: [{who: tom, line: "{{ mira }}!", how: "to {{ mira }}"}]', 'Tom, to Mira 3: "Mira 3!"', ["tom"]),
        (
            'action: "{{ weather }} {{ count }} {{ duration }} {{ aspect_ratio }} {{ language }}<{{ variant }}>"',
            "Rain 3 5 16:9 en<>.",
            ["tom"],
        ),
        (
            'refs: [{image: "https://example.com/sky.jpg", name: sky, role: "over {{ mira }}, behind {{ tom.refs }}"}]',
            "@Image2 is for over Mira 3, behind @Image1.",
            ["tom", "sky"],
        ),
    ],
)
def test_printing_a_member_casts_it_in_what_is_seen(tmp_path: Path, words: str, said: str, cast: list[str]) -> None:
    prompt, members = of(tmp_path, words)
    assert said in prompt
    assert members == cast


def test_a_whole_prompt_alone_says_who_is_in_it(tmp_path: Path) -> None:
    words = 'prompt: "{{ roles }} {{ lantern }}."\n        action: "{{ mira }}."\n        camera: "{{ mira }}"'
    prompt, members = of(tmp_path, words)
    assert members == ["tom", "lantern"]
    assert prompt == (
        "@Image1 shows Tom. @Image2 is the lantern. "
        "Keep every face, costume and object exactly as in its reference. the lantern."
    )


@pytest.mark.parametrize(
    ("words", "code", "line", "column"),
    [
        ('action: "{{ mria }} waits."', "unknown-name", 14, 21),
        ("action: She sees {{ mria }}.", "unknown-name", 14, 29),
        ("action: |\n          One.\n          Two {{ mria }}.\n          Three.", "unknown-name", 16, 18),
        ("action: |2\n            One.\n          Two {{ mria }}.", "unknown-name", 16, 18),
        ("action: >\n          One.\n          Two {{ mria }}.", "unknown-name", 14, 17),
        ('action:\n          en: One.\n          es: "{{ mria }}"', "", 0, 0),
        ('action:\n          es: One.\n          en: "{{ mria }}"', "unknown-name", 16, 19),
        ('dialogue: [{who: tom, line: "{{ mria }}"}]', "unknown-name", 14, 41),
        ('dialogue: [{who: tom, line: Hm., how: "{{ mria }}"}]', "unknown-name", 14, 51),
        ('action: "{{ mira.age }}"', "template", 14, 21),
        ('action: "{{ mira"', "template", 14, 18),
        ("action: \"{{ 'a' * 10**9 }}\"", "template", 14, 29),
        ("style: \"{% include 'no.j2' %}\"", "template", 14, 29),
        ('prompt: "{{ mria }}"', "unknown-name", 14, 21),
        ('refs: [{image: "https://example.com/a.png", role: "{{ mria }}"}]', "unknown-name", 14, 63),
        ("template: no.j2", "template", 14, 19),
    ],
)
def test_a_fault_is_told_where_the_text_stands(tmp_path: Path, words: str, code: str, line: int, column: int) -> None:
    text = shot(words).replace("title:", "languages: [en, es]\ntitle:")
    found = [one for one in film(write(tmp_path, text)).problems if one.level == "error"]
    assert [(one.code, one.place and (one.place.file, one.place.line, one.place.column)) for one in found] == (
        [(code, ("storyboard.yaml", line + 1, column))] if code else []
    )


def test_a_fault_in_a_description_a_name_and_what_a_picture_shows_is_told_there(tmp_path: Path) -> None:
    text = """\
storyboard: 1
title: "{{ one }}"
characters:
  mira:
    name: "{{ two }}"
    description: "{{ tom }}"
    images: [{src: https://example.com/a.png, shows: "{{ four }}"}]
  tom: {name: Tom}
scenes: [{id: a, shots: [{id: b, characters: [mira], action: "{{ tom.name }}"}]}]
"""
    found = film(write(tmp_path, text)).problems
    assert sorted((one.place.line, one.detail) for one in found if one.code == "unknown-name" and one.place) == [
        (2, "Nothing is named `one` here."),
        (5, "Nothing is named `two` here."),
        (6, "Nothing is named `tom` here."),
        (7, "Nothing is named `four` here."),
    ]


def test_a_fault_in_an_included_file_is_told_in_it(tmp_path: Path) -> None:
    part = 'scenes:\n  - id: b\n    shots:\n      - id: c\n        characters: [tom]\n        action: "{{ mria }}"\n'
    text = shot("action: A.").replace("scenes:\n", "include: parts/b.yaml\nscenes:\n")
    (found,) = [one for one in film(write(tmp_path, text, {"parts/b.yaml": part})).problems if one.level == "error"]
    assert found.place is not None
    assert (found.place.file, found.place.line) == ("parts/b.yaml", 6)
    assert "mira" in found.help


@pytest.mark.parametrize(
    ("template", "line"),
    [("{{ roles }}\n\n{{ acton }}", 3), ("{% if %}", 1), ("a\n{{ roles.x }}", 2), ("\n{% include 'no.j2' %}", 2)],
)
def test_a_fault_in_a_template_of_ones_own_is_told_in_it(tmp_path: Path, template: str, line: int) -> None:
    file = write(tmp_path, shot("action: A."), {"templates/shot.j2": template})
    (found,) = [one for one in film(file).problems if one.level == "error"]
    assert found.place is not None
    assert (found.place.file, found.place.line, found.place.end_line) == ("templates/shot.j2", line, line)


def test_a_text_that_includes_a_file_is_told_of_the_fault_in_it(tmp_path: Path) -> None:
    file = write(tmp_path, shot("action: \"{% include 'rain.j2' %}\""), {"templates/rain.j2": "\n\n{{ mria }}"})
    (found,) = [one for one in film(file).problems if one.level == "error"]
    assert found.place is not None
    assert (found.place.file, found.place.line) == ("templates/rain.j2", 3)


def test_help_names_what_can_be_printed(tmp_path: Path) -> None:
    (found,) = [one for one in film(write(tmp_path, shot('action: "{{ lantren }}"'))).problems if one.level == "error"]
    assert "`lantern`" in found.help
