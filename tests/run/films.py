"""Small plans, a clock that does not wait and an API in memory, for the tests of the run."""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx

from storyboard.canonical import canonical, digest_of
from storyboard.plan.digest import Earlier, call_digest
from storyboard.plan.plan import Action, Call, Cost, Need, NeedFor, Plan, Totals
from storyboard.run.assets.place import Assets, NoStore
from storyboard.run.machine.clock import Clock
from storyboard.run.production.options import Options
from storyboard.run.production.target import Target
from storyboard.run.record.events import Event
from storyboard.run.record.outcome import Outcome
from storyboard.slate import Slate
from tests.support.run_sync import run_plan_sync
from tests.support.tiny_clip import tiny_clip

PATH = "/generation/bytedance/seedance-2-0-mini/ref2video"
KEY = "sk-the-secret-key-0123456789"
PICTURE = "https://cdn.example.com/a.png"


def a_call(
    name: str,
    *,
    takes: int = 1,
    asked: int = 0,
    seconds: int = 1,
    cost: str = "4.40",
    action: Action = "make",
    refs: Sequence[dict[str, Any]] | None = None,
    after: Sequence[str] = (),
    continues: Mapping[str, tuple[Call, str]] | None = None,
    because: Sequence[str] = ("it is new",),
    usages: Sequence[str] = (),
    prompt: str = "",
    **top: Any,
) -> Call:
    """Make a call. `continues` maps the name of an earlier call to it and to what is taken from it."""
    earlier = continues or {}
    marks = [
        {"type": "video", "name": "Video1", "order": 2, "video": {"$shot": shot, "output": via}}
        for shot, (_, via) in earlier.items()
    ]
    given = refs if refs is not None else [{"type": "image", "name": "Image1", "order": 1, "image": PICTURE}]
    body: dict[str, Any] = {
        "input": {
            "prompt": prompt or f"the shot {name}",
            "duration": seconds,
            "resolution": "480p",
            "aspectRatio": "16:9",
            "generateAudio": False,
            "refs": [*given, *marks],
            "videoNum": takes,
        },
        **top,
    }
    orders: list[tuple[str, NeedFor]] = [(shot, "order") for shot in after]
    takers: list[tuple[str, NeedFor]] = [(shot, via) for shot, (_, via) in earlier.items()]  # type: ignore[misc]
    return Call(
        id=name,
        usages=tuple(usages) or (name,),
        digest=call_digest(
            PATH, body, earlier={shot: Earlier(digest=one.digest) for shot, (one, _) in earlier.items()}
        ),
        asked=asked,
        method="POST",
        path=PATH,
        body=canonical(body),
        needs=tuple(Need(call=shot, purpose=purpose) for shot, purpose in [*takers, *orders]),
        action=action,
        because=tuple(because),
        stale=False,
        cost=Cost(credits=Decimal(cost), basis="estimate", source="a test", as_of="2026-06-30"),
        seconds=seconds,
        takes=takes,
        slate=Slate(title="The Test", scene=name.partition("/")[0], address=name),
    )


def a_plan(*calls: Call, origin: str = "sandbox", target: str = "sandbox", shots: Sequence[str] = ()) -> Plan:
    """Make a plan of calls, at the in-process origin unless said."""
    addresses = tuple(shots) or tuple(address for call in calls for address in call.usages)
    make = [call for call in calls if call.action == "make"]
    totals = Totals(
        calls=len(calls),
        make=len(make),
        keep=0,
        fetch=0,
        hold=0,
        seconds=sum(call.seconds for call in make),
        credits=sum((call.cost.credits for call in make), Decimal(0)),
        film_seconds=sum(call.seconds for call in calls),
    )
    return Plan(
        title="The Test",
        storyboard="film.yaml",
        model="seedance-2-0-mini",
        profile=None,
        target=target,
        origin=origin,
        shots=addresses,
        calls=calls,
        totals=totals,
        base_url=None,
        budget=None,
        digest=digest_of([[call.id, call.digest, call.asked, call.takes, call.action] for call in calls]),
    )


