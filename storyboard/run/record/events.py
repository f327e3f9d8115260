"""What happens during a run, as values for whoever shows it: no secret, no text that could steer a terminal."""

from dataclasses import dataclass
from decimal import Decimal

from storyboard.run.record.manifest import ManifestTotals, ShotStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class ShotSubmitted:
    """The provider took a request. `credits` is the price it was sent at."""

    call: str
    usages: tuple[str, ...]
    task_id: str
    takes: int
    credits: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class FileUploaded:
    """A file is in the store now, where it was not before. `file` is what people know it by, never its address."""

    file: str
    bytes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShotWaiting:
    """A submission waits for `seconds`; nothing was sent, or nothing was made of it."""

    call: str
    seconds: float
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShotMoved:
    """A call stands elsewhere than before; `status` is one of the manifest's, `because` says why."""

    call: str
    usages: tuple[str, ...]
    status: str
    because: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeDone:
    """A clip is here, checked. `file` is seen from the manifest; `call` is None for one that no call asks about."""

    call: str | None
    shot: str
    number: int
    file: str
    seconds: float
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeFailed:
    """A take came to nothing, or its clip is not here; then `later` says that the next run fetches it."""

    call: str | None
    shot: str
    number: int
    message: str
    later: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCharged:
    """The provider said what it charged for a task."""

    call: str | None
    task_id: str
    credits: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRemarked:
    """The provider says of a task what nobody foresaw, in `message`; it is asked after on and on. Told once."""

    call: str | None
    task_id: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TakesChecking:
    """Everything is here, and the clips of `takes` are looked at. Told where that takes more than a moment."""

    takes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RunStopped:
    """Nothing more is submitted, for this reason; what is in flight goes on, unless the run was interrupted."""

    exit_code: int
    reason: str
    help: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunEnded:
    """The run rests: its exit code, why it stopped early where it did, and how many requests of its plan stand where.

    `totals` are the manifest's, over the whole film.
    """

    exit_code: int
    requests: tuple[tuple[ShotStatus, int], ...]
    totals: ManifestTotals
    reason: str = ""
    help: str = ""


Event = (
    FileUploaded
    | ShotSubmitted
    | ShotWaiting
    | ShotMoved
    | TakeDone
    | TakeFailed
    | TaskCharged
    | TaskRemarked
    | TakesChecking
    | RunStopped
    | RunEnded
)
