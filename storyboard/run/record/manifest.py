"""What came of a plan, for the whole film: the value that the cut, the report and the status read."""

import os
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Literal

ShotStatus = Literal["waiting", "submitted", "processing", "done", "failed", "skipped", "held", "in-doubt"]
TakeResultStatus = Literal["submitted", "done", "failed", "in-doubt"]

STATUSES: tuple[ShotStatus, ...] = (
    *("waiting", "submitted", "processing", "done", "failed", "skipped", "held", "in-doubt"),
)
UNFINISHED: frozenset[ShotStatus] = frozenset({"waiting", "submitted", "processing", "in-doubt"})
"""Where a shot stands that the next run goes on with, and with it the budget: what flies or is in doubt is not over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeResult:
    """One take. `file` is seen from the manifest, None while the clip is not here; `url` bears no query.

    `seconds`, pixels and `fps` were measured in the clip. `findings` are sentences on what is unlike what was asked.
    """

    number: int
    status: TakeResultStatus
    message: str = ""
    file: str | None = None
    sha256: str | None = None
    bytes: int | None = None
    seconds: float | None = None
    width: int | None = None
    height: int | None = None
    fps: float | None = None
    url: str | None = None
    expires: str | None = None
    picked: bool = False
    approved: bool = False
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ShotResult:
    """One address of the film. `request` is the plan's body, as JSON text with its placeholders: it holds no secret.

    `credits` is the charge of every task its takes come from, the estimate where none was named; `attempts` counts the
    submissions that this plan made for it.
    """

    address: str
    status: ShotStatus
    digest: str | None = None
    task_id: str | None = None
    credits: Decimal = Decimal(0)
    attempts: int = 0
    because: tuple[str, ...] = ()
    request: str | None = None
    takes: tuple[TakeResult, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestTotals:
    """How many addresses stand where, and what their takes cost: each task once, however many share it."""

    shots: int
    by_status: tuple[tuple[ShotStatus, int], ...]
    takes: int
    seconds: float
    credits: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """Everything that came of a plan so far; `plan` is its digest, `finished` None until the run rests."""

    plan: str
    title: str
    target: str
    origin: str
    profile: str | None
    started: str
    finished: str | None
    shots: tuple[ShotResult, ...]
    totals: ManifestTotals


def shot_at(manifest: Manifest, address: str) -> ShotResult | None:
    """Find what came of an address, or None where the film has none of that name."""
    return next((shot for shot in manifest.shots if shot.address == address), None)


def clip_of(take: TakeResult, out: Path) -> Path:
    """Name the clip of a take seen from the manifest's folder `out`, which need not be there itself."""
    return Path(os.path.normpath(out / (take.file or "")))


def used_take(shot: ShotResult) -> TakeResult | None:
    """Give the take that stands for a shot: the picked one, else the lowest good number; None where none is good.

    For a picked one whose clip is not here, no other stands.
    """
    good = [take for take in shot.takes if take.status == "done" and take.file is not None]
    picked = next((take for take in shot.takes if take.picked), None)
    if picked is not None:
        return picked if picked in good else None
    return min(good, key=lambda take: take.number, default=None)
