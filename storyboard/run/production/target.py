"""Where a plan is executed: an API by its address, what lets in, and where local files can be put for it to read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from storyboard.plan.plan import Call
from storyboard.problems import NoAccess
from storyboard.run.assets.place import Assets, NoStore
from storyboard.run.net.addresses import checked_base
from storyboard.run.net.client import Timeouts

if TYPE_CHECKING:
    from storyboard.run.net.client import Transport


def _no_labels(_call: Call, _first: int) -> Mapping[str, str]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An API to run against; it checks itself. `name` and `origin` are those of the plan.

    `private` is one that nobody else asks and that counts nothing: a submission of unknown fate may be given up there.
    `provider` names the dialect that the API speaks, `transport` stands in for the network. `labels` gives headers that
    go with a call's submission, of which the first take has this number, for the other side to show; they are no part
    of the request. `clip_life` is how long after it was asked for a clip may be sent on by the address it has there;
    None where it always goes through `assets`.
    """

    name: str
    provider: str
    origin: str
    base_url: str
    private: bool = False
    key: str | None = field(default=None, repr=False)
    transport: "Transport | None" = field(default=None, repr=False)
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
