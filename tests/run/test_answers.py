"""Every row of the two tables of answers in docs/answers.md, over real connections to a server that gives them."""

from email.utils import format_datetime
from typing import Any

import httpx
import pytest

from storyboard.run.net.client import Timeouts
from storyboard.run.production.options import Options, Tries
from storyboard.run.record.events import ShotWaiting
from tests.run.films import Film, a_call, a_plan
from tests.run.stages import Stage
from tests.support.faults import FaultServer

Json = dict[str, Any]


def answer(json: object, *, status: int = 200, made: bool = False, **headers: str) -> Json:
    return {"do": "answer-after" if made else "answer", "json": json, "status": status, "headers": headers}


def polled(data: object, **more: Any) -> Json:
    """Answer the first question after a task with this, in an envelope."""
    return {"do": "accept", "status_faults": [answer({"code": "SUCCESS", "data": data})], **more}


# Taken


@pytest.mark.parametrize(
    "step",
    [
        {"do": "flat"},
        {"do": "accept", "flat": True},
        answer({"code": "SUCCESS", "data": {"taskId": "$task", "status": "waiting"}}, made=True),
        answer({"code": 200, "data": {"taskId": "$task"}}, made=True),
        answer({"taskId": "$task", "status": "waiting", "new": {"of": ["a", "later", "version"]}}, made=True),
    ],
)
def test_flat_or_in_an_envelope_it_is_taken(stage: Stage, step: Json) -> None:
    outcome = stage.run(step)
    assert (outcome.exit_code, stage.sent(), stage.takes()) == (0, 1, ["done"])


def test_an_error_with_a_task_in_it_is_followed(stage: Stage) -> None:
    told = {"message": "oops", "data": {"taskId": "$task"}}
    outcome = stage.run(*[answer(told, status=status, made=True) for status in (408, 500, 502, 504)], shots=4)
    assert (outcome.exit_code, stage.sent(), stage.takes()) == (0, 4, ["done"] * 4)


# Never sent


@pytest.mark.parametrize("error", [httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError])
def test_what_never_left_is_sent_again_after_2_4_8_and_16_seconds(film: Film, error: type[httpx.HTTPError]) -> None:
    def fail(*_: object) -> httpx.Response:
        raise error("no way")

    film.api.steps = [fail] * 4
    assert film.run(a_plan(a_call("one/a")), Options(concurrency=1)).exit_code == 0
    assert [event.seconds for event in film.events if isinstance(event, ShotWaiting)] == [2, 4, 8, 16]
    film.api.steps = [fail] * 5
    outcome = film.run(a_plan(a_call("one/b"), a_call("one/c")), Options(concurrency=1))
    assert (outcome.exit_code, set(film.statuses(outcome).values()), len(film.api.submitted)) == (6, {"waiting"}, 10)


def test_where_no_tls_is_spoken_nothing_is_sent(stage: Stage) -> None:
    stage.server = FaultServer(base_url=stage.server.base_url.replace("http:", "https:"), folder=stage.server.folder)
    stage.timeouts = Timeouts(connect=0.2, silence=0.3, answer=5.0)
    outcome = stage.run(options=Options(concurrency=1, tries=Tries(refused=2)))
    assert (outcome.exit_code, stage.sent(), stage.takes(), stage.waits()) == (6, 0, [], [2])


# Too fast, too many, blocked


def test_without_retry_after_the_wait_doubles_to_a_minute(stage: Stage) -> None:
    assert stage.run(*["429"] * 8).exit_code == 0
    assert stage.waits() == [2, 4, 8, 16, 32, 60, 60, 60]


def test_retry_after_may_be_a_date(stage: Stage) -> None:
    now = stage.time.start
    dates = {
        "date": format_datetime(now, usegmt=True),
        "retry-after": format_datetime(now.replace(minute=2), usegmt=True),
    }
    assert stage.run({"do": "429", "headers": dates}).exit_code == 0
    assert stage.waits() == [120]
    assert 120 in stage.time.slept


