"""`diff`: plans, files and revisions of a real git repository, as text, JSON and Markdown."""

import json
import os
import subprocess
import tempfile
from pathlib import Path

import pytest

from tests.cli.desk import STORYBOARD, Desk

CHANGED = STORYBOARD.replace("lights the lamp", "snuffs the lamp")
INCLUDING = "storyboard: 1\ntitle: T\ninclude: [scenes/*.yaml]\ndefaults: {duration: 4, resolution: 480p}\n"
SCENE = """\
scenes:
  - id: lamp
    refs: [{image: ../sky.png, role: the light}]
    shots:
      - {id: wide, action: She climbs.}
      - {id: close, action: She waits.}
"""
ONE = STORYBOARD.split("\n      - {id: close", maxsplit=1)[0] + "\n"


def git(folder: Path, *argv: str) -> str:
    who = {"NAME": "A", "EMAIL": "a@example.com", "DATE": "2026-01-01T00:00:00Z"}
    environ = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in who.items()}
    alone = {**os.environ, **environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(["git", *argv], cwd=folder, env=alone, capture_output=True, text=True, check=True)
    return done.stdout


def commit(folder: Path, tag: str) -> None:
    git(folder, "add", "--all", ".")
    git(folder, "commit", "--quiet", "-m", tag)
    git(folder, "tag", tag)


@pytest.fixture
def repo(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Give a desk in a repository whose first commit, `first`, has the storyboard; all else is new to it."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(desk.folder.parent))
    git(desk.folder, "init", "--quiet", "-b", "main")
    commit(desk.folder, "first")
    return desk


def left_behind() -> list[Path]:
    return sorted(Path(tempfile.gettempdir()).glob("storyboard-*"))


def test_one_file_is_compared_with_the_last_commit(repo: Desk) -> None:
    repo.write(CHANGED)
    said = repo("diff", "film.yaml")
    assert (said.code, said.err) == (0, "")
    assert [line.split() for line in said.out.splitlines()] == [
        "HEAD:film.yaml → film.yaml".split(),
        [],
        ["lamp"],
        "~ lamp/close its action changed: “lights” became “snuffs” 2.8 credits".split(),
        [],
        "1 changed, 1 unchanged; about 2.8 credits to make (4 s)".split(),
    ]


def test_nothing_changed_is_said(repo: Desk) -> None:
    said = repo("diff", "film.yaml")
    assert (said.code, said.out.splitlines()[-1]) == (0, "2 unchanged; nothing to make")


def test_two_files_need_no_repository(desk: Desk) -> None:
    desk.write(CHANGED, "b.yaml")
    said = desk("diff", "film.yaml", "b.yaml", "--json")
    assert (said.code, said.json["before"], said.json["after"]) == (0, "film.yaml", "b.yaml")
    assert said.json["counts"]["changed"] == 1


def test_two_revisions(repo: Desk) -> None:
    repo.write(CHANGED)
    commit(repo.folder, "second")
    repo.write("storyboard: what is here does not matter\n")
    said = repo("diff", "first:film.yaml", "main:film.yaml", "--json")
    assert (said.code, said.json["before"], said.json["after"]) == (0, "first:film.yaml", "main:film.yaml")
    assert said.json["shots"][1]["changes"][0]["after"].endswith("snuffs the lamp.")
    back = repo("diff", "main^{/second}:film.yaml", "HEAD~1:film.yaml", "--json")
    assert back.json["shots"][1]["changes"][0]["before"].endswith("snuffs the lamp.")


def test_a_bare_revision_is_that_of_the_other_file(repo: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.write(CHANGED)
    for before, after, names in (
        ("HEAD", "film.yaml", ("HEAD:film.yaml", "film.yaml")),
        ("film.yaml", "first", ("film.yaml", "first:film.yaml")),
    ):
        said = repo("diff", before, after, "--json")
        assert (said.code, (said.json["before"], said.json["after"])) == (0, names)
        assert said.json["counts"]["changed"] == 1
    repo.write(CHANGED, "sub/film.yaml")
    commit(repo.folder, "second")
    assert repo("diff", "first", "main:film.yaml", "--json").json["before"] == "first:film.yaml"
    assert repo("diff", "main:film.yaml", "first", "--json").json["counts"]["changed"] == 1
    assert repo("diff", "main^{/second}", "sub/film.yaml", "--json").json["before"] == "main^{/second}:sub/film.yaml"
    monkeypatch.chdir(repo.folder / "sub")
    assert repo("diff", "second", "../film.yaml", "--json").json["before"] == "second:film.yaml"


def test_a_file_wins_over_a_revision_of_its_name(repo: Desk) -> None:
    repo.write(CHANGED, "first")
    assert repo("diff", "first", "film.yaml", "--json").json["before"] == "first"
    assert repo("diff", "first", "film.yaml", "--json").json["counts"]["changed"] == 1


def test_two_bare_revisions_ask_for_the_file(repo: Desk) -> None:
    said = repo("diff", "first", "HEAD")
    assert (said.code, said.out) == (2, "")
    assert "first and HEAD name no file" in said.err
    assert "first HEAD:path/of/storyboard.yaml" in said.err


def test_what_is_neither_file_nor_revision_is_said(repo: Desk) -> None:
    for words in ("nope", "--help-me"):
        said = repo("diff", "--", words, "film.yaml")
        assert (said.code, f"There is no file or revision {words}" in said.err) == (2, True)


@pytest.mark.parametrize("dots", ["", "./"])
def test_two_revisions_in_a_bare_repository(repo: Desk, monkeypatch: pytest.MonkeyPatch, dots: str) -> None:
    repo.write(CHANGED)
    commit(repo.folder, "second")
    expected = repo("diff", "first:film.yaml", "second:film.yaml").out
    git(repo.folder, "clone", "--quiet", "--bare", ".", "served.git")
    monkeypatch.chdir(repo.folder / "served.git")
    before = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    said = repo("diff", f"first:{dots}film.yaml", f"second:{dots}film.yaml")
    assert (said.code, said.err, said.out) == (0, "", expected)
    assert "1 changed" in said.out
    assert {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()} == before


def test_a_saved_plan_with_a_file_and_a_revision(repo: Desk) -> None:
    repo("plan", "film.yaml", "-o", "plan.json")
    repo.write(CHANGED)
    assert repo("diff", "plan.json", "film.yaml", "--json").json["counts"]["changed"] == 1
    assert repo("diff", "plan.json", "HEAD:film.yaml", "--json").json["counts"]["unchanged"] == 2
    commit(repo.folder, "second")
    assert repo("diff", "second:plan.json", "plan.json", "--json").json["counts"]["unchanged"] == 2


def test_a_plan_is_known_by_what_it_says_not_by_its_name(desk: Desk) -> None:
    desk("plan", "film.yaml", "-o", "reviewed.plan")
    assert desk("diff", "reviewed.plan", "film.yaml").code == 0


def test_what_was_made_does_not_matter(repo: Desk, quick_sandbox: list[object]) -> None:
    assert repo("run", "film.yaml", "--poll-interval", "0.1").code == 0
    repo.write(CHANGED)
    assert repo("diff", "film.yaml", "--json").json["cost"]["credits"] == pytest.approx(2.8)


def test_includes_templates_and_pictures_are_those_of_the_revision(desk: Desk, repo: Desk) -> None:
    from tests.support.films import REFS

    picture = (REFS / "mira-front.png").read_bytes()
    repo.write(INCLUDING, "sub/film.yaml")
    repo.write(SCENE, "sub/scenes/one.yaml")
    repo.write(picture, "sub/sky.png")
    commit(repo.folder, "second")
    repo.write((REFS / "tom.png").read_bytes(), "sub/sky.png")
    repo.write(SCENE.replace("She waits", "He waits"), "sub/scenes/one.yaml")
    said = repo("diff", "sub/film.yaml")
    assert (said.code, said.err) == (0, "")
    told = " ".join(said.out.split())
    assert "~ lamp/wide sky.png changed" in told
    assert "~ lamp/close its action changed: “She” became “He”; sky.png changed" in told
    (repo.folder / "sub" / "scenes" / "one.yaml").unlink()
    repo.write("", "sub/scenes/none.yaml")
    assert repo("diff", "second:sub/film.yaml", "HEAD:sub/film.yaml").code == 0


def test_files_that_archives_leave_out_are_there(repo: Desk) -> None:
    from tests.support.films import REFS

    repo.write(INCLUDING, "sub/film.yaml")
    repo.write(SCENE, "sub/scenes/one.yaml")
    repo.write((REFS / "mira-front.png").read_bytes(), "sub/sky.png")
    repo.write("*.png export-ignore\n", ".gitattributes")
    commit(repo.folder, "second")
    said = repo("diff", "sub/film.yaml")
    assert (said.code, said.out.splitlines()[-1], said.err) == (0, "2 unchanged; nothing to make", "")


def test_paths_from_a_folder_below_the_top(repo: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    repo.write(STORYBOARD, "sub/film.yaml")
    commit(repo.folder, "second")
    repo.write(CHANGED, "sub/film.yaml")
    monkeypatch.chdir(repo.folder / "sub")
    for words in ("second:./film.yaml", "second:sub/film.yaml", "second:../sub/film.yaml"):
        said = repo("diff", words, "film.yaml", "--json")
        assert (said.code, said.json["before"]) == (0, "second:sub/film.yaml")
        assert said.json["counts"]["changed"] == 1
    assert repo("diff", "first:./film.yaml", "film.yaml").code == 2


def test_a_revision_is_one_of_the_other_sides_repository_where_here_is_none(
    repo: Desk, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", f"{repo.folder.parent}{os.pathsep}{outside.parent}")
    repo.write(CHANGED)
    monkeypatch.chdir(outside)
    there = str(repo.folder / "film.yaml")
    for sides in (["HEAD:film.yaml", there], [there, "HEAD:./film.yaml"]):
        said = repo("diff", *sides, "--json")
        assert (said.code, said.json["counts"]["changed"]) == (0, 1)


def test_a_root_wider_than_the_folder_holds_in_both(repo: Desk) -> None:
    from tests.support.films import REFS

    repo.write((REFS / "mira-front.png").read_bytes(), "shared/sky.png")
    outside = ONE.replace("images: [https://cdn.example.com/mira.png]", "images: [../shared/sky.png]")
    repo.write(outside, "sub/film.yaml")
    commit(repo.folder, "second")
    repo.write((REFS / "tom.png").read_bytes(), "shared/sky.png")
    assert repo("diff", "sub/film.yaml").code == 3
    for root in (".", "..", str(repo.folder)):
        said = repo("diff", "sub/film.yaml", "--root", root)
        assert (said.code, said.err) == (0, "")
        assert "../shared/sky.png changed" in said.out


def test_profiles_and_variables_hold_for_both(repo: Desk) -> None:
    told = STORYBOARD.replace("scenes:", "variables: {weather: Rain}\nprofiles: {final: {takes: 3}}\nscenes:")
    repo.write(told.replace("last stairs.", "last stairs. {{ weather }}."))
    commit(repo.folder, "second")
    repo.write(told.replace("last stairs.", "first stairs. {{ weather }}."))
    data = repo("diff", "film.yaml", "--profile", "final", "--var", "weather=Snow", "--json").json
    assert data["cost"]["credits"] == pytest.approx(8.4)
    assert data["shots"][0]["changes"][0]["after"].endswith("first stairs. Snow.")
    said = repo("diff", "first:film.yaml", "film.yaml", "--profile", "final")
    assert said.code == 2
    assert "first:film.yaml: There is no profile 'final'" in said.err


def test_markdown_for_a_pull_request(repo: Desk) -> None:
    repo.write(CHANGED)
    said = repo("diff", "film.yaml", "--format", "markdown")
    assert said.code == 0
    assert said.out == (
        "**HEAD:film.yaml → film.yaml**: 1 changed, 1 unchanged; about 2.8 credits to make (4 s)\n"
        "\n<details>\n<summary><b>lamp</b>: 1 changed</summary>\n\n"
        "- `~` **lamp/close** (2.8 credits): its action changed: “lights” became “snuffs”\n"
        "\n</details>\n"
    )


def test_json_by_both_its_names(repo: Desk) -> None:
    assert repo("diff", "film.yaml", "--json").out == repo("diff", "film.yaml", "--format", "json").out


# Wrong use, and storyboards that are wrong


def test_of_a_renamed_file_the_names_that_it_may_have_had_are_told(repo: Desk) -> None:
    git(repo.folder, "mv", "film.yaml", "tale.yaml")
    said = repo("diff", "tale.yaml")
    assert "There is no file tale.yaml in HEAD" in said.err
    assert "it may have had another name: HEAD:film.yaml." in " ".join(said.err.split())
    assert repo("diff", "HEAD:film.yaml", "tale.yaml").out.startswith("HEAD:film.yaml → tale.yaml")


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["film.yaml", "nobody.yaml"], "There is no file nobody.yaml"),
        (["nobody.yaml"], "There is no file nobody.yaml"),
        (["HEAD~9", "film.yaml"], "There is no file or revision HEAD~9"),
        (["film.yaml", "no-such-branch"], "There is no file or revision no-such-branch"),
        (["."], "There is no file ."),
        (["nothing:film.yaml", "film.yaml"], "There is no revision 'nothing' in this repository"),
        (["HEAD~1:film.yaml", "film.yaml"], "There is no revision 'HEAD~1'"),
        (["HEAD:nobody.yaml", "film.yaml"], "There is no file nobody.yaml in HEAD"),
        (["HEAD:../film.yaml", "film.yaml"], "names no file in the repository"),
        (["HEAD:/film.yaml", "film.yaml"], "names no file in the repository"),
        (["HEAD:.", "film.yaml"], "names no file in the repository"),
        (["HEAD:sub", "film.yaml"], "HEAD:sub is a folder"),
        (["HEAD:link.yaml", "film.yaml"], "HEAD:link.yaml is a link to what lies outside"),
        (["HEAD:", "film.yaml"], "There is no file HEAD:"),
        ([":film.yaml", "film.yaml"], "There is no file :film.yaml"),
        (["new.yaml"], "There is no file new.yaml in HEAD"),
        (["bad.json", "film.yaml"], "bad.json is not a plan"),
        (["HEAD:bad.json", "film.yaml"], "HEAD:bad.json is not a plan"),
        (["binary.json", "film.yaml"], "binary.json is not a plan: it is no text in UTF-8"),
        (["film.yaml", "--format", "html"], "'html' is not one of"),
        ([], "Missing argument"),
    ],
)
def test_wrong_use_is_told(repo: Desk, argv: list[str], words: str) -> None:
    repo.write("{}", "bad.json")
    repo.write(b"\xff\xfe", "binary.json")
    repo.write(STORYBOARD, "sub/film.yaml")
    (repo.folder / "link.yaml").symlink_to("/etc/hostname")
    git(repo.folder, "add", "--all")
    git(repo.folder, "commit", "--quiet", "--amend", "-m", "first")
    repo.write(STORYBOARD, "new.yaml")
    before = left_behind()
    said = repo("diff", *argv)
    assert (said.code, said.out) == (2, "")
    assert words in said.err
    assert "/tree/" not in said.err
    assert left_behind() == before


def test_an_option_in_a_revision_is_none(repo: Desk) -> None:
    said = repo("diff", "--", "--output=x:film.yaml", "film.yaml")
    assert (said.code, said.out) == (2, "")
    assert not (repo.folder / "x").exists()


def test_no_repository_is_told(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(desk.folder.parent))
    for argv in (["film.yaml"], ["HEAD:film.yaml", "film.yaml"]):
        said = desk("diff", *argv)
        assert (said.code, said.out) == (2, "")
        assert "git says: not a git repository" in said.err


def test_no_git_is_told(repo: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(repo.folder))
    said = repo("diff", "film.yaml")
    assert (said.code, said.out) == (2, "")
    assert "There is no `git` here" in said.err


def test_a_plan_changed_by_hand_is_refused(desk: Desk) -> None:
    desk("plan", "film.yaml", "-o", "plan.json")
    plan = (desk.folder / "plan.json").read_text(encoding="utf-8")
    desk.write(plan.replace("lights", "snuffs"), "plan.json")
    assert desk("diff", "plan.json", "film.yaml").code == 5


def test_problems_are_told_for_the_side_that_has_them(repo: Desk) -> None:
    repo.write(STORYBOARD.replace("style:", "stile:"))
    commit(repo.folder, "second")
    repo.write(STORYBOARD.replace("title:", "tittle:"))
    said = repo("diff", "film.yaml")
    assert (said.code, said.out) == (3, "")
    old, _, new = said.err.partition("\nfilm.yaml cannot be compared:")
    assert "HEAD:film.yaml cannot be compared:" in old
    assert "--> HEAD:film.yaml:3:1" in old
    assert "--> film.yaml:2:1" in new
    assert "storyboard-" not in said.err
    repo.write(STORYBOARD)
    alone = repo("diff", "film.yaml")
    assert alone.code == 3
    assert "\nfilm.yaml cannot be compared" not in alone.err
    assert repo("diff", "first:film.yaml", "film.yaml").code == 0


def test_nothing_in_the_repository_changes(repo: Desk) -> None:
    repo.write(CHANGED)
    repo.write("#!/bin/sh\ntouch started\n", ".git/hooks/post-index-change").chmod(0o755)
    before, files = left_behind(), repo.files()
    index = (repo.folder / ".git" / "index").read_bytes()
    assert repo("diff", "film.yaml").code == 0
    assert (repo.folder / ".git" / "index").read_bytes() == index
    assert repo.files() == files
    assert left_behind() == before


def test_the_page_and_the_output_agree(repo: Desk) -> None:
    from tests.pages import ROOT, read

    page = read(ROOT / "docs" / "plan.md")
    data = json.loads(repo("diff", "film.yaml", "--json").out)
    keys = {*data, *data["counts"], *data["cost"], *data["shots"][0]}
    assert sorted(key for key in keys if f"`{key}`" not in page) == []
