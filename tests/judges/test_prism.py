"""A whole production passes an independent judge, who is shown to refuse what is planted on either side of it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from itertools import starmap
from pathlib import Path
from typing import Any

import httpx
import pytest

from storyboard.hashes import sha256_bytes
from storyboard.plan.lock.lock_file import LOCK, Lock, Pin, write_lock
from tests.cli.desk import KEY, Desk
from tests.judges.openapi import MODEL, PAGE, described
from tests.judges.prism import Judge, judging, need_prism
from tests.provider.models import model_data
from tests.sandbox.talk import MINI
from tests.support.faults import ROOT

pytestmark = pytest.mark.slow

WEB = "https://cdn.example.com"
# Every kind of reference, every optional field, several takes; all of it public, as a remote API needs it.
FILM = f"""\
storyboard: 1
title: The Keeper
style: 35 mm film, hard side light
provider: {{client_source: judged, webhook_url: "https://example.com/hook", unlimited: false}}
defaults: {{duration: 4, resolution: 480p}}
characters:
  mira:
    name: Mira
    description: a lighthouse keeper in her sixties
    images: [{WEB}/mira.png, {{src: {WEB}/storm.png, avatar_id: avatar-1}}]
    voice: {WEB}/mira.mp3
    motion: {WEB}/walk.mp4
  tom: {{name: Tom, subject_id: subj_1, images: [{WEB}/tom.png, {WEB}/tom-side.png]}}
scenes:
  - id: lamp
    characters: [mira]
    shots:
      - {{id: wide, action: "{{{{ mira }}}} climbs the last stairs.", takes: 2}}
      - {{id: close, action: "{{{{ mira }}}} lights it.", aspect_ratio: adaptive, generate_audio: false, after: [wide]}}
      - id: all
        characters: [{{mira: {{motion: true}}}}, tom]
        action: "{{{{ mira }}}} and {{{{ tom }}}} wait for the boat."
        resolution: 720p
        dialogue: [{{who: mira, line: There it is.}}]
        refs:
          - {{image: {WEB}/quay.jpg, role: the colours}}
          - {{video: {WEB}/crane.mp4, role: the camera movement}}
          - {{audio: {WEB}/beat.mp3, role: the rhythm}}
