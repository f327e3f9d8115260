"""Who sends: a name by which others can tell whether a submission that was begun may still be going on."""

import os
import secrets
from datetime import datetime
from pathlib import Path


def new_owner() -> str:
    """Name this run: `host:process:its start:random`. The start tells a process from a later one of its number."""
    return f"{os.uname().nodename}:{os.getpid()}:{_started(os.getpid())}:{secrets.token_hex(4)}"


def may_live(owner: str, *, lease: datetime, now: datetime) -> bool:
    """Say whether an owner may still be at work: until its lease ends, and on this machine while its process lives.

    One whose name says nothing is not: what it sent is in doubt, which is never wrong.
    """
    if now >= lease:
        return False
    host, _, rest = owner.partition(":")
    if host != os.uname().nodename:
        return True
    pid, _, rest = rest.partition(":")
    if not (pid.isascii() and pid.isdecimal()):
        return False
    return _started(int(pid)) == rest.partition(":")[0] != ""


def _started(pid: int) -> str:
    """Read when a process began, in ticks since the machine did; empty where it has ended, waited for or not."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
    except OSError:
        return "" if Path("/proc/self/stat").exists() or not _alive(pid) else "unknown"
    return "" if stat[0] in ("Z", "X") else stat[19]


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True
