"""What each answer to a submission does: the table of errors, row by row, over real connections."""

from dataclasses import replace
from typing import Any

import pytest

from storyboard.run.net.addresses import origin_of
from storyboard.run.production.options import Options, Tries
from storyboard.run.record.events import ShotWaiting
from storyboard.run.record.manifest import ShotStatus
from storyboard.run.takes.made import read_made
from tests.run.stages import Stage
from tests.support.faults import FaultServer

FINAL: dict[str, tuple[ShotStatus, int]] = {
    "400": ("failed", 1),
    "401": ("waiting", 4),
    "403-model": ("waiting", 4),
    "403-credits": ("waiting", 5),
}
UNKNOWN = (
    *("408-before", "408-after", "500-before", "500-after", "503-html", "reset-before", "reset-after", "broken-json"),
    *("hang", "hang-before"),
)
AGAIN = ("429", "429-parallel", "403-cloudflare", "503-cloudflare")
TAKEN = ("accept", "flat", "500-with-task")


@pytest.mark.parametrize("word", TAKEN)
def test_taken(stage: Stage, word: str) -> None:
    outcome = stage.run(word)
    assert (outcome.exit_code, outcome.manifest.shots[0].status, stage.sent()) == (0, "done", 1)


@pytest.mark.parametrize("word", AGAIN)
def test_surely_not_made_so_it_is_sent_again(stage: Stage, word: str) -> None:
    outcome = stage.run(word, word)
    assert (outcome.exit_code, outcome.manifest.shots[0].status, stage.sent()) == (0, "done", 3)
    assert outcome.manifest.shots[0].attempts == 3
    assert [take.number for take in outcome.manifest.shots[0].takes] == [1]
    assert len([event for event in stage.events if isinstance(event, ShotWaiting)]) == 2


@pytest.mark.parametrize("word", UNKNOWN)
def test_nobody_knows_so_it_is_never_sent_again(stage: Stage, word: str) -> None:
    outcome = stage.run(word, shots=2)
    assert outcome.exit_code == 7
    assert [shot.status for shot in outcome.manifest.shots] == ["in-doubt", "done"]
    assert stage.run(shots=2).exit_code == 7
    assert stage.sent() == 2
    made = read_made(stage.folder, file="film.yaml", origin=origin_of(stage.server.base_url))
    assert [take.status for take in made.takes] == ["in-doubt", "done"]


@pytest.mark.parametrize("word", sorted(FINAL))
def test_refused_for_good_and_not_charged(stage: Stage, word: str) -> None:
    outcome = stage.run(word)
    status, code = FINAL[word]
    assert (outcome.manifest.shots[0].status, outcome.exit_code, stage.sent()) == (status, code, 1)
    assert outcome.manifest.totals.credits == 0
    assert read_made(stage.folder, file="film.yaml", origin=origin_of(stage.server.base_url)).takes == ()
    assert outcome.manifest.shots[0].because


def test_what_is_wrong_with_a_request_is_told(stage: Stage) -> None:
    assert stage.run("400").manifest.shots[0].because == ("Input validation failed; Required",)


def test_without_credits_nothing_more_is_sent_and_what_flies_is_finished(stage: Stage) -> None:
    outcome = stage.run("accept", "403-credits", shots=4, options=Options(concurrency=2))
    assert (outcome.exit_code, stage.sent()) == (5, 2)
    assert sorted(shot.status for shot in outcome.manifest.shots) == ["done", "waiting", "waiting", "waiting"]
    (stopped,) = stage.stopped()
    assert "Top up" in stopped.help
    assert stage.run(shots=4).exit_code == 0
    assert stage.sent() == 5


def test_retry_after_is_obeyed(stage: Stage) -> None:
    stage.run({"do": "429", "retry_after": 17})
    assert [event.seconds for event in stage.events if isinstance(event, ShotWaiting)] == [17.0]
    assert 17.0 in stage.time.slept


def test_too_many_at_once_means_fewer_at_once(stage: Stage) -> None:
    outcome = stage.run("accept", "accept", "429-parallel", shots=5, options=Options(concurrency=3))
    assert (outcome.exit_code, stage.sent()) == (0, 6)


