"""A plan executed against an API in memory: what is sent, kept, skipped and written."""

from decimal import Decimal
from pathlib import Path

import pytest

from storyboard.hashes import sha256_file
from storyboard.problems import Refused
from storyboard.run.production.options import Options, Tries
from storyboard.run.record.events import ShotSubmitted, TakeDone
from storyboard.run.record.manifest import shot_at, used_take
from storyboard.run.record.manifest_json import read_manifest
from storyboard.run.takes.made import read_made
from tests.run.films import Film, MemoryApi, a_call, a_plan, a_target
from tests.support.file_server import REFS


def test_a_plan_becomes_clips_and_a_manifest(film: Film) -> None:
    outcome = film.run(a_plan(a_call("one/a"), a_call("one/b", takes=2)))
    assert (outcome.exit_code, film.statuses(outcome)) == (0, {"one/a": "done", "one/b": "done"})
    assert sorted(body["input"]["videoNum"] for body in film.api.submitted) == [1, 2]
    assert read_manifest(film.out / "manifest.json") == outcome.manifest
    for shot in outcome.manifest.shots:
        for take in shot.takes:
            assert take.file == f"takes/{shot.address}/{(shot.digest or '')[:12]}-{take.number}.mp4"
            assert sha256_file(film.out / take.file) == take.sha256
            assert (take.seconds, take.width, take.height, take.fps) == (1.0, 128, 72, 24.0)
    assert outcome.manifest.totals.credits == Decimal("8.4")
    assert len([event for event in film.events if isinstance(event, TakeDone)]) == 3


def test_a_second_run_sends_nothing(film: Film) -> None:
    plan = a_plan(a_call("one/a"), a_call("one/b"))
    film.run(plan)
    sent = len(film.api.requests)
    outcome = film.run(plan)
    assert outcome.exit_code == 0
    assert len(film.api.submitted) == 2
    assert len(film.api.requests) == sent


def test_two_plans_of_one_state_never_pay_twice(film: Film) -> None:
    first, second = a_plan(a_call("one/a", takes=2)), a_plan(a_call("one/a", takes=3))
    film.run(first)
    film.run(second)
    assert [body["input"]["videoNum"] for body in film.api.submitted] == [2, 1]
    made = read_made(film.folder, file="film.yaml", origin="sandbox")
    assert [take.number for take in made.takes] == [1, 2, 3]


def test_no_more_than_the_plan_says_is_ever_asked_for(film: Film) -> None:
    """A plan that counted takes of another clone has them in `asked`, though this ledger has not."""
    film.run(a_plan(a_call("one/a", asked=5, takes=1)))
    assert [body["input"]["videoNum"] for body in film.api.submitted] == [1]


def test_a_shot_that_goes_on_from_another_gets_its_clip(film: Film) -> None:
    first = a_call("one/a")
    second = a_call("one/b", continues={"one/a": (first, "video")})
    outcome = film.run(a_plan(first, second))
    assert outcome.exit_code == 0
    clip = used_take(shot_at(outcome.manifest, "one/a") or pytest.fail("one/a is not there"))
    assert clip is not None
    sent = film.api.submitted[1]["input"]["refs"][1]["video"]
    assert sent == f"https://files.example.com/{clip.sha256}.mp4"
    made = {take.shot: take.digest for take in read_made(film.folder, file="film.yaml", origin="sandbox").takes}
    assert made["one/a"] == first.digest
    assert made["one/b"] != second.digest  # the ledger has the digest with the take really used
    film.run(a_plan(first, second))
    assert len(film.api.submitted) == 2


@pytest.mark.parametrize(("via", "ending"), [("tail", "mp4"), ("frame", "png")])
def test_what_is_cut_from_a_clip_is_cut_once(film: Film, via: str, ending: str) -> None:
    first = a_call("one/a", seconds=3)
    calls = [a_call(f"one/{name}", continues={"one/a": (first, via)}, prompt=name) for name in "bc"]
    outcome = film.run(a_plan(first, *calls))
    assert outcome.exit_code == 0
    assert len(list((film.folder / ".storyboard" / "derived").iterdir())) == 1
    assert len({body["input"]["refs"][1]["video"] for body in film.api.submitted[1:]}) == 1
    assert film.api.submitted[1]["input"]["refs"][1]["video"].endswith(ending)


