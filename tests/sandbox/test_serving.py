"""The stand-in as a process of its own, on loopback, also when it is killed."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from storyboard.problems import UsageError
from storyboard.sandbox.app import create_app
from storyboard.sandbox.serving import serve
from tests.sandbox.talk import KEY, MINI, body

ROOT = Path(__file__).parents[2]
MOST_ASKED = 5000


@contextmanager
def served(folder: Path, how: str = "clip") -> Iterator[httpx.Client]:
    """Serve while the block runs, then kill."""
    command = [sys.executable, "-m", "tests.sandbox.child", str(folder), how]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        try:
            with httpx.Client(base_url=url, headers=KEY, timeout=30) as client:
                yield client
        finally:
            process.kill()


def _take(client: httpx.Client, task: str) -> dict[str, Any]:
    """Ask until the take is final."""
    for _ in range(MOST_ASKED):
        take: dict[str, Any] = client.get(f"/generation/{task}/status").json()["data"]["generations"][0]
        if take["status"] in ("succeed", "failed"):
            return take
    raise AssertionError("the take never became final")


def test_a_take_is_made_and_fetched_over_a_real_connection(tmp_path: Path) -> None:
    with served(tmp_path) as client:
        answer = client.post(MINI, json=body())
        take = _take(client, answer.json()["data"]["taskId"])
        assert take["url"].startswith(str(client.base_url))
        whole = client.get(take["url"])
        assert int(whole.headers["content-length"]) == len(whole.content)
        rest = client.get(take["url"], headers={"range": "bytes=100-"})
        assert (rest.status_code, rest.content) == (206, whole.content[100:])
        again = body(
            {"type": "video", "name": "Video1", "video": take["url"].replace("127.0.0.1", "localhost"), "order": 1}
        )
        assert client.post(MINI, json=again).status_code == 200


def test_a_server_that_was_killed_while_it_drew_draws_again(tmp_path: Path) -> None:
    with served(tmp_path, "stuck") as client:
        task = client.post(MINI, json=body()).json()["data"]["taskId"]
        paid = client.get("/credit/balance").json()["data"]
        answers = [client.get(f"/generation/{task}/status").json()["data"] for _ in range(4)]
        assert answers[-1]["generations"][0]["status"] == "processing"
    with served(tmp_path) as client:
        take = _take(client, task)
        assert take["status"] == "succeed"
        assert len(client.get(take["url"]).content) > len(b"half")
        assert client.get("/credit/balance").json()["data"] == paid


def test_a_port_that_is_taken_is_said_so(tmp_path: Path) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken, pytest.raises(UsageError, match="cannot listen on"):
        serve(create_app(tmp_path), port=taken.getsockname()[1])
