"""From a path to a storyboard: what is no storyboard is refused, what is wrong is told and not raised."""

from pathlib import Path

import pytest

from storyboard.language.load import load
from storyboard.problems import Place, UsageError
from tests.support.films import NAME, Files, problems, write

TOP = "storyboard: 1\ntitle: The Keeper\n"


def test_a_whole_storyboard_becomes_a_value(tmp_path: Path) -> None:
    text = """\
storyboard: 1
title: {en: The Keeper, es: La farera}
language: es
languages: [en]
variables: {weather: rain, count: 3}
budget: {credits: 12.5}
provider: {webhook_url: "${HOOK_1}", client_source: x, unlimited: false}
lint: {unused-cast: off, same-request: error}
scenes:
  - id: arrival
    tags: [act1]
    after: arrival/wide
    shots: [{id: wide, duration: 6.0, takes: 2.0, tags: [hero], after: [a, b/c], continues: null}]
"""
    loaded = load(write(tmp_path, text))
    board = loaded.storyboard
    assert board is not None
    assert (board.language, board.languages) == ("es", ("es", "en"))
    assert [(one.name, one.value) for one in board.variables] == [("weather", "rain"), ("count", 3)]
    assert board.budget is not None
    assert board.budget.value == 12.5
    assert (board.provider.webhook_env, board.provider.webhook_url) == ("HOOK_1", None)
    assert (board.provider.client_source, board.provider.unlimited) == ("x", False)
    assert dict(board.lint) == {"unused-cast": None, "same-request": "error"}
    (shot,) = board.shots
    assert (shot.address, shot.tags, shot.place.line) == ("arrival/wide", ("hero",), 13)
    assert [(name.value, name.place and name.place.line) for name in shot.after] == [("a", 13), ("b/c", 13)]
    assert [name.value for name in board.scenes[0].after] == ["arrival/wide"]
    assert shot.part.duration is not None
    assert (repr(shot.part.duration.value), shot.part.duration.layer) == ("6", "shot arrival/wide")
    assert shot.part.takes is not None
    assert repr(shot.part.takes.value) == "2"
    assert shot.part.continues is not None
    assert shot.part.continues.value is None


PRINTS_MORE = "variables: {weather: rain, count: 3}\ndescription: '{% if more %}{{ more }}{% endif %}'\n"


def test_what_the_command_line_sets_stands_above_what_is_written(tmp_path: Path) -> None:
    file = write(tmp_path, TOP + PRINTS_MORE)
    board = load(file, variables={"weather": "fog", "more": "x"}).storyboard
    assert board is not None
    assert {one.name: one.value for one in board.variables} == {"weather": "fog", "count": 3, "more": "x"}
    assert [one.place for one in board.variables if one.name == "more"] == [Place(file="--var")]


@pytest.mark.parametrize(
    ("text", "name", "help"),
    [
        ("variables: {weather: rain}\n", "wether", "Did you mean `weather`?"),
        ("variables: {weather: rain, count: 3}\n", "zzz", "Its variables: `count`, `weather`."),
        ("description: more of the same, {{ mira.more }}\n", "more", "It has no variables."),
    ],
)
def test_a_variable_that_nobody_prints_is_refused(tmp_path: Path, text: str, name: str, help: str) -> None:
    with pytest.raises(UsageError, match=f"has no variable '{name}'") as caught:
        load(write(tmp_path, TOP + text), variables={name: "x"})
    assert caught.value.help == help


def test_a_template_of_ones_own_may_print_a_variable(tmp_path: Path) -> None:
    file = write(tmp_path, TOP, {"templates/own.j2": "{{ more }}"})
    assert load(file, variables={"more": "x"}).problems == ()


def test_what_is_wrong_with_a_file_comes_before_its_variables(tmp_path: Path) -> None:
    loaded = load(write(tmp_path, TOP + "varables: {more: x}\n"), variables={"more": "y"})
    assert [one.code for one in loaded.problems] == ["unknown-key"]


CASTING = """\
variables: {weather: rain}
characters: {max: {name: Max}}
subjects: {quay: {kind: place}}
scenes:
  - id: a
    place: quay
    subjects: [quay]
    characters: [max]
    shots: [{id: b, action: "{{ max }} in {{ weather }}", dialogue: [{who: max, line: Hm.}]}]
"""


