"""The calls that make takes and ask after them: submit, quote, status."""

import json
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from storyboard.provider.profile import Profile, price
from storyboard.sandbox.account import charge, covers, open_account
from storyboard.sandbox.frame_size import frame_size
from storyboard.sandbox.hooks import HookStatus
from storyboard.sandbox.references import BASE, media_of
from storyboard.sandbox.refusals import issues_of
from storyboard.sandbox.repeats import count_takes
from storyboard.sandbox.replies import invalid, lost, not_found, success
from storyboard.sandbox.shooting import ensure_drawn
from storyboard.sandbox.slates import find_brief
from storyboard.sandbox.state import DIGEST_HEADER, Sandbox, first_take, need_key, sandbox_of, whole_body
from storyboard.sandbox.tasks import Medium, TakeStatus, Task, failure, load, outcome, polled, save


@dataclass(frozen=True, slots=True, kw_only=True)
class _Order:
    """A body that may be made: its `input`, its references, its price, and the address of its webhook or ""."""

    given: dict[str, Any]
    media: tuple[Medium, ...]
    takes: int
    credit: Decimal
    hook: str


async def post(request: Request) -> Response:
    """Take a request and charge it, or say what it would cost: which of the two is the path's to say."""
    need_key(request)
    sandbox = sandbox_of(request)
    path = request.url.path.removeprefix(BASE)
    for profile in sandbox.profiles.values():
        if path == profile.path:
            return _submit(request, sandbox, profile, await _order(request, sandbox, profile))
        if path == profile.quote_path:
            return _quote(await _order(request, sandbox, profile))
    raise not_found()


def _submit(request: Request, sandbox: Sandbox, profile: Profile, order: _Order) -> Response:
    account = open_account(sandbox.store, credits=sandbox.credits)
    covers(account, order.credit)
    first = first_take(request)
    width, height = frame_size(sandbox.store, profile, order.given, order.media)
    before = count_takes(sandbox.store, order.given, takes=order.takes)
    task = Task(
        id=f"sbx{secrets.token_hex(10)}",
        model=profile.name,
        created=sandbox.clock(),
        input=json.dumps(order.given, ensure_ascii=False),
        brief=find_brief(sandbox.briefs, request.headers.get(DIGEST_HEADER)),
        media=order.media,
        width=width,
        height=height,
        takes=order.takes,
        credit=order.credit,
        first=before + 1 if first is None else first,
    )
    save(sandbox.store, task)
    charge(sandbox.store, account, order.credit)
    ensure_drawn(sandbox, task)
    sandbox.messenger.promise(task.id, order.hook, final=lambda: _end(sandbox, task))
    if sandbox.lose(order.given):
        raise lost()
    return success({"taskId": task.id, "status": "waiting"})


def _quote(order: _Order) -> Response:
    return success({"cost": float(order.credit), "totalCost": float(order.credit)})


async def status(request: Request) -> Response:
    """Say what became of a task; one question more brings it on."""
    need_key(request)
    sandbox = sandbox_of(request)
    task = load(sandbox.store, request.path_params["task"])
    if task is None:
        raise not_found()
    task = polled(sandbox.store, task)
    ensure_drawn(sandbox, task)
    takes = [_generation(request, sandbox, task, number) for number in range(1, task.takes + 1)]
    return success({"taskId": task.id, "credit": float(task.credit), "generations": takes})


async def _order(request: Request, sandbox: Sandbox, profile: Profile) -> _Order:
    try:
        body = json.loads(await whole_body(request))
    except (ValueError, RecursionError) as error:
        raise invalid("the body is no JSON") from error
    issues = issues_of(profile, body)
    if issues:
        raise invalid(*issues)
    given = body["input"]
    takes = int(given.get("videoNum", 1))
    media = media_of(sandbox.store, given, host=request.url.netloc)
    credit = price(profile, resolution=given["resolution"], seconds=given["duration"], takes=takes)
    return _Order(given=given, media=media, takes=takes, credit=credit, hook=str(body.get("webhookUrl", "")))


def _generation(request: Request, sandbox: Sandbox, task: Task, number: int) -> dict[str, Any]:
    state = _state(sandbox, task, number)
    base = f"{request.url.scheme}://{request.url.netloc}{BASE}"
    return {
        "id": f"{task.id}-{number}",
        "status": state,
        "failMsg": failure(sandbox.store, task, number) if state == "failed" else None,
        "url": f"{base}/clips/{task.id}/{number}.mp4" if state == "succeed" else "",
        "mediaType": "video",
        "createdDate": _moment(task.created),
        "updatedDate": _moment(sandbox.clock()),
    }


def _state(sandbox: Sandbox, task: Task, number: int) -> TakeStatus:
    told = sandbox.messenger.has_told(task.id)
    if task.polls <= 1 < sandbox.polls and not told:
        return "waiting"
    asked = told or task.polls >= sandbox.polls
    return (outcome(sandbox.store, task, number) if asked and _is_old(sandbox, task) else None) or "processing"


def _is_old(sandbox: Sandbox, task: Task) -> bool:
    return sandbox.clock() - task.created >= sandbox.latency


def _end(sandbox: Sandbox, task: Task) -> HookStatus | None:
    """Say how a task has ended, as its webhook tells it; None while a take is still to be drawn."""
    ends = {outcome(sandbox.store, task, number) for number in range(1, task.takes + 1)}
    if None in ends or not _is_old(sandbox, task):
        return None
    return "succeed" if "succeed" in ends else "failed"


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat()
