"""The doors that the real API does not have: files by their content, plans for their slates; and the clips made."""

import json
import secrets
from typing import Any

from starlette.requests import Request
from starlette.responses import FileResponse, Response

from storyboard.hashes import sha256_file
from storyboard.media.media_types import MEDIA_TYPES
from storyboard.sandbox.account import open_account
from storyboard.sandbox.references import BASE
from storyboard.sandbox.replies import invalid, not_found, success, too_big
from storyboard.sandbox.slates import take_plan
from storyboard.sandbox.state import need_key, sandbox_of, whole_body
from storyboard.sandbox.store import FILE, TASK, clip_path, file_path

MOST_FILE = 64 * 1024 * 1024
MOST_PLAN = 128 * 1024 * 1024
# What was handed in must never run as a page of this server.
_SAFE = {"x-content-type-options": "nosniff", "content-security-policy": "sandbox; default-src 'none'"}


async def put_file(request: Request) -> Response:
    """Take a file under the name of its content."""
    need_key(request)
    name = request.path_params["name"]
    if not FILE.fullmatch(name):
        raise invalid("a file is named <sha256>.<extension>")
    target = file_path(sandbox_of(request).store, name)
    if not target.is_file():
        await _receive(request, target)
    return success({"url": f"{request.url.scheme}://{request.url.netloc}{BASE}/files/{name}"})


async def get_file(request: Request) -> Response:
    """Show a file that was handed in."""
    name = request.path_params["name"]
    path = file_path(sandbox_of(request).store, name)
    if not FILE.fullmatch(name) or not path.is_file():
        raise not_found()
    kind = MEDIA_TYPES.get(name.partition(".")[2], "application/octet-stream")
    return FileResponse(path, media_type=kind, headers=_SAFE)


async def get_clip(request: Request) -> Response:
    """Hand out a take, whole or by ranges of bytes."""
    task, number = request.path_params["task"], request.path_params["number"]
    path = clip_path(sandbox_of(request).store, task, number)
    if not TASK.fullmatch(task) or not path.is_file():
        raise not_found()
    return FileResponse(path, media_type="video/mp4", headers=_SAFE)


async def put_plan(request: Request) -> Response:
    """Take what a plan says about its calls, for the frames to show."""
    need_key(request)
    try:
        plan = json.loads(await whole_body(request, most=MOST_PLAN))
    except (ValueError, RecursionError) as error:
        raise invalid("the plan is no JSON") from error
    return success({"calls": take_plan(sandbox_of(request).briefs, plan)})


async def get_balance(request: Request) -> Response:
    """Say how many credits are left."""
    need_key(request)
    sandbox = sandbox_of(request)
    account = open_account(sandbox.store, credits=sandbox.credits)
    return success({"availableCredits": float(account.available), "totalCredits": float(account.total)})


async def get_catalogue(request: Request) -> Response:
    """List the models, to anyone."""
    listed: list[dict[str, Any]] = [
        {
            "brand": profile.brand,
            "model": profile.name,
            "type": profile.path.rpartition("/")[2],
            "path": profile.path,
            "deprecated": False,
        }
        for profile in sandbox_of(request).profiles.values()
    ]
    return success(listed)


async def _receive(request: Request, target: Any) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        length = 0
        with beside.open("wb") as file:
            async for piece in request.stream():
                length += len(piece)
                if length > MOST_FILE:
                    raise too_big(MOST_FILE)
                file.write(piece)
        if sha256_file(beside) != target.name.partition(".")[0]:
            raise invalid("the content is not what the name says: its sha256 differs")
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)
