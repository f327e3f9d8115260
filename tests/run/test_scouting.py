"""Scouts: one shot goes first for each character; refused pictures hold the others before they are paid."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

import httpx
import pytest
from PIL import Image

from storyboard.hashes import sha256_file
from storyboard.plan.plan import Call
from storyboard.run.ledger.writer import open_ledger
from storyboard.run.production.options import Options, Tries
from storyboard.run.record.events import TakeDone, TakeFailed
from storyboard.slate import Card
from tests.run.films import Film, MemoryApi, a_call, a_plan, a_target
from tests.support.run_sync import run_plan_sync

Picture = str | Mapping[str, Any]
MIRA, TOM = "https://cdn.example.com/mira.png", "https://cdn.example.com/tom.png"
STORM = "https://cdn.example.com/mira-storm.png"
REFUSED = "may contain real person"


def shows(name: str, cast: Mapping[str, Sequence[Picture]], *, kind: str = "character", **more: Any) -> Call:
    """Make a call that shows these members of the cast with these pictures."""
    pictures = [picture for mine in cast.values() for picture in mine]
    refs = [
        {"type": "image", "name": f"Image{rank}", "order": rank, "image": picture}
        for rank, picture in enumerate(pictures, start=1)
    ]
    names = iter(f"Image{rank}" for rank in range(1, len(pictures) + 1))
    cards = tuple(Card(name=who, kind=kind, refs=tuple(next(names) for _ in mine)) for who, mine in cast.items())
    call = a_call(name, refs=refs, **more)
    return replace(call, slate=replace(call.slate, cast=cards))


def tiny_png() -> bytes:
    picture = BytesIO()
    Image.new("RGB", (16, 16)).save(picture, "PNG")
    return picture.getvalue()


def six(cast: Mapping[str, Sequence[Picture]] | None = None) -> tuple[Call, ...]:
    return tuple(shows(f"one/s{n}", cast or {"Mira": [MIRA]}) for n in range(6))


def because(film: Film, plan_calls: Sequence[Call], options: Options | None = None) -> dict[str, tuple[str, ...]]:
    return {shot.address: shot.because for shot in film.run(a_plan(*plan_calls), options).manifest.shots}


def sent(film: Film) -> list[str]:
    return [body["input"]["prompt"].removeprefix("the shot ") for body in film.api.submitted]


def test_a_refused_face_costs_one_submission(film: Film) -> None:
    film.api.takes["one/s0"] = ["failed"]
    outcome = film.run(a_plan(*six()), Options(concurrency=4))
    assert (outcome.exit_code, sent(film)) == (1, ["one/s0"])
    assert list(film.statuses(outcome).values()) == ["failed", *["held"] * 5]
    assert outcome.manifest.shots[3].because[0] == f"Mira's pictures were refused in one/s0: {REFUSED}"
    assert "--no-scout" in outcome.manifest.shots[3].because[1]
    assert outcome.manifest.totals.credits == outcome.manifest.shots[0].credits


def test_without_a_scout_all_six_are_paid(film: Film) -> None:
    film.api.takes["one/"] = ["failed"]
    outcome = film.run(a_plan(*six()), Options(concurrency=4, scout=False))
    assert (outcome.exit_code, len(film.api.submitted)) == (1, 6)
    assert set(film.statuses(outcome).values()) == {"failed"}


def test_once_the_scout_is_back_the_others_go_together(film: Film) -> None:
    film.api.polls = 30
    seen: list[int] = []

    def note(api: MemoryApi, _request: httpx.Request, body: dict[str, Any]) -> httpx.Response:
        seen.append(sum(task["polled"] > api.polls for task in api.tasks.values()))
        return httpx.Response(200, json={"taskId": api.take(body), "status": "waiting"})

    film.api.steps = [note] * 6
    assert film.run(a_plan(*six()), Options(concurrency=3)).exit_code == 0
    assert (seen[0], min(seen[1:])) == (0, 1)
    assert film.api.most_at_once == 3


def test_who_waits_for_a_scout_takes_no_place_from_others(film: Film) -> None:
    film.api.polls = 30
    other = tuple(a_call(f"two/s{n}") for n in range(3))
    film.run(a_plan(*six(), *other), Options(concurrency=4))
    assert set(sent(film)[:4]) == {"one/s0", "two/s0", "two/s1", "two/s2"}


def test_one_good_take_of_two_is_proof_enough(film: Film) -> None:
    film.api.takes["one/s0"] = ["failed", "succeed"]
    calls = [shows("one/s0", {"Mira": [MIRA]}, takes=2, seconds=9), shows("one/s1", {"Mira": [MIRA]})]
    outcome = film.run(a_plan(*calls))
    assert (outcome.exit_code, len(film.api.submitted)) == (0, 2)


@pytest.mark.parametrize("later", [0, 1], ids=["in this run", "left by an earlier one"])
def test_a_scout_whose_other_take_never_ends_holds_nobody(film: Film, later: int) -> None:
    film.api.takes["one/s0"] = ["succeed", "processing"]
    plan = a_plan(shows("one/s0", {"Mira": [MIRA]}, takes=2, seconds=9), *six()[1:])
    if later:
        film.api.polls = 10**6
        film.run(a_plan(plan.calls[0]), Options(tries=Tries(task=30.0)))
        film.api.polls = 0
        plan = a_plan(*plan.calls[1:])
    outcome = film.run(plan, Options(concurrency=4, tries=Tries(task=7200.0)))
    assert (outcome.exit_code, len(film.api.submitted)) == (6, 6)
    told = [event for event in film.events if isinstance(event, TakeDone | TakeFailed)]
    left = max(place for place, event in enumerate(told) if isinstance(event, TakeFailed))
    assert {event.shot for event in told[:left] if isinstance(event, TakeDone)} == {f"one/s{n}" for n in range(6)}


@pytest.mark.parametrize("answer", ["failed", "doubt", "refused"])
def test_where_a_scout_fails_for_another_reason_the_next_one_goes(film: Film, answer: str) -> None:
    film.api.words = "upstream error"
    steps = {"doubt": httpx.Response(500), "refused": httpx.Response(400, json={"message": "no", "code": "BAD"})}
    if answer == "failed":
        film.api.takes["one/s0"] = ["failed"]
    else:
        film.api.steps = [lambda *_: steps[answer]]
    film.api.polls = 2
    outcome = film.run(a_plan(*six()), Options(concurrency=4))
    assert list(film.statuses(outcome).values())[1:] == ["done"] * 5
    assert sent(film)[:2] == ["one/s0", "one/s1"]
    assert outcome.exit_code == {"failed": 1, "doubt": 7, "refused": 1}[answer]


def test_the_next_scout_goes_alone_too(film: Film) -> None:
    film.api.takes = {"one/s1": ["failed"]}
    film.api.steps = [lambda *_: httpx.Response(400, json={"message": "no", "code": "BAD_REQUEST"})]
    outcome = film.run(a_plan(*six()), Options(concurrency=4))
    assert sent(film) == ["one/s0", "one/s1"]
    assert list(film.statuses(outcome).values()) == ["failed", "failed", *["held"] * 4]


def test_a_refusal_before_anything_is_made_counts(film: Film) -> None:
    film.api.steps = [lambda *_: httpx.Response(400, json={"message": f"Image {REFUSED}.", "code": "BAD_REQUEST"})]
    outcome = film.run(a_plan(*six()), Options(concurrency=4))
    assert (len(film.api.submitted), str(outcome.manifest.totals.credits)) == (1, "0")
    assert list(film.statuses(outcome).values()) == ["failed", *["held"] * 5]


def test_another_face_and_what_shows_nobody_go_on(film: Film) -> None:
    film.api.takes["one/s0"] = ["failed"]
    others = (shows("two/a", {"Tom": [TOM]}), a_call("two/b"), shows("two/c", {"the lamp": [MIRA]}, kind="prop"))
    outcome = film.run(a_plan(*six(), *others))
    assert list(film.statuses(outcome).values()) == ["failed", *["held"] * 5, *["done"] * 3]


def test_a_first_shot_with_two_new_faces_scouts_both(film: Film) -> None:
    film.api.takes["one/a"] = ["failed"]
    both = {"Mira": [MIRA], "Tom": [TOM]}
    told = because(film, [shows("one/a", both), shows("one/b", {"Mira": [MIRA]}), shows("one/c", {"Tom": [TOM]})])
    assert sent(film) == ["one/a"]
    assert {told["one/b"][0], told["one/c"][0]} == {f"Mira's or Tom's pictures were refused in one/a: {REFUSED}"}


def test_who_has_passed_is_not_suspected(film: Film) -> None:
    film.api.takes["one/b"] = ["failed"]
    first = shows("one/a", {"Mira": [MIRA]})
    second = shows("one/b", {"Mira": [MIRA], "Tom": [TOM]}, after=["one/a"])
    rest = [shows("one/c", {"Tom": [TOM]}, after=["one/b"]), shows("one/d", {"Mira": [MIRA]}, after=["one/a"])]
    film.run(a_plan(first, second, *rest))
    other = because(film, [shows("two/a", {"Tom": [TOM]}), shows("two/b", {"Mira": [MIRA]})])
    assert sorted(sent(film)) == ["one/a", "one/b", "one/d", "two/b"]
    assert other["two/a"][0] == f"Tom's pictures were refused in one/b: {REFUSED}"


def test_a_look_that_adds_to_refused_pictures_is_held_and_a_part_of_good_ones_goes(film: Film) -> None:
    film.api.takes["one/a"] = ["failed"]
    calls = [shows("one/a", {"Mira": [MIRA]}, seconds=9), shows("one/b", {"Mira": [MIRA, STORM]})]
    outcome = film.run(a_plan(*calls))
    assert list(film.statuses(outcome).values()) == ["failed", "held"]
    alone = shows("one/c", {"Mira": [STORM]})
    assert film.run(a_plan(alone)).exit_code == 0
    both = shows("one/d", {"Tom": [TOM, "https://cdn.example.com/tom-2.png"]}, seconds=9)
    film.api.polls = 2
    assert film.run(a_plan(both, *(shows(f"two/{n}", {"Tom": [TOM]}) for n in "xyz"))).exit_code == 0
    assert sent(film)[2] == "one/d"


def test_what_continues_a_held_shot_is_skipped(film: Film) -> None:
    film.api.takes["one/s0"] = ["failed"]
    first, second = shows("one/s0", {"Mira": [MIRA]}, seconds=200), shows("one/s1", {"Mira": [MIRA]})
    outcome = film.run(a_plan(first, second, a_call("one/z", continues={"one/s1": (second, "video")})))
    assert list(film.statuses(outcome).values()) == ["failed", "held", "skipped"]
    assert outcome.manifest.shots[2].because == ("one/s1 is held",)


def test_a_picture_is_what_it_holds_and_how_it_is_cropped(film: Film) -> None:
    film.api.takes["one/a"] = ["failed"]
    for name in ("group.png", "copy.png"):
        (film.folder / name).write_bytes(tiny_png())
    mark = {"$file": "group.png", "sha256": sha256_file(film.folder / "group.png")}
    crop = {"x": 0, "y": 0, "width": 9, "height": 9, "rotate": 0, "scale_x": 1, "scale_y": 1}
    calls = [
        shows(name, {"Mira": [picture]})
        for name, picture in (("one/b", {**mark, "$file": "copy.png"}), ("one/c", {**mark, "crop": crop}))
    ]
    outcome = film.run(a_plan(shows("one/a", {"Mira": [mark]}, seconds=9), *calls))
    assert film.statuses(outcome) == {"one/a": "failed", "one/b": "held", "one/c": "done"}


# Over runs


def test_a_face_that_passed_before_needs_no_scout(film: Film) -> None:
    film.api.polls = 30
    film.run(a_plan(shows("one/first", {"Mira": [MIRA]})))
    film.run(a_plan(*six()), Options(concurrency=4))
    assert film.api.most_at_once == 4


def test_a_shot_made_elsewhere_is_proof_by_its_digest(film: Film) -> None:
    """What a clone reads of its colleagues' takes holds no requests."""
    first = shows("one/first", {"Mira": [MIRA]})
    film.api.polls = 30
    film.run(a_plan(first))
    with open_ledger(film.folder) as ledger:
        ledger.ask(lambda db: db.execute("UPDATE attempts SET request = ''")).result()
    film.run(a_plan(replace(first, action="keep"), *six()), Options(concurrency=4))
    assert film.api.most_at_once == 4


