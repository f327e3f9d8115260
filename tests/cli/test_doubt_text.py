"""A submission in doubt in words: every line that may be said of one."""

from dataclasses import replace
from decimal import Decimal

import pytest

from storyboard.cli.doubt_text import doubt_as_json, doubt_text
from storyboard.run.doubt.reconcile import Doubt, Named, Neighbour
from storyboard.run.production.balance import Reading

BEFORE = Reading(credits=Decimal(100), at="2026-11-23T10:00:00Z", mark=1)
AFTER = Reading(credits=Decimal("91.2"), at="2026-11-23T10:02:00Z", mark=3)
SURE = Neighbour(call="lamp/close", price=Decimal("4.40"), state="sent", sure=True)
DOUBT = Doubt(
    attempt="a1",
    file="film.yaml",
    call="lamp/wide",
    shot="lamp/wide",
    usages=("lamp/wide",),
    numbers=(2, 3),
    price=Decimal("4.40"),
    made_at="2026-11-23T10:01:00Z",
    message="no answer came in time",
    before=BEFORE,
    after=AFTER,
    neighbours=(SURE,),
    named=(),
)


def test_a_doubt_in_words() -> None:
    assert doubt_text(DOUBT, file=DOUBT.file).splitlines() == [
        "lamp/wide#2 · take 2, 3 · 4.4 credits · sent 2026-11-23T10:01:00Z",
        "  lost:     no answer came in time",
        "  balance:  100 at 2026-11-23T10:00:00Z, 91.2 at 2026-11-23T10:02:00Z",
        "            4.4 gone beyond the 4.4 that other shots cost: just its price, which suggests that it was taken",
        "            It is evidence and no proof: others may use the account as well.",
    ]


@pytest.mark.parametrize(
    ("doubt", "told"),
    [
        (replace(DOUBT, before=None), "balance:  not read before it, so it says nothing"),
        (replace(DOUBT, after=None), "balance:  not read since, so it says nothing"),
        (replace(DOUBT, after=replace(AFTER, credits=Decimal("95.6"))), "0 gone beyond the 4.4 that other shots cost"),
        (replace(DOUBT, after=replace(AFTER, credits=Decimal("95.6"))), ": which suggests that it was not taken"),
        (replace(DOUBT, after=replace(AFTER, credits=Decimal(200))), "104.4 more there than without it beyond"),
        (replace(DOUBT, after=replace(AFTER, credits=Decimal(90))), "5.6 gone beyond the 4.4 that other shots cost"),
        (replace(DOUBT, neighbours=()), "8.8 gone: which suggests nothing"),
        (
            replace(DOUBT, neighbours=(replace(SURE, sure=False),)),
            "at the same time, charged or not: lamp/close",
        ),
        (replace(DOUBT, usages=("lamp/wide", "lamp/wide@de")), "used by:  lamp/wide, lamp/wide@de"),
        (
            replace(DOUBT, named=(Named(task_id="T7", status="succeed", received="2026-11-23T10:05:00Z"),)),
            "named the task T7 (succeed); `--bind T7` looks at it",
        ),
        (
            replace(
                DOUBT, named=(Named(task_id="T7", status="failed", received="2026-11-23T10:05:00Z", whose="lamp/b"),)
            ),
            "named the task T7 (failed), which belongs to lamp/b",
        ),
        (replace(DOUBT, numbers=()), "lamp/wide · take "),
    ],
)
def test_what_else_may_be_told(doubt: Doubt, told: str) -> None:
    assert told in doubt_text(doubt, file=doubt.file)


def test_a_doubt_for_machines() -> None:
    named = Named(task_id="T7", status="succeed", received="2026-11-23T10:05:00Z")
    assert doubt_as_json(replace(DOUBT, named=(named,))) == {
        "storyboard": "film.yaml",
        "address": "lamp/wide",
        "usages": ["lamp/wide"],
        "takes": [2, 3],
        "attempt": "a1",
        "price": 4.4,
        "sent": "2026-11-23T10:01:00Z",
        "lost": "no answer came in time",
        "before": {"credits": 100.0, "read": "2026-11-23T10:00:00Z"},
        "after": {"credits": 91.2, "read": "2026-11-23T10:02:00Z"},
        "gone": 4.4,
        "others": [{"address": "lamp/close", "credits": 4.4, "sure": True}],
        "suggests": "taken",
        "webhooks": [{"task_id": "T7", "status": "succeed", "received": "2026-11-23T10:05:00Z", "belongs_to": None}],
    }
    bare = doubt_as_json(replace(DOUBT, before=None, after=None, neighbours=()))
    assert (bare["before"], bare["after"], bare["gone"], bare["suggests"]) == (None, None, None, None)
