"""A difference as JSON, for programs."""

import json
from typing import Any, get_args

from storyboard.plan.decisions.changes import Change
from storyboard.plan.difference.cost import Asked
from storyboard.plan.difference.difference import Difference, ShotDifference, Status
from storyboard.plan.plan_json import money


def write_json(difference: Difference, before: str, after: str) -> str:
    """Write a difference as JSON that ends in a line break; `before` and `after` are what people call the two."""
    data = {
        "diff": 1,
        "before": before,
        "after": after,
        "counts": {status: difference.count(status) for status in get_args(Status)},
        "cost": _asked(difference.asked),
        "film": [_change(change) for change in difference.film],
        "apart": list(difference.apart),
        "shots": [_shot(shot) for shot in difference.shots],
    }
    return json.dumps(data, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def _shot(shot: ShotDifference) -> dict[str, Any]:
    return {
        "address": shot.address,
        "was": shot.was,
        "status": shot.status,
        "follows": shot.follows,
        "changes": [_change(change) for change in shot.changes],
        "cost": _asked(shot.asked),
    }


def _change(change: Change) -> dict[str, str]:
    return {"change": change.sentence, "before": change.before, "after": change.after}


def _asked(asked: Asked) -> dict[str, Any]:
    return {
        "requests": asked.requests,
        "seconds": asked.seconds,
        "credits": money(asked.credits),
        "unpriced": asked.unpriced,
    }
