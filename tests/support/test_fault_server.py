"""The misbehaving server does what it is told, and counts; else no test that leans on it would prove a thing."""

import io
from pathlib import Path
from typing import Any

import av
import httpx
import pytest

from tests.support.faults import FaultServer, fault_server

PATH = "/generation/bytedance/seedance-2-0-mini/ref2video"
BODY = {"input": {"prompt": "x", "duration": 4, "videoNum": 2}}

ANSWERS: list[tuple[Any, int, str]] = [
    ("accept", 200, "SUCCESS"),
    ("flat", 200, '"taskId": "task-1"'),
    ({"do": "429", "retry_after": 3}, 429, "RATE_LIMIT"),
    ("429-parallel", 429, "PARALLEL_TASK_LIMIT_REACHED"),
    ("500-before", 500, "INTERNAL"),
    ("500-after", 500, "INTERNAL"),
    ("500-with-task", 500, "task-6"),
    ("503-html", 503, "<html>busy"),
    ("503-cloudflare", 503, "Just a moment"),
    ("broken-json", 200, '{"code":"SUCCESS","data":{"taskI'),
    ("403-credits", 403, "Not enough credits"),
]
TORN = ["reset-before", "reset-after"]


def test_each_word_gets_its_answer_and_every_submission_is_counted(tmp_path: Path) -> None:
    script = [step for step, _, _ in ANSWERS] + TORN
    with fault_server(tmp_path, script=script) as server, httpx.Client(base_url=server.base_url) as client:
        for _, status, text in ANSWERS:
            answer = client.post(PATH, json=BODY)
            assert (answer.status_code, text in answer.text) == (status, True), answer.text
        for _ in TORN:
            with pytest.raises(httpx.TransportError):
                client.post(PATH, json=BODY)
        assert len(server.submissions()) == len(script)
        assert _made(server, client, len(script)) == [0, 1, 5, 6, 9, 12]


def _made(server: FaultServer, client: httpx.Client, count: int) -> list[int]:
    return [n for n in range(count) if client.get(f"/generation/task-{n}/status").status_code == 200]


def test_a_task_passes_to_its_end_and_its_clips_are_as_told(tmp_path: Path) -> None:
    step = {"do": "accept", "takes": ["succeed", "failed"], "status_faults": ["500"], "clips": ["cut"]}
    with fault_server(tmp_path, script=[step], polls=1) as server, httpx.Client(base_url=server.base_url) as client:
        client.post(PATH, json=BODY)
        client.post(PATH, json=BODY)
        polls = [client.get("/generation/task-0/status") for _ in range(3)]
        assert [poll.status_code for poll in polls] == [500, 200, 200]
        last = polls[-1].json()["data"]["generations"]
        assert [one["status"] for one in last] == ["succeed", "failed"]
        assert len(client.get(last[0]["url"]).content) < len(_good_clip(client))


def test_a_hanging_answer_may_hide_a_task_or_none(tmp_path: Path) -> None:
    script: list[Any] = ["hang", "hang-before", {"do": "slow", "seconds": 0}]
    with fault_server(tmp_path, script=script) as server, httpx.Client(base_url=server.base_url) as client:
        for _ in range(2):
            with pytest.raises(httpx.ReadTimeout):
                client.post(PATH, json=BODY, timeout=0.5)
        assert client.post(PATH, json=BODY).status_code == 200
        assert _made(server, client, 3) == [0, 2]


def _good_clip(client: httpx.Client) -> bytes:
    client.get("/generation/task-1/status")
    answer = client.get("/generation/task-1/status")
    clip = client.get(answer.json()["data"]["generations"][1]["url"]).content
    with av.open(io.BytesIO(clip), "r") as container:
        assert len(list(container.decode(video=0))) == 96
    return clip
