"""A stand-in for the API on loopback that repeats what it was told in secret wherever it can, and speaks in tricks.

What it does with a submission follows from words in the prompt: "is refused", "fails", "is doubted", "hangs".
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any
from urllib.parse import quote

from tests.support.quiet_server import QuietServer
from tests.support.tiny_clip import tiny_clip

SIGNATURE = "SIGNATURE5f3c9a17e2"
OPENING = (
    f"https://me:{SIGNATURE}@a.test/b //c.test/x.mp4?token={SIGNATURE} https://d.test/#access_token={SIGNATURE}"
    f" refresh_token={SIGNATURE}"
)
TRICKS = "\x1b[2J\x1b]0;owned\x07\x1b[31mred\u202egnp.exe\u2066\r\nsecond\x00line\x9b5m\u200b \x1b]8;;http://evil.test\x07link"


@dataclass(slots=True)
class State:
    """What the server was asked for, and the tasks it made."""

    tasks: dict[str, str] = field(default_factory=dict)
    submitted: list[dict[str, Any]] = field(default_factory=list)
    base: str = ""
    huge: int = 20_000


@contextmanager
def leaky_server() -> Iterator[State]:
    """Serve in a thread while the block runs."""
    state = State()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None:
            return

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            self.answer(*_post(state, self.path, body, leak=self.leak()))

        def do_GET(self) -> None:
            self.answer(*_get(state, self.path, leak=self.leak()))

        def leak(self) -> str:
            """Give everything secret in one text: the key that came, signed addresses, the webhook's in pieces."""
            hook = state.submitted[-1].get("webhookUrl", "") if state.submitted else ""
            said = f"{self.headers.get('x-api-key')} {_signed(state, 'leak')} {hook} {quote(hook, safe='')}"
            return f"{said} {' '.join(hook.split('/'))} {OPENING} {TRICKS}"

        def answer(self, status: int, content: bytes | dict[str, Any]) -> None:
            body = content if isinstance(content, bytes) else self.spelt(json.dumps(content))
            self.send_response(status, "X")
            self.send_header("content-length", str(len(body)))
            self.send_header("content-disposition", "attachment; filename=../../../../owned.mp4")
            self.end_headers()
            self.wfile.write(body)

        def spelt(self, text: str) -> bytes:
            """Write JSON as it may be written as well: escaped slashes in UTF-16, or the key letter by letter."""
            if self.command == "POST":
                return text.replace("/", r"\/").encode("utf-16")
            key = self.headers.get("x-api-key") or ""
            return text.replace(key, "".join(f"\\u{ord(char):04x}" for char in key)).encode()

    server = QuietServer(("127.0.0.1", 0), Handler)
    state.base = f"http://127.0.0.1:{server.server_port}/api/platform"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()


def _post(state: State, path: str, body: dict[str, Any], *, leak: str) -> tuple[int, dict[str, Any]]:
    if path.endswith("/validate"):
        return 200, _enveloped({"cost": 4.2, "totalCost": 4.2}, leak)
    state.submitted.append(body)
    prompt, long = body["input"]["prompt"], leak + "x" * state.huge
    if "is refused" in prompt:
        return 400, {"message": long, "code": leak, "issues": [{"message": long}] * 50}
    if "is doubted" in prompt:
        return 500, {"message": long, "code": leak}
    if "hangs" in prompt:
        threading.Event().wait(30)
    task = f"task-{len(state.submitted)}"
    state.tasks[task] = prompt
    return 200, _enveloped({"taskId": task, "status": leak}, leak)


def _get(state: State, path: str, *, leak: str) -> tuple[int, bytes | dict[str, Any]]:
    plain = path.partition("?")[0].removeprefix("/api/platform")
    parts = plain.strip("/").split("/")
    if parts[0] == "clips":
        return (200, tiny_clip(4) + _free(parts[1])) if SIGNATURE in path else (403, {"message": leak})
    if plain == "/credit/balance":
        return 200, _enveloped({"availableCredits": 1000, "totalCredits": 1000}, leak)
    task = parts[1]
    if task not in state.tasks:
        return 404, {"message": "NOT_FOUND_ERROR " + leak, "code": "NOT_FOUND"}
    bad = "fails" in state.tasks[task]
    made = {
        "id": f"../../{leak}",
        "status": "failed" if bad else "succeed",
        "failMsg": leak + "x" * state.huge,
        "url": "" if bad else _signed(state, task),
        "mediaType": leak,
    }
    return 200, _enveloped({"taskId": leak, "credit": 4.2, "generations": [made], "input": leak}, leak)


def _signed(state: State, name: str) -> str:
    origin = state.base.removesuffix("/api/platform")
    return f"{origin}/clips/{name}/1.mp4?Expires=1&X-Amz-Signature={SIGNATURE}&name=..%2F..%2Fowned"


def _free(tag: str) -> bytes:
    return (len(tag) + 8).to_bytes(4, "big") + b"free" + tag.encode()


def _enveloped(data: dict[str, Any], leak: str) -> dict[str, Any]:
    return {"code": "SUCCESS", "message": leak, "data": data, leak: leak}
