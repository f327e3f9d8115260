"""The everyday slips: each is found where it is, and told how to put it right."""

import pytest

from storyboard.language.shape.shape import check_shape
from storyboard.language.yaml.reader import read_tree
from storyboard.problems import Problem

TOP = "storyboard: 1\ntitle: The Keeper\nscenes:\n  - id: arrival\n    shots:\n      - id: wide\n"
SET_IN = " " * 8

# The line as written below `- id: wide`; the code, the text under the carets, and what the help must say.
SLIPS = {
    "template": ("action: {{ mira }} climbs", "yaml-syntax", "{{ mira }} climbs", '"{{ mira }} climbs"'),
    "template with quotes": ('action: {{ mira }} says "No"', "yaml-syntax", '{{ mira }} says "No"', "'{{ mira }} says"),
    "template alone": ("action: {{ mira }}", "yaml-key", "{ mira }", '"{{ mira }}"'),
    "block of a template": ("action: {% if x %} a {% endif %}", "yaml-syntax", "{% if x %} a {% endif %}", "quotes"),
    "beats in one line": ("action: 0-3s: she climbs", "yaml-syntax", ":", '"0-3s: she climbs"'),
    "beats as keys": ("0-3s: she climbs", "unknown-key", "0-3s", "action: |"),
    "beats below a key": ("action:\n          0-3s: she climbs", "wrong-id", "0-3s", "action: |"),
    "beats as times": ("0:00: she climbs", "unknown-key", "0:00", "action: |"),
    "at sign": ("action: @Image1 climbs", "yaml-syntax", "@Image1 climbs", '"@Image1 climbs"'),
    "asterisk": ("sound: *bang* a door", "yaml-syntax", "*bang* a door", '"*bang* a door"'),
    "asterisk alone": ("sound: *bang", "yaml-alias", "*bang", '"*bang"'),
    "backtick": ("sound: `bang`", "yaml-syntax", "`bang`", '"`bang`"'),
    "per cent": ("sound: %bang", "yaml-syntax", "%bang", '"%bang"'),
    "ampersand": ("sound: & bang", "yaml-syntax", "& bang", '"& bang"'),
    "exclamation": ("sound: !bang a door", "yaml-tag", "!bang a door", '"!bang a door"'),
    "quoted, then more": ('action: "Stop" she says', "yaml-syntax", " she says", "'\"Stop\" she says'"),
    "quoted, then a colon": ('action: "Mira": she says', "yaml-syntax", ":", "'\"Mira\": she says'"),
    "apostrophe": ("action: 'it's late'", "yaml-syntax", "'it's late'", '"it\'s late"'),
    "flow, two texts": ("dialogue: [{who: mira, line: Wait, static}]", "unknown-key", "static", '"Wait, static"'),
    "flow, a comma": ("dialogue: [{who: mira, line: {en: No, not now}}]", "wrong-id", "not now", '"No, not now"'),
    "flow, no space": ("dialogue: [{who:mira, line: Wait}]", "unknown-key", "who:mira", "who: mira"),
    "flow, not closed": ("tags: [a, b", "yaml-syntax", "", "line 7"),
    "list, then more": ("action: [softly] She waits", "yaml-syntax", " She waits", '"[softly] She waits"'),
    "group, then more": ("action: {softly} She waits", "yaml-syntax", " She waits", '"{softly} She waits"'),
    "closing bracket": ("action: ] She waits", "yaml-syntax", "] She waits", '"] She waits"'),
    "dash": ("action: - She waits", "yaml-syntax", "- She waits", '"- She waits"'),
    "block sign, then text": ("action: > She waits", "yaml-syntax", ">", "next line"),
    "colon in a text": ("action: she says: no", "yaml-syntax", ":", '"she says: no"'),
    "colon at the end": ("action: she says:", "yaml-syntax", ":", '"she says:"'),
    "typographic quotes": ("action: “Wait: no”", "yaml-syntax", "“Wait: no”", '"“Wait: no”"'),
    "no space": ("action:She waits", "yaml-syntax", ":", "action: She waits"),
    "tab": ("\taction: She waits", "yaml-syntax", "\t", "spaces"),
    "set in too far": ("  action: She waits", "yaml-syntax", "", "same column"),
    "not set in": ("action: |\n        She waits", "yaml-syntax", "", "further than its key"),
    "quotes not closed": ('action: "She waits', "yaml-syntax", '"', "same quotation mark"),
    "quotes not closed, with more below": (
        'action: "{{ mira }} waits.\n        camera: wide\n        sound: "wind"',
        *("yaml-syntax", '"{{ mira }} waits.', "same quotation mark"),
    ),
    "quotes not closed, with numbers below": (
        'action: "She waits.\n        aspect_ratio: "9:16"',
        *("yaml-syntax", '"She waits.', "same quotation mark"),
    ),
    "quotes not closed in a line of dialogue": (
        'dialogue:\n          - {who: mira, line: "Wait.}\n          - {who: mira, line: "No."}',
        *("yaml-syntax", '"Wait.}', "same quotation mark"),
    ),
    "quotes closed too early in a group": (
        'dialogue: [{who: mira, line: {en: "Wait., es: "Espera."}}]',
        *("yaml-syntax", "Espera.", "quotation mark is missing"),
    ),
    "apostrophe not closed": (
        "action: 'tis late\n        camera: it's wide",
        *("yaml-syntax", "'tis late", "double quotes"),
    ),
    "group not closed": (
        "dialogue:\n          - {who: mira, line: {en: Wait.}\n          - {who: mira, line: {en: No.}}",
        *("yaml-syntax", "{who: mira, line: {en: Wait.}", "`}` at the end of line 8"),
    ),
    "two groups not closed": (
        "dialogue:\n          - {who: mira, line: {en: Wait.\n          - {who: mira, line: {en: No.}}",
        *("yaml-syntax", "{who: mira", "`}}` at the end of line 8"),
    ),
    "list not closed, with a key below": ("tags: [a, b\n        camera: wide", "yaml-syntax", "[a, b", "line 7"),
    "list of several lines, not closed": (
        "tags: [\n          a,\n          b\n        camera: wide",
        *("yaml-syntax", "[", "where it ends"),
    ),
    "list not closed, with a comment": ("tags: [a, b  # two", "yaml-syntax", "[a, b", "where it ends"),
    "template not closed": ("action: {{ mira } climbs", "yaml-syntax", "{{ mira } climbs", '"{{ mira } climbs"'),
    "backslash": ('refs: [{image: "C:\\stills\\a.png"}]', "yaml-syntax", "\\s", "Write `/`"),
    "number for text": ("action: 1984", "wrong-type", "1984", '"1984"'),
    "yes for text": ("camera: true", "wrong-type", "true", '"true"'),
    "text for a number": ('duration: "6"', "wrong-type", '"6"', "Write 6"),
    "a unit": ("duration: 6s", "wrong-type", "6s", "Write 6"),
    "half a second": ("duration: 6.5", "wrong-type", "6.5", "6 or 7"),
    "yes for true": ("generate_audio: yes", "wrong-type", "yes", "`true`"),
    "one for a list": ("tags: hero", "wrong-type", "hero", "[hero]"),
    "lines for a text": ("action: [She waits., She turns.]", "wrong-type", "[She waits., She turns.]", "`|`"),
    "empty": ("camera: a\n        action:", "wrong-type", "action", "set in further"),
    "cut by a comment": ("sound: a knock at door #4", "text-cut-by-comment", "#", "quotes"),
    "all a comment": ("sound: #4 hall", "text-cut-by-comment", "#", "quotes"),
}
# Those after which nobody can say how the line was meant.
UNREPAIRED = {
    *("set in too far", "backslash", "not set in", "tab", "quotes closed too early in a group"),
    *("list of several lines, not closed", "list not closed, with a comment"),
}


