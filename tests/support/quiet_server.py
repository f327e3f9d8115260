"""A server for tests that says nothing when whoever asked has gone: killed runs leave in the middle of an answer."""

import json
import sys
from http.server import ThreadingHTTPServer
from typing import Any


class QuietServer(ThreadingHTTPServer):
    """Tells of every fault but a connection that the other side closed, and a request of which half came."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError | json.JSONDecodeError):
            super().handle_error(request, client_address)
