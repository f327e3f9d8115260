"""A server of its own that plays Pollo and outlives every run: it makes a task of each submission, and counts.

    python -m tests.torture.server FOLDER [--delay 0.03]

Each film has a part of the paths of its own, `/FILM/api/platform/…`, and `GET /FILM/told` tells what was submitted for
it; `GET /FILM/copy/OTHER` lets it begin with what was submitted for another. Of a prompt that says "fails" the first
task fails; before one that says "rings" is answered, webhooks name the film's earlier tasks at the port in
`FILM.hooks`. In the folder: `port`, once it listens; `arrived`, a byte longer for each submission, before it is
answered; the answer comes after the delay, so that there is a time in which a run can die with its submission in the
air, and not while there is a file `hold`.
"""

import argparse
import http.client
import json
import threading
import time
from base64 import b64encode
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from storyboard.provider.webhook import hook_headers
from tests.run.films import clip_of, envelope

SECRET = b"the secret of nobody"
SECRET_TEXT = b64encode(SECRET).decode()


@dataclass(slots=True, kw_only=True)
class Told:
    """What the server knows of one film: submissions in the order of their arrival, each a task; files put there."""

    tasks: list[dict[str, Any]] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)


class Server(ThreadingHTTPServer):
    """Holds what was told, and the delay of its answers in seconds."""

    daemon_threads = True

    def __init__(self, folder: Path, *, delay: float) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.folder, self.arrived, self.delay = folder, folder / "arrived", delay
        self.films: defaultdict[str, Told] = defaultdict(Told)
        self.lock = threading.Lock()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: that runs die and leave their connections behind is what this is for."""


class Handler(BaseHTTPRequestHandler):
    """Answers one connection."""

    protocol_version = "HTTP/1.1"
    wbufsize = -1
    server: Server

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        body = json.loads(self._body())
        film = self.path.split("/")[1]
        if self.path.endswith("/validate"):
            self._answer(envelope({"cost": 4.2, "totalCost": 4.2 * body["input"]["videoNum"]}))
            return
        with self.server.lock:
            tasks = self.server.films[film].tasks
            task = f"{film}-{len(tasks)}"
            tasks.append(
                {
                    "task": task,
                    "prompt": body["input"]["prompt"],
                    "takes": body["input"]["videoNum"],
                    "seconds": body["input"]["duration"],
                    "hook": body.get("webhookUrl", "").rpartition("/")[2],
                    "fails": "fails" in body["input"]["prompt"]
                    and all(one["prompt"] != body["input"]["prompt"] for one in tasks),
                }
            )
            with self.server.arrived.open("ab") as file:
                file.write(b".")
        if self.server.delay:
            threading.Event().wait(self.server.delay)
        while (self.server.folder / "hold").exists():
            threading.Event().wait(0.002)
        if "rings" in body["input"]["prompt"]:
            self._ring(film, tasks[:-1])
        self._answer(envelope({"taskId": task, "status": "waiting"}))

    def _ring(self, film: str, tasks: list[dict[str, Any]]) -> None:
        port = int((self.server.folder / f"{film}.hooks").read_text())
        for number, task in enumerate(one for one in tasks if one["hook"]):
            body = json.dumps({"taskId": task["task"], "status": "succeed"}).encode()
            headers = hook_headers(SECRET, id=f"{film}-{number}", timestamp=str(int(time.time())), body=body)
            with suppress(OSError, http.client.HTTPException):  # it may die before it answers
                door = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
                door.request("POST", f"/{task['hook']}", body=body, headers=headers)
                door.getresponse().read()

    def do_PUT(self) -> None:
        self.server.films[self.path.split("/")[1]].files[self.path] = self._body()
        self._answer({})

    def do_GET(self) -> None:
        film, *rest = self.path.strip("/").removesuffix(".mp4").split("/")
        told = self.server.films[film]
        match rest:
            case ["told"]:
                self._answer(told.tasks)
            case ["copy", other]:
                told.tasks, told.files = list(self.server.films[other].tasks), {**self.server.films[other].files}
                self._answer({})
            case ["api", "platform", "generation", task, "status"]:
                self._answer(envelope({"taskId": task, "credit": 4.2, "generations": self._generations(told, task)}))
            case ["api", "platform", "credit", "balance"]:
                self._answer(envelope({"availableCredits": 1000, "totalCredits": 1000}))
            case ["clips", task, rank]:
                seconds = told.tasks[int(task.rpartition("-")[2])]["seconds"]
                self._send(200, clip_of(seconds, f"{task}/{rank}"), "video/mp4")
            case _:
                self._send(200 if self.path in told.files else 404, told.files.get(self.path, b""), "text/plain")

    def do_HEAD(self) -> None:
        self.do_GET()

    def _generations(self, told: Told, task: str) -> list[dict[str, Any]]:
        film, _, number = task.rpartition("-")
        address = f"http://127.0.0.1:{self.server.server_port}/{film}/clips/{task}"
        asked = told.tasks[int(number)]
        return [
            {
                "id": f"{task}-{rank}",
                "status": "failed" if asked["fails"] else "succeed",
                "failMsg": "upstream error" if asked["fails"] else None,
                "url": "" if asked["fails"] else f"{address}/{rank}.mp4",
                "mediaType": "video",
            }
            for rank in range(asked["takes"])
        ]

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("content-length", "0")))

    def _answer(self, value: object) -> None:
        self._send(200, json.dumps(value).encode(), "application/json")

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def main() -> None:
    """Serve until killed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--delay", type=float, default=0.0)
    given = parser.parse_args()
    with Server(given.folder, delay=given.delay) as server:
        beside = given.folder / "port.new"
        beside.write_text(str(server.server_port), encoding="utf-8")
        beside.replace(given.folder / "port")
        server.serve_forever()


if __name__ == "__main__":
    main()
