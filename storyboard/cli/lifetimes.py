"""How long the clips that are not here still live with the provider."""

from datetime import datetime, timedelta
from pathlib import Path

from storyboard.run.machine.clock import moment
from storyboard.run.record.manifest import ShotResult, TakeResult, clip_of

_DAY, _HOUR = timedelta(days=1), timedelta(hours=1)


def lifetime_of(shot: ShotResult, out: Path, *, now: datetime) -> str:
    """Say how long the clip of a shot that is not in the folder `out` still lives, of several the first to go.

    Empty where every clip is here, or where the provider has not made one yet.
    """
    ends = [moment(take.expires) for take in shot.takes if take.expires and _is_remote(take, out)]
    return _left(min(ends) - now) if ends else ""


def _is_remote(take: TakeResult, out: Path) -> bool:
    if take.status == "submitted":
        return True
    return take.status == "done" and not (take.file is not None and clip_of(take, out).is_file())


def _left(left: timedelta) -> str:
    if left <= timedelta():
        return "its clip has expired"
    number, word = (left // _DAY, "day") if left >= 2 * _DAY else (left // _HOUR, "hour")
    if not number:
        return "its clip lives less than an hour"
    return f"its clip lives {number} more {word}{'' if number == 1 else 's'}"