def test_a_limit_without_end_stops_the_run(stage: Stage) -> None:
    outcome = stage.run(*["429"] * 40, shots=2, options=Options(concurrency=1, tries=Tries(rate=100)))
    assert outcome.exit_code == 6
    assert {shot.status for shot in outcome.manifest.shots} == {"waiting"}


def test_a_server_that_is_not_there_is_tried_and_then_left(stage: Stage) -> None:
    gone = FaultServer(base_url="http://127.0.0.1:9/api/platform", folder=stage.server.folder)
    outcome = replace(stage, server=gone).run(shots=2)
    assert outcome.exit_code == 6
    assert {shot.status for shot in outcome.manifest.shots} == {"waiting"}
    assert outcome.manifest.shots[0].attempts == Tries().refused
    assert "refused" in outcome.reason


@pytest.mark.parametrize("faults", [["429", "500-before", "503-html"], ["403-cloudflare"], ["404", "404"]])
def test_questions_that_are_not_answered_are_asked_again(stage: Stage, faults: list[str]) -> None:
    outcome = stage.run({"do": "accept", "status_faults": faults})
    assert (outcome.exit_code, outcome.manifest.shots[0].status) == (0, "done")


def test_a_task_that_the_provider_does_not_know_is_a_failed_take(stage: Stage) -> None:
    outcome = stage.run({"do": "accept", "status_faults": ["404"] * 80})
    assert (outcome.exit_code, outcome.manifest.shots[0].status) == (1, "failed")
    assert "no longer knows" in outcome.manifest.shots[0].because[0]


def test_a_key_that_is_refused_midway_stops_the_run_and_loses_nothing(stage: Stage) -> None:
    outcome = stage.run({"do": "accept", "status_faults": ["401"]})
    assert (outcome.exit_code, outcome.manifest.shots[0].status) == (4, "submitted")
    assert stage.run().exit_code == 0
    assert stage.sent() == 1


def test_a_provider_that_falls_silent_is_asked_by_the_next_run(stage: Stage) -> None:
    outcome = stage.run(
        {"do": "accept", "status_faults": ["500-before"] * 60}, options=Options(tries=Tries(silent=300))
    )
    assert (outcome.exit_code, outcome.manifest.shots[0].status) == (6, "submitted")
    stage.time.seconds += 600
    assert stage.run(options=Options(tries=Tries(silent=10**5))).exit_code == 0
    assert stage.sent() == 1


@pytest.mark.parametrize("kind", ["truncated", "cut", "html"])
def test_a_clip_that_is_none_is_left_for_the_next_run(stage: Stage, kind: str) -> None:
    outcome = stage.run({"do": "accept", "clips": [kind]})
    shot = outcome.manifest.shots[0]
    assert (outcome.exit_code, shot.status, shot.takes[0].file) == (6, "submitted", None)
    assert shot.takes[0].message
    assert not list((stage.folder / "build").rglob("*.mp4"))
    assert not list((stage.folder / "build").rglob("*.part"))


@pytest.mark.parametrize("kind", ["gone", "expired"])
def test_a_clip_that_is_gone_is_given_up_after_its_time(stage: Stage, kind: str) -> None:
    step: dict[str, Any] = {"do": "accept", "clips": [kind]}
    assert stage.run(step).exit_code == 6
    stage.time.seconds += 15 * 86400
    outcome = stage.run()
    assert (outcome.exit_code, outcome.manifest.shots[0].status, stage.sent()) == (1, "failed", 1)
    assert "expired" in outcome.manifest.shots[0].because[0]


def test_a_failed_generation_keeps_its_message(stage: Stage) -> None:
    outcome = stage.run({"do": "accept", "takes": ["failed"], "message": "may contain real person\x1b[2J"})
    assert outcome.manifest.shots[0].because == ("may contain real person",)


def test_credit_as_text_is_a_charge(stage: Stage) -> None:
    outcome = stage.run({"do": "accept", "credit": "3.25"})
    assert str(outcome.manifest.totals.credits) == "3.25"
