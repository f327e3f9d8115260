"""What a film may cost at worst: what is asked for now, and all that a decision may lead to."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from storyboard.plan.film import Film
from storyboard.plan.made import EXPIRED, Made, Pick, Take, TakeStatus
from storyboard.plan.plan import Plan
from tests.support.films import plan, sound, write

# A clip of four seconds is 2.8 credits.
BOARD = """\
storyboard: 1
title: The Keeper
defaults: {duration: 4, resolution: 480p}
characters: {mira: {name: Mira, images: [refs/tom.png]}}
scenes:
  - id: one
    characters: [mira]
    shots:
      - {id: a, action: She waits., takes: 2}
      - {id: b, action: She goes., continues: {shot: a, via: tail}, takes: 3}
"""
ONE = Decimal("2.80")


@pytest.fixture(scope="module")
def compiled() -> Iterator[Film]:
    with TemporaryDirectory() as folder:
        yield sound(write(Path(folder), BOARD))


@pytest.fixture(scope="module")
def digest(compiled: Film) -> str:
    return plan(compiled).calls[0].digest


def take(digest: str, number: int, status: TakeStatus = "done", *, expired: bool = False) -> Take:
    return Take(
        shot="one/a",
        number=number,
        digest=digest,
        attempt=f"a{number}",
        status=status,
        sha256=str(number) * 64 if status == "done" else None,
        file="x.mp4" if status == "done" and not expired else None,
        message=EXPIRED if expired else "",
    )


def credits(planned: Plan) -> tuple[float, float]:
    """Give what a plan pays and what may come of it at worst, in clips."""
    return float(planned.totals.credits / ONE), float(planned.totals.worst_credits / ONE)


def test_without_anything_on_hold_the_worst_is_what_is_paid(compiled: Film) -> None:
    assert credits(plan(compiled)) == (5, 5)


def test_what_waits_for_a_pick_is_paid_later(compiled: Film) -> None:
    assert credits(plan(compiled, target="pollo")) == (2, 5)


@pytest.mark.parametrize(
    ("statuses", "now", "worst"),
    [
        (("done", "done"), 0, 3),
        (("submitted", "done"), 0, 3),
        (("failed", "failed"), 0, 2 + 3),
        (("in-doubt",), 0, 1 + 1 + 3),
        (("done", "in-doubt"), 0, 1 + 3),
        (("failed",), 1, 1 + 3),
    ],
)
def test_what_a_decision_may_lead_to_counts(
    compiled: Film, digest: str, statuses: tuple[TakeStatus, ...], now: int, worst: int
) -> None:
    takes = tuple(take(digest, number, status) for number, status in enumerate(statuses, start=1))
    planned = plan(compiled, made=Made(takes=takes), target="pollo")
    held = {call.id: call.action for call in planned.calls}["one/b"]
    assert credits(planned) == (now + (3 if held == "make" else 0), worst)


def test_an_expired_clip_may_be_paid_for_again(compiled: Film, digest: str) -> None:
    takes = (take(digest, 1, expired=True), take(digest, 2, "failed"))
    assert credits(plan(compiled, made=Made(takes=takes), target="pollo"))[1] == 2 + 3
    approved = replace(take("f" * 64, 1, expired=True), usages=("one/a",))
    planned = plan(
        compiled, made=Made(takes=(approved,), picks=(Pick(address="one/a", sha256="1" * 64, approved=True),))
    )
    assert planned.calls[0].action == "hold"
    assert credits(planned)[1] == 2 + 3


def test_what_is_approved_and_here_is_never_paid_for_again(compiled: Film) -> None:
    kept = replace(take("f" * 64, 1), usages=("one/a",))
    planned = plan(compiled, made=Made(takes=(kept,), picks=(Pick(address="one/a", sha256="1" * 64, approved=True),)))
    assert planned.calls[0].stale
    assert credits(planned) == (3, 3)
