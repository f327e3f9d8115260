"""Talking to the stand-in in this process, as the runner does: httpx over its ASGI transport."""

import asyncio
import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette

from storyboard.media.animatic import Animatic
from storyboard.sandbox.app import create_app
from tests.support.tiny_clip import tiny_clip

ORIGIN = "http://sandbox"
BASE = "/api/platform"
MINI = "/generation/bytedance/seedance-2-0-mini/ref2video"
ELSEWHERE = "https://cdn.example.com/mira.png"
KEY = {"x-api-key": "any"}
LONG = 60.0


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: float = 1_700_000_000.0

    def __call__(self) -> float:
        return self.now


@dataclass
class Drawn:
    """Stands in for the animatic: writes the smallest clip, and remembers what it was to draw."""

    seen: list[Animatic] = field(default_factory=list)

    def __call__(self, animatic: Animatic, target: Path) -> None:
        self.seen.append(animatic)
        target.write_bytes(tiny_clip(int(animatic.seconds)))


@dataclass
class Talk:
    """One stand-in and a client of it."""

    app: Starlette

    def __call__(self, method: str, path: str, *, key: bool = True, **more: Any) -> httpx.Response:
        more["headers"] = {**(KEY if key else {}), **more.get("headers", {})}
        return asyncio.run(self._send(method, path, **more))

    async def _send(self, method: str, path: str, **more: Any) -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(self.app), base_url=ORIGIN) as client:
            return await client.request(method, path if path.startswith(("http", "/api/v1")) else BASE + path, **more)

    def submit(self, body: dict[str, Any], **headers: str) -> str:
        answer = self("POST", MINI, json=body, headers=headers)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["data"]["taskId"])

    def status(self, task: str) -> dict[str, Any]:
        data: dict[str, Any] = self("GET", f"/generation/{task}/status").json()["data"]
        return data

    def statuses(self, task: str) -> list[str]:
        return [take["status"] for take in self.status(task)["generations"]]

    def settle(self) -> None:
        assert self.app.state.sandbox.studio.settle(within=LONG)

    def done(self, task: str) -> dict[str, Any]:
        """Ask until the task has to be final."""
        for _ in range(2):
            self.status(task)
        self.settle()
        return self.status(task)

    def put(self, data: bytes, extension: str = "png") -> str:
        """Hand a file in and give its URL."""
        answer = self("PUT", f"/files/{hashlib.sha256(data).hexdigest()}.{extension}", content=data)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["data"]["url"])


def talk(folder: Path, **settings: Any) -> Talk:
    """Open a stand-in over a folder; unless said otherwise nothing has to be waited for."""
    return Talk(create_app(folder, **{"latency": 0.0, "clock": Clock(), "draw": Drawn(), **settings}))


def image(url: str = ELSEWHERE, *, name: str = "Image1", order: int = 1) -> dict[str, Any]:
    return {"type": "image", "name": name, "image": url, "order": order}


def body(*refs: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Make a request body that nothing is wrong with."""
    plain = {
        "prompt": "@Image1 is Mira.",
        "duration": 4,
        "resolution": "480p",
        "aspectRatio": "16:9",
        "generateAudio": True,
        "videoNum": 1,
        "refs": list(refs) or [image()],
    }
    return {"input": {**plain, **more}}
