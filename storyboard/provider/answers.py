"""What an answer of the API means, as values that a runner can act on without knowing the API."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

GenerationStatus = Literal["waiting", "processing", "succeed", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The task exists, also where its id came in an answer that is no success."""

    task_id: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RateLimited:
    """Nothing was made; it may be sent again. `wait` in seconds where asked for; `parallel`: too many at once."""

    wait: float | None
    parallel: bool
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """The answer came from in front of the API; nothing was made and it may be sent again, with patience."""

    wait: float | None
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """The request was refused for good; nothing was made or charged."""

    message: str
    issues: tuple[str, ...] = ()
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotEnoughCredits:
    """The balance is too low; nothing was made."""

    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAccess:
    """The key is wrong, or the model is not enabled for it; nothing was made."""

    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """The task may or may not exist and be billed. `task_id` is one that the answer named in spite of it."""

    message: str
    task_id: str | None = None


Submitted = Accepted | RateLimited | Blocked | Rejected | NotEnoughCredits | NoAccess | Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class Generation:
    """One take of a task. `id` is None where the answer has none that is this one's alone.

    `url` is None unless it succeeded and named a web address; `message` says why it failed.
    """

    id: str | None
    status: GenerationStatus
    url: str | None
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """Not every take is final. `status` is the furthest that any take has come.

    `words` are those that stood where one of the statuses should have: nobody knows what they mean.
    """

    status: GenerationStatus
    generations: tuple[Generation, ...] = ()
    credit: Decimal | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Final:
    """Every take is final. `credit` is what the task was charged at submission, None where it was not told."""

    generations: tuple[Generation, ...]
    credit: Decimal | None


Listed = Pending | Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """The API does not know the task, and will not."""

    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """Nothing was learnt; ask again, after `wait` seconds where it says so."""

    wait: float | None
    why: str


Polled = Pending | Final | Gone | Again | NoAccess


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """What the whole request would cost, in credits."""

    credits: Decimal


Quote = Quoted | Rejected | NotEnoughCredits | NoAccess | Again


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """Credits that can be spent, and all that were ever there where it is told."""

    available: Decimal
    total: Decimal | None
