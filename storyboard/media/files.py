"""How a result reaches its name: written beside, then put in place at once, so that nobody ever reads half of it."""

import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from storyboard.media.errors import NotWritten, explaining, reason_of

_MARK = ".storyboard-half."
HALF = rf"{re.escape(_MARK)}[a-z0-9_]{{8}}(\.[^.]+)?"
"""What the name of a file looks like that is still being written: nobody else calls one so."""


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Hand out a new file's path beside `target`, which it replaces when the work succeeds; else it is removed."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=_MARK, suffix=target.suffix)
    os.close(handle)
    beside = Path(name)
    try:
        yield beside
        beside.chmod(0o644)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def writing(target: Path) -> Iterator[Path]:
    """Do as `replacing`. Raises NotWritten where the disk does not take the file, MediaError for what else fails."""
    with explaining(target, "written"):
        try:
            with replacing(target) as beside:
                yield beside
        except OSError as error:
            raise NotWritten(target, reason_of(error)) from error
