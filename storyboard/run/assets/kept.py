"""What is cut for requests, and what was fetched to be cut: kept until it is sent, and known by its bytes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from storyboard import hashes
from storyboard.media.errors import NotWritten, reason_of
from storyboard.problems import Refused
from storyboard.run.machine.places import put, scratch, state_folder

_MARK = 16  # hex digits of the sha256 that a name ends in: enough to tell that bytes are others


def kept_folder(folder: Path) -> Path:
    """Name the place in a storyboard's folder. Raises Refused where it cannot be made."""
    return state_folder(folder) / "derived"


def make_once(home: Path, name: str, ending: str, make: Callable[[Path], None]) -> Path:
    """Give the file of a name, made where none is there with the bytes that it was kept with. Raises as `keeping`."""
    there = sorted(home.glob(f"{name}-*{ending}"))
    found = next((path for path in there if has_content(path, path.stem.rpartition("-")[2])), None)
    return found or _make(home, name, ending, make)


def _make(home: Path, name: str, ending: str, make: Callable[[Path], None]) -> Path:
    with keeping("What is cut from a file", home), scratch(home, ending=ending) as temporary:
        make(temporary)
        target = home / f"{name}-{hashes.sha256_file(temporary)[:_MARK]}{ending}"
        put(temporary, target)
    return target


def has_content(path: Path, content: str) -> bool:
    """Say whether a file is there whose sha256 begins so."""
    try:
        return hashes.sha256_file(path).startswith(content)
    except OSError:
        return False


@contextmanager
def keeping(what: str, home: Path) -> Iterator[None]:
    """Raise Refused where the disk does not take what is kept there."""
    try:
        yield
    except NotWritten as error:
        raise _not_kept(what, home, error.reason) from error
    except OSError as error:
        raise _not_kept(what, home, reason_of(error)) from error


def _not_kept(what: str, home: Path, reason: str) -> Refused:
    return Refused(
        f"{what} cannot be kept: {reason}", help=f"It is cut in {home}. Make room, or make the folder writable."
    )
