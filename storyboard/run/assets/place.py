"""The place where local files get a URL that the API can read; a store is one."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Protocol

from storyboard.problems import Refused
from storyboard.run.assets.asset import Asset

NO_STORE = (
    "Name a store that it can read from: `--store s3://bucket/films`, or STORYBOARD_STORE; or put the file somewhere"
    " public and write its https URL in the storyboard."
)


class Assets(Protocol):
    """A place where local files get a URL that the API can read."""

    async def check(self, files: AsyncIterator[Asset], *, sent: Callable[[Asset], None]) -> None:
        """Look, before anything is paid, whether files can be read from there. `files` are those of this run.

        `sent` is told what was put there for it. Raises StoryboardError where they cannot be read.
        """
        del files, sent  # a place that is always there has nothing to look at

    async def put(self, file: Asset) -> bool:  # noqa: ARG002 - for those that need it
        """Put a file there ahead of its submission; say whether it was sent now. Raises StoryboardError."""
        return False

    async def publish(self, path: Path, *, sha256: str, extension: str) -> str:
        """Put a file there under its content's name, unless it is there, and give its URL, made anew for each call.

        `extension` has no dot: `png`. Raises StoryboardError where it cannot.
        """
        ...


class NoStore(Assets):
    """The place that is not there: it refuses every file, and says what to do."""

    async def publish(self, path: Path, *, sha256: str, extension: str) -> str:  # noqa: ARG002 - the protocol's
        """Raise Refused: there is nowhere to put a file. Nothing was paid."""
        raise Refused(f"{path.name} is on this machine, and this target reads public URLs only", help=NO_STORE)
