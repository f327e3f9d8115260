"""A server that plays the API and fetches every reference it is given, as the API does, and counts what is none."""

import asyncio
import json
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from storyboard.media.animatic import Animatic
from storyboard.media.errors import MediaError
from storyboard.media.probe import probe
from storyboard.sandbox.app import create_app
from storyboard.sandbox.references import BASE
from tests.support.tiny_clip import tiny_clip


@dataclass
class JudgingApi:
    """Its base URL, the bodies it saw, what it fetched by URL (kind, type), and what was no picture, clip or sound.

    With `echoes`, a submission is refused in words that repeat every URL of it.
    """

    base_url: str = ""
    bodies: list[dict[str, Any]] = field(default_factory=list)
    fetched: dict[str, tuple[str, str]] = field(default_factory=dict)
    bad: list[str] = field(default_factory=list)
    echoes: bool = False
    clips: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)

    def forget(self) -> None:
        """Give none of the clips any more that were fetched so far, as if their days were over."""
        self.gone |= self.clips

    def refs(self, shot: str) -> list[dict[str, Any]]:
        """Give the references of the last request whose prompt holds a word."""
        found: list[dict[str, Any]] = next(b for b in reversed(self.bodies) if shot in b["input"]["prompt"])["input"][
            "refs"
        ]
        return found


@contextmanager
def judging_api(folder: Path) -> Iterator[JudgingApi]:
    """Serve while the block runs. Everything that the server keeps lies in `folder`."""
    judge = JudgingApi()
    with socket.create_server(("127.0.0.1", 0)) as listening:
        judge.base_url = f"http://127.0.0.1:{listening.getsockname()[1]}{BASE}"
        app = _judged(create_app(folder, latency=0, polls=1, draw=_draw), judge)
        config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off")
        server = uvicorn.Server(config)
        thread = threading.Thread(target=lambda: server.run(sockets=[listening]), daemon=True)
        thread.start()
        try:
            yield judge
        finally:
            server.should_exit = True
            thread.join(timeout=10)


def _draw(animatic: Animatic, target: Path) -> None:
    # Each slate its own bytes, in a box that players pass over: two shots are never the same clip.
    tag = repr(animatic).encode()
    clip = tiny_clip(int(animatic.seconds), width=animatic.width, height=animatic.height)
    target.write_bytes(clip + (len(tag) + 8).to_bytes(4, "big") + b"free" + tag)


def _judged(app: ASGIApp, judge: JudgingApi) -> ASGIApp:
    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and "/clips/" in scope["path"]:
            judge.clips.add(scope["path"])
            await (_say(send, 404, b"") if scope["path"] in judge.gone else app(scope, receive, send))
        elif scope["type"] == "http" and scope["method"] == "POST" and scope["path"].endswith("/ref2video"):
            body = await _whole(receive)
            asked = json.loads(body)
            await asyncio.to_thread(_judge, asked, judge)
            if judge.echoes:
                told = {"message": "Input validation failed: " + " ".join(_urls(asked["input"])), "code": "BAD_REQUEST"}
                await _say(send, 400, json.dumps(told).encode())
            else:
                await app(scope, _again(_public(asked, judge)), send)
        else:
            await app(scope, receive, send)

    return answer


def _judge(asked: dict[str, Any], judge: JudgingApi) -> None:
    judge.bodies.append(asked)
    for url in dict.fromkeys(_urls(asked["input"])):
        answer = httpx.get(url, trust_env=False)
        with tempfile.NamedTemporaryFile() as file:
            file.write(answer.content)
            file.flush()
            try:
                kind = probe(Path(file.name)).kind if answer.status_code == 200 else f"HTTP {answer.status_code}"
            except MediaError:
                kind = "nothing"
        judge.fetched[url] = (kind, answer.headers.get("content-type", ""))
        if kind not in ("image", "video", "audio"):
            judge.bad.append(f"{url}: {kind}")


def _urls(value: Any) -> Iterator[str]:
    match value:
        case str() if value.startswith(("http://", "https://")):
            yield value
        case dict():
            for item in value.values():
                yield from _urls(item)
        case list():
            for item in value:
                yield from _urls(item)
        case _:
            pass


def _public(asked: dict[str, Any], judge: JudgingApi) -> bytes:
    """Write the body as one of public addresses, which is all that the sandbox takes besides its own."""
    text = json.dumps(asked)
    for url in _urls(asked["input"]):
        if not url.startswith(judge.base_url):
            text = text.replace(json.dumps(url), json.dumps(url.replace("http://", "https://", 1)))
    return text.encode()


async def _whole(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message.get("body", b""), message.get("more_body", False)
    return body


def _again(body: bytes) -> Receive:
    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


async def _say(send: Send, status: int, body: bytes) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": body})
