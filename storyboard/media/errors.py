"""What goes wrong with pictures, clips and sounds: one error, always a whole sentence about one file."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class MediaError(Exception):
    """A file is not the picture, clip or sound it should be. The message is a sentence: what, and why."""


class NotWritten(MediaError):
    """The disk did not take a file: there is no room, or no right to, or something stands in its place.

    `reason` says which, without a full stop.
    """

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} cannot be written: {reason}.")
        self.reason = reason


@contextmanager
def explaining(path: Path, task: str) -> Iterator[None]:
    """Turn whatever a decoder raises while it does `task` ("read as a picture") with `path` into a MediaError."""
    from PIL.Image import DecompressionBombError, DecompressionBombWarning

    try:
        yield
    except FileNotFoundError as error:
        raise MediaError(f"{path} does not exist.") from error
    except IsADirectoryError as error:
        raise MediaError(f"{path} is a folder, not a file.") from error
    except (DecompressionBombError, DecompressionBombWarning) as error:
        raise MediaError(f"{path} has too many pixels to be read safely.") from error
    except (OSError, ValueError, SyntaxError, EOFError, struct.error, _decoder_error()) as error:
        raise MediaError(f"{path} cannot be {task}: {reason_of(error)}.") from error


def _decoder_error() -> type[Exception]:
    # Asked for only once something was raised: the decoder is slow to load, and pictures do not need it.
    from av.error import FFmpegError

    return FFmpegError


def reason_of(error: Exception) -> str:
    """Give what an error says, without a full stop."""
    # OSError's text repeats the number and the path; its strerror is the reason alone.
    reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return str(reason).strip().rstrip(".")
