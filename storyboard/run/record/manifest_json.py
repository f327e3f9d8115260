"""The manifest as JSON, and back; `schemas/manifest.schema.json` describes it."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

from storyboard.canonical import canonical
from storyboard.problems import UsageError
from storyboard.run.machine.places import beside
from storyboard.run.record.manifest import STATUSES, Manifest, ManifestTotals, ShotResult, TakeResult

VERSION = 1


def write_manifest(manifest: Manifest, path: Path) -> None:
    """Put a manifest in place of the one before, whole or not at all. Raises OSError."""
    with beside(path) as temporary:
        temporary.write_text(dump_manifest(manifest), encoding="utf-8")


def read_manifest(path: Path) -> Manifest:
    """Read a manifest. Raises UsageError where there is none, or something else."""
    try:
        return load_manifest(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}", help="`storyboard run` makes it.") from error
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise UsageError(f"{path} is not a manifest of this program: {error}") from error


def dump_manifest(manifest: Manifest) -> str:
    """Write a manifest as JSON text."""
    head = {"manifest": VERSION, "plan": manifest.plan, "title": manifest.title, "target": manifest.target}
    data = {
        **head,
        "origin": manifest.origin,
        "profile": manifest.profile,
        "started": manifest.started,
        "finished": manifest.finished,
        "shots": {shot.address: _dump_shot(shot) for shot in manifest.shots},
        "totals": totals_to_json(manifest.totals),
    }
    return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def load_manifest(text: str) -> Manifest:
    """Read a manifest from JSON text. Raises ValueError, KeyError, TypeError or AttributeError where it is none."""
    data = json.loads(text, parse_float=Decimal)
    if data["manifest"] != VERSION:
        raise ValueError(f"it is of version {data['manifest']}, this program reads {VERSION}")
    return Manifest(
        plan=data["plan"],
        title=data["title"],
        target=data["target"],
        origin=data["origin"],
        profile=data["profile"],
        started=data["started"],
        finished=data["finished"],
        shots=tuple(_load_shot(address, shot) for address, shot in data["shots"].items()),
        totals=_load_totals(data["totals"]),
    )


def _dump_shot(shot: ShotResult) -> dict[str, Any]:
    return {
        "status": shot.status,
        "digest": shot.digest,
        "task_id": shot.task_id,
        "credits": _number(shot.credits),
        "attempts": shot.attempts,
        "because": list(shot.because),
        "request": None if shot.request is None else json.loads(shot.request),
        "takes": [asdict(take) for take in shot.takes],
    }


def _load_shot(address: str, data: Mapping[str, Any]) -> ShotResult:
    request = data["request"]
    return ShotResult(
        address=address,
        status=data["status"],
        digest=data["digest"],
        task_id=data["task_id"],
        credits=Decimal(data["credits"]),
        attempts=data["attempts"],
        because=tuple(data["because"]),
        request=None if request is None else canonical(request),
        takes=tuple(_load_take(take) for take in data["takes"]),
    )


def _load_take(data: Mapping[str, Any]) -> TakeResult:
    measured = {key: None if data[key] is None else float(data[key]) for key in ("seconds", "fps")}
    return TakeResult(**{**data, **measured, "findings": tuple(data["findings"])})


def totals_to_json(totals: ManifestTotals) -> dict[str, Any]:
    """Give totals as plain JSON values, a key for each status."""
    return {
        "shots": totals.shots,
        **dict(totals.by_status),
        "takes": totals.takes,
        "seconds": totals.seconds,
        "credits": _number(totals.credits),
    }


def _load_totals(data: Mapping[str, Any]) -> ManifestTotals:
    return ManifestTotals(
        shots=data["shots"],
        by_status=tuple((status, data[status]) for status in STATUSES),
        takes=data["takes"],
        seconds=float(data["seconds"]),
        credits=Decimal(data["credits"]),
    )


def _number(credits: Decimal) -> float:
    """Write credits as a JSON number of two decimals."""
    return float(round(credits, 2))
