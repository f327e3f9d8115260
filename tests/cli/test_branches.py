"""Two branches in git that each took a shot again: merged with the lines of both, nothing is lost and nothing made."""

import json
import re

from storyboard.run.takes.file import TAKES
from tests.cli.desk import STORYBOARD, Desk
from tests.cli.test_clone import Crew, crew, lines, server
from tests.support import git_folder

__all__ = ["crew", "server"]

SELECT = ("--select", "lamp/wide")


def merged(crew: Crew) -> str:
    """Merge the clone's branch into mine as git does; where it reports a conflict, keep the lines of both sides."""
    git_folder.git(crew.clone.folder, "commit", "-qam", "theirs")
    git_folder.git(crew.mine.folder, "commit", "-qam", "mine")
    git_folder.git(crew.mine.folder, "fetch", "-q", str(crew.clone.folder), "HEAD")
    merge = git_folder.git(crew.mine.folder, "merge", "-q", "FETCH_HEAD", check=False)
    path = crew.mine.folder / TAKES
    text = path.read_text(encoding="utf-8")
    if merge.returncode:
        assert "<<<<<<< " in text
        kept = [line for line in text.splitlines() if line[:7] not in ("<<<<<<<", "=======", ">>>>>>>")]
        path.write_text("".join(f"{line}\n" for line in kept), encoding="utf-8")
        git_folder.git(crew.mine.folder, "commit", "-qam", "both")
    return text


def begin(crew: Crew) -> None:
    """Make the film, commit it, and clone it."""
    crew.mine.write("build/\n.storyboard/\n", ".gitignore")
    assert crew.run(crew.mine).code == 0
    git_folder.git(crew.mine.folder, "init", "-q", "-b", "main")
    git_folder.git(crew.mine.folder, "add", "-A")
    git_folder.git(crew.mine.folder, "commit", "-qm", "first")
    for path in crew.clone.folder.iterdir():
        path.unlink()
    git_folder.git(crew.mine.folder, "clone", "-q", ".", str(crew.clone.folder))
    assert not (crew.clone.folder / "build").exists()


def retaken(crew: Crew, desk: Desk) -> None:
    said = crew(desk, "retake", "lamp/wide", "--yes", "--budget", "100", "--poll-interval", "0.1")
    assert said.code == 0, said.err


def test_both_branches_takes_are_kept_and_the_plan_makes_nothing(crew: Crew) -> None:
    begin(crew)
    for desk in (crew.mine, crew.clone):
        retaken(crew, desk)
    paid = crew.sent()
    told = {line["task_id"] for desk in (crew.mine, crew.clone) for line in lines(desk)}
    assert "<<<<<<< " in merged(crew), "git found no conflict: the test does not try what it says"
    assert set(crew.actions(crew.mine).values()) <= {"keep", "fetch"}
    assert crew(crew.mine, "plan", "--detailed-exitcode").code == 0
    assert crew.run(crew.mine).code == 0
    takes = [line for line in lines(crew.mine) if line["shot"] == "lamp/wide"]
    assert [line["number"] for line in takes] == [1, 2, 3]
    assert {line["task_id"] for line in lines(crew.mine)} == told
    assert crew.sent() == paid
    # A number means on both sides what it means on either, once both have the merge.
    git_folder.git(crew.mine.folder, "commit", "-qam", "numbers")
    git_folder.git(crew.clone.folder, "pull", "-q", str(crew.mine.folder), "HEAD")
    assert crew.run(crew.clone).code == 0
    assert lines(crew.clone) == lines(crew.mine)
    assert crew.sent() == paid
    shown = {take["number"]: take["sha256"] for take in crew.manifest(crew.clone)["shots"]["lamp/wide"]["takes"]}
    assert shown == {line["number"]: line["sha256"] for line in takes}


def test_two_decisions_for_one_address_are_a_problem_that_names_both_lines(crew: Crew) -> None:
    crew.mine.write(STORYBOARD.replace("{id: wide,", "{id: wide, takes: 2,"))
    begin(crew)
    assert crew.fetch(crew.clone).code == 0
    assert crew(crew.mine, "pick", "lamp/wide#1").code == 0
    assert crew(crew.clone, "approve", "lamp/wide#1").code == 0
    paid = crew.sent()
    merged(crew)
    both = [n for n, text in enumerate(read(crew.mine), start=1) if '"picked"' in text and "lamp/wide" in text]
    assert len(both) == 2
    for command in ("plan", "run"):
        said = crew(crew.mine, command, *(("--yes",) if command == "run" else ()))
        assert said.code == 3, said.err
        assert "Two lines decide on lamp/wide of film.yaml: " in said.err
        assert {f"line {n} {does} take 1" for n, does in zip(both, _verbs(crew, both), strict=True)} <= {
            *re.findall(r"line \d+ \w+ take 1", said.err)
        }
    assert crew.sent() == paid
    kept = [text for n, text in enumerate(read(crew.mine), start=1) if n != both[0]]
    crew.mine.write("".join(f"{text}\n" for text in kept), TAKES)
    assert crew.run(crew.mine).code == 0
    assert crew.sent() == paid


def _verbs(crew: Crew, lines: list[int]) -> list[str]:
    texts = read(crew.mine)
    return ["approves" if json.loads(texts[n - 1])["approved"] else "picks" for n in lines]


def read(desk: Desk) -> list[str]:
    return (desk.folder / TAKES).read_text(encoding="utf-8").splitlines()
