"""Webhooks as the stand-in plays them: signed, to this machine alone, once a task is final; a few tries, then never."""

import json
import secrets
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from threading import Lock, Thread
from typing import Literal
from urllib.parse import urlsplit

from storyboard.provider.webhook import hook_headers

TRIES = 3
_STEP = 0.02
_PAUSE = 0.2
HookStatus = Literal["succeed", "failed"]

# Sends headers and a body to an address and gives the HTTP status, 0 where nobody answered.
Send = Callable[[str, Mapping[str, str], bytes], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who calls: with what secret, and over which way out of the process."""

    secret: bytes = field(repr=False)
    send: Send


@dataclass(frozen=True, slots=True, kw_only=True)
class _Promise:
    task: str
    url: str
    final: Callable[[], HookStatus | None]


class Messenger:
    """Tells of each task once it is final. What a killed process has promised is not kept: whoever asks hears it."""

    def __init__(self, caller: Caller | None) -> None:
        self._caller = caller
        self._lock = Lock()
        self._waiting: list[_Promise] = []
        self._told: set[str] = set()
        self._thread: Thread | None = None

    def promise(self, task: str, url: str, *, final: Callable[[], HookStatus | None]) -> None:
        """Tell an address of this machine, once `final` says how the task has ended; any other one never."""
        if self._caller is None or not is_near(url):
            return
        with self._lock:
            self._waiting.append(_Promise(task=task, url=url, final=final))
            if self._thread is None:
                self._thread = Thread(target=self._work, args=(self._caller,), name="storyboard-hooks", daemon=True)
                self._thread.start()

    def has_told(self, task: str) -> bool:
        """Say whether a task was called final to its webhook: then it is, however often it was asked after."""
        return task in self._told

    def _work(self, caller: Caller) -> None:
        while True:
            with self._lock:
                due = tuple(self._waiting)
                if not due:
                    self._thread = None
                    return
            for promise in due:
                with suppress(Exception):  # what cannot be looked up now is looked up again
                    self._keep(promise, caller)
            time.sleep(_STEP)

    def _keep(self, promise: _Promise, caller: Caller) -> None:
        status = promise.final()
        if status is None:
            return
        self._told.add(promise.task)
        with self._lock:
            self._waiting.remove(promise)
        _call(promise, status, caller)


def is_near(url: str) -> bool:
    """Say whether an address is one of this machine, in plain http."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        return parts.scheme == "http" and (host == "localhost" or ip_address(host).is_loopback)
    except ValueError:
        return False


def _call(promise: _Promise, status: HookStatus, caller: Caller) -> None:
    body = json.dumps({"taskId": promise.task, "status": status}).encode()
    name = f"hook_{secrets.token_hex(8)}"
    for turn in range(TRIES):
        time.sleep(turn * _PAUSE)
        headers = hook_headers(caller.secret, id=name, timestamp=str(int(time.time())), body=body)
        if 200 <= caller.send(promise.url, {"content-type": "application/json", **headers}, body) < 300:
            return
