"""How a run is to be done: how many at once, how much it may cost, and what tests put in place of the world."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Literal

from storyboard.plan.plan import Call
from storyboard.provider.facts import Kind, KindLimits
from storyboard.run.machine.clock import Clock
from storyboard.run.production.hooks import Webhooks
from storyboard.run.record.manifest import Manifest
from storyboard.run.takes.cache import Cache

Guard = Literal["on", "off"]
Signals = Literal["leave", "handle"]
Bring = Literal["planned", "all"]


def _pass(_point: str) -> None:
    return None


def _unlimited(_call: Call, _kind: Kind) -> KindLimits | None:
    return None


def _unknown(_call: Call) -> None:
    return None


def _unseen(_clip: Path, _sha256: str) -> None:
    return None


def _as_it_is(manifest: Manifest) -> Manifest:
    return manifest


@dataclass(frozen=True, slots=True, kw_only=True)
class Tries:
    """How long the safe things are tried. Seconds, except the counts.

    `refused` counts connections that were never made, `blocked` pages that a guard in front of the API answered with,
    `clip` downloads of one clip; `rate` is how long answers of "too fast" are waited out; `silent` is how long a task
    may go without any readable answer, `task` how long it is followed at most. `gone` counts the answers in a row that
    it takes to believe that the provider does not know a task, and `unknown` is how old it has to be: it may be known
    only a while after it was made. `fewer` is how long a final answer that lists fewer takes than were asked
    for has to stay the same: longer than one is made, for it may be listed only when it is.
    """

    refused: int = 5
    blocked: int = 4
    clip: int = 4
    rate: float = 3600.0
    silent: float = 1800.0
    task: float = 86400.0
    gone: int = 3
    unknown: float = 120.0
    fewer: float = 1200.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """`poll_interval` is the longest gap between two polls of a task, in seconds.

    With `scout`, the first shot that shows a character goes alone, where a submission costs anything.

    Three caps, in credits, each enforced from the ledger before every submission: `budget` for this run and its
    resumptions, `production` for everything ever charged for the storyboard at this origin, `confirmed` for this plan.
    `sizes` gives the pixels a call's clips should have, None where nobody knows; `limits` what the files of a kind
    ("image") that a call takes have to keep to, None likewise; `environ` is where the names that a
    storyboard takes from the environment are looked up. `look` is told of each clip that came and its sha256, and
    waits for nothing; `inspect` looks through the manifest of a run that rests, and may add to its findings. `cache` is
    shared with other productions: what they made is not made again.
    `bring="all"` brings also what was made of earlier words, or of shots that left the film, and is not here.
    `webhooks` says where webhooks are received, None where none are. `replaces` names a submission of unknown fate that
    is asked for again: it is set aside with the intent of the one in its place, and not before.
    `signals="handle"` takes SIGINT, SIGTERM and SIGHUP while the run lasts (only in the main thread). `at` is called
    with the name of each point the run passes and `guard="off"` leaves the write-ahead intent out: both exist for the
    tests that prove the guard, and no command sets them.
    """

    concurrency: int = 4
    fail_fast: bool = False
    scout: bool = True
    poll_interval: float = 30.0
    budget: Decimal | None = None
    production: Decimal | None = None
    confirmed: Decimal | None = None
    signals: Signals = "leave"
    bring: Bring = "planned"
    webhooks: Webhooks | None = None
    replaces: str = ""
    sizes: Callable[[Call], tuple[int, int] | None] = _unknown
    limits: Callable[[Call, Kind], KindLimits | None] = _unlimited
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    look: Callable[[Path, str], None] = _unseen
    inspect: Callable[[Manifest], Manifest] = _as_it_is
    cache: Cache | None = None
    tries: Tries = field(default_factory=Tries)
    clock: Clock = field(default_factory=Clock)
    at: Callable[[str], None] = _pass
    guard: Guard = "on"