@pytest.mark.parametrize("said", ["0", "-5", "Wed, 21 Oct 2015 07:28:00 GMT"])
def test_no_wait_that_is_asked_for_makes_it_hurry(stage: Stage, said: str) -> None:
    assert stage.run(*[{"do": "429", "headers": {"retry-after": said}}] * 5).exit_code == 0
    assert stage.waits() == [2, 4, 8, 16, 32]


def test_nobody_else_is_sent_while_one_was_told_to_wait(stage: Stage) -> None:
    outcome = stage.run({"do": "429", "retry_after": 50}, "accept", shots=3, options=Options(concurrency=2))
    assert (outcome.exit_code, stage.sent()) == (0, 4)
    assert stage.time.seconds >= 50


@pytest.mark.parametrize("word", ["403-html", "403-cloudflare", "503-cloudflare"])
def test_a_page_in_front_of_the_api_is_tried_four_times(stage: Stage, word: str) -> None:
    outcome = stage.run(*[word] * 4, shots=2)
    assert (outcome.exit_code, stage.sent(), stage.waits()) == (6, 4, [20, 40, 80])
    assert {shot.status for shot in outcome.manifest.shots} == {"waiting"}
    assert stage.run(shots=2).exit_code == 0
    assert stage.sent() == 6


# Refused for good


def test_any_other_4xx_fails_its_shot_alone_and_is_not_charged(stage: Stage) -> None:
    told = {"message": "no such thing", "code": "X", "issues": [{"message": "refs"}]}
    steps = [answer(told, status=status) for status in (400, 402, 404, 405, 409, 413, 415, 422)]
    outcome = stage.run(*steps, shots=9)
    assert (outcome.exit_code, stage.sent(), stage.takes()) == (1, 9, ["done"])
    assert {shot.because for shot in outcome.manifest.shots[:8]} == {("no such thing; refs",)}
    assert str(outcome.manifest.totals.credits) == "4.2"


@pytest.mark.parametrize("word", ["401", "403-model"])
def test_a_key_that_opens_nothing_sends_nothing_more(stage: Stage, word: str) -> None:
    outcome = stage.run("accept", word, shots=4, options=Options(concurrency=2))
    assert (outcome.exit_code, stage.sent()) == (4, 2)
    assert sorted(shot.status for shot in outcome.manifest.shots) == ["done", "waiting", "waiting", "waiting"]
    assert "Check the key" in outcome.help


@pytest.mark.parametrize(
    ("code", "message", "exit_code", "sent"),
    [
        ("BAD_REQUEST", "no", 1, 1),
        ("UNAUTHORIZED", "no", 4, 1),
        ("FORBIDDEN", "Not enough credits", 5, 1),
        ("FORBIDDEN", "This model is not enabled for API access", 4, 1),
        ("TOO_MANY_REQUESTS", "slow down", 0, 2),
        ("PARALLEL_TASK_LIMIT_REACHED", "slow down", 0, 2),
        ("A_CODE_OF_TOMORROW", "who knows", 7, 1),
    ],
)
def test_an_error_inside_an_answer_of_200_is_read_as_its_status(
    stage: Stage, code: str, message: str, exit_code: int, sent: int
) -> None:
    assert stage.run(answer({"code": code, "message": message})).exit_code == exit_code
    assert stage.sent() == sent


def test_an_empty_purse_is_told_with_what_it_held_and_what_the_plan_takes(stage: Stage) -> None:
    outcome = stage.run(answer({"code": "FORBIDDEN", "message": "Not enough credits"}), shots=2)
    assert outcome.reason == "Not enough credits: the account held 1000 credits, and the plan takes 8.8"


# Nobody knows


