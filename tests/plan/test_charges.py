"""What was charged before prices the next request of the same shape."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard.plan.decisions.changes import remember
from storyboard.plan.decisions.charges import Charge, charged, list_charges, shape_of
from storyboard.plan.film import Film
from storyboard.plan.made import Made, Take, TakeStatus
from storyboard.plan.plan import Call, Cost, Plan
from tests.support.films import plan, sound, write

# `a` is the shot that was made; every other one differs from it as its id says.
BOARD = """\
storyboard: 1
title: The Keeper
defaults: {duration: 5, resolution: 480p}
characters: {mira: {name: Mira, images: [refs/tom.png], voice: refs/tom.mp3}}
scenes:
  - id: one
    characters: [mira]
    shots:
      - {id: a, action: She waits., takes: 2}
      - {id: words, action: She runs.}
      - {id: takes, action: She sleeps., takes: 3}
      - {id: picture, action: She sits., refs: [{image: refs/lantern.png, role: the light}]}
      - {id: longer, action: She rests., duration: 6}
      - {id: sharper, action: She rests., resolution: 720p}
      - {id: ratio, action: She rests., aspect_ratio: "9:16"}
      - {id: silent, action: She rests., generate_audio: false}
      - {id: video, action: She rests., refs: [{video: refs/rehearsal.mp4, role: the walk}]}