def problems_of(text: str) -> list[Problem]:
    tree, problems = read_tree(text, file="f")
    return [*problems, *(check_shape(tree, schema="storyboard") if tree is not None else ())]


def marked(text: str, problem: Problem) -> str:
    assert problem.place is not None
    line = text.split("\n")[problem.place.line - 1]
    return line[problem.place.column - 1 : problem.place.end_column - 1]


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_found_and_told_how_to_put_it_right(slip: str) -> None:
    written, code, under, advice = SLIPS[slip]
    text = f"{TOP}{SET_IN if not written.startswith(chr(9)) else ''}{written}\n"
    found = [problem for problem in problems_of(text) if problem.code == code]
    assert found, [problem.code for problem in problems_of(text)]
    assert marked(text, found[0]).startswith(under)
    assert advice in found[0].help


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_stands_on_its_line_and_hides_nothing_behind_it(slip: str) -> None:
    written = SLIPS[slip][0]
    lead = "" if written.startswith("\t") else SET_IN
    text = f"{TOP}{lead}{written}\n      - {{id: next, durration: 5}}\n"
    found = problems_of(text)
    assert found[0].place is not None
    assert found[0].place.line in (7, 8)
    assert any("durration" in problem.detail for problem in found) is (slip not in UNREPAIRED)


@pytest.mark.parametrize(
    "written",
    [
        'action: "She waits,\n          then: she turns."',
        "tags: [\n          a,\n          b,\n        ]",
        "dialogue: [\n          {who: mira, line: {\n            en: No}}]",
        "refs:\n          - {\n            image: a.png}",
        "sound: it's late, and 'tis cold\n        camera: it's wide",
    ],
)
def test_what_is_closed_further_down_is_not_blamed_for_a_slip_below_it(written: str) -> None:
    text = f"{TOP}{SET_IN}{written}\n{SET_IN}notes: a: b\n"
    assert [marked(text, problem) for problem in problems_of(text) if problem.code == "yaml-syntax"] == [":"]


@pytest.mark.parametrize(
    "written", ["duration: 5 # seconds", "sound: wind  # low", 'sound: "a # b" # c', "sound: a#b", "omit: true # x"]
)
def test_a_comment_that_cuts_no_text_is_no_matter(written: str) -> None:
    assert problems_of(f"{TOP}{SET_IN}{written}\n") == []


def test_several_slips_are_told_at_once() -> None:
    written = ('action: "Stop" she says', "camera: @close", "sound: *bang* a", "style: {{ a }} b", "avoid: a: b")
    text = TOP + "".join(f"{SET_IN}{line}\n" for line in written)
    assert [problem.place.line for problem in problems_of(text) if problem.place] == [7, 8, 9, 10, 11]


def test_tabs_all_over_are_one_problem() -> None:
    text = "storyboard: 1\ntitle: x\nbudget:\n\tcredits: 12\ndefaults:\n\tduration: 5\n\ttakes: 2\n"
    assert [(problem.code, problem.place.line) for problem in problems_of(text) if problem.place] == [
        ("yaml-syntax", 4)
    ]


@pytest.mark.parametrize("text", ["storyboard:1\ntitle: x\n", "storyboard: 1\ntitle:x\n", "camera:wide"])
def test_a_colon_without_a_space_is_told_wherever_it_stands(text: str) -> None:
    assert any("Put a space after the colon" in problem.help for problem in problems_of(text))
