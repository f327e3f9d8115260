"""A run that is stopped while a submission gets ready: what has no intent on disk yet is not sent any more."""

import os
import signal

import httpx
import pytest

from storyboard.run.production.options import Options
from tests.run.films import Film, MemoryApi, a_call, a_plan

PLAN = a_plan(*(a_call(f"one/s{n}") for n in range(4)))


class SignalledApi(MemoryApi):
    """An API in memory; whoever reads the account is interrupted meanwhile."""

    number: signal.Signals = signal.SIGINT

    def answer(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/balance"):
            os.kill(os.getpid(), self.number)
        return super().answer(request)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_nothing_is_sent_after_a_signal_while_the_account_is_read(film: Film, number: signal.Signals) -> None:
    film.api = SignalledApi()
    film.api.number = number
    outcome = film.run(PLAN, Options(signals="handle"))
    assert outcome.exit_code == 130
    assert film.api.submitted == []
    assert set(film.statuses(outcome).values()) == {"waiting"}
    film.api = MemoryApi()
    assert film.run(PLAN).exit_code == 0
    assert len(film.api.submitted) == 4
