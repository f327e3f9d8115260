"""The stand-in as an ASGI app, for a client in the same process or for `serve`."""

import json
import time
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from storyboard.provider.profile import Profile, profile_from
from storyboard.resources import model_names, read_model
from storyboard.sandbox import doors, generations
from storyboard.sandbox.drawing import Draw, draw_animatic
from storyboard.sandbox.hooks import Caller, Messenger
from storyboard.sandbox.references import BASE
from storyboard.sandbox.replies import Refusal, not_found, refused
from storyboard.sandbox.slates import Briefs
from storyboard.sandbox.state import Fault, Loss, Sandbox, no_fault, no_loss
from storyboard.sandbox.store import Store
from storyboard.sandbox.studio import Studio

CREDITS = Decimal(1_000_000)
LATENCY = 1.0
POLLS = 3
WORKERS = 2


def create_app(  # noqa: PLR0913 - the settings of a whole server, each by its name
    folder: Path,
    *,
    profiles: Iterable[Profile] = (),
    latency: float = LATENCY,
    polls: int = POLLS,
    clock: Callable[[], float] = time.time,
    credits: Decimal = CREDITS,
    workers: int = WORKERS,
    fault: Fault = no_fault,
    lose: Loss = no_loss,
    draw: Draw = draw_animatic,
    caller: Caller | None = None,
) -> Starlette:
    """Make the stand-in over a folder, in which everything is found again after a restart.

    It plays every shipped model and those of `profiles`. A task is final from question `polls` on (1: at once), when
    `latency` seconds of `clock` have passed and its takes are drawn, by `workers` threads. `credits` opens the account
    of a new folder. `fault` says which takes fail, and why, `lose` which answers are lost; `draw` may stand in for the
    animatic. `caller` calls webhooks on this machine, where there is one.
    """
    store = Store(folder=folder.absolute())
    shipped = {name: profile_from(json.loads(read_model(name))) for name in model_names()}
    # The first that has a path plays it: one's own may stand at the path of a shipped one, with another price.
    own = {profile.name: profile for profile in profiles if profile != shipped.get(profile.name)}
    known = {**own, **{name: profile for name, profile in shipped.items() if name not in own}}
    app = Starlette(
        routes=_routes(known.values()),
        exception_handlers={Refusal: _refuse, HTTPException: _refuse, Exception: _refuse},
    )
    app.state.sandbox = Sandbox(
        store=store,
        briefs=Briefs(store=store),
        studio=Studio(workers=workers),
        profiles=known,
        latency=latency,
        polls=polls,
        clock=clock,
        credits=credits,
        fault=fault,
        lose=lose,
        draw=draw,
        messenger=Messenger(caller),
    )
    return app


def _routes(profiles: Iterable[Profile]) -> list[Mount | Route]:
    paths = [path for profile in profiles for path in (profile.path, profile.quote_path)]
    routes = [
        *(Route(path, generations.post, methods=["POST"]) for path in paths),
        Route("/generation/{task}/status", generations.status),
        Route("/credit/balance", doors.get_balance),
        Route("/files/{name}", doors.put_file, methods=["PUT"]),
        Route("/files/{name}", doors.get_file),
        Route("/clips/{task}/{number:int}.mp4", doors.get_clip),
        Route("/plan", doors.put_plan, methods=["PUT"]),
    ]
    # Below the API's own base, and below none: tools that take the API's description literally leave the base out.
    return [Route("/api/v1/model-specs", doors.get_catalogue), Mount(BASE, routes=routes), *routes]


async def _refuse(_request: Request, error: Exception) -> Response:
    match error:
        case Refusal():
            return refused(error)
        case HTTPException(status_code=404):
            return refused(not_found())
        case HTTPException():
            return refused(Refusal(error.status_code, error.detail, "METHOD_NOT_SUPPORTED"))
        case _:
            return refused(Refusal(500, "INTERNAL_SERVER_ERROR", "INTERNAL_SERVER_ERROR"))
