"""What one submission came to, as values: each answer of the provider means exactly one of them."""

from dataclasses import dataclass
from typing import Literal, assert_never

from storyboard.provider import answers
from storyboard.run.ledger.money import Enough, OverBudget
from storyboard.run.net.client import Lost, NotSent
from storyboard.run.record.board import Never

Reading = answers.Submitted | NotSent | Lost
_TOP_UP = "Top up the balance and run again: what is done is kept, what is in flight is fetched, the rest is sent."
_KEY = "Check the key, and that the model is enabled for it, then run again: nothing was charged for this."


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The provider made a task of it; `others` are tasks that webhooks have named for it as well."""

    task_id: str
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """Nothing was made of it and it may be sent again, after `wait` seconds where the other side says so."""

    kind: Literal["refused", "blocked", "rate", "parallel"]
    wait: float | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Closed:
    """The provider refuses this and whatever would follow; `exit_code` says for what kind of reason."""

    exit_code: int
    reason: str
    help: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """Nobody knows whether a task was made of it."""

    reason: str


Meaning = Taken | Later | Never | Closed | Doubt
Step = Meaning | Enough | OverBudget


def meaning_of(reading: Reading) -> Meaning:
    """Say what an answer means for the submission: the one table of it."""
    meaning: Meaning
    match reading:
        case answers.Accepted(task_id=task_id):
            meaning = Taken(task_id=task_id)
        case NotSent(reason=reason):
            meaning = Later(kind="refused", wait=None, reason=reason)
        case answers.RateLimited(wait=wait, parallel=parallel, message=reason):
            meaning = Later(kind="parallel" if parallel else "rate", wait=wait, reason=reason or "it was too fast")
        case answers.Blocked(wait=wait, message=reason):
            meaning = Later(kind="blocked", wait=wait, reason=reason)
        case answers.Rejected(message=message, issues=issues):
            meaning = Never(reason="; ".join((message, *issues)))
        case answers.NotEnoughCredits(message=reason):
            meaning = Closed(exit_code=5, reason=reason, help=_TOP_UP)
        case answers.NoAccess(message=reason):
            meaning = Closed(exit_code=4, reason=reason, help=_KEY)
        case Lost(reason=reason):
            meaning = Doubt(reason=reason)
        case answers.Unknown(message=reason, task_id=named):
            meaning = Doubt(reason=f"{reason}; it names the task {named}" if named else reason)
        case _:
            assert_never(reading)
    return meaning
