"""From a file to its plan: where things are, what a plan remembers, whose problems are told."""

from pathlib import Path

import pytest

from storyboard.plan.made import Made
from storyboard.problems import Place, Problem, ProblemsError, UsageError
from storyboard.rules import problem
from storyboard.run.takes.file import TAKES
from storyboard.stages.compiling import (
    Wanted,
    check_storyboard,
    compile_plan,
    out_folder,
    read_made_before,
    relocate,
    wanted_of,
)
from storyboard.stages.locking import check_online
from storyboard.stages.targets import POLLO, Aim
from tests.cli.desk import PICTURE, STORYBOARD

NEAR = "http://127.0.0.1:8000/api/platform"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "films" / "keeper.yaml"
    path.parent.mkdir()
    path.write_text(STORYBOARD, encoding="utf-8")
    return path


OUTS: list[tuple[dict[str, object], str]] = [
    ({}, "films/build/keeper/sandbox"),
    ({"profile": "draft"}, "films/build/keeper/sandbox-draft"),
    ({"aim": Aim(name=POLLO)}, "films/build/keeper/pollo"),
    ({"aim": Aim(name=POLLO, base_url=NEAR), "profile": "final"}, "films/build/keeper/pollo@127.0.0.1-8000-final"),
    ({"out": Path("elsewhere")}, "elsewhere/sandbox"),
]


@pytest.mark.parametrize(("given", "folder"), OUTS)
def test_what_is_made_has_its_place(given: dict[str, object], folder: str) -> None:
    wanted = Wanted(file=Path("films/keeper.yaml"), **given)  # type: ignore[arg-type]
    assert out_folder(wanted) == Path(folder)


def test_a_plan_knows_its_storyboard_from_where_it_is_saved(file: Path, tmp_path: Path) -> None:
    for saved in ("plan.json", "films/plan.json", "plans/of/today/plan.json"):
        plan, _ = compile_plan(Wanted(file=file), plan_file=tmp_path / saved)
        found = wanted_of(plan, plan_file=tmp_path / saved, base_url=None, out=None)
        assert (found.file, found.profile, found.aim) == (file, None, Aim())


def test_requests_are_a_function_of_the_files_alone(file: Path, tmp_path: Path) -> None:
    """Neither the folder one stands in, nor the target, nor where the plan is saved changes a request."""
    moved = tmp_path / "moved.yaml"
    moved.write_bytes(file.read_bytes())
    wishes = [Wanted(file=file), Wanted(file=file, aim=Aim(name=POLLO)), Wanted(file=moved)]
    plans = [compile_plan(wanted, made=Made())[0] for wanted in wishes]
    plans.append(compile_plan(Wanted(file=file), plan_file=tmp_path / "x" / "plan.json")[0])
    assert len({tuple((call.id, call.digest, call.body) for call in plan.calls) for plan in plans}) == 1


def test_problems_are_raised_together(file: Path) -> None:
    file.write_text(STORYBOARD.replace("style:", "stile:").replace(PICTURE, "nobody.png"), encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        compile_plan(Wanted(file=file))
    assert {one.code for one in caught.value.problems} == {"unknown-key", "missing-file"}
    assert {one.place.file for one in caught.value.problems if one.place} == {str(file)}


def test_what_cannot_be_read_there_is_told_with_the_rest(file: Path) -> None:
    (file.parent / "mira.png").symlink_to(file)
    file.write_text(STORYBOARD.replace(PICTURE, "nobody.png"), encoding="utf-8")
    with pytest.raises(ProblemsError) as caught:
        compile_plan(Wanted(file=file, aim=Aim(name=POLLO)))
    assert [one.code for one in caught.value.problems] == ["missing-file"]


def test_checking_raises_no_problem(file: Path) -> None:
    file.write_text(STORYBOARD.replace("style:", "stile:"), encoding="utf-8")
    assert [one.code for one in check_storyboard(Wanted(file=file))] == ["unknown-key"]
    assert check_storyboard(Wanted(file=file.parent / "keeper.yaml", profile=None)) != ()


def test_what_is_wrong_with_the_takes_is_told_beside_what_is_wrong_with_the_words(file: Path) -> None:
    file.write_text(STORYBOARD.replace("style:", "stile:").replace(f", images: [{PICTURE}]", ""), encoding="utf-8")
    takes = file.parent / TAKES
    takes.write_text("<<<<<<< HEAD\n=======\n>>>>>>> other\n", encoding="utf-8")
    for check in (check_storyboard, check_online):
        told = [one.place for one in check(Wanted(file=file)) if one.code == "takes-conflict"]
        assert [(place.file, place.line) for place in told if place] == [(str(takes), line) for line in (1, 2, 3)]
        assert "unknown-key" in {one.code for one in check(Wanted(file=file))}


def test_an_unknown_profile_is_wrong_usage(file: Path) -> None:
    with pytest.raises(UsageError, match="no profile 'draft'"):
        compile_plan(Wanted(file=file, profile="draft"))


def test_places_that_a_detail_names_are_seen_from_where_one_stands_too(tmp_path: Path) -> None:
    for name in ("b.yaml", "c.yaml"):
        (tmp_path / name).touch()
    own, *others = Place(file="b.yaml"), Place(file="b.yaml", line=13), Place(file="c.yaml"), Place(file="gone.yaml")
    detail = " ".join(map(str, (*others, own))) + " b.yaml:13:10"
    (found,) = relocate((problem("duplicate-id", place=own, detail=detail, named=(own, *others)),), tmp_path)
    here = str(tmp_path)
    assert found.detail == f"{here}/b.yaml:13:1 {here}/c.yaml:1:1 gone.yaml:1:1 {here}/b.yaml:1:1 b.yaml:13:10"
    assert [place.file for place in found.named] == [f"{here}/b.yaml"] * 2 + [f"{here}/c.yaml", "gone.yaml"]


def test_nothing_was_made_before_the_first_run(file: Path) -> None:
    assert read_made_before(Wanted(file=file)) == Made()
    assert [path.name for path in file.parent.iterdir()] == ["keeper.yaml"]


def test_problems_are_named_from_where_one_stands(tmp_path: Path) -> None:
    (tmp_path / "cast.yaml").touch()

    def at(name: str | None) -> Problem:
        return problem("missing-file", place=None if name is None else Place(file=name), detail="…")

    given = (at("cast.yaml"), at("not-there.yaml"), at(None))
    found = relocate(given, tmp_path)
    assert [one.place.file if one.place else None for one in found] == [
        str(tmp_path / "cast.yaml"),
        "not-there.yaml",
        None,
    ]
