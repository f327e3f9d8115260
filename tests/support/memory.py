"""The most memory that this process has used."""

import re
import resource
import sys
from pathlib import Path

STATUS = Path("/proc/self/status")


def peak_megabytes() -> int:
    """Read the peak of resident memory since this program began, in MB.

    Linux's `ru_maxrss` begins with that of the process that started this one, so it is read only where nothing better
    is to be had.
    """
    found = re.search(r"VmHWM:\s*(\d+) kB", STATUS.read_text()) if STATUS.exists() else None
    if found is not None:
        return int(found[1]) // 1024
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used // (1024 * 1024 if sys.platform == "darwin" else 1024)
