"""Files include others: in order, each once, from inside the root alone; what is wrong is told where it is included."""

from pathlib import Path

import pytest

from storyboard.language.load import load
from tests.support.films import Files, sound, write

TOP = "storyboard: 1\ntitle: The Keeper\n"


def scene(id: str) -> str:
    return f"scenes: [{{id: {id}, shots: [{{id: a}}]}}]\n"


def scenes_of(tmp_path: Path, text: str, files: Files) -> list[str]:
    loaded = load(write(tmp_path, text, files))
    assert loaded.problems == ()
    assert loaded.storyboard is not None
    return [one.id for one in loaded.storyboard.scenes]


@pytest.mark.parametrize(
    ("include", "order"),
    [
        ("a.yaml", ["a", "own"]),
        ("[b.yaml, a.yaml]", ["b", "a", "own"]),
        ("'*[ab].yaml'", ["a", "b", "own"]),
        ("[s/*.yaml]", ["s10", "s9", "sb", "sa", "own"]),
        ("[s/9.yaml, s/*.yaml]", ["s9", "s10", "sb", "sa", "own"]),
        ("['**/1*.yaml', b.yaml]", ["s10", "b", "own"]),
        ("nested.yaml", ["deep", "nested", "own"]),
        ("[./a.yaml, s/../a.yaml, a.yaml]", ["a", "own"]),
        ("[]", ["own"]),
    ],
)
def test_included_files_come_first_in_their_order(tmp_path: Path, include: str, order: list[str]) -> None:
    files: Files = {"a.yaml": scene("a"), "b.yaml": scene("b"), "nested.yaml": "include: d/d.yaml\n" + scene("nested")}
    files |= {"s/10.yaml": scene("s10"), "s/9.yaml": scene("s9"), "s/a.yaml": scene("sa"), "s/B.yaml": scene("sb")}
    files |= {"d/d.yaml": scene("deep")}
    assert scenes_of(tmp_path, f"{TOP}include: {include}\n{scene('own')}", files) == order


def test_a_path_is_relative_to_the_file_it_stands_in(tmp_path: Path) -> None:
    text = (
        TOP + "include: parts/cast.yaml\nscenes: [{id: a, shots: [{id: b, characters: [mira], action: She waits.}]}]\n"
    )
    cast = "characters: {mira: {images: [../refs/mira-front.png]}}\n"
    compiled = sound(write(tmp_path, text, {"parts/cast.yaml": cast}))
    assert compiled.drafts is not None
    assert compiled.drafts[0].references[0].medias[0].src == "refs/mira-front.png"


def test_variables_come_together_from_all_files_and_each_once(tmp_path: Path) -> None:
    files: Files = {"a.yaml": "variables: {x: a}\n", "b.yaml": "variables: {y: b}\n"}
    text = TOP + "include: [a.yaml, b.yaml]\nvariables: {z: own}\n"
    loaded = load(write(tmp_path, text, files))
    assert loaded.storyboard is not None
    assert {one.name: one.value for one in loaded.storyboard.variables} == {"x": "a", "y": "b", "z": "own"}
    (found,) = load(write(tmp_path, text.replace("z:", "y:"), files)).problems
    assert found.code == "duplicate-id"
    assert "b.yaml:1:13" in found.detail


@pytest.mark.parametrize(
    ("include", "code", "detail", "help"),
    [
        (
            "no.yaml",
            "include-missing",
            "There is no file no.yaml.",
            "there are: a.yaml, dead.yaml, link.yaml, storyboard.yaml.",
        ),
        ("parts/no.yaml", "include-missing", "There is no file parts/no.yaml.", "In parts/ there are: b.yaml."),
        ("parts/B.yml", "include-missing", "no file parts/B.yml.", "Did you mean `b.yaml`, which is in parts/?"),
        (
            "strybord.yaml",
            "include-missing",
            "There is no file",
            "`storyboard.yaml`, which is in the storyboard's folder?",
        ),
        ("'no/*.yaml'", "include-empty", "No file matches `no/*.yaml`.", "There is no folder no/."),
        ("'prts/*.yaml'", "include-empty", "No file matches", "There is no folder prts/. Did you mean `parts`?"),
        ("'parts/*.yml'", "include-empty", "No file matches `parts/*.yml`.", "In parts/ there are: b.yaml."),
        ("'empty/*.yaml'", "include-empty", "No file", "In empty/ there is no file that ends in .yaml."),
        ("'*/z*.yaml'", "include-empty", "No file", "Take it out, or write a file that it matches."),
        ("parts", "include-missing", "There is no file parts.", "It is a folder; `parts/*.yaml` are the files in it."),
        ("../out.yaml", "outside-root", "`../out.yaml` lies outside", "--root"),
        ("'../o*.yaml'", "outside-root", "`../out.yaml` lies outside", "--root"),
        ("'../none*.yaml'", "include-empty", "No file matches", ""),
        ("/etc/hostname", "outside-root", "lies outside", "--root"),
        ("link.yaml", "outside-root", "`link.yaml` lies outside", "--root"),
        ("folder/out.yaml", "outside-root", "`folder/out.yaml` lies outside", "--root"),
        ("storyboard.yaml", "include-circle", "storyboard.yaml includes storyboard.yaml.", ""),
        ("dead.yaml", "include-missing", "There is no file dead.yaml.", ""),
    ],
)
def test_a_wrong_include_is_told_where_it_is_written(
    tmp_path: Path, include: str, code: str, detail: str, help: str
) -> None:
    (tmp_path / "out.yaml").write_text(scene("secret"))
    file = write(
        tmp_path / "film", f"{TOP}include:\n  - a.yaml\n  - {include}\n", {"a.yaml": "", "parts/b.yaml": "x-a: 1"}
    )
    (file.parent / "empty").mkdir()
    (file.parent / "link.yaml").symlink_to(tmp_path / "out.yaml")
    (file.parent / "dead.yaml").symlink_to(file.parent / "nowhere.yaml")
    (file.parent / "folder").symlink_to(tmp_path)
    (found,) = [problem for problem in load(file).problems if problem.code != "empty-file"]
    assert found.code == code
    assert detail in found.detail
    assert help in found.help
    assert "out.yaml" not in found.help
    assert found.place is not None
    assert (found.place.file, found.place.line, found.place.column) == ("storyboard.yaml", 5, 5)