"""
SAME = ("words", "takes", "picture")
OTHER = ("longer", "sharper", "ratio", "silent", "video")
DAY = "2026-03-01"


@pytest.fixture(scope="module")
def compiled() -> Iterator[Film]:
    with TemporaryDirectory() as folder:
        yield sound(write(Path(folder), BOARD))


def call(planned: Plan, id: str) -> Call:
    return next(one for one in planned.calls if one.id == f"one/{id}")


def paid(compiled: Film, credits: str | None, *statuses: TakeStatus, at: str = f"{DAY}T10:00:00Z") -> Made:
    """Give what is in the ledger after the first shot was made, both of its takes in one task."""
    first = call(plan(compiled), "a")
    takes = tuple(
        Take(
            shot="one/a",
            number=number,
            digest=first.digest,
            attempt=f"attempt {at}",
            status=status,
            sha256=str(number) * 64,
            file="x.mp4",
            credits=None if credits is None else Decimal(credits),
            request=remember(first),
            asked_at=at,
        )
        for number, status in enumerate(statuses or ("done", "done"), start=1)
    )
    return Made(takes=takes)


def costs(compiled: Film, made: Made) -> dict[str, Cost]:
    return {one.id.removeprefix("one/"): one.cost for one in plan(compiled, made=made).calls}


@pytest.mark.parametrize(("id", "credits"), [("words", "4.51"), ("takes", "13.52"), ("picture", "4.51")])
def test_a_charge_is_the_price_of_the_same_shape(compiled: Film, id: str, credits: str) -> None:
    cost = costs(compiled, paid(compiled, "9.01"))[id]
    assert cost == Cost(
        credits=Decimal(credits),
        basis="charge",
        source="what sandbox charged for the same shape of request",
        as_of=DAY,
        worst_credits=Decimal(credits),
    )


@pytest.mark.parametrize("id", OTHER)
def test_another_shape_stays_an_estimate(compiled: Film, id: str) -> None:
    assert costs(compiled, paid(compiled, "9.01"))[id] == costs(compiled, Made())[id]


def test_what_is_kept_costs_nothing(compiled: Film) -> None:
    assert costs(compiled, paid(compiled, "9.01"))["a"].credits == 0


def test_another_model_is_another_shape(compiled: Film) -> None:
    body = call(plan(compiled), "a").body
    assert shape_of("/one", body) != shape_of("/two", body)


def test_the_totals_add_up_charges_and_estimates(compiled: Film) -> None:
    planned = plan(compiled, made=paid(compiled, "9.01"))
    assert {one.cost.basis for one in planned.calls if one.action == "make"} == {"charge", "estimate"}
    assert planned.totals.credits == sum(one.cost.credits for one in planned.calls)


@pytest.mark.parametrize(
    ("credits", "statuses"),
    [
        (None, ("done", "done")),
        ("0", ("done", "done")),
        ("9.01", ("done", "failed")),
        ("9.01", ("failed", "failed")),
        ("9.01", ("submitted", "submitted")),
        ("9.01", ("done", "in-doubt")),
    ],
)
def test_what_tells_no_price_replaces_no_estimate(
    compiled: Film, credits: str | None, statuses: tuple[TakeStatus, ...]
) -> None:
    found = costs(compiled, paid(compiled, credits, *statuses))
    assert {found[id].basis for id in SAME} == {"estimate"}


@pytest.mark.parametrize(
    "request_text", ["", "{", "[]", "null", '{"body": {}}', '{"path": "/x", "body": {"input": {}}}']
)
def test_a_memory_that_does_not_tell_replaces_no_estimate(compiled: Film, request_text: str) -> None:
    made = Made(takes=tuple(replace(take, request=request_text) for take in paid(compiled, "9.01").takes))
    assert list_charges(made) == {}


@given(order=st.permutations(range(6)))
def test_the_newest_charge_counts_whatever_the_order(compiled: Film, order: list[int]) -> None:
    days = ("2026-03-01T10:00:00Z", "2026-03-03T09:00:00Z", "2026-03-02T10:00:00Z")
    takes = [take for n, day in enumerate(days, start=1) for take in paid(compiled, f"{n}.00", at=day).takes]
    [charge] = list_charges(Made(takes=tuple(takes[n] for n in order))).values()
    assert charge == Charge(credits=Decimal("2.00"), takes=2, as_of="2026-03-03")


def elsewhere(made: Made) -> Made:
    """Give what a clone knows of the same takes: neither the request nor the day."""
    return Made(takes=tuple(replace(take, request="", asked_at="") for take in made.takes))


@pytest.mark.parametrize("id", [*SAME, *OTHER])
def test_in_a_clone_a_request_that_is_asked_for_still_prices_its_shape(compiled: Film, id: str) -> None:
    here, there = (costs(compiled, made)[id] for made in (paid(compiled, "9.01"), elsewhere(paid(compiled, "9.01"))))
    assert there == (replace(here, as_of="") if id in SAME else here)


def test_in_a_clone_a_request_that_has_changed_since_tells_no_price(compiled: Film) -> None:
    before = elsewhere(paid(compiled, "9.01"))
    changed = Made(takes=tuple(replace(take, digest="0" * 64) for take in before.takes))
    assert {cost.basis for cost in costs(compiled, changed).values()} == {"estimate"}


def test_a_charge_of_a_known_day_counts_more_than_one_of_none(compiled: Film) -> None:
    undated = tuple(replace(take, attempt="a") for take in elsewhere(paid(compiled, "99.00")).takes)
    dated = paid(compiled, "1.00").takes
    for takes in ((*undated, *dated), (*dated, *undated)):
        assert costs(compiled, Made(takes=takes))["words"].credits == Decimal("0.50")


def test_of_one_moment_the_dearest_counts(compiled: Film) -> None:
    cheap = paid(compiled, "1.00").takes
    dear = tuple(replace(take, attempt="a", credits=Decimal("3.00")) for take in cheap)
    for takes in ((*cheap, *dear), (*dear, *cheap)):
        [charge] = list_charges(Made(takes=takes)).values()
        assert charge.credits == 3


@given(
    credits=st.decimals(min_value="0.01", max_value=10_000, places=2),
    asked=st.integers(1, 4),
    wanted=st.integers(1, 4),
)
def test_a_charge_is_divided_by_the_takes_of_its_task(credits: Decimal, asked: int, wanted: int) -> None:
    price = charged(Charge(credits=credits, takes=asked, as_of=DAY), takes=wanted)
    assert 0 <= price - credits * wanted / asked < Decimal("0.01")
    assert price == round(price, 2)
