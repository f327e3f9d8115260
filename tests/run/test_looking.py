"""Takes are looked through when everything is written down: nothing hangs on it, and nobody has to wait for it."""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from storyboard.media.errors import MediaError
from storyboard.run import looking
from storyboard.run.production.options import Options
from storyboard.run.record.events import TakesChecking
from storyboard.run.record.manifest import Manifest
from storyboard.run.record.manifest_json import read_manifest
from tests.run.films import Film, a_call, a_plan

PLAN = a_plan(a_call("one/a"))


@pytest.fixture
def held() -> Iterator[Callable[[Manifest], Manifest]]:
    """Give a look at takes that hangs until the test is over."""
    over = threading.Event()

    def hang(manifest: Manifest) -> Manifest:
        assert over.wait(600)
        return manifest

    yield hang
    over.set()


def marked(manifest: Manifest) -> Manifest:
    shot = manifest.shots[0]
    takes = tuple(replace(take, findings=("it is odd",)) for take in shot.takes)
    return replace(manifest, shots=(replace(shot, takes=takes),))


def test_what_is_found_is_in_the_manifest_and_in_the_outcome(film: Film) -> None:
    outcome = film.run(PLAN, Options(inspect=marked))
    assert outcome.exit_code == 0
    kept = read_manifest(film.out / "manifest.json")
    assert [take.findings for take in kept.shots[0].takes] == [("it is odd",)]
    assert kept == outcome.manifest


def test_each_clip_that_comes_is_told_of_with_its_content(film: Film) -> None:
    seen: list[tuple[Path, str]] = []
    outcome = film.run(
        a_plan(a_call("one/a"), a_call("one/b")), Options(look=lambda clip, sha256: seen.append((clip, sha256)))
    )
    takes = [take for shot in outcome.manifest.shots for take in shot.takes]
    assert sorted(seen) == sorted((film.out / (take.file or ""), take.sha256) for take in takes)
    assert len(seen) == 2


def test_while_takes_are_looked_at_all_is_written_down(film: Film) -> None:
    seen: list[Manifest] = []

    def look(manifest: Manifest) -> Manifest:
        seen.append(read_manifest(film.out / "manifest.json"))
        return manifest

    outcome = film.run(PLAN, Options(inspect=look))
    assert [one.finished for one in seen] == [outcome.manifest.finished]
    assert [shot.status for shot in seen[0].shots] == ["done"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_check_that_hangs_is_left_by_a_signal(
    film: Film, held: Callable[[Manifest], Manifest], number: signal.Signals
) -> None:
    def look(manifest: Manifest) -> Manifest:
        os.kill(os.getpid(), number)
        return held(manifest)

    outcome = film.run(PLAN, Options(inspect=look, signals="handle"))
    assert (outcome.exit_code, outcome.reason) == (130, "the run was interrupted while it checked its takes")
    assert [shot.status for shot in read_manifest(film.out / "manifest.json").shots] == ["done"]
    assert film.run(PLAN).exit_code == 0
    assert len(film.api.submitted) == 1


def test_looking_that_takes_its_time_is_told(
    film: Film, held: Callable[[Manifest], Manifest], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "SOON", 0.01)

    def look(manifest: Manifest) -> Manifest:
        while not any(isinstance(event, TakesChecking) for event in film.events):
            time.sleep(0.001)
        os.kill(os.getpid(), signal.SIGINT)
        return held(manifest)

    assert film.run(PLAN, Options(inspect=look, signals="handle")).exit_code == 130
    assert [event.takes for event in film.events if isinstance(event, TakesChecking)] == [1]


def test_looking_that_breaks_is_no_secret(film: Film) -> None:
    def broken(_manifest: Manifest) -> Manifest:
        raise KeyError("a mistake of ours")

    with pytest.raises(KeyError, match="a mistake of ours"):
        film.run(PLAN, Options(inspect=broken))
    assert [shot.status for shot in read_manifest(film.out / "manifest.json").shots] == ["done"]


def test_looking_that_would_end_the_program_hangs_nobody(film: Film) -> None:
    def leave(_manifest: Manifest) -> Manifest:
        raise SystemExit(3)

    with pytest.raises(SystemExit):
        film.run(PLAN, Options(inspect=leave))
    assert [shot.status for shot in read_manifest(film.out / "manifest.json").shots] == ["done"]


@pytest.mark.parametrize("error", [MediaError("a clip is no clip."), OSError(5, "input/output error"), MemoryError()])
def test_looking_that_fails_hides_nothing_that_the_run_came_to(film: Film, error: Exception) -> None:
    def fails(_manifest: Manifest) -> Manifest:
        raise error

    outcome = film.run(PLAN, options=Options(inspect=fails))
    assert outcome.exit_code == 1
    assert outcome.reason.startswith("the takes could not be checked: ")
    film.api.steps = [lambda *_: httpx.Response(500)]
    outcome = film.run(a_plan(a_call("one/a"), a_call("one/b")), options=Options(inspect=fails))
    assert (outcome.exit_code, film.statuses(outcome)) == (7, {"one/a": "done", "one/b": "in-doubt"})
    assert read_manifest(film.out / "manifest.json") == outcome.manifest
