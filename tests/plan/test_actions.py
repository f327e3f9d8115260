"""What happens to each call and why: make, keep, fetch, hold, given what was made before."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyboard.plan.film import Film
from storyboard.plan.made import Made, Take, TakeStatus
from storyboard.plan.plan import Call, Plan
from storyboard.plan.plan_json import write_plan
from storyboard.provider.asked import read_body
from tests.support.films import plan, sound, write

BOARD = """\
storyboard: 1
title: The Keeper
characters: {mira: {name: Mira, images: [refs/tom.png]}}
scenes:
  - id: one
    characters: [mira]
    shots:
      - {id: a, action: She waits., takes: 2}
      - {id: b, action: She goes., continues: {shot: a, via: tail}}
      - {id: c, action: She runs., continues: {shot: b, via: frame}, duration: 6}
      - {id: d, action: She rests., after: b}
      - {id: e, action: She sleeps., continues: {shot: a, via: frame, take: 2}}
"""
SHA = {1: "1" * 64, 2: "2" * 64, 3: "3" * 64, 4: "4" * 64}


@pytest.fixture(scope="module")
def compiled() -> Iterator[Film]:
    with TemporaryDirectory() as folder:
        yield sound(write(Path(folder), BOARD))


def call(planned: Plan, id: str) -> Call:
    return next(one for one in planned.calls if one.id == f"one/{id}")


def take(shot: str, number: int, digest: str, status: TakeStatus = "done", *, here: bool = True) -> Take:
    """Make up a take; its clip's bytes are told by its number."""
    done = status == "done"
    return Take(
        shot=f"one/{shot}",
        number=number,
        digest=digest,
        attempt=f"{shot}{number}",
        status=status,
        sha256=SHA[number] if done else None,
        file="x.mp4" if done and here else None,
        message="too dark" if status == "failed" else "",
    )


def after(compiled: Film, *takes: Take, target: str = "sandbox", first_take: bool = False) -> Plan:
    return plan(compiled, made=Made(takes=takes), target=target, first_take=first_take)


def digest_of(compiled: Film, id: str, *takes: Take) -> str:
    """Give the digest that a shot has once these takes were made."""
    return call(after(compiled, *takes), id).digest


Fate = tuple[TakeStatus, bool]
DONE, AWAY, FAILED, FLYING, DOUBT = (
    ("done", True),
    ("done", False),
    ("failed", True),
    ("submitted", True),
    ("in-doubt", True),
)


@pytest.mark.parametrize(
    ("fates", "action", "asked", "sent", "because"),
    [
        ([], "make", 0, 2, "it was never made here"),
        ([DONE], "make", 1, 1, "1 of 2 takes were asked for"),
        ([FAILED], "make", 1, 1, "1 of 2 takes were asked for"),
        ([FLYING], "make", 1, 1, "1 of 2 takes were asked for"),
        ([DONE, DONE], "keep", 2, 2, "take 1 is here, made from this very request"),
        ([DONE, FAILED], "keep", 2, 2, "take 1 is here"),
        ([FAILED, DONE], "keep", 2, 2, "take 2 is here"),
        ([DONE, DONE, DONE], "keep", 3, 2, "take 1 is here"),
        ([FAILED, FAILED], "hold", 2, 2, "its generation failed: too dark"),
        ([DONE, AWAY], "fetch", 2, 2, "take 2 was made, and its clip is not here"),
        ([AWAY, FAILED], "fetch", 2, 2, "take 1 was made"),
        ([FLYING, DONE], "fetch", 2, 2, "take 1 was asked for and is not here yet"),
        ([DOUBT], "hold", 1, 2, "take 1 was sent and its fate is unknown"),
        ([DONE, DOUBT], "hold", 2, 1, "take 2 was sent and its fate is unknown"),
    ],
)
def test_takes_of_a_request_decide_its_fate(
    compiled: Film, fates: list[Fate], action: str, asked: int, sent: int, because: str
) -> None:
    digest = digest_of(compiled, "a")
    takes = [take("a", n, digest, status, here=here) for n, (status, here) in enumerate(fates, start=1)]
    planned = after(compiled, *takes)
    found = call(planned, "a")
    assert (found.action, found.asked, read_body(found.body)["input"]["videoNum"]) == (action, asked, sent)
    assert because in found.because[0]
    assert found.digest == digest
    assert found.takes == 2
    assert float(found.cost.credits) == (sent * 3.5 if action == "make" else 0)