class FakeClock:
    """Time that passes only by sleeping, and remembers each sleep."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.slept: list[float] = []
        self.start = datetime(2026, 7, 1, 12, 0, tzinfo=UTC)

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds
        # A little of the real time as well, so that threads and sockets get on while nobody really waits.
        await asyncio.sleep(0.001)

    def clock(self) -> Clock:
        return Clock(
            now=lambda: self.start + timedelta(seconds=self.seconds), elapsed=lambda: self.seconds, sleep=self.sleep
        )


Step = Callable[["MemoryApi", httpx.Request, dict[str, Any]], httpx.Response]


@dataclass
class MemoryApi:
    """The API in memory. `steps` answer the first submissions, then each is taken.

    A task is final after `polls`, or as many as `slow` says for what its prompt holds.
    """

    steps: list[Step] = field(default_factory=list)
    polls: int = 1
    credit: float | str | None = 4.2
    takes: dict[str, list[str]] = field(default_factory=dict)
    clips: list[Callable[[], httpx.Response]] = field(default_factory=list)
    statuses: list[httpx.Response] = field(default_factory=list)
    submitted: list[dict[str, Any]] = field(default_factory=list)
    requests: list[httpx.Request] = field(default_factory=list)
    balance: float = 1000
    tasks: dict[str, dict[str, Any]] = field(default_factory=dict)
    most_at_once: int = 0
    words: str = "may contain real person"
    slow: dict[str, int] = field(default_factory=dict)

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(self.answer)

    def answer(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        path = request.url.path
        if request.method == "POST":
            return self._submit(request)
        if path.endswith("/balance"):
            return httpx.Response(200, json=envelope({"availableCredits": self.balance}))
        if path.endswith("/status"):
            return self._status(path.split("/")[-2])
        return self._clip(path)

    def take(self, body: dict[str, Any]) -> str:
        """Make a task."""
        name = f"task{len(self.tasks) + 1}"
        statuses = next((s for shot, s in self.takes.items() if shot in body["input"]["prompt"]), None)
        polls = next((polls for shot, polls in self.slow.items() if shot in body["input"]["prompt"]), None)
        self.tasks[name] = {"input": body["input"], "polled": 0, "takes": statuses, "polls": polls}
        open_now = sum(task["polled"] <= self.polls for task in self.tasks.values())
        self.most_at_once = max(self.most_at_once, open_now)
        return name

    def _submit(self, request: httpx.Request) -> httpx.Response:
        body = json.loads(request.content)
        self.submitted.append(body)
        if self.steps:
            return self.steps.pop(0)(self, request, body)
        return httpx.Response(200, json=envelope({"taskId": self.take(body), "status": "waiting"}))

    def _status(self, name: str) -> httpx.Response:
        if self.statuses:
            return self.statuses.pop(0)
        task = self.tasks.get(name)
        if task is None:
            return httpx.Response(404, json={"message": "NOT_FOUND_ERROR", "code": "NOT_FOUND"})
        task["polled"] += 1
        final = task["polled"] > (self.polls if task.get("polls") is None else task["polls"])
        statuses = task["takes"] or ["succeed"] * task["input"]["videoNum"]
        made = [
            _generation(name, n, status if final else "processing", words=self.words)
            for n, status in enumerate(statuses)
        ]
        return httpx.Response(200, json=envelope({"taskId": name, "credit": self.credit, "generations": made}))

    def _clip(self, path: str) -> httpx.Response:
        if self.clips:
            return self.clips.pop(0)()
        task = self.tasks[path.split("/")[-2]]
        return httpx.Response(200, content=clip_of(task["input"]["duration"], path))


def clip_of(seconds: int, path: str) -> bytes:
    """Give a clip that decodes; each take of each task has other bytes, in a box that players pass over."""
    tag = path.encode()
    return tiny_clip(seconds) + (len(tag) + 8).to_bytes(4, "big") + b"free" + tag


def _generation(name: str, number: int, status: str, *, words: str) -> dict[str, Any]:
    url = f"https://clips.example.com/{name}/{number}.mp4?signature=of-{KEY[:9]}" if status == "succeed" else ""
    return {
        "id": f"{name}-{number}",
        "status": status,
        "failMsg": words if status == "failed" else None,
        "url": url,
        "mediaType": "video",
    }


def envelope(data: object) -> dict[str, object]:
    return {"code": "SUCCESS", "message": "success", "data": data}


class MemoryStore(Assets):
    """A place for files that only notes them."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    async def publish(self, path: Path, *, sha256: str, extension: str) -> str:
        self.files[sha256] = path.read_bytes()  # noqa: ASYNC240 - a few bytes
        return f"https://files.example.com/{sha256}.{extension}"


def a_target(api: MemoryApi, *, assets: Assets | None = None, **more: Any) -> Target:
    """Give the API in memory as a target."""
    return Target(
        name="sandbox",
        provider="pollo",
        origin="sandbox",
        base_url="http://sandbox/api/platform",
        key=KEY,
        transport=api.transport(),
        assets=assets or NoStore(),
        **more,
    )


@dataclass
class Film:
    """A folder with a storyboard, and runs in it that do not wait."""

    folder: Path
    api: MemoryApi = field(default_factory=MemoryApi)
    store: MemoryStore = field(default_factory=MemoryStore)
    time: FakeClock = field(default_factory=FakeClock)
    events: list[Event] = field(default_factory=list)

    @property
    def out(self) -> Path:
        return self.folder / "build" / "film" / "sandbox"

    def run(self, plan: Plan, options: Options | None = None, *, out: Path | None = None) -> Outcome:
        chosen = replace(options or Options(), clock=self.time.clock())
        return run_plan_sync(
            plan,
            folder=self.folder,
            out=out or self.out,
            target=a_target(self.api, assets=self.store),
            options=chosen,
            on_event=self.events.append,
        )

    def statuses(self, outcome: Outcome) -> dict[str, str]:
        return {shot.address: shot.status for shot in outcome.manifest.shots}
