"""The place where webhooks come in while a run lasts: POST alone, bounded, signed, answered at once."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route

from storyboard.problems import StoryboardError, UsageError
from storyboard.provider.webhook import BadHook
from storyboard.run.ledger.hook_rows import hidden
from storyboard.run.production.hooks import Hooks, Webhooks, end_work
from storyboard.run.production.production import Production
from storyboard.run.webhooks.hooked import resume_hooks, take_hook

MOST_BYTES = 64 * 1024
WITHIN = 10.0  # seconds for the whole of a webhook
_AT_ONCE = 50
_STATUS = {"signature": 401, "time": 401, "content": 400}


class _Server(uvicorn.Server):
    """A server that leaves the signals to the run."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@asynccontextmanager
async def listening(production: Production, webhooks: Webhooks, hooks: Hooks) -> AsyncIterator[None]:
    """Receive webhooks while the block runs. Raises UsageError where the address cannot be had."""
    with closing(_listen(webhooks)) as opened:
        await resume_hooks(production, hooks)
        server = _Server(_config(create_receiver(production, webhooks, hooks)))
        serving = asyncio.ensure_future(server.serve(sockets=[opened]))
        try:
            while not server.started and not serving.done():  # noqa: ASYNC110 - it has no event for that
                await asyncio.sleep(0.005)
            yield
        finally:
            server.should_exit = True
            await asyncio.gather(serving, return_exceptions=True)
            await end_work(hooks)


def create_receiver(production: Production, webhooks: Webhooks, hooks: Hooks) -> Starlette:
    """Make the app that receives. The last part of a path says whose a webhook is; what stands before is a proxy's."""

    async def receive(request: Request) -> Response:
        attempt = hooks.tokens.get(hidden(request.path_params["path"].rpartition("/")[2]))
        if attempt is None:
            return Response(status_code=404)
        body = await _body(request)
        if isinstance(body, Response):
            return body
        now = production.options.clock.now().timestamp()
        hook = production.dialect.read_hook(request.headers, body, secret=webhooks.secret, now=now)
        if isinstance(hook, BadHook):
            return Response(status_code=_STATUS[hook.fault])
        try:
            await take_hook(production, hooks, hook, attempt=attempt)
        except StoryboardError:
            return Response(status_code=503)
        return Response(status_code=200)

    return Starlette(routes=[Route("/{path:path}", receive, methods=["POST"])])


async def _body(request: Request) -> bytes | Response:
    body = bytearray()
    try:
        async with asyncio.timeout(WITHIN):
            async for piece in request.stream():
                body += piece
                if len(body) > MOST_BYTES:
                    return Response(status_code=413)
    except (TimeoutError, ClientDisconnect):
        return Response(status_code=408)
    return bytes(body)


def _config(app: Starlette) -> uvicorn.Config:
    # Nothing is logged: the addresses are secrets.
    return uvicorn.Config(
        app,
        log_config=None,
        log_level="critical",
        access_log=False,
        lifespan="off",
        server_header=False,
        http="h11",
        ws="none",
        limit_concurrency=_AT_ONCE,
        timeout_graceful_shutdown=1,
    )


def _listen(webhooks: Webhooks) -> socket.socket:
    family = socket.AF_INET6 if ":" in webhooks.host else socket.AF_INET
    try:
        return socket.create_server((webhooks.host, webhooks.port), family=family)
    except OSError as error:
        raise UsageError(
            f"Webhooks cannot be received at {webhooks.host} port {webhooks.port}: {error.strerror or error}",
            help="Nothing was sent. Choose another port, or end what listens there.",
        ) from error
