"""Where a plan is executed: an API by its address, what lets in, and where local files can be put for it to read."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from storyboard.plan.plan import Call
from storyboard.problems import NoAccess, Refused
from storyboard.run.addresses import checked_base
from storyboard.run.asset import Asset
from storyboard.run.client import Timeouts

if TYPE_CHECKING:
    import httpx


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


NO_STORE = (
    "Name a store that it can read from: `--store s3://bucket/films`, or STORYBOARD_STORE; or put the file somewhere"
    " public and write its https URL in the storyboard."
)


def _no_labels(_call: Call, _first: int) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An API to run against; it checks itself. `name` and `origin` are those of the plan.

    `free` is a target that costs nothing: a submission of unknown fate may be given up there. `provider` names the
    dialect that the API speaks, `transport` stands in for the network. `labels` gives headers that
    go with a call's submission, of which the first take has this number, for the other side to show; they are no part
    of the request. `clip_life` is how long after it was asked for a clip may be sent on by the address it has there;
    None where it always goes through `assets`.
    """

    name: str
    origin: str
    base_url: str
    free: bool = False
    provider: str = "pollo"
    key: str | None = field(default=None, repr=False)
    transport: "httpx.AsyncBaseTransport | None" = field(default=None, repr=False)
    assets: Assets = field(default_factory=NoStore, repr=False)
    clip_life: timedelta | None = None
    labels: Callable[[Call, int], Mapping[str, str]] = field(default=_no_labels, repr=False)
    timeouts: Timeouts = field(default_factory=Timeouts)

    def __post_init__(self) -> None:
        """Raise UsageError for a base URL that will not do, NoAccess for a key that a header cannot carry."""
        checked_base(self.base_url, in_process=self.transport is not None)
        if self.key is not None and not (
            self.key.isascii() and self.key.isprintable() and self.key.strip() == self.key
        ):
            raise NoAccess(
                "The API key holds characters that a header cannot carry",
                help="Copy it again, without spaces or line breaks around it.",
            )