def test_a_face_that_was_refused_before_is_held_until_somebody_wants_it_tried(film: Film) -> None:
    film.api.takes["one/s0"] = ["failed"]
    film.run(a_plan(*six()))
    for _ in range(2):
        outcome = film.run(a_plan(*six()[1:]))
        assert (outcome.exit_code, set(film.statuses(outcome).values())) == (1, {"held"})
    assert sent(film) == ["one/s0"]
    assert film.run(a_plan(*six())).exit_code == 1  # the very plan again, as a killed run would resume it
    assert sent(film) == ["one/s0"]


def test_asking_anew_for_the_refused_shot_tries_the_pictures_again(film: Film) -> None:
    film.api.takes["one/s0"] = ["failed"]
    film.run(a_plan(*six()))
    film.api.takes.clear()
    changed = shows("one/s0", {"Mira": [MIRA]}, prompt="other words", seconds=9)
    outcome = film.run(a_plan(changed, *six()[1:]))
    assert (outcome.exit_code, len(film.api.submitted)) == (0, 7)


def test_other_pictures_are_tried(film: Film) -> None:
    film.api.takes["one/s0"] = ["failed"]
    film.run(a_plan(*six()))
    film.api.takes.clear()
    assert film.run(a_plan(*six({"Mira": [STORM]}))).exit_code == 0


