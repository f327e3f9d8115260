"""A folder in memory, for what is written and flushed a thousand times to be thrown away."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import disk_usage
from tempfile import TemporaryDirectory

_MEMORY = Path("/dev/shm")
_ENOUGH = 500_000_000  # bytes


@contextmanager
def memory_folder() -> Iterator[Path]:
    """Give a folder for as long as the block runs, on the disk where no memory is set aside for files.

    What a dead process has written is as safe there as on a disk; only a power cut tells the two apart.
    """
    memory = _MEMORY if _MEMORY.is_dir() and disk_usage(_MEMORY).free > _ENOUGH else None
    with TemporaryDirectory(dir=memory, prefix="storyboard-test-") as folder:
        yield Path(folder)
