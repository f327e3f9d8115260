"""The receiver of webhooks under Schemathesis: never a 5xx, and nothing is written down that was not signed."""

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from hypothesis import given
from hypothesis import strategies as st
from schemathesis import GenerationMode

from storyboard.provider.dialects import PROVIDERS
from storyboard.provider.webhook import Hook, hook_headers
from storyboard.run.ledger.hook_rows import hidden
from storyboard.run.ledger.writer import Ledger, open_ledger
from storyboard.run.machine.clock import Clock
from storyboard.run.production.hooks import Hooks, Webhooks
from storyboard.run.webhooks.webhook_server import create_receiver
from tests.judges.openapi import TEXT, whole
from tests.judges.test_fuzz import SOME

TOKEN, SECRET, ORIGIN = "token-of-an-attempt", b"a secret of nobody", "https://api.example.com"
HEADERS = ("x-webhook-id", "x-webhook-timestamp", "x-webhook-signature")
HOOK = whole(
    taskId={"type": "string", "pattern": "^[a-z0-9]{1,30}$"}, status={"type": "string", "enum": ["succeed", "failed"]}
)
POST = {
    "parameters": [{"name": name, "in": "header", "required": True, "schema": TEXT} for name in HEADERS],
    "requestBody": {"required": True, "content": {"application/json": {"schema": HOOK}}},
    "responses": {code: {"description": "as it is"} for code in ("200", "400", "401", "404", "408", "413")},
}
PATHS = {f"/hooks/{TOKEN}": {"post": POST}}
API = schemathesis.openapi.from_dict({"openapi": "3.0.3", "info": {"title": "x", "version": "1"}, "paths": PATHS})
CASES = st.sampled_from(list(GenerationMode)).flatmap(
    lambda mode: API[f"/hooks/{TOKEN}"]["POST"].as_strategy(generation_mode=mode)
)


def on_the_wire(case: Any) -> tuple[str, dict[str, str], bytes]:
    """Give the path, the headers and the body that a case sends."""
    asked = requests.Request(**case.as_transport_kwargs(base_url=ORIGIN)).prepare()
    body = asked.body.encode() if isinstance(asked.body, str) else asked.body or b""
    assert isinstance(body, bytes)
    return asked.path_url, {name: str(value) for name, value in asked.headers.items()}, body


@dataclass(frozen=True)
class Receiver:
    """A receiver with a ledger of its own, in which what was believed can be counted."""

    folder: Path
    production: Any

    def take(self, case: Any, **headers: str) -> int:
        """Send a case, with headers in the place of its own, and give the status of the answer."""
        path, own, body = on_the_wire(case)
        return asyncio.run(self._send(path, {**own, **headers}, body))

    async def _send(self, path: str, headers: dict[str, str], body: bytes) -> int:
        hooks = Hooks(url=f"{ORIGIN}/hooks", tokens={hidden(TOKEN): "attempt"})
        webhooks = Webhooks(host="127.0.0.1", port=1, url=hooks.url, secret=SECRET)
        transport = httpx.ASGITransport(create_receiver(self.production, webhooks, hooks))
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            sent = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
            answer = await client.post(path, headers=sent, content=body)
        await asyncio.gather(*hooks.at_work)
        return answer.status_code

    def believed(self) -> set[str]:
        with closing(sqlite3.connect(self.folder / ".storyboard" / "ledger.sqlite3")) as db:
            return {id for (id,) in db.execute("SELECT id FROM hooks")}


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path) as made:
        yield made


@pytest.fixture
def receiver(tmp_path: Path, ledger: Ledger) -> Receiver:
    production = SimpleNamespace(
        target=SimpleNamespace(origin=ORIGIN),
        options=SimpleNamespace(clock=Clock()),
        dialect=PROVIDERS["pollo"],
        ledger=ledger,
        hooks=None,
    )
    return Receiver(folder=tmp_path, production=production)


def test_nothing_unsigned_is_believed(receiver: Receiver) -> None:
    @SOME
    @given(case=CASES)
    def hold(case: Any) -> None:
        assert receiver.take(case) in {400, 401, 404, 405}

    hold()
    assert receiver.believed() == set()


def test_what_is_signed_is_believed_if_it_is_a_webhook_and_nothing_breaks_on_the_rest(receiver: Receiver) -> None:
    signed: set[str] = set()
    taken: set[str] = set()

    @SOME
    @given(case=CASES, id=st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=9))
    def hold(case: Any, id: str) -> None:
        _, _, body = on_the_wire(case)
        timestamp = str(int(receiver.production.options.clock.now().timestamp()))
        code = receiver.take(case, **hook_headers(SECRET, id=id, timestamp=timestamp, body=body))
        assert code in {200, 400, 404, 405}
        signed.add(id)
        if code == 200:
            said = json.loads(body)
            assert said["status"] in ("succeed", "failed")
            taken.add(id)

    hold()
    assert receiver.believed() == taken
    assert taken
    assert taken <= signed


def test_a_receiver_that_believes_everybody_is_found(receiver: Receiver) -> None:
    """The guard off: the first test would find this."""
    trusting = replace(receiver.production.dialect, read_hook=_believe)
    open_door = replace(receiver, production=SimpleNamespace(**{**vars(receiver.production), "dialect": trusting}))

    @SOME
    @given(case=CASES)
    def hold(case: Any) -> None:
        open_door.take(case)

    hold()
    assert receiver.believed() == {"believed"}


def _believe(*_: Any, **__: Any) -> Hook:
    return Hook(id="believed", task_id="t1", status="succeed")