WRONG_TYPES: tuple[object, ...] = (
    *([], "text", 3, None, {}, {"code": "SUCCESS"}, {"code": "SUCCESS", "data": []}, {"data": {"taskId": None}}),
    *({"data": {"taskId": {"a": 1}}}, {"data": {"taskId": ["$task"]}}, {"data": {"taskId": ""}}, {"taskId": True}),
    *({"data": {"taskId": "../../etc"}}, {"code": [], "data": 1}, {"code": {"a": 1}, "message": 3}),
)


def test_answers_of_wrong_types_are_doubt(stage: Stage) -> None:
    shots = len(WRONG_TYPES)
    outcome = stage.run(*[answer(json) for json in WRONG_TYPES], shots=shots)
    assert (outcome.exit_code, stage.takes()) == (7, ["in-doubt"] * shots)
    assert (stage.run(shots=shots).exit_code, stage.sent()) == (7, shots)


def test_a_connection_that_breaks_or_crawls_is_doubt(stage: Stage) -> None:
    stage.timeouts = Timeouts(connect=2, silence=0.3, answer=0.5)
    words = ("reset-early", "reset-before", "reset-after", "cut-answer", "drip")
    outcome = stage.run(*words, shots=6)
    assert (outcome.exit_code, stage.takes()) == (7, [*["in-doubt"] * 5, "done"])
    assert (stage.run(shots=6).exit_code, stage.sent()) == (7, 6)


def test_a_refusal_that_names_a_task_contradicts_itself(stage: Stage) -> None:
    outcome = stage.run(answer({"message": "no", "data": {"taskId": "$task"}}, status=400, made=True))
    assert (outcome.exit_code, stage.takes()) == (7, ["in-doubt"])


# Asking after a task


WRONG_STATUSES: tuple[object, ...] = (
    *([], "text", None, {"generations": "three"}, {"generations": [1, 2]}, {"generations": {"a": 1}}),
    *({"generations": []}, {"generations": [{"status": 7}]}, {"generations": [{"status": "melting"}]}),
)


def test_statuses_of_wrong_types_are_asked_for_again(stage: Stage) -> None:
    shots = len(WRONG_STATUSES)
    assert stage.run(*[polled(data) for data in WRONG_STATUSES], shots=shots).exit_code == 0
    assert stage.takes() == ["done"] * shots


CHARGES: tuple[tuple[object, str], ...] = (
    *(("4.25", "4.25"), (4.25, "4.25"), (0, "0")),
    *((None, "4.40"), ("a lot", "4.40"), (-1, "4.40"), (True, "4.40"), ({}, "4.40"), ("1e99", "4.40")),
)


def test_a_charge_may_be_a_text_and_what_is_none_leaves_the_price(stage: Stage) -> None:
    outcome = stage.run(*[{"do": "accept", "credit": credit} for credit, _ in CHARGES], shots=len(CHARGES))
    assert [str(shot.credits) for shot in outcome.manifest.shots] == [counted for _, counted in CHARGES]


def test_one_of_four_takes_failed_and_three_are_kept(stage: Stage) -> None:
    step = {"do": "accept", "takes": ["succeed", "failed", "succeed", "succeed"]}
    outcome = stage.play([a_call("one/a", takes=4)], step)
    assert outcome.exit_code == 0
    assert [take.status for take in outcome.manifest.shots[0].takes] == ["done", "failed", "done", "done"]
    assert (stage.play([a_call("one/a", takes=4)]).exit_code, stage.sent()) == (0, 1)


@pytest.mark.parametrize("fault", ["401", "403-model"])
def test_a_key_that_is_refused_while_asking_ends_the_run_and_not_the_task(stage: Stage, fault: str) -> None:
    assert stage.run({"do": "accept", "status_faults": [fault]}).exit_code == 4
    assert (stage.run().exit_code, stage.sent()) == (0, 1)


def test_a_question_obeys_retry_after(stage: Stage) -> None:
    step = {"do": "accept", "status_faults": [{"do": "429", "retry_after": 44}, "500", "500"]}
    assert stage.run(step).exit_code == 0
    assert [seconds for seconds in stage.time.slept if seconds in (44, 4, 8)] == [44, 4, 8]