def test_a_scout_in_flight_from_before_is_waited_for(film: Film) -> None:
    film.api.polls = 10**6
    film.run(a_plan(six()[0]), Options(tries=Tries(task=30.0)))
    film.api.polls, film.api.takes = 0, {"one/s0": ["failed"]}
    film.api.tasks["task1"]["takes"] = ["failed"]
    outcome = film.run(a_plan(replace(six()[0], action="fetch"), *six()[1:]), Options(concurrency=4))
    assert (len(film.api.submitted), list(film.statuses(outcome).values())) == (1, ["failed", *["held"] * 5])


@pytest.mark.parametrize(("answer", "paid"), [("failed", 1), ("succeed", 6)])
def test_a_task_whose_shot_was_changed_is_a_scout_too(film: Film, answer: str, paid: int) -> None:
    film.api.polls = 10**6
    film.run(a_plan(six()[0]), Options(tries=Tries(task=30.0)))
    film.api.polls, film.api.tasks["task1"]["takes"] = 0, [answer]
    outcome = film.run(a_plan(*six()[1:]), Options(concurrency=4))
    assert (len(film.api.submitted), outcome.exit_code) == (paid, 1 if answer == "failed" else 0)
    assert set(film.statuses(outcome).values()) == {"held" if answer == "failed" else "done"}


