"""An event as a line of JSON, with the moment it was heard: for machines, and for the log that a run leaves."""

import json
from dataclasses import asdict
from datetime import UTC, datetime
from decimal import Decimal

from storyboard.run.record.events import Event, RunEnded
from storyboard.run.record.manifest_json import totals_to_json


def event_json(event: Event, *, at: datetime) -> str:
    """Write an event as one line of JSON; `at` is its moment, in UTC to the millisecond."""
    fields = asdict(event)
    if isinstance(event, RunEnded):
        fields |= {"requests": dict(event.requests), "totals": totals_to_json(event.totals)}
    return line_of(type(event).__name__, fields, at=at)


def line_of(name: str, fields: dict[str, object], *, at: datetime) -> str:
    """Write a line that begins with its moment and its name."""
    written = at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return json.dumps({"at": written, "event": name, **fields}, default=_plain, ensure_ascii=False)


def _plain(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else str(value)
