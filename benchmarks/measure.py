"""What one whole process took: its time on the clock, its time on a processor, and the most memory it held."""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# The system counts it in bytes on macOS, in units of 1,024 bytes elsewhere.
UNIT = 1 if sys.platform == "darwin" else 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Seconds on the clock, seconds on a processor (user and system), bytes of memory at the peak."""

    wall: float
    cpu: float
    peak: int


def measure(command: Sequence[str], *, folder: Path) -> Spent:
    """Run a command to its end, from its start as a process. Raise CalledProcessError where it fails."""
    begun = time.perf_counter()
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - begun
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Spent(wall=wall, cpu=used.ru_utime + used.ru_stime, peak=used.ru_maxrss * UNIT)