def test_a_shot_that_was_changed_before_the_refusal_came_is_no_wish_to_try_again(film: Film) -> None:
    film.api.polls = 10**6
    film.run(a_plan(shows("one/s0", {"Mira": [MIRA]}, prompt="the old words")), Options(tries=Tries(task=30.0)))
    film.api.polls, film.api.tasks["task1"]["takes"] = 0, ["failed"]
    for _ in range(2):
        outcome = film.run(a_plan(*six()))
        assert (len(film.api.submitted), set(film.statuses(outcome).values())) == (1, {"held"})
    changed = shows("one/s0", {"Mira": [MIRA]}, prompt="other words", seconds=9)
    assert film.run(a_plan(changed, *six()[1:])).exit_code == 0


def test_a_run_that_ends_early_does_not_forget_what_was_held_for_a_refused_face(film: Film) -> None:
    film.api.polls = 10**6
    film.run(a_plan(shows("one/s0", {"Mira": [MIRA]}, prompt="the old words")), Options(tries=Tries(task=30.0)))
    film.api.polls, film.api.tasks["task1"]["takes"] = 0, ["failed"]
    assert set(film.statuses(film.run(a_plan(*six()))).values()) == {"held"}
    other = shows("one/tom", {"Tom": [TOM]})
    film.api.steps = [lambda *_: httpx.Response(401, json={"message": "no", "code": "UNAUTHORIZED"})]
    assert film.run(a_plan(other, *six()), Options(concurrency=1)).exit_code == 4
    sent_before = len(film.api.submitted)
    outcome = film.run(a_plan(*six()))
    assert (len(film.api.submitted), set(film.statuses(outcome).values())) == (sent_before, {"held"})


def test_where_nothing_costs_anything_nobody_waits(film: Film) -> None:
    film.api.polls = 30
    target = a_target(film.api, assets=film.store, private=True)
    options = Options(concurrency=4, clock=film.time.clock())
    run_plan_sync(a_plan(*six()), folder=film.folder, out=film.out, target=target, options=options)
    assert film.api.most_at_once == 4
