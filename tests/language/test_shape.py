"""What is wrong with the shape of a storyboard is said in plain words, all at once, at its place."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard.language.shape.shape import SchemaName, check_shape
from storyboard.language.tree.suggest import closest, did_you_mean
from storyboard.language.yaml.reader import read_tree
from storyboard.problems import Problem
from storyboard.rules import MOST_PROBLEMS

TOP = "storyboard: 1\ntitle: The Keeper\n"
JARGON = re.compile(
    r"schema|instance|propert|anyOf|oneOf|\barray\b|\bobject\b|\bstring\b|\binteger\b|\bnull\b|is not valid"
)


def shape_of(text: str, *, schema: SchemaName = "storyboard") -> tuple[Problem, ...]:
    tree, problems = read_tree(text, file="f")
    assert tree is not None
    assert not problems
    return check_shape(tree, schema=schema)


def shot(line: str) -> str:
    return f"{TOP}scenes:\n- id: a\n  shots:\n  - id: b\n    {line}\n"


@pytest.mark.parametrize(
    ("text", "code", "detail", "advice"),
    [
        ("storyboard: 1\n", "missing-key", "`title` is missing in the file.", "Add it, e.g. `title: The Keeper`."),
        ("storyboard: 2\ntitle: x\n", "wrong-value", "must be 1; this is the number 2", "storyboard: 1"),
        (TOP + "titel: x\n", "unknown-key", "`titel` means nothing at the top of the file.", "already given"),
        (TOP + "shots: []\n", "unknown-key", "`shots` means nothing", "`shots` belongs in a scene."),
        (TOP + "camera: wide\n", "unknown-key", "`camera` means nothing", "`camera` belongs in a shot."),
        (TOP + "zzz: wide\n", "unknown-key", "`zzz` means nothing", "Known here: `avoid`, `budget`,"),
        (shot("durration: 5"), "unknown-key", "means nothing in shot `b`.", "Did you mean `duration`?"),
        (TOP + "scenes: [{id: a, shot: []}]\n", "unknown-key", "nothing in scene `a`.", "Did you mean `shots`?"),
        (TOP + "scenes: [{name: a, shots: []}]\n", "unknown-key", "in item 1 of `scenes`", "Did you mean `id`?"),
        (TOP + "budget: {credit: 5}\n", "unknown-key", "in `budget`", "Did you mean `credits`?"),
        (TOP + "characters: {max: {desciption: x}}\n", "unknown-key", "in character `max`.", "`description`"),
        (TOP + "subjects: {van: {colour: x}}\n", "unknown-key", "in subject `van`.", "Known here:"),
        (TOP + "characters: {max: {looks: {wet: {imags: []}}}}\n", "unknown-key", "in look `wet` of `max`.", "images"),
        (
            TOP + "variants: {tall: {shots: {a/b: {camra: x}}}}\n",
            "unknown-key",
            "shot `a/b` of variant `tall`",
            "camera",
        ),
        (
            shot("dialogue: [{jo: Hi there}]"),
            "unknown-key",
            "`jo` means nothing",
            'Write `{who: jo, line: "Hi there"}`.',
        ),
        (shot("aspectRatio: 1"), "unknown-key", "`aspectRatio`", "Did you mean `aspect_ratio`?"),
        (shot("negative_prompt: x"), "unknown-key", "`negative_prompt`", "Did you mean `avoid`?"),
        (shot("videoNum: 2"), "unknown-key", "`videoNum`", "Did you mean `takes`?"),
        (shot("duration: six"), "wrong-type", "must be a whole number; this is the text “six”.", ""),
        (shot("duration: true"), "wrong-type", "must be a whole number; this is `true`.", ""),
        (shot("action: [a]"), "wrong-type", "must be text or a group of keys; this is a list.", "without brackets"),
        (shot("tags: {a: b}"), "wrong-type", "`tags` must be a list; this is a group of keys.", "`- `"),
        (shot("continues: {via: tail}"), "missing-key", "`shot` is missing in `continues`.", ""),
        (shot("continues: {shot: x, via: tial}"), "wrong-value", "`video`, `tail` or `frame`", "Did you mean `tail`?"),
        (shot("takes: 0"), "wrong-value", "must be 1 or more; this is 0.", "Write 1 or more."),
        (shot('sound: ""'), "wrong-value", "`sound` says nothing", "take the key out"),
        (shot("refs: [{name: x}]"), "missing-key", "Item 1 of `refs` has none of them.", "exactly one of"),
        (shot("refs: [{image: a, audio: b}]"), "wrong-value", "has `image` and `audio`", "exactly one of"),
        (shot("characters: [{a: b, c: d}]"), "wrong-value", "at most 1 key; these are 2", "names one member"),
        (shot("after: Wide Shot"), "wrong-value", "cannot be “Wide Shot”", "scene/shot"),
        (TOP + "characters: {Old Tom: {}}\n", "wrong-id", "“Old Tom” cannot stand here.", "Write `old_tom`."),
        (TOP + "characters: {Jürgen: {}}\n", "wrong-id", "“Jürgen” cannot stand here.", "Write `juergen`."),
        (TOP + "characters: {u\u0308lkü: {}}\n", "wrong-id", "cannot stand here.", "Write `uelkue`."),
        (TOP + "subjects: {öl: {}}\n", "wrong-id", "“öl” cannot stand here.", "Write `oel`."),
        (TOP + "characters: {Renée Łuç: {}}\n", "wrong-id", "cannot stand here.", "Write `renee_luc`."),
        (
            shot("dialogue: [{jürgen: Guten Morgen}]"),
            "unknown-key",
            "`jürgen`",
            '`{who: juergen, line: "Guten Morgen"}`',
        ),
        (shot("dialogue: [{old_tom_: No}]"), "unknown-key", "`old_tom_`", '`{who: old_tom_, line: "No"}`'),
        (TOP + "characters: [mira]\n", "wrong-type", "must be a group of keys; this is a list", "stands under its id"),
        (TOP + "budget: 12\n", "wrong-type", "this is the number 12", "budget: {credits: 12}"),
        (TOP + "budget: {credits: -3}\n", "wrong-value", "must be 0 or more; this is -3.", "Write 0 or more."),
        (shot("takes: two"), "wrong-type", "this is the text “two”", "Write 2."),
        (shot("takes: a few"), "wrong-type", "this is the text “a few”", "Write a number, in digits."),
        (shot("duration: 05"), "wrong-type", "this is the text “05”", "Write 5."),
        (shot("action: 1e3"), "wrong-type", "this is the number 1000.0", "Put it in quotes, just as it is written."),
        (shot("action: 0x1F"), "wrong-type", "this is the number 31", "Put it in quotes, just as it is written."),
        (shot("action: 0.5"), "wrong-type", "this is the number 0.5", '`"0.5"`'),
        (shot("camera: {wide, static}"), "wrong-type", "`wide` must be text", '`"wide, static"`'),
        (shot("camera: {wide, static}"), "wrong-id", "“wide” cannot stand here", '`"wide, static"`'),
        (TOP + "scenes: [arrival]\n", "wrong-type", "Item 1 of `scenes`", "- id:"),
        (TOP + "cut: {music: a.mp3}\n", "not-built", "`cut.music` is not built yet", "Take it out"),
        (TOP + "cut: {musik: a.mp3}\n", "unknown-key", "`musik` means nothing in `cut`.", "Did you mean `music`?"),
    ],
)
def test_a_mistake_is_said_in_a_sentence(text: str, code: str, detail: str, advice: str) -> None:
    found = [problem for problem in shape_of(text) if problem.code == code]
    assert len(found) == 1, shape_of(text)
    assert detail in found[0].detail
    assert advice in found[0].help
    assert not JARGON.search(found[0].detail + found[0].help)


@pytest.mark.parametrize(
    "line",
    [
        "action: She waits.",
        "action: {en: She waits., pt-BR: Ela espera.}",
        "characters: []",
        "characters: null",
        "characters: [mira, {tom: storm}, {ana: {look: storm, images: 0, voice: false, motion: true}}, {eva: null}]",
        "place: null",
        "style: null",
        "continues: b",
        "continues: null",
        "continues: {shot: a/b, via: tail, seconds: 4.5, take: 2}",
        "after: [a, a/b]",
        "after: a",
        "dialogue: [{who: mira, line: {en: No.}, how: low, os: true, vo: false}]",
        "refs: [{video: a.mp4}, {image: {src: b.png, shows: x, crop: {x: 0, y: 0, width: 9, height: 9}}}]",
        "refs: [{image: {src: b.png, avatar_id: z}}]",
        "refs: [{audio: {src: c.mp3, from: 0, seconds: 2}, name: beat, role: {en: the beat}}]",
        "notes: ''",
        "omit: true",
        "duration: 6.0",
    ],
)
def test_every_form_of_the_language_is_taken(line: str) -> None:
    assert shape_of(shot(line)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "include: cast.yaml\n",
        "include: [cast.yaml, scenes/*.yaml]\n",
        "variables: {weather: rain, take: 3, night: true}\n",
        "provider: {client_source: x, webhook_url: '${WEBHOOK_URL}', unlimited: true}\n",
        "subjects: {lamp: {kind: prop, looks: {lit: {only: true, images: [a.png]}}, motion: {src: b.mp4}}}\n",
        "profiles: {draft: {force: {takes: 1}}, final: null}\n",
        "variants: {classic: {}, plain: null, es: {language: es, only: 'tag:a', shots: {a/b: {camera: still}}}}\n",
        "variants: {matrix: {format: {wide: {}, tall: {aspect_ratio: '9:16'}}, tongue: {en: {}}}}\n",
        "lint: {text-cut-by-comment: off}\n",
        "x-anything: [1, {2a: b}, null]\n",
    ],
)
def test_every_key_of_the_top_is_taken(text: str) -> None:
    assert shape_of(TOP + text) == ()


def test_a_part_holds_cast_scenes_variables_and_includes_alone() -> None:
    part = "include: [a.yaml]\nvariables: {a: b}\ncharacters: {mira: {}}\nsubjects: {lamp: {}}\nscenes: []\nx-a: 1\n"
    assert shape_of(part, schema="part") == ()
    wrong = shape_of("title: x\nscenes: [{id: A!, shots: []}]\n", schema="part")
    assert [problem.code for problem in wrong] == ["unknown-key", "wrong-id", "wrong-value"]


def test_problems_come_in_reading_order() -> None:
    found = shape_of("zzz: 1\n" + TOP + "defaults: {yyy: 1, duration: x}\nxxx: 1\n")
    assert [problem.place.line for problem in found if problem.place] == [1, 4, 4, 5]


def test_a_list_of_problems_ends_and_says_so() -> None:
    found = shape_of(TOP + "".join(f"k{number}: 1\n" for number in range(MOST_PROBLEMS + 5)))
    assert len(found) == MOST_PROBLEMS + 1
    assert found[-1].code == "too-many-problems"
    exactly = shape_of(TOP + "".join(f"k{number}: 1\n" for number in range(MOST_PROBLEMS)))
    assert {problem.code for problem in exactly} == {"unknown-key"}


@pytest.mark.parametrize(
    ("word", "known", "meant"),
    [
        ("titel", ["title", "model"], "title"),
        ("generateAudio", ["generate_audio"], "generate_audio"),
        ("aspect-ratio", ["aspect_ratio"], "aspect_ratio"),
        ("location", ["place", "action"], "place"),
        ("seconds", ["duration"], "duration"),
        ("seconds", ["secs", "seconds"], "seconds"),
        ("zzz", ["title"], None),
        ("", ["title"], None),
        ("x", [], None),
        ("maks", ["max", "jo"], "max"),
        ("mria", ["tom", "mira"], "mira"),
        ("tim", ["tom"], "tom"),
        ("cat", ["car"], "car"),
        ("jo", ["joe"], "joe"),
        ("sun", ["run"], None),
        ("sam", ["max"], None),
        ("es", ["en"], None),
        ("ab", ["ba", "a"], None),
        ("lantern", ["mira", "tom", "quay"], None),
        ("crossing/chain", ["boarding/chain", "crossing/rain"], "boarding/chain"),
        ("crosing/rain", ["boarding/rain", "crossing/rain"], "crossing/rain"),
        ("crossing/rian", ["boarding/ruin", "crossing/rain"], "crossing/rain"),
        ("crosing/rian", ["boarding/ruin", "crossing/rain"], "crossing/rain"),
        ("boarding/rian", ["boarding/chain", "crossing/rain"], "crossing/rain"),
        ("boarding/nope", ["boarding/wide", "crossing/rain"], None),
        ("boarding/nope", ["boarding", "crossing"], None),
    ],
)
def test_a_word_is_guessed(word: str, known: list[str], meant: str | None) -> None:
    assert closest(word, known) == meant


@pytest.mark.parametrize(
    "text",
    [
        TOP + "scenes: [{id: a, shot: []}]\n",
        TOP + "scenes: [{name: a, shots: [{id: b}]}]\n",
        TOP + "budget: {credit: 5}\n",
        shot("dialogue: [{jo: Hi there}]"),
        shot("continues: {shto: a}"),
        shot("dialogue: [{who: jo, lines: Hi}]"),
    ],
)
def test_a_misspelt_key_is_told_once_and_not_as_missing_too(text: str) -> None:
    assert [one.code for one in shape_of(text)] == ["unknown-key"]


def test_a_key_that_is_missing_beside_another_slip_is_told() -> None:
    found = shape_of(TOP + "scenes: [{id: a, shots: [{actoin: x}]}]\n")
    assert {(one.code, one.detail) for one in found} == {
        ("unknown-key", "`actoin` means nothing in item 1 of `shots`."),
        ("missing-key", "`id` is missing in item 1 of `shots`."),
    }


def test_what_is_no_group_of_keys_is_told_of_its_kind_alone() -> None:
    assert [one.code for one in shape_of(shot("refs: [null]"))] == ["wrong-type"]


def test_a_suggestion_names_what_is_known_where_nothing_is_close() -> None:
    assert did_you_mean("zzz", ["b", "a"], what="Looks") == "Looks: `a`, `b`."
    assert did_you_mean("zzz", ["a", "b", "b"]) == "Known here: `a`, `b`."
    assert did_you_mean("zzz", []) == ""


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 9) | st.sampled_from(["a", "", "mira", "Mira", "9:16", "a.png", "en"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "src", "who", "line", "en", "look", "mira", "image", "zzz", "shot"]),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)
KEYS = (
    "title",
    "scenes",
    "characters",
    "include",
    "variants",
    "cut",
    "defaults",
    "profiles",
    "variables",
    "lint",
    "budget",
)


@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=4))
def test_whatever_is_written_every_problem_has_a_place_and_a_sentence(values: dict[str, object]) -> None:
    import json

    text = "storyboard: 1\n" + "".join(f"{key}: {json.dumps(value)}\n" for key, value in values.items())
    lines = text.split("\n")
    for problem in shape_of(text):
        assert problem.place is not None
        assert 1 <= problem.place.column <= len(lines[problem.place.line - 1]) + 1
        assert problem.detail.endswith((".", "”"))
        assert not JARGON.search(problem.detail)