def test_a_changed_request_says_since_when(compiled: Film) -> None:
    assert call(after(compiled, take("a", 1, "f" * 64), take("a", 3, "e" * 64)), "a").because == (
        "its request has changed since take 3",
    )
    # Nobody else's takes are its own.
    assert call(after(compiled, take("b", 3, "e" * 64)), "a").because == ("it was never made here",)


def test_what_is_not_made_yet_is_known_by_its_request_and_then_by_its_clip(compiled: Film) -> None:
    a = digest_of(compiled, "a")
    fresh = digest_of(compiled, "b")
    made = digest_of(compiled, "b", take("a", 1, a))
    other = digest_of(compiled, "b", replace(take("a", 1, a), sha256=SHA[4]))
    assert len({fresh, made, other}) == 3
    assert digest_of(compiled, "b", take("a", 1, a, "failed"), take("a", 2, a)) not in {fresh, made}
    # The third of the chain follows the second's request, which follows the first's clip.
    assert digest_of(compiled, "c", take("a", 1, a)) != digest_of(compiled, "c")


def test_one_made_from_any_good_take_stays(compiled: Film) -> None:
    a = digest_of(compiled, "a")
    both = (take("a", 1, a), take("a", 2, a))
    second = digest_of(compiled, "b", take("a", 1, a, "failed"), take("a", 2, a))
    for target in ("sandbox", "pollo"):
        found = call(after(compiled, *both, take("b", 1, second), target=target), "b")
        assert (found.action, found.digest) == ("keep", second)
    assert call(after(compiled, *both), "b").digest == digest_of(compiled, "b", take("a", 1, a))


def test_where_several_takes_are_good_and_none_is_picked_pollo_waits(compiled: Film) -> None:
    a = digest_of(compiled, "a")
    both = (take("a", 1, a), take("a", 2, a))
    held = "one/a, which it continues, has more than one take and none is picked"
    for takes in ((), both, (take("a", 1, a),)):
        planned = after(compiled, *takes, target="pollo")
        assert (call(planned, "b").action, call(planned, "b").because) == ("hold", (held,))
        assert call(planned, "c").because == ("one/b, which it continues, is on hold",)
        assert call(planned, "d").because == ("one/b, which it comes after, is on hold",)
        assert planned.totals.hold >= 3
        assert call(after(compiled, *takes), "b").action == "make"
        assert call(after(compiled, *takes, target="pollo", first_take=True), "b").action == "make"


def test_what_a_cache_offers_is_a_take_that_may_be_picked(compiled: Film) -> None:
    a = digest_of(compiled, "a")
    here, offered = take("a", 1, a), replace(take("a", 2, a, here=False), cached=True)
    for more in ((offered,), ()):
        planned = plan(compiled, made=Made(takes=(here,), offered=more), target="pollo")
        assert call(planned, "a").action == ("fetch" if more else "make")
        assert call(planned, "b").action == "hold"


def test_a_take_that_is_named_has_to_be_there(compiled: Film) -> None:
    a = digest_of(compiled, "a")
    for takes in ((), (take("a", 1, a),), (take("a", 1, a), take("a", 2, a, "failed"))):
        assert call(after(compiled, *takes), "e").because == ("one/a has no good take 2",)
    both = (take("a", 1, a), take("a", 2, a))
    found = call(after(compiled, *both, target="pollo"), "e")
    assert (found.action, found.because) == ("make", ("it was never made here",))
    assert found.digest == digest_of(compiled, "e", take("a", 1, a, "failed"), take("a", 2, a))


def test_what_waits_for_a_failure_is_on_hold_and_says_for_what(compiled: Film) -> None:
    a = digest_of(compiled, "a")
    planned = after(compiled, take("a", 1, a, "failed"), take("a", 2, a, "failed"))
    assert [one.action for one in planned.calls] == ["hold"] * 5
    assert call(planned, "b").because == ("one/a, which it continues, is on hold",)


def test_totals_add_up_what_is_to_be_made(compiled: Film) -> None:
    a = digest_of(compiled, "a")
    b = digest_of(compiled, "b", take("a", 1, a))
    planned = after(compiled, take("a", 1, a), take("b", 1, b, here=False))
    assert {one.id[-1]: one.action for one in planned.calls} == {
        "a": "make", "b": "fetch", "c": "make", "d": "make", "e": "hold",
    }  # fmt: skip
    totals = planned.totals
    assert (totals.calls, totals.make, totals.keep, totals.fetch, totals.hold) == (5, 3, 0, 1, 1)
    assert (totals.seconds, totals.film_seconds) == (5 + 6 + 5, 26)
    assert totals.credits == sum(one.cost.credits for one in planned.calls)
    assert float(totals.credits) == 11.2
    assert {one.cost.basis for one in planned.calls} == {"estimate"}
    assert all(one.cost.source and one.cost.as_of for one in planned.calls)