def test_a_failure_skips_only_what_needs_it(film: Film) -> None:
    film.api.takes["one/a"] = ["failed"]
    first = a_call("one/a")
    plan = a_plan(
        first,
        a_call("one/b", continues={"one/a": (first, "video")}),
        a_call("one/c", after=["one/b"]),
        a_call("two/a"),
    )
    outcome = film.run(plan)
    assert outcome.exit_code == 1
    assert film.statuses(outcome) == {"one/a": "failed", "one/b": "skipped", "one/c": "skipped", "two/a": "done"}
    reasons = {shot.address: shot.because for shot in outcome.manifest.shots}
    assert reasons["one/a"] == ("may contain real person",)
    assert reasons["one/b"] == ("one/a failed",)
    assert reasons["one/c"] == ("one/b was skipped",)


def test_a_failed_generation_is_not_made_again(film: Film) -> None:
    film.api.takes["one/a"] = ["failed"]
    plan = a_plan(a_call("one/a"))
    film.run(plan)
    outcome = film.run(plan)
    assert (outcome.exit_code, len(film.api.submitted)) == (1, 1)


def test_one_good_take_of_four_is_worth_keeping(film: Film) -> None:
    film.api.takes["one/a"] = ["failed", "succeed", "failed", "failed"]
    outcome = film.run(a_plan(a_call("one/a", takes=4)))
    assert (outcome.exit_code, film.statuses(outcome)) == (0, {"one/a": "done"})
    shot = outcome.manifest.shots[0]
    assert [take.status for take in shot.takes] == ["failed", "done", "failed", "failed"]
    used = used_take(shot)
    assert used is not None
    assert used.number == 2


def test_fail_fast_submits_nothing_after_a_failure(film: Film) -> None:
    film.api.takes["one/a"] = ["failed"]
    plan = a_plan(a_call("one/a", seconds=9), a_call("one/b"), a_call("one/c"))
    outcome = film.run(plan, Options(fail_fast=True, concurrency=1))
    assert outcome.exit_code == 1
    assert film.statuses(outcome) == {"one/a": "failed", "one/b": "waiting", "one/c": "waiting"}
    assert len(film.api.submitted) == 1


def test_no_more_are_in_flight_than_was_said(film: Film) -> None:
    film.api.polls = 50  # long enough for the others to come, however slowly this machine gets to them
    film.run(a_plan(*(a_call(f"one/s{n}") for n in range(9))), Options(concurrency=3))
    assert film.api.most_at_once == 3


def test_the_longest_chain_comes_first(film: Film) -> None:
    first = a_call("two/a")
    chain = [first, a_call("two/b", after=["two/a"]), a_call("two/c", after=["two/b"])]
    film.run(a_plan(a_call("one/a"), a_call("one/b"), *chain), Options(concurrency=1))
    assert film.api.submitted[0]["input"]["prompt"] == "the shot two/a"


def test_a_lost_or_altered_clip_is_fetched_again(film: Film) -> None:
    plan = a_plan(a_call("one/a"), a_call("one/b"))
    clips = [film.out / (take.file or "") for shot in film.run(plan).manifest.shots for take in shot.takes]
    clips[0].unlink()
    clips[1].write_bytes(b"altered")
    outcome = film.run(plan)
    assert (outcome.exit_code, len(film.api.submitted)) == (0, 2)
    assert clips[0].exists()
    assert clips[1].read_bytes() == b"altered"  # never overwritten
    for shot in outcome.manifest.shots:
        assert sha256_file(film.out / (shot.takes[0].file or "")) == shot.takes[0].sha256


def test_a_clip_that_changed_at_the_provider_is_not_taken_for_the_old_one(film: Film) -> None:
    plan = a_plan(a_call("one/a"))
    (film.out / (film.run(plan).manifest.shots[0].takes[0].file or "")).unlink()
    other = MemoryApi()
    other.tasks["task1"] = {"input": {"duration": 2, "videoNum": 1}, "polled": 9, "takes": None}
    film.api = other
    outcome = film.run(plan)
    assert (outcome.exit_code, film.statuses(outcome), len(other.submitted)) == (6, {"one/a": "failed"}, 0)


def test_another_folder_of_results_gets_the_clip_without_asking(film: Film) -> None:
    plan = a_plan(a_call("one/a"))
    film.run(plan)
    asked = len(film.api.requests)
    outcome = film.run(plan, out=film.folder / "elsewhere")
    assert (outcome.exit_code, len(film.api.requests)) == (0, asked)
    assert (film.folder / "elsewhere" / (outcome.manifest.shots[0].takes[0].file or "")).exists()


