"""When a saved plan has nothing left to do."""

from dataclasses import replace

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


def test_a_long_chain_needs_no_deep_stack() -> None:
    calls = [a_call("one/s0")]
    for n in range(1, 2000):
        calls.append(a_call(f"one/s{n}", continues={f"one/s{n - 1}": (calls[-1], "video")}))
    assert not plan_finished(a_plan(*reversed(calls)), Made())
