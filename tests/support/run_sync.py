"""A run from code that is not async."""

import asyncio
from typing import Any

from storyboard.run.execute import run_plan
from storyboard.run.record.outcome import Outcome


def run_plan_sync(*args: Any, **named: Any) -> Outcome:
    """Do `run_plan`, with the same arguments."""
    return asyncio.run(run_plan(*args, **named))