def test_a_circle_of_files_is_told_file_by_file(tmp_path: Path) -> None:
    files: Files = {"a.yaml": "include: b.yaml\n", "b.yaml": "x-a: 1\ninclude: a.yaml\n"}
    (found,) = load(write(tmp_path, TOP + "include: a.yaml\n", files)).problems
    assert (found.code, found.detail) == ("include-circle", "a.yaml includes b.yaml includes a.yaml.")
    assert found.place is not None
    assert (found.place.file, found.place.line) == ("b.yaml", 2)


def test_an_id_in_two_files_is_told_with_both_places(tmp_path: Path) -> None:
    files: Files = {
        "a.yaml": "characters:\n  mira: {}\n" + scene("one"),
        "b.yaml": "subjects: {mira: {}}\n" + scene("one"),
    }
    found = load(write(tmp_path, TOP + "include: [a.yaml, b.yaml]\n", files)).problems
    assert [(one.code, one.place and one.place.file) for one in found] == [("duplicate-id", "b.yaml")] * 2
    assert "a.yaml:2:3" in found[0].detail
    assert "a.yaml:3:15" in found[1].detail


def test_a_part_says_nothing_about_the_whole_film(tmp_path: Path) -> None:
    (found,) = load(write(tmp_path, TOP + "include: a.yaml\n", {"a.yaml": "x-a: 1\nbudget: {credits: 3}\n"})).problems
    assert (found.code, found.place and (found.place.file, found.place.line)) == ("unknown-key", ("a.yaml", 2))


def test_a_file_that_is_not_yaml_is_told_beside_the_others(tmp_path: Path) -> None:
    files: Files = {"a.yaml": b"\xff\xfe\xfa", "b.yaml": "scenes: [\n", "c.yaml": scene("c")}
    loaded = load(write(tmp_path, TOP + "include: [a.yaml, b.yaml, c.yaml]\n", files))
    assert [(one.code, one.place and one.place.file) for one in loaded.problems] == [
        ("not-utf8", "a.yaml"),
        ("yaml-syntax", "b.yaml"),
    ]
    assert loaded.storyboard is not None
    assert [one.id for one in loaded.storyboard.scenes] == ["c"]


def test_templates_beside_the_storyboard_stand_above_the_shipped_ones(tmp_path: Path) -> None:
    loaded = load(write(tmp_path, TOP, {"templates/shot.j2": "own", "templates/new.j2": "new", "templates/x.txt": ""}))
    templates = dict(loaded.templates)
    assert (templates["shot.j2"], templates["new.j2"]) == ("own", "new")
    assert "roles.j2" in templates
    assert "x.txt" not in templates


def test_a_template_outside_the_root_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "secret.j2").write_text("secret")
    file = write(tmp_path / "film", TOP, {"templates/own.j2": "own"})
    (file.parent / "templates" / "shot.j2").symlink_to(tmp_path / "secret.j2")
    loaded = load(file)
    # Without a place, so that not even a line of it is shown.
    assert [(one.code, one.place) for one in loaded.problems] == [("outside-root", None)]
    assert "`templates/shot.j2` lies outside" in loaded.problems[0].detail
    assert "secret" not in dict(loaded.templates)["shot.j2"]
    assert load(file, root=tmp_path).problems == ()
