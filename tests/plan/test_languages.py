"""Variants, languages, profiles: what is one request and what is several, and which shots a variant keeps."""

from pathlib import Path

import pytest

from tests.support.films import digests, film, inputs, plan, problems, sound, write

BOARD = """\
storyboard: 1
title: {en: The Keeper, es: La farera}
languages: [en, es, pt-BR]
characters:
  mira: {name: Mira, description: {en: a keeper, es: una farera}, images: [refs/tom.png]}
  tom: {name: Tom, images: [refs/mira-front.png]}
variants: {en: {}, es: {language: es}, pt: {language: pt-BR}}
scenes:
  - id: a
    shots:
      - {id: plain, characters: [tom], action: He waits.}
      - {id: described, characters: [mira], action: She waits.}
      - {id: spoken, characters: [tom], action: A., dialogue: [{who: tom, line: {en: "No", es: "Nada", pt-BR: "Não"}}]}
      - {id: asks, characters: [tom], action: "{% if language == 'es' %}Una{% else %}A{% endif %} gull."}
"""


SPOKEN = """\
storyboard: 1
title: The Keeper
languages: [en, es, pt]
characters: {{tom: {{name: Tom, images: [refs/tom.png]}}}}
{variants}
scenes:
  - id: a
    shots:
      - {{id: x, dialogue: [{{who: tom, line: {{pt: Não.}}}}]}}
      - {{id: y, characters: [tom], action: He waits., tags: [quiet]}}
"""


def prompts(tmp_path: Path, text: str) -> dict[str, str]:
    planned = plan(sound(write(tmp_path, text)))
    by_call = {id: body["prompt"] for id, body in inputs(planned).items()}
    return {usage: by_call[call.id] for call in planned.calls for usage in call.usages}


def test_a_text_is_said_in_the_language_of_the_variant_else_in_the_films(tmp_path: Path) -> None:
    said = prompts(tmp_path, BOARD)
    assert "a keeper" in said["a/described@en"]
    assert "una farera" in said["a/described@es"]
    assert "a keeper" in said["a/described@pt"]
    assert "Não" in said["a/spoken@pt"]
    assert "Una gull." in said["a/asks@es"]


def test_only_what_differs_is_made_for_each_language(tmp_path: Path) -> None:
    planned = digests(plan(sound(write(tmp_path, BOARD))))
    count = {
        shot: len({planned[f"a/{shot}@{v}"] for v in ("en", "es", "pt")})
        for shot in ("plain", "described", "spoken", "asks")
    }
    assert count == {"plain": 1, "described": 2, "spoken": 3, "asks": 2}


def test_a_line_that_lacks_a_language_is_told(tmp_path: Path) -> None:
    found = problems(write(tmp_path, BOARD.replace(', pt-BR: "Não"', "")))
    (error,) = [one for one in found if one.level == "error"]
    assert (error.code, error.help) == ("line-without-language", "Add `pt-BR:` to the line.")
    assert error.place is not None
    assert error.place.line == 13


@pytest.mark.parametrize(
    ("variants", "spoken"),
    [
        ("", "en"),
        ("variants: {plain: {}}", "en"),
        ("variants: {es: {language: es}}", "es"),
        ("variants: {plain: {}, es: {language: es}}", "en es"),
        ("variants: {matrix: {tongue: {en: {}, es: {language: es}}, size: {a: {}, b: {}}}}", "en es"),
        ('variants: {plain: {only: "tag:quiet"}, es: {language: es}}', "es"),
        ("variants: {plain: {shots: {a/x: {dialogue: [{who: tom, line: {en: No.}}]}}}, es: {language: es}}", "es"),
        ("variants: {plain: {shots: {a/x: {dialogue: [], characters: [tom]}}}, es: {language: pt}}", ""),
    ],
)
def test_a_line_is_wanted_in_the_languages_that_it_is_spoken_in(tmp_path: Path, variants: str, spoken: str) -> None:
    found = problems(write(tmp_path, SPOKEN.format(variants=variants)))
    asked = [one.help[5:7] for one in found if one.code == "line-without-language"]
    assert " ".join(asked) == spoken
    assert {one.code for one in found if one.level == "error"} == ({"line-without-language"} if spoken else set())