def test_bodies_and_digests_are_a_function_of_the_files_but_for_takes(compiled: Film) -> None:
    """What was made changes `videoNum` and the digest of what continues, and nothing else of a request."""
    a = digest_of(compiled, "a")
    before, later = after(compiled), after(compiled, take("a", 1, a), take("a", 2, a))
    for one, other in zip(before.calls, later.calls, strict=True):
        bodies = [read_body(each.body)["input"] for each in (one, other)]
        assert [body.pop("videoNum") for body in bodies]
        assert bodies[0] == bodies[1]
    assert call(before, "a").digest == call(later, "a").digest


SHARED = """\
storyboard: 1
title: The Keeper
characters: {mira: {name: Mira, images: [refs/tom.png]}}
variants: {one: {}, two: {}, three: {shots: {a/y: {takes: 4}}}}
scenes:
  - id: a
    characters: [mira]
    shots:
      - {id: x, action: She waits.}
      - {id: y, action: She goes., continues: x, takes: 2}
"""


def test_equal_requests_are_made_once_for_the_most_takes_that_are_wanted(tmp_path: Path) -> None:
    planned = plan(sound(write(tmp_path, SHARED)))
    assert [one.id for one in planned.calls] == ["a/x@one", "a/y@one"]
    assert planned.calls[1].usages == ("a/y@one", "a/y@two", "a/y@three")
    assert (planned.calls[1].takes, read_body(planned.calls[1].body)["input"]["videoNum"]) == (4, 4)
    assert planned.calls[1].because[-1] == "shared with a/y@two, a/y@three"
    assert [(need.call, need.purpose) for need in planned.calls[1].needs] == [("a/x@one", "video")]
    assert len(planned.shots) == 6
    assert planned.totals.film_seconds == 30
    assert planned.totals.seconds == 5 + 4 * 5


WAITING = """\
storyboard: 1
title: The Keeper
characters: {mira: {name: Mira, images: [refs/tom.png]}}
scenes:
  - id: a
    characters: [mira]
    shots:
      - {id: x, action: She waits., after: [first]}
      - {id: y, action: She goes., continues: x}
      - {id: z, action: She waits., after: [y, late, first]}
      - {id: first, action: She sits.}
      - {id: late, action: She stands.}
"""


def test_sharing_never_ties_a_knot(tmp_path: Path) -> None:
    """Whoever shares a request that is made early enough waits for nothing that comes after it."""
    planned = plan(sound(write(tmp_path, WAITING)))
    shared = next(one for one in planned.calls if "a/z" in one.usages)
    assert shared.usages == ("a/x", "a/z")
    assert [need.call for need in shared.needs] == ["a/first"]
    rank = {one.id: number for number, one in enumerate(planned.calls)}
    assert all(rank[need.call] < rank[one.id] for one in planned.calls for need in one.needs)


@settings(max_examples=30)
@given(order=st.permutations(range(4)))
def test_the_order_of_what_was_made_means_nothing(compiled: Film, order: list[int]) -> None:
    a = digest_of(compiled, "a")
    b = digest_of(compiled, "b", take("a", 1, a), take("a", 2, a))
    takes = [take("a", 1, a), take("a", 2, a), take("b", 1, b), take("c", 3, "c" * 64, "failed")]
    assert write_plan(after(compiled, *(takes[n] for n in order))) == write_plan(after(compiled, *takes))


def test_a_take_that_the_provider_does_not_know_any_more_names_what_is_free_first(compiled: Film) -> None:
    digest = call(after(compiled), "c").digest
    lost = replace(take("c", 1, digest, "failed"), message="the provider no longer knows the task: NOT_FOUND")
    failed = take("c", 2, digest, "failed")
    for takes in ((lost,), (lost, failed), (replace(failed, number=1), replace(lost, number=2))):
        held = call(after(compiled, *takes), "c")
        assert held.action == "hold"
        (why,) = held.because
        assert why.index("`storyboard fetch` looks once more and pays nothing") < why.index("retry")
