"""What has to hold once a film that died has been run to its end: each broken law is a sentence.

The ledger is read with plain SQL and the clips are compared with those that the server gives, so that nothing of the
program judges itself.
"""

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.run.films import KEY, clip_of
from tests.torture.film import Run, plan_of

_PAID = "a.origin != 'sandbox'"
_TAKES = "SELECT t.*, a.state, a.task_id FROM takes t JOIN attempts a ON a.id = t.attempt"
_UNFINISHED = re.compile(r"\.part|\.new$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of a film from outside of the program: the server's tasks, the ledger's rows, the manifest,
    the lines of `storyboard.takes`.

    `wanted` takes are to be asked for with each prompt. `again` may be asked for beyond, `given_up` submissions and
    `failed` takes have to be there: what the user wanted so, or the provider.
    """

    folder: Path
    wanted: dict[str, int]
    again: int = 0
    given_up: int = 0
    failed: int = 0
    tasks: list[dict[str, Any]]
    attempts: list[dict[str, Any]]
    takes: list[dict[str, Any]]
    manifest: dict[str, Any]
    lines: list[dict[str, Any]]
    clips: set[str]


def facts_of(run: Run, tasks: list[dict[str, Any]]) -> Facts:
    """Gather the facts of a film; `tasks` are the server's."""
    return gather(run.folder, tasks, wanted=wanted_of(run), manifest=run.folder / "build" / "manifest.json")


def gather(folder: Path, tasks: list[dict[str, Any]], *, wanted: dict[str, int], manifest: Path, **more: int) -> Facts:
    """Gather the facts of what is in a folder; `more` is what `Facts` allows."""
    return Facts(
        folder=folder,
        wanted=wanted,
        tasks=tasks,
        attempts=rows(folder, f"SELECT * FROM attempts a WHERE {_PAID}"),
        takes=rows(folder, f"{_TAKES} WHERE {_PAID}"),
        clips={row["clip"] for row in rows(folder, "SELECT clip FROM takes") if row["clip"]},
        manifest=json.loads(manifest.read_text()),
        lines=[line for line in lines_of(folder) if "number" in line],
        **more,
    )


def lines_of(folder: Path) -> list[dict[str, Any]]:
    """Read the lines of `storyboard.takes`."""
    path = folder / "storyboard.takes"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def wanted_of(run: Run) -> dict[str, int]:
    """Count the takes that a film wants with each prompt."""
    return {f"the shot {call.id}": call.takes for call in plan_of(run).calls}


def rows(folder: Path, query: str) -> list[dict[str, Any]]:
    """Read rows of a film's ledger."""
    with closing(sqlite3.connect(folder / ".storyboard" / "ledger.sqlite3")) as db:
        db.row_factory = sqlite3.Row
        return [dict(row) for row in db.execute(query)]


def broken(facts: Facts) -> list[str]:
    """Say which laws are broken."""
    return [sentence for law in LAWS for sentence in law(facts)]


def doubles(wanted: dict[str, int], tasks: list[dict[str, Any]]) -> int:
    """Count the takes that the server was asked for beyond those wanted."""
    asked: Counter[str] = Counter()
    for task in tasks:
        asked[task["prompt"]] += task["takes"]
    return sum(max(0, count - wanted[prompt]) for prompt, count in asked.items())


def _paid_once(facts: Facts) -> Iterator[str]:
    if (count := doubles(facts.wanted, facts.tasks)) > facts.again:
        yield f"{count} takes were paid twice"


def _every_task_is_known(facts: Facts) -> Iterator[str]:
    bound = {attempt["task_id"] for attempt in facts.attempts}
    unknown = ("in-doubt", "abandoned")
    doubted = Counter(attempt["call"] for attempt in facts.attempts if attempt["state"] in unknown)
    for call, count in Counter(task["prompt"] for task in facts.tasks if task["task"] not in bound).items():
        if count > doubted[call.removeprefix("the shot ").split()[0]]:
            yield f"a task of {call} is neither in the ledger nor in doubt"


def _every_attempt_is_settled(facts: Facts) -> Iterator[str]:
    if (count := sum(attempt["state"] == "abandoned" for attempt in facts.attempts)) != facts.given_up:
        yield f"{count} submissions are given up, and {facts.given_up} should be"
    for attempt in facts.attempts:
        if attempt["state"] == "abandoned":
            continue
        if attempt["state"] not in ("final", "in-doubt"):
            yield f"the submission of {attempt['call']} is left {attempt['state']}"
        if (attempt["task_id"] is None) != (attempt["state"] == "in-doubt"):
            yield f"the submission of {attempt['call']} is {attempt['state']} with the task {attempt['task_id']}"


def _every_take_is_the_clip_of_its_task(facts: Facts) -> Iterator[str]:
    seconds = {task["task"]: task["seconds"] for task in facts.tasks}
    if (count := sum(take["status"] == "failed" for take in facts.takes)) != facts.failed:
        yield f"{count} takes have failed, and {facts.failed} should have"
    for take in facts.takes:
        if take["state"] in ("in-doubt", "abandoned") or take["status"] == "failed":
            continue
        clip = facts.folder / (take["clip"] or "nowhere")
        made = sha256(clip_of(seconds[take["task_id"]], f"{take['task_id']}/{take['idx']}")).hexdigest()
        if take["status"] != "done" or take["sha256"] != made or not clip.is_file():
            yield f"take {take['number']} of {take['shot']} is {take['status']}, its clip {take['clip']}"
        elif sha256(clip.read_bytes()).hexdigest() != made:
            yield f"{take['clip']} is not what the ledger has"


def _there_is_no_other_file(facts: Facts) -> Iterator[str]:
    known = {facts.folder / clip for clip in facts.clips}
    for path in facts.folder.rglob("*"):
        if _UNFINISHED.search(path.name) and ".storyboard" not in path.parts:  # there it goes after an hour
            yield f"{path.name} was left behind"
        if path.suffix == ".mp4" and "takes" in path.parts and path not in known:
            yield f"{path.name} is in no row of the ledger"


def _the_manifest_is_the_ledger(facts: Facts) -> Iterator[str]:
    fine = {"done", "in-doubt", "skipped"}
    if any(attempt["state"] == "in-doubt" for attempt in facts.attempts):
        fine.add("held")
    for shot in facts.manifest["shots"].values():
        if shot["status"] not in fine:
            yield f"a shot is {shot['status']}"
    told = Counter(
        (take["number"], take["status"], take["sha256"])
        for shot in facts.manifest["shots"].values()
        for take in shot["takes"]
    )
    asked = (take for take in facts.takes if take["state"] != "abandoned")  # what was asked for again is no take of it
    kept = Counter((take["number"], _status(take), take["sha256"]) for take in asked)
    if told != kept:
        yield "the manifest says otherwise than the ledger"
    if facts.manifest["finished"] is None:
        yield "the manifest is not finished"


def _the_file_for_git_is_the_ledger(facts: Facts) -> Iterator[str]:
    told = {(line["shot"], line["number"], line["status"], line["task_id"], line["sha256"]) for line in facts.lines}
    kept = {(take["shot"], take["number"], _status(take), take["task_id"], take["sha256"]) for take in facts.takes}
    if told != kept:
        yield "storyboard.takes says otherwise than the ledger"


def _status(take: dict[str, Any]) -> str:
    unknown = {"in-doubt": "in-doubt", "abandoned": "failed"}
    return unknown.get(take["state"], str(take["status"]))


def _the_key_is_nowhere(facts: Facts) -> Iterator[str]:
    for path in facts.folder.rglob("*"):
        if path.is_file() and KEY.encode() in path.read_bytes():
            yield f"the key is in {path.name}"


LAWS: tuple[Callable[[Facts], Iterator[str]], ...] = (
    _paid_once,
    _every_task_is_known,
    _every_attempt_is_settled,
    _every_take_is_the_clip_of_its_task,
    _there_is_no_other_file,
    _the_manifest_is_the_ledger,
    _the_file_for_git_is_the_ledger,
    _the_key_is_nowhere,
)