"""
# How long what lies at a URL lasts is paid for, so it has to be known: a lock says it.
MOVING = {"walk.mp4": "video", "crane.mp4": "video", "mira.mp3": "audio", "beat.mp3": "audio"}
RUN = ("--target", "pollo", "--yes", "--poll-interval", "0.1")


@contextmanager
def sandbox(folder: Path) -> Iterator[str]:
    """Run the stand-in, which draws the smallest clips, while the block runs."""
    command = [sys.executable, "-m", "tests.sandbox.child", str(folder), "clip"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


@contextmanager
def judged(folder: Path, document: dict[str, Any]) -> Iterator[tuple[Judge, Path]]:
    """Hand out the judge before a stand-in, and the folder in which that keeps the tasks it took."""
    need_prism()
    with sandbox(folder / "box") as upstream, judging(document, upstream=upstream, folder=folder / "judge") as judge:
        yield judge, folder / "box" / "tasks"


def pinned(name: str, kind: str) -> Pin:
    size: dict[str, Any] = {"width": 1280, "height": 720, "fps": 24.0} if kind == "video" else {}
    format = name.partition(".")[2]
    return Pin(
        path=f"{WEB}/{name}", sha256=sha256_bytes(name.encode()), bytes=9, kind=kind, format=format, seconds=3.0, **size
    )


def ask(judge: Judge, path: str, body: object, **headers: str) -> httpx.Response:
    return httpx.post(f"{judge.url}{path}", json=body, headers={"x-api-key": KEY, **headers}, timeout=30)


def reasons(answer: httpx.Response) -> str:
    return json.dumps([answer.json().get("validation"), answer.headers.get("sl-violations")])


def sent(tasks: Path) -> list[dict[str, Any]]:
    read = (json.loads(path.read_text(encoding="utf-8")) for path in tasks.glob("*.json"))
    return [json.loads(task["input"]) for task in read]


def test_a_whole_production_passes_the_judge_skipped_only_where_npm_cannot_be_reached(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLLO_API_KEY", KEY)
    desk.write(FILM)
    desk.write(write_lock(Lock(pins=tuple(starmap(pinned, MOVING.items())))), LOCK)
    with judged(tmp_path, described()) as (judge, tasks):
        said = desk("run", "film.yaml", "--base-url", judge.url, *RUN)
        assert said.code == 0, said.err
        assert judge.violations() == []
        kinds = {ref["type"] for given in sent(tasks) for ref in given["refs"]}
        assert sorted(given.get("videoNum", 1) for given in sent(tasks)) == [1, 1, 2]
    assert kinds == {"image", "subject", "video", "audio"}
    (where,) = (tmp_path / "build" / "film").glob("pollo@*")
    shots = desk.manifest(where.name)["shots"]
    assert {shot["status"] for shot in shots.values()} == {"done"}
    assert sum(len(shot["takes"]) for shot in shots.values()) == 4


def good() -> dict[str, Any]:
    ref = {"type": "image", "name": "Image1", "image": f"{WEB}/mira.png", "order": 1}
    given = {"prompt": "x", "duration": 4, "resolution": "480p", "aspectRatio": "16:9", "refs": [ref]}
    return {"input": given}


WRONG: dict[str, tuple[tuple[str | int, ...], object]] = {
    "a length of no model": (("input", "duration"), 3),
    "an unknown key": (("input", "seed"), 7),
    "an unknown key of a reference": (("input", "refs", 0, "weight"), 1),
    "a name too long": (("input", "refs", 0, "name"), "x" * 65),
    "no references": (("input", "refs"), []),
    "five takes": (("input", "videoNum"), 5),
    "no prompt": (("input", "prompt"), ""),
}


def planted(at: tuple[str | int, ...], value: object) -> dict[str, Any]:
    body = good()
    place: Any = body
    for key in at[:-1]:
        place = place[key]
    place[at[-1]] = value
    return body


def test_the_judge_refuses_every_planted_body_and_passes_none_on_skipped_only_where_npm_cannot_be_reached(
    tmp_path: Path,
) -> None:
    with judged(tmp_path, described()) as (judge, tasks):
        for path in (MINI, model_data(MODEL)["quote_path"]):
            assert ask(judge, path, good()).status_code == 200
            for name, (at, value) in WRONG.items():
                answer = ask(judge, path, planted(at, value))
                assert answer.status_code == 422, name
                assert str(at[-1]) in reasons(answer), name
        assert ask(judge, MINI, good(), **{"x-api-key": ""}).status_code == 401
        assert len(sent(tasks)) == 1
        assert len(judge.violations()) >= 2 * len(WRONG)


def test_the_judge_finds_an_answer_that_is_not_as_described_skipped_only_where_npm_cannot_be_reached(
    tmp_path: Path,
) -> None:
    """The same stand-in before a document that says otherwise: credits as text."""
    document = deepcopy(described())
    answer = document["paths"]["/credit/balance"]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    answer["properties"]["data"]["properties"]["availableCredits"] = {"type": "string"}
    with judged(tmp_path, document) as (judge, _):
        said = httpx.get(f"{judge.url}/credit/balance", headers={"x-api-key": KEY}, timeout=30)
        assert said.status_code == 500
        assert "availableCredits" in reasons(said)


@pytest.mark.skipif(PAGE is None, reason="the vendor's page is not beside this checkout")
def test_the_document_of_the_profile_is_that_of_the_page_skipped_where_that_page_is_not_beside_the_checkout() -> None:
    assert described(page=None) == described()