def test_a_task_whose_shot_left_the_film_is_still_fetched(film: Film) -> None:
    film.api.polls = 10**6
    film.run(a_plan(a_call("one/gone")), Options(tries=short()))
    film.api.polls = 0
    outcome = film.run(a_plan(a_call("one/a")))
    assert outcome.exit_code == 0
    made = {take.shot: take for take in read_made(film.folder, file="film.yaml", origin="sandbox").takes}
    assert made["one/gone"].status == "done"
    assert (film.folder / (made["one/gone"].file or "missing")).exists()


def test_equal_requests_are_sent_once(film: Film) -> None:
    first, second = a_call("one/a"), a_call("one/b", prompt="the shot one/a")
    assert first.digest == second.digest
    outcome = film.run(a_plan(first, second))
    assert (outcome.exit_code, len(film.api.submitted)) == (0, 1)


def test_a_held_shot_is_reported_and_costs_no_exit_code(film: Film) -> None:
    plan = a_plan(a_call("one/a", action="hold", because=["pick a take of one/z"]), a_call("one/b", after=["one/a"]))
    outcome = film.run(plan)
    assert (outcome.exit_code, film.statuses(outcome)) == (0, {"one/a": "held", "one/b": "skipped"})
    assert film.api.submitted == []


def test_the_manifest_covers_the_whole_film(film: Film) -> None:
    outcome = film.run(a_plan(a_call("one/a", usages=["one/a", "one/a@tall"]), shots=["one/a", "one/a@tall", "one/x"]))
    assert film.statuses(outcome) == {"one/a": "done", "one/a@tall": "done", "one/x": "waiting"}
    assert outcome.manifest.totals.takes == 1


def test_a_plan_for_another_place_is_refused(film: Film) -> None:
    with pytest.raises(Refused, match="for sandbox at https://other"):
        film.run(a_plan(a_call("one/a"), origin="https://other"))


def test_a_file_that_changed_is_refused_by_name(film: Film) -> None:
    (film.folder / "a.png").write_bytes(b"now")
    mark = {"$file": "a.png", "sha256": "0" * 64}
    with pytest.raises(Refused, match=r"a\.png"):
        film.run(a_plan(a_call("one/a", refs=[{"type": "image", "name": "Image1", "order": 1, "image": mark}])))
    assert film.api.requests == []


def test_without_a_store_local_files_are_refused_before_anything_is_sent(film: Film) -> None:
    from tests.support.run_sync import run_plan_sync

    first = a_call("one/a")
    plan = a_plan(first, a_call("one/b", continues={"one/a": (first, "video")}))
    with pytest.raises(Refused, match="one/b"):
        run_plan_sync(plan, folder=film.folder, out=film.out, target=a_target(film.api))
    assert film.api.requests == []


def test_a_file_is_published_under_its_content(film: Film) -> None:
    path = film.folder / "a.png"
    path.write_bytes((REFS / "tom.png").read_bytes())
    mark = {"$file": "a.png", "sha256": sha256_file(path)}
    film.run(a_plan(a_call("one/a", refs=[{"type": "image", "name": "Image1", "order": 1, "image": mark}])))
    assert film.api.submitted[0]["input"]["refs"][0]["image"] == f"https://files.example.com/{mark['sha256']}.png"
    assert film.store.files == {mark["sha256"]: path.read_bytes()}


def test_a_name_of_the_environment_is_looked_up_and_nowhere_kept(film: Film) -> None:
    plan = a_plan(a_call("one/a", webhookUrl={"$env": "WEBHOOK_URL"}))
    film.run(plan, Options(environ={"WEBHOOK_URL": "https://hooks.example.com/token-of-mine"}))
    assert film.api.submitted[0]["webhookUrl"] == "https://hooks.example.com/token-of-mine"
    assert not [path for path in everything(film.folder) if b"token-of-mine" in path.read_bytes()]


def test_events_say_what_was_sent(film: Film) -> None:
    film.run(a_plan(a_call("one/a", takes=2)))
    sent = [event for event in film.events if isinstance(event, ShotSubmitted)]
    assert [(event.call, event.task_id, event.takes, event.credits) for event in sent] == [
        ("one/a", "task1", 2, Decimal("4.40"))
    ]


def everything(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def short() -> Tries:

    return Tries(task=30.0)