@pytest.mark.parametrize(
    "text",
    [
        "action: {es: Espera.}",
        "action: A., camera: {pt: Lenta}",
        "action: A., refs: [{image: refs/tom.png, role: {es: la luz}}]",
    ],
)
def test_a_text_in_other_languages_than_the_wanted_one_is_told(tmp_path: Path, text: str) -> None:
    board = SPOKEN.format(variants="").replace("dialogue: [{who: tom, line: {pt: Não.}}]", f"characters: [tom], {text}")
    (error,) = [one for one in problems(write(tmp_path, board)) if one.level == "error"]
    assert (error.code, error.help) == ("text-without-language", "Add `en:` to it.")
    assert error.place is not None
    assert error.place.line == 9


def test_what_is_said_of_the_cast_is_wanted_in_the_films_language_too(tmp_path: Path) -> None:
    board = BOARD.replace("{en: a keeper, es: una farera}", "{es: una farera}")
    found = problems(write(tmp_path, board))
    assert {(one.code, one.place and one.place.line) for one in found if one.level == "error"} == {
        ("text-without-language", 5)
    }


def test_the_title_of_the_plan_is_in_the_films_language(tmp_path: Path) -> None:
    assert plan(sound(write(tmp_path, BOARD))).title == "The Keeper"
    assert plan(sound(write(tmp_path, BOARD.replace("languages:", "language: es\nlanguages:")))).title == "La farera"


ONLY = """\
storyboard: 1
title: The Keeper
characters: {mira: {images: [refs/tom.png]}}
variants: {v: {only: "ONLY"}}
scenes:
  - id: a
    characters: [mira]
    shots:
      - {id: x, action: A.}
      - {id: y, action: B., continues: x}
      - {id: z, action: C., continues: {shot: y, via: frame}, tags: [hero]}
      - {id: w, action: D., after: x}
"""


@pytest.mark.parametrize(
    ("only", "cut", "made"),
    [
        ("a/x", "x", "x"),
        ("tag:hero", "z", "xyz"),
        ("a/y", "y", "xy"),
        ("a/w", "w", "w"),
        ("+a/w", "xw", "xw"),
        ("a/x+", "xyzw", "xyzw"),
        ("scene:a,a/[yz]", "yz", "xyz"),
        ("a/*@v", "xyzw", "xyzw"),
    ],
)
def test_what_a_kept_shot_goes_on_from_is_made_and_not_cut(tmp_path: Path, only: str, cut: str, made: str) -> None:
    planned = plan(sound(write(tmp_path, ONLY.replace("ONLY", only))))
    assert "".join(address[2] for address in planned.shots) == cut
    assert "".join(sorted(call.id[2] for call in planned.calls)) == "".join(sorted(made))
    for call in planned.calls:
        assert ("it is not cut in" in " ".join(call.because)) == (call.id[2] not in cut)
    assert planned.totals.film_seconds == 5 * len(cut)
    assert planned.totals.seconds == 5 * len(made)


@pytest.mark.parametrize("only", ["state:new", "tag:nobody", "a/q", "tags:hero"])
def test_a_selector_that_means_nothing_is_told_where_it_is_written(tmp_path: Path, only: str) -> None:
    (found,) = [one for one in film(write(tmp_path, ONLY.replace("ONLY", only))).problems if one.level == "error"]
    assert found.code == "wrong-selector"
    assert found.place is not None
    assert (found.place.line, found.place.column) == (4, 22)


def test_a_matrix_makes_every_combination_in_order(tmp_path: Path) -> None:
    axes = 'b: {wide: {}, tall: {aspect_ratio: "9:16"}}, a: {en: {}, es: {aspect_ratio: "1:1"}}'
    matrix = f"variants: {{matrix: {{{axes}}}, own: {{}}}}"
    planned = plan(sound(write(tmp_path, ONLY.replace('variants: {v: {only: "ONLY"}}', matrix))))
    assert [address for address in planned.shots if "/x" in address] == [
        "a/x@wide-en", "a/x@wide-es", "a/x@tall-en", "a/x@tall-es", "a/x@own",
    ]  # fmt: skip
    ratios = {usage: inputs(planned)[call.id]["aspectRatio"] for call in planned.calls for usage in call.usages}
    # Where two axes say the same, the later one holds.
    assert [ratios[f"a/x@{one}"] for one in ("wide-en", "wide-es", "tall-en", "tall-es")] == [
        "16:9",
        "1:1",
        "9:16",
        "1:1",
    ]
