"""The studio: each job once at a time, several at once, and no error takes a thread away."""

from threading import Event

from storyboard.sandbox.studio import Studio

LONG = 60.0


def test_a_job_is_not_done_twice_at_a_time_and_may_be_done_again_later() -> None:
    studio, go, done = Studio(workers=2), Event(), []

    def job() -> None:
        go.wait(LONG)
        done.append(1)

    for _ in range(3):
        studio.ensure("a", job)
    assert not studio.settle(within=0)
    go.set()
    assert studio.settle(within=LONG)
    assert done == [1]
    studio.ensure("a", job)
    assert studio.settle(within=LONG)
    assert done == [1, 1]


def test_jobs_are_done_side_by_side() -> None:
    studio, first, second = Studio(workers=2), Event(), Event()
    met: list[bool] = []

    def meet(mine: Event, other: Event) -> None:
        mine.set()
        met.append(other.wait(LONG))

    studio.ensure("a", lambda: meet(first, second))
    studio.ensure("b", lambda: meet(second, first))
    assert studio.settle(within=LONG)
    assert met == [True, True]


def test_a_job_that_breaks_leaves_the_studio_able_to_go_on() -> None:
    studio, done = Studio(workers=1), Event()

    def broken() -> None:
        raise ValueError("a job deals with its own errors")

    studio.ensure("a", broken)
    assert studio.settle(within=LONG)
    studio.ensure("b", done.set)
    assert done.wait(LONG)
