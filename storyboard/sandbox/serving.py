"""The stand-in as a server of its own."""

import socket
from collections.abc import Callable
from contextlib import closing

from starlette.applications import Starlette

from storyboard.problems import UsageError
from storyboard.sandbox.references import BASE

LOOPBACK = "127.0.0.1"
MOST_AT_ONCE = 100


def serve(
    app: Starlette, *, host: str = LOOPBACK, port: int = 0, ready: Callable[[str], None] = lambda _url: None
) -> None:
    """Serve until interrupted. `ready` is called with the base URL once connections are taken; port 0 takes a free one.

    Raises UsageError where the address cannot be had.
    """
    import uvicorn

    with closing(_listen(host, port)) as listening:
        name = f"[{host}]" if ":" in host else host
        url = f"http://{name}:{listening.getsockname()[1]}{BASE}"

        class Server(uvicorn.Server):
            async def startup(self, sockets: list[socket.socket] | None = None) -> None:
                # Told only here, where the server minds signals: one that breaks into its beginning leaves a mess.
                await super().startup(sockets)
                ready(url)

        config = uvicorn.Config(
            app, log_config=None, access_log=False, limit_concurrency=MOST_AT_ONCE, lifespan="off", server_header=False
        )
        Server(config).run(sockets=[listening])


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise UsageError(
            f"the sandbox cannot listen on {host} port {port}: {error.strerror or error}",
            help="Choose another port, or 0 for a free one.",
        ) from error
