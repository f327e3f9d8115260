"""A real server on this machine that gives files, redirects and errors by path, and remembers what it was asked."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path

from tests.support.quiet_server import QuietServer

REFS = Path(__file__).resolve().parents[1] / "golden" / "refs"


@dataclass(frozen=True)
class Answer:
    """What is given for a path. With `said`, that length is announced whatever the body has."""

    body: bytes = b""
    status: int = 200
    location: str = ""
    said: int | None = None


@dataclass
class FileServer:
    """The address, what it gives, and what it was asked for in order."""

    base_url: str
    answers: dict[str, Answer]
    asked: list[str] = field(default_factory=list)

    def give(self, path: str, answer: Answer | bytes | str) -> str:
        """Give an answer, some bytes, or one of the shared references at a path; say where that is."""
        if isinstance(answer, str):
            answer = (REFS / answer).read_bytes()
        if isinstance(answer, bytes):
            answer = Answer(body=answer)
        self.answers[f"/{path}"] = answer
        return f"{self.base_url}/{path}"


@contextmanager
def serving() -> Iterator[FileServer]:
    """Serve on a free port until the end of the block."""
    server = QuietServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    state = FileServer(base_url=f"http://127.0.0.1:{server.server_address[1]}", answers={})
    server.state = state  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        state: FileServer = self.server.state  # type: ignore[attr-defined]
        state.asked.append(self.path)
        answer = state.answers.get(self.path, Answer(status=404))
        self.send_response(answer.status)
        self.send_header("content-length", str(len(answer.body) if answer.said is None else answer.said))
        if answer.location:
            self.send_header("location", answer.location)
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""