@pytest.mark.parametrize("key", ["characters", "subjects", "variables"])
def test_a_misspelt_key_of_the_cast_has_no_echo(tmp_path: Path, key: str) -> None:
    file = write(tmp_path, TOP + CASTING.replace(f"{key}:", f"{key[:2]}h{key[2:]}:", 1))
    assert [one.code for one in problems(file)] == ["unknown-key"]


def test_a_lost_file_has_no_echo_and_other_mistakes_are_still_told(tmp_path: Path) -> None:
    text = CASTING.replace("characters:", "include: cast.yaml\nx-characters:", 1).replace("id: b", "id: b, after: z")
    assert [one.code for one in problems(write(tmp_path, TOP + text))] == ["include-missing", "unknown-shot"]


def test_another_unknown_key_leaves_unknown_names_told(tmp_path: Path) -> None:
    file = write(tmp_path, TOP + "stile: x\nx-caracters: {}\n" + CASTING.replace("{{ max }}", "{{ maks }}"))
    assert [one.code for one in problems(file)][:2] == ["unknown-key", "unknown-name"]


def test_problems_come_file_after_file_as_they_are_read(tmp_path: Path) -> None:
    parts: Files = dict.fromkeys(("z.yaml", "a.yaml", "b/c.yaml"), "zzz: 1\nyyy: 1\n")
    found = load(write(tmp_path, "titel: x\n" + TOP + "include: [z.yaml, b/*.yaml, a.yaml]\nlate: 1\n", parts)).problems
    places = [(one.place.file, one.place.line) for one in found if one.place is not None]
    assert places == [(NAME, 1), (NAME, 5), *((name, n) for name in ("z.yaml", "b/c.yaml", "a.yaml") for n in (1, 2))]


def test_one_slip_does_not_hide_a_problem_of_another_kind(tmp_path: Path) -> None:
    text = (
        TOP + "scenes:\n  - id: a\n    shots:\n      - {id: b, durration: 4, characters: [nobody]}\n      - {id: b}\n"
    )
    assert [problem.code for problem in load(write(tmp_path, text)).problems] == [
        "unknown-key",
        "unknown-cast",
        "duplicate-id",
    ]


def test_a_member_that_is_written_wrongly_is_not_unknown_too(tmp_path: Path) -> None:
    text = TOP + "characters: {mira: 7}\nscenes: [{id: a, shots: [{id: b, characters: [mira]}]}]\n"
    assert [problem.code for problem in load(write(tmp_path, text)).problems] == ["wrong-type"]


@pytest.mark.parametrize("text", ["", "# nothing\n", "- a\n- b\n", "a: [", "just words", "\0", "storyboard: 1\n"])
def test_what_is_hardly_a_storyboard_has_problems_and_raises_nothing(tmp_path: Path, text: str) -> None:
    loaded = load(write(tmp_path, text))
    assert loaded.problems
    assert all(problem.place is not None for problem in loaded.problems)


def test_a_folder_a_missing_file_and_a_wrong_root_are_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is a folder"):
        load(tmp_path)
    with pytest.raises(UsageError, match="There is no file"):
        load(tmp_path / "film.yaml")
    with pytest.raises(UsageError, match="is not inside --root"):
        load(write(tmp_path / "a", TOP), root=tmp_path / "b")


def test_a_misspelt_storyboard_is_told_with_the_one_that_is_there(tmp_path: Path) -> None:
    file = write(tmp_path, TOP)
    with pytest.raises(UsageError) as caught:
        load(file.with_stem(file.stem[:-1]))
    assert caught.value.help == f"Did you mean {file}?"
    file.with_name("Ju\u0308rgen.yaml").write_text(TOP, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        load(file.with_name("J\u00fcrgen.yaml"))
    assert "letters and accents" in caught.value.help
    with pytest.raises(UsageError) as caught:
        load(tmp_path / "nowhere" / "zzz.yaml")
    assert "storyboard init" in caught.value.help


def test_a_wider_root_lets_references_stand_above(tmp_path: Path) -> None:
    text = TOP + "include: ../cast.yaml\n"
    file = write(tmp_path / "film", text)
    (tmp_path / "cast.yaml").write_text("characters: {mira: {images: [refs/mira.png]}}\n")
    assert [problem.code for problem in load(file).problems] == ["outside-root"]
    loaded = load(file, root=tmp_path)
    assert loaded.problems == ()
    assert loaded.storyboard is not None
    assert loaded.storyboard.cast[0].images[0].src == "../refs/mira.png"
