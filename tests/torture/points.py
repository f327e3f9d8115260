"""The points at which a command can die: before and after everything that leaves a trace, on the disk or at the server.

They are laid around the system's own functions and not written into the program, so that what is added to the program
later has its points as well, and none can be forgotten: each write, rename, link, deletion and flush of a file, each
commit of the ledger that wrote something, each request, what goes to a bucket, each webhook that comes in, and each
step of the one request that pays. What the program names itself (`Options.at`) comes beside them.
"""

import builtins
import io
import os
import sqlite3
import threading
from collections import Counter
from collections.abc import Callable
from functools import partial, wraps
from pathlib import Path
from typing import Any

import httpx

At = Callable[[str], None]

_KINDS = (
    ("storyboard.lock", "storyboard.lock"),
    ("manifest.json", "the manifest"),
    ("storyboard.takes", "storyboard.takes"),
    ("/derived/", "a derived file"),
    ("/takes/", "a clip"),
    (".part", "a scratch file"),
    (".lock", "the lock"),
    ("ledger.sqlite3", "the ledger"),
)
_REQUESTS = (
    *(("/ref2video", "a submission"), ("/status", "a poll"), ("/clips/", "a clip"), ("/files/", "a file")),
    *(("/validate", "a quote"), ("/balance", "the account")),
)
_FILES = ("replace", "rename", "link", "unlink", "fsync", "ftruncate", "rmdir", "mkdir")
_CHANGES = ("INSERT", "UPDATE", "DELETE")


def lay(at: At) -> None:
    """Lay the points around everything, in this process and for good."""
    for name in _FILES:
        setattr(os, name, _around(getattr(os, name), name, at))
    opened = _writing(io.open, at)
    io.open = builtins.open = opened
    sqlite3.connect = partial(sqlite3.connect, factory=_watched(at))  # type: ignore[assignment]
    httpx.AsyncClient.send = _sending(httpx.AsyncClient.send, at)  # type: ignore[method-assign]


def lay_around_bucket(at: At) -> None:
    """Lay the points around what goes to a bucket."""
    import obstore

    for name in ("head", "put", "sign"):
        whole = f"{name}_async"
        setattr(obstore, whole, _awaiting(getattr(obstore, whole), f"{name} of an object", at))


def lay_around_webhooks(at: At) -> None:
    """Lay the points around each webhook that comes in."""
    from storyboard.run.webhooks import webhook_server

    webhook_server.take_hook = _awaiting(webhook_server.take_hook, "a webhook", at)  # type: ignore[attr-defined]


def counting(act: Callable[[str, int], None]) -> At:
    """Make the function that is called at each point; `act` hears its name and how often it has come up."""
    seen: Counter[str] = Counter()
    lock = threading.Lock()

    def at(name: str) -> None:
        with lock:
            seen[name] += 1
            act(name, seen[name])

    return at


def _around(do: Callable[..., Any], name: str, at: At) -> Callable[..., Any]:
    @wraps(do)
    def done(*args: Any, **options: Any) -> Any:
        label = f"{name} of {_kind(args)}"
        at(f"{label}: before")
        answer = do(*args, **options)
        at(f"{label}: after")
        return answer

    return done


def _awaiting(do: Callable[..., Any], label: str, at: At) -> Callable[..., Any]:
    @wraps(do)
    async def done(*args: Any, **options: Any) -> Any:
        at(f"{label}: before")
        answer = await do(*args, **options)
        at(f"{label}: after")
        return answer

    return done


def _writing(open_file: Callable[..., Any], at: At) -> Any:
    @wraps(open_file)
    def opened(file: Any, mode: str = "r", *args: Any, **options: Any) -> Any:
        if not set(mode) & set("wax+") or not isinstance(file, str | Path):
            return open_file(file, mode, *args, **options)
        label = f"write of {_kind((file,))}"
        at(f"{label}: before")
        stream = open_file(file, mode, *args, **options)
        at(f"{label}: started")
        end = stream.close

        def close() -> None:
            if not stream.closed:
                end()
                at(f"{label}: after")

        stream.close = close
        return stream

    return opened


def _kind(args: tuple[Any, ...]) -> str:
    """Say what kind of file an operation is about: where two are named, the one that comes to be."""
    last = args[1] if len(args) > 1 and isinstance(args[1], str | Path) else args[0]
    path = str(Path(f"/proc/self/fd/{last}").readlink() if isinstance(last, int) else last)
    return next((kind for part, kind in _KINDS if part in path), "another file")


def _watched(at: At) -> type[sqlite3.Connection]:
    class Watched(sqlite3.Connection):
        """A connection that knows whether what it commits changes anything."""

        known = -1

        def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
            alone = not self.in_transaction and sql.lstrip().startswith(_CHANGES)
            wrote = alone or (sql == "COMMIT" and self.total_changes != self.known)
            if wrote:
                self.known = self.total_changes
                at("commit: before")
            answer = super().execute(sql, *values)
            if wrote:
                at("commit: after")
            return answer

    return Watched


def _sending(send: Callable[..., Any], at: At) -> Callable[..., Any]:
    @wraps(send)
    async def sent(self: httpx.AsyncClient, request: httpx.Request, **options: Any) -> httpx.Response:
        kind = next((kind for part, kind in _REQUESTS if part in request.url.path), "another thing")
        label = f"{request.method} of {kind}"

        async def step(name: str, _info: object) -> None:
            at(f"{label}: {name}")

        if request.method == "POST":
            request.extensions["trace"] = step
        at(f"{label}: before")
        response: httpx.Response = await send(self, request, **options)
        at(f"{label}: after")
        return response

    return sent
