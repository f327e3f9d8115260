"""What the misbehaving server can answer: a table from each word of its script to what is sent."""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

CLOUDFLARE = {"content-type": "text/html", "cf-mitigated": "challenge"}
HTML = b"<html><title>Just a moment...</title></html>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What goes back. `claims`: the Content-Length to claim instead of the true one, -1 for none at all.

    `drip`: seconds between two bytes of the body.
    """

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    claims: int | None = None
    drip: float = 0.0


class Reset(Exception):
    """The connection is to be torn down without an answer."""


def _accept(task: dict[str, Any]) -> Answer:
    return answer_json(200, enveloped({"taskId": task["id"], "status": "waiting"}))


async def _accepted(task: dict[str, Any]) -> Answer:
    return _accept(task)


async def _slowly(task: dict[str, Any]) -> Answer:
    if "until" in task:
        while not os.path.exists(task["until"]):  # noqa: ASYNC110, ASYNC240, PTH110 - a test makes it
            await asyncio.sleep(0.01)
    else:
        await asyncio.sleep(task.get("seconds", 1))
    return _accept(task)


async def never(_task: dict[str, Any]) -> Answer:
    await asyncio.Event().wait()
    raise Reset


async def _torn(_task: dict[str, Any]) -> Answer:
    raise Reset


def _tear(_step: dict[str, Any]) -> Answer:
    raise Reset


def _now(make: Callable[[dict[str, Any]], Answer]) -> Callable[[dict[str, Any]], Awaitable[Answer]]:
    async def answer(task: dict[str, Any]) -> Answer:
        return make(task)

    return answer


def answer_json(status: int, value: object, **headers: str) -> Answer:
    return Answer(status=status, body=json.dumps(value).encode(), headers=headers)


def enveloped(data: object) -> dict[str, object]:
    return {"code": "SUCCESS", "message": "success", "data": data}


def _error(status: int, message: str, code: str, *issues: str) -> Callable[[dict[str, Any]], Answer]:
    listed = [{"message": issue} for issue in issues]
    return lambda _: answer_json(status, {"message": message, "code": code, "issues": listed})


def _limited(code: str) -> Callable[[dict[str, Any]], Answer]:
    def answer(step: dict[str, Any]) -> Answer:
        wait = {"retry-after": str(step["retry_after"])} if "retry_after" in step else {}
        return answer_json(429, {"message": "slow down", "code": code}, **{**wait, **step.get("headers", {})})

    return answer


def _said(step: dict[str, Any]) -> Answer:
    """Answer with what the script says, whatever that is; `$task` stands for the task's id."""
    text = step["text"] if "text" in step else json.dumps(step.get("json"))
    headers = {"content-type": "application/json", **step.get("headers", {})}
    return Answer(
        status=step.get("status", 200), body=text.replace("$task", step.get("id", "")).encode(), headers=headers
    )


def _dripped(task: dict[str, Any]) -> Answer:
    return replace(_accept(task), drip=task.get("seconds", 0.1))


def _halved(task: dict[str, Any]) -> Answer:
    whole = _accept(task)
    return replace(whole, body=whole.body[:-5], claims=len(whole.body))


REFUSED: dict[str, Callable[[dict[str, Any]], Answer]] = {
    "400": _error(400, "Input validation failed", "BAD_REQUEST", "Required"),
    "401": _error(401, "UNAUTHORIZED", "UNAUTHORIZED"),
    "403-credits": _error(403, "Not enough credits", "FORBIDDEN"),
    "403-model": _error(403, "This model is not enabled for API access", "FORBIDDEN"),
    "403-cloudflare": lambda _: Answer(status=403, body=HTML, headers=CLOUDFLARE),
    "404": _error(404, "NOT_FOUND_ERROR", "NOT_FOUND"),
    "408-before": _error(408, "timeout", "TIMEOUT"),
    "answer": _said,
    "403-html": lambda _: Answer(status=403, body=HTML, headers={"content-type": "text/html"}),
    "429": _limited("RATE_LIMIT_EXCEEDED"),
    "429-parallel": _limited("PARALLEL_TASK_LIMIT_REACHED"),
    "500": _error(500, "INTERNAL_SERVER_ERROR", "INTERNAL_SERVER_ERROR"),
    "500-before": _error(500, "INTERNAL_SERVER_ERROR", "INTERNAL_SERVER_ERROR"),
    "503-html": lambda _: Answer(status=503, body=b"<html>busy</html>", headers={"content-type": "text/html"}),
    "503-cloudflare": lambda _: Answer(status=503, body=HTML, headers=CLOUDFLARE),
    "reset-before": _tear,
}

MADE: dict[str, Callable[[dict[str, Any]], Awaitable[Answer]]] = {
    "accept": _accepted,
    "flat": _now(lambda task: answer_json(200, {"taskId": task["id"], "status": "waiting"})),
    "answer-after": _now(_said),
    "drip": _now(_dripped),
    "cut-answer": _now(_halved),
    "408-after": _now(REFUSED["408-before"]),
    "500-after": _now(REFUSED["500"]),
    "500-with-task": _now(lambda task: answer_json(500, {"message": "oops", "data": {"taskId": task["id"]}})),
    "reset-after": _torn,
    "broken-json": _now(lambda _: Answer(status=200, body=b'{"code":"SUCCESS","data":{"taskI')),
    "slow": _slowly,
    "hang": never,
}

CLIPS: dict[str, Callable[[bytes], Answer]] = {
    "good": lambda data: Answer(status=200, body=data, headers={"content-type": "video/mp4"}),
    "truncated": lambda data: Answer(status=200, body=data[: len(data) // 2], claims=len(data)),
    "cut": lambda data: Answer(status=200, body=data[: len(data) // 2], claims=-1),
    "html": lambda _: Answer(status=200, body=b"<html>not a clip</html>", headers={"content-type": "video/mp4"}),
    "gone": lambda _: answer_json(404, {}),
    "expired": lambda _: answer_json(403, {"message": "expired"}),
}
