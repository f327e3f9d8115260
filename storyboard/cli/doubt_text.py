"""A submission in doubt in words and as JSON: what is known of it, and what that suggests."""

import shlex
from collections.abc import Iterator
from typing import Any, assert_never

from storyboard.credits import count_credits, say_credits
from storyboard.run.doubt.evidence import Difference, Suggestion, difference_of
from storyboard.run.doubt.reconcile import Doubt, Named, name_of
from storyboard.run.production.balance import Reading


def doubt_text(doubt: Doubt, *, file: str) -> str:
    """Tell all that is known of a submission in doubt, a line each; its storyboard too, where that is not `file`."""
    takes = ", ".join(map(str, doubt.numbers))
    head = f"{name_of(doubt)} · take {takes} · {count_credits(doubt.price)} · sent {doubt.made_at}"
    again = " · asked for again" if doubt.aside else ""
    whose = "" if doubt.file == file else f" · for {doubt.file}"
    return "\n".join((f"{head}{whose}{again}", *(f"  {line}" for line in _lines(doubt))))


def doubt_as_json(doubt: Doubt) -> dict[str, Any]:
    """Give the same for machines."""
    difference = difference_of(doubt)
    return {
        "storyboard": doubt.file,
        "address": doubt.call,
        "usages": list(doubt.usages),
        "takes": list(doubt.numbers),
        "attempt": doubt.attempt,
        "price": float(doubt.price),
        "sent": doubt.made_at,
        "lost": doubt.message,
        "before": _reading(doubt.before),
        "after": _reading(doubt.after),
        "gone": None if difference is None else float(difference.gone),
        "others": [{"address": one.call, "credits": float(one.price), "sure": one.sure} for one in doubt.neighbours],
        "suggests": None if difference is None else difference.suggests,
        "webhooks": [
            {"task_id": one.task_id, "status": one.status, "received": one.received, "belongs_to": one.whose or None}
            for one in doubt.named
        ],
    }


def _reading(reading: Reading | None) -> dict[str, Any] | None:
    return None if reading is None else {"credits": float(reading.credits), "read": reading.at}


def _lines(doubt: Doubt) -> Iterator[str]:
    if len(doubt.usages) > 1:
        yield f"used by:  {', '.join(doubt.usages)}"
    yield f"lost:     {doubt.message}"
    yield from _balance(doubt)
    for named in doubt.named:
        yield f"webhook:  {_webhook(named)}"


def _balance(doubt: Doubt) -> Iterator[str]:
    difference = difference_of(doubt)
    if doubt.before is None or doubt.after is None or difference is None:
        missing = "before it" if doubt.before is None else "since"
        yield f"balance:  not read {missing}, so it says nothing"
        return
    before, after = doubt.before, doubt.after
    yield f"balance:  {say_credits(before.credits)} at {before.at}, {say_credits(after.credits)} at {after.at}"
    yield f"          {_gone(difference)}: {_suggested(difference.suggests)}"
    if difference.unsure:
        yield f"          at the same time, charged or not: {', '.join(difference.unsure)}"
    yield "          It is evidence and no proof: others may use the account as well."


def _gone(difference: Difference) -> str:
    beyond = f" beyond the {say_credits(difference.others)} that other shots cost" if difference.others else ""
    if difference.gone < 0:
        return f"{say_credits(-difference.gone)} more there than without it{beyond}"
    return f"{say_credits(difference.gone)} gone{beyond}"


def _suggested(suggests: Suggestion) -> str:
    match suggests:
        case "taken":
            return "just its price, which suggests that it was taken"
        case "not taken":
            return "which suggests that it was not taken"
        case "nothing":
            return "which suggests nothing"
        case _:
            assert_never(suggests)


def _webhook(named: Named) -> str:
    told = f"at {named.received} one at its own address named the task {named.task_id} ({named.status})"
    if named.whose:
        return f"{told}, which belongs to {named.whose}"
    return f"{told}; `--bind {shlex.quote(named.task_id)}` looks at it"
