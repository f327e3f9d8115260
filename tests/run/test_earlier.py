"""What a shot goes on from that its run does not make: found by its bytes, whatever it was called, and brought here."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from storyboard.plan.digest import Earlier, call_digest
from storyboard.plan.plan import Call, Plan
from storyboard.provider.asked import read_body
from storyboard.run.production.options import Options, Tries
from storyboard.run.takes.cache import Cache
from storyboard.run.takes.made import read_made
from tests.run.films import Film, a_call, a_plan

FIRST = a_call("one/a")


def going_on(film: Film, *, earlier: str = "one/a", number: int = 1, name: str = "one/b") -> Call:
    """Plan a shot that goes on from a take of the first one, which is called `earlier` now."""
    made = read_made(film.folder, file="film.yaml", origin="sandbox", cache=Cache(folder=film.folder / "cache"))
    sha256 = next(take.sha256 for take in made.takes if (take.digest, take.number) == (FIRST.digest, number))
    call = a_call(name, continues={earlier: (FIRST, "video")})
    return replace(call, digest=call_digest(call.path, read_body(call.body), earlier={earlier: Earlier(sha256=sha256)}))


def run_alone(film: Film, *calls: Call, options: Options | None = None) -> tuple[int, dict[str, str], Sequence[str]]:
    outcome = film.run(a_plan(*calls), options)
    because = [words for shot in outcome.manifest.shots for words in shot.because]
    return outcome.exit_code, film.statuses(outcome), because


@pytest.fixture
def made(film: Film) -> Film:
    """A film whose first shot has two takes."""
    assert film.run(a_plan(replace(a_call("one/a", takes=2), digest=FIRST.digest))).exit_code == 0
    return film


def clips(film: Film) -> list[Path]:
    return sorted(film.folder.rglob("takes/one/a/*.mp4"))


def test_a_shot_that_was_renamed_is_gone_on_from(made: Film) -> None:
    call = going_on(made, earlier="one/alpha", number=2)
    assert run_alone(made, call)[:2] == (0, {"one/b": "done"})
    sent = made.api.submitted[-1]["input"]["refs"][-1]["video"]
    assert made.store.files[sent.rpartition("/")[2].partition(".")[0]] == clips(made)[1].read_bytes()


def test_a_take_of_another_storyboard_of_the_folder_is_gone_on_from(made: Film) -> None:
    plan: Plan = replace(a_plan(going_on(made, earlier="two/x")), storyboard="other.yaml")
    assert made.run(plan, out=made.folder / "build" / "other" / "sandbox").exit_code == 0


def test_a_clip_that_is_not_here_is_brought_and_not_paid_again(made: Film) -> None:
    for clip in clips(made):
        clip.unlink()
    calls = [going_on(made), going_on(made, name="one/c", number=2)]
    assert run_alone(made, *calls)[:2] == (0, {"one/b": "done", "one/c": "done"})
    assert len(clips(made)) == 2
    assert len(made.api.submitted) == 3


def test_a_clip_that_is_nowhere_any_more_is_named(made: Film) -> None:
    call = going_on(made)
    for clip in clips(made):
        clip.unlink()
    made.api.clips = [lambda: httpx.Response(404)] * 9
    code, statuses, because = run_alone(made, call, options=Options(tries=Tries(clip=1)))
    assert (code, statuses) == (1, {"one/b": "failed"})
    assert because == ["the clip of take 1 of one/a is gone or not as it was made, and cannot be brought back"]
    assert len(made.api.submitted) == 1


def test_a_take_that_nobody_knows_is_none(film: Film) -> None:
    call = a_call("one/b", continues={"one/a": (FIRST, "video")})
    assert run_alone(film, call) == (1, {"one/b": "failed"}, ["one/a has no good take"])


def test_a_shared_cache_has_what_is_not_here(made: Film, tmp_path: Path) -> None:
    """As it lies there where nobody here ever asked for it, and brought here where somebody did."""
    shared = Options(cache=Cache(folder=made.folder / "cache"), tries=Tries(clip=1))
    fetch = replace(FIRST, action="fetch", asked=2)
    assert made.run(a_plan(fetch), shared).exit_code == 0
    for clip in clips(made):
        clip.unlink()
    made.api.tasks["task1"]["takes"] = ["failed", "failed"]  # the API has nothing of it any more
    assert run_alone(made, going_on(made), options=shared)[:2] == (0, {"one/b": "done"})
    assert len(clips(made)) == 1
    other = Film(folder=tmp_path / "other", api=made.api)
    other.folder.mkdir()
    call = replace(going_on(made, number=2), id="one/z", usages=("one/z",))
    assert run_alone(other, call, options=shared)[:2] == (0, {"one/z": "done"})
    assert clips(other) == []


def test_a_clip_that_is_fetched_comes_out_of_the_cache_first(made: Film) -> None:
    shared = Options(cache=Cache(folder=made.folder / "cache"))
    fetch = a_plan(replace(FIRST, action="fetch", asked=2))
    assert made.run(fetch, shared).exit_code == 0
    for clip in clips(made):
        clip.unlink()
    made.api.requests.clear()
    assert made.run(fetch, shared).exit_code == 0
    assert len(clips(made)) == 2
    assert made.api.requests == []
