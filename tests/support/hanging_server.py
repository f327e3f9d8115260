"""A server that plays Pollo as far as a price goes, and hangs at one kind of request until it is closed."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from tests.support.quiet_server import QuietServer

BASE = "/api/platform"
_LONGEST = 600.0  # seconds, for a test that was killed


@dataclass
class HangingServer:
    """Its address, the words of the requests that it hangs at, such as `PUT /`, and every request that came."""

    origin: str
    at: str
    came: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def base_url(self) -> str:
        return self.origin + BASE

    def hangs(self) -> bool:
        """Say whether a request hangs."""
        return any(self.at in one for one in self.came)

    def submissions(self) -> list[str]:
        return [one for one in self.came if one.endswith("/ref2video")]


@contextmanager
def hanging_server(at: str) -> Iterator[HangingServer]:
    """Serve while the block runs."""
    server = QuietServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads, server.block_on_close = True, False
    state = HangingServer(origin=f"http://127.0.0.1:{server.server_port}", at=at)
    server.state = state  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield state
    finally:
        state.over.set()
        server.shutdown()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def do_POST(self) -> None:
        self._answer()

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def do_PUT(self) -> None:
        self._answer()

    def _answer(self) -> None:
        state: HangingServer = self.server.state  # type: ignore[attr-defined]
        self.rfile.read(int(self.headers.get("content-length", "0")))
        said = f"{self.command} {self.path}"
        state.came.append(said)
        if state.at in said:
            state.over.wait(_LONGEST)
            self.close_connection = True
            return
        quote = self.path.endswith("/validate")
        body = json.dumps({"code": "SUCCESS", "data": {"cost": 4.2, "totalCost": 4.2}} if quote else {}).encode()
        self.send_response(200 if quote else 404)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
