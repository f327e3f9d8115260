"""A command as it is typed, done in a process that was forked for it, so that it can be let die."""

import asyncio
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from storyboard.cli.main import run
from storyboard.media.animatic import Animatic
from storyboard.run.machine.clock import Clock
from storyboard.run.production.hooks import Webhooks
from storyboard.run.webhooks import webhook_server
from storyboard.sandbox.app import create_app
from tests.support.tiny_clip import tiny_clip
from tests.torture import points

_SHORT = 0.5  # as for the films: the pause between two manifests stays what it is


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """The words after `storyboard`, the folder they are typed in, and what the environment says beside."""

    argv: list[str]
    folder: Path
    environ: dict[str, str] = field(default_factory=dict)


def perform_command(command: Command, at: Callable[[str], None]) -> int:
    """Do a command and give its exit code; what it says goes to a file beside its folder."""
    os.chdir(command.folder)
    os.environ.update(command.environ)
    said = os.open(command.folder.with_suffix(".said"), os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(said, stream)
    _hurry()
    if "--store" in command.argv:
        points.lay_around_bucket(at)
    if "--webhook-listen" in command.argv:
        points.lay_around_webhooks(at)
        _listen_anywhere(command.folder.with_suffix(".hooks"))
    return run(command.argv)


async def _sleep(seconds: float) -> None:
    await asyncio.sleep(seconds if seconds >= _SHORT else 0.001)


def _hurry() -> None:
    """Let nobody wait: for the next question after a task, or for a picture of the sandbox."""
    _defaults(Clock.__init__)["sleep"] = _sleep
    _defaults(create_app).update(draw=_draw, latency=0.0)


def _draw(animatic: Animatic, target: Path) -> None:
    tag = repr(animatic).encode()
    clip = tiny_clip(int(animatic.seconds), width=animatic.width, height=animatic.height)
    target.write_bytes(clip + (len(tag) + 8).to_bytes(4, "big") + b"free" + tag)


def _listen_anywhere(told: Path) -> None:
    """Receive webhooks at a free port, and say at which."""
    listen = webhook_server._listen

    def anywhere(webhooks: Webhooks) -> object:
        opened = listen(replace(webhooks, port=0))
        file = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.write(file, str(opened.getsockname()[1]).encode())
        os.close(file)
        return opened

    webhook_server._listen = anywhere  # type: ignore[assignment]


def _defaults(function: Any) -> dict[str, Any]:
    found: dict[str, Any] = function.__kwdefaults__
    return found
