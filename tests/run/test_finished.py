"""When a saved plan has nothing left to do."""

import json
from dataclasses import replace

from storyboard.plan.digest import Earlier, call_digest
from storyboard.plan.finished import plan_finished
from storyboard.plan.made import Made, Take, TakeStatus
from storyboard.run.takes.made import read_made
from tests.run.films import Film, a_call, a_plan


def take(digest: str, status: TakeStatus = "done", number: int = 1, **more: str) -> Take:
    file = "clip.mp4" if status == "done" else None
    return Take(
        shot="one/a", number=number, digest=digest, attempt="a", status=status, file=file, sha256=more.get("sha")
    )


def test_done_or_failed_is_finished() -> None:
    one, two = a_call("one/a"), a_call("one/b")
    plan = a_plan(one, two)
    assert not plan_finished(plan, Made())
    assert not plan_finished(plan, Made(takes=(take(one.digest),)))
    assert plan_finished(plan, Made(takes=(take(one.digest), take(two.digest, "failed"))))
    assert not plan_finished(plan, Made(takes=(take(one.digest), take(two.digest, "in-doubt"))))
    assert not plan_finished(plan, Made(takes=(take(one.digest), take(two.digest, "submitted"))))


def test_every_take_counts() -> None:
    one = a_call("one/a", asked=1, takes=2)
    takes = tuple(take(one.digest, number=number) for number in (1, 2, 3))
    assert not plan_finished(a_plan(one), Made(takes=takes[:2]))
    assert plan_finished(a_plan(one), Made(takes=takes))


def test_a_fetch_is_finished_once_its_clip_is_here() -> None:
    one = a_call("one/a", action="fetch", asked=1)
    missing = replace(take(one.digest), file=None)
    assert not plan_finished(a_plan(one), Made(takes=(missing,)))
    assert plan_finished(a_plan(one), Made(takes=(take(one.digest),)))


def test_what_is_kept_or_held_is_no_work() -> None:
    kept, held, made = a_call("one/a", action="keep"), a_call("one/b", action="hold"), a_call("one/c")
    assert not plan_finished(a_plan(kept, held), Made(takes=(take(kept.digest),)))
    assert plan_finished(a_plan(kept, held, made), Made(takes=(take(made.digest),)))


def test_a_chain_counts_with_the_digests_really_sent(film: Film) -> None:
    first = a_call("one/a")
    second = a_call("one/b", continues={"one/a": (first, "video")}, seconds=3)
    third = a_call("one/c", continues={"one/b": (second, "tail")}, seconds=2)
    plan = a_plan(third, second, first)

    def made() -> Made:
        return read_made(film.folder, file="film.yaml", origin="sandbox")

    film.api.takes["one/c"] = ["failed"]
    assert not plan_finished(plan, made())
    film.run(a_plan(first))
    assert not plan_finished(plan, made())
    film.run(plan)
    assert [item.status for item in made().takes].count("failed") <= 1
    assert plan_finished(plan, made())


def test_a_plan_that_goes_on_from_a_picked_take_is_not_finished_by_what_went_on_from_another() -> None:
    first = a_call("one/a", action="keep", asked=2)
    ones = tuple(take(first.digest, number=number, sha=f"{number}" * 64) for number in (1, 2))
    unmade = a_call("one/b", continues={"one/a": (first, "frame")})
    by_take = {
        one.sha256: call_digest(
            unmade.path, json.loads(unmade.body), earlier={"one/a": Earlier(sha256=one.sha256 or "")}
        )
        for one in ones
    }
    went_on = replace(take(by_take["1" * 64]), shot="one/b")
    picked = replace(unmade, digest=by_take["2" * 64])
    assert not plan_finished(a_plan(first, picked), Made(takes=(*ones, went_on)))
    assert plan_finished(a_plan(first, picked), Made(takes=(*ones, replace(went_on, digest=picked.digest))))
    assert plan_finished(a_plan(first, unmade), Made(takes=(*ones, went_on))), "that one took what there was"


def test_a_long_chain_needs_no_deep_stack() -> None:
    calls = [a_call("one/s0")]
    for n in range(1, 2000):
        calls.append(a_call(f"one/s{n}", continues={f"one/s{n - 1}": (calls[-1], "video")}))
    assert not plan_finished(a_plan(*reversed(calls)), Made())
