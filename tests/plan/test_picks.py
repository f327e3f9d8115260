"""Choosing takes, as the plan sees it: picked, approved, stale, asked for anew, and what continues a shot."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyboard.plan.decisions.again import Again
from storyboard.plan.decisions.changes import remember
from storyboard.plan.film import Film
from storyboard.plan.made import EXPIRED, Made, Pick, Take, TakeStatus
from storyboard.plan.plan import Call, Plan
from storyboard.plan.plan_json import read_plan, write_plan
from storyboard.problems import UsageError
from storyboard.provider.asked import read_body
from tests.support.films import plan, sound, write

BOARD = """\
storyboard: 1
title: The Keeper
characters: {mira: {name: Mira, images: [refs/tom.png]}}
scenes:
  - id: one
    characters: [mira]
    shots:
      - {id: a, action: She waits., camera: wide, takes: 2}
      - {id: b, action: She goes., continues: {shot: a, via: tail}}
      - {id: c, action: She runs., continues: {shot: b, via: frame}, duration: 6}
      - {id: d, action: She rests., continues: {shot: a, via: frame, take: 1}}
"""
LATER = BOARD.replace("camera: wide", "camera: close")


def compile_text(text: str) -> Film:
    with TemporaryDirectory() as folder:
        return sound(write(Path(folder), text))


@pytest.fixture(scope="module")
def film() -> Film:
    return compile_text(BOARD)


@pytest.fixture(scope="module")
def later() -> Film:
    return compile_text(LATER)


def call(planned: Plan, address: str) -> Call:
    """Find the call of an address; a plain one means the first variant."""
    return next(one for one in planned.calls for usage in one.usages if address in (usage, usage.partition("@")[0]))


def sha(shot: str, number: int) -> str:
    return f"{shot}{number}".encode().hex().ljust(64, "0")


def take_of(one: Call, number: int, status: TakeStatus = "done", *, here: bool = True, message: str = "") -> Take:
    """Make up a take of a call as it is planned; its clip's bytes are told by its shot and number."""
    shot = one.id.partition("@")[0]
    return Take(
        shot=shot,
        number=number,
        digest=one.digest,
        attempt=f"{shot}{number}",
        status=status,
        usages=one.usages,
        sha256=sha(shot, number) if status == "done" else None,
        file="x.mp4" if status == "done" and here else None,
        message=message,
        request=remember(one),
    )


def pick(address: str, number: int, *, approved: bool = False) -> Pick:
    return Pick(address=address, sha256=sha(address.partition("@")[0], number), approved=approved)


def made_of(compiled: Film, **numbers: int) -> Made:
    """Make takes of shots, in the film's order, each from the lowest of the one before."""
    made = Made()
    for shot, count in numbers.items():
        one = call(plan(compiled, made=made), f"one/{shot}")
        made = Made(takes=(*made.takes, *(take_of(one, n) for n in range(1, count + 1))))
    return made


def decided(made: Made, *picks: Pick) -> Made:
    return replace(made, picks=picks)


def actions(planned: Plan) -> dict[str, str]:
    return {one.id.rpartition("/")[2]: one.action for one in planned.calls}


# What continues a shot follows the pick


def test_another_pick_remakes_what_continues_and_only_that(film: Film) -> None:
    made = made_of(film, a=2, b=1, c=1, d=1)
    assert set(actions(plan(film, made=made)).values()) == {"keep"}
    planned = plan(film, made=decided(made, pick("one/a", 2)))
    assert actions(planned) == {"a": "keep", "b": "make", "c": "make", "d": "keep"}
    assert call(planned, "one/a").because == ("take 2 is picked, made from this very request",)
    assert call(planned, "one/b").because == ("take 2 of one/a was picked, which it continues",)
    assert call(planned, "one/c").because == ("one/b, which it continues, will be made anew",)
    assert call(planned, "one/a").picked == (("one/a", sha("one/a", 2)),)
    # The first one again, and nothing is to be paid.
    assert set(actions(plan(film, made=decided(made, pick("one/a", 1)))).values()) == {"keep"}


def elsewhere(made: Made) -> Made:
    """Give what a clone knows of the same takes: their digests, and not what was asked for."""
    return replace(made, takes=tuple(replace(take, request="") for take in made.takes))


def test_in_a_clone_another_pick_is_told_from_other_words(film: Film) -> None:
    made = elsewhere(made_of(film, a=2, b=1))
    assert call(plan(film, made=decided(made, pick("one/a", 2))), "one/b").because == (
        "take 2 of one/a was picked, which it continues",
    )
    other = compile_text(BOARD.replace("She goes.", "She leaves."))
    for picked in (made, decided(made, pick("one/a", 2))):
        assert call(plan(other, made=picked), "one/b").because == ("its request has changed since take 1",)


def test_another_pick_is_told_where_the_shots_shared_takes_of_another_storyboard(film: Film) -> None:
    made = made_of(film, a=2, b=1)
    others = (replace(take, storyboard="other.yaml", shot="x/y", usages=()) for take in made.takes)
    shared = replace(made, takes=tuple(others))
    assert actions(plan(film, made=shared))["b"] == "keep"
    for known in (shared, elsewhere(shared)):
        planned = plan(film, made=decided(known, pick("one/a", 2)))
        assert call(planned, "one/b").because == ("take 2 of one/a was picked, which it continues",)


def test_both_causes_are_told(film: Film) -> None:
    made = made_of(film, a=2, b=1)
    changed = compile_text(BOARD.replace("She goes.", "She leaves."))
    planned = plan(changed, made=decided(made, pick("one/a", 2)))
    assert call(planned, "one/b").because == (
        "its action changed",
        "take 2 of one/a was picked, which it continues",
    )


@pytest.mark.parametrize("target", ["sandbox", "pollo"])
def test_on_pollo_a_shot_waits_for_a_pick_and_then_goes_on(film: Film, target: str) -> None:
    made, held = made_of(film, a=2), target == "pollo"
    assert actions(plan(film, made=made, target=target))["b"] == ("hold" if held else "make")
    planned = plan(film, made=decided(made, pick("one/a", 2)), target=target)
    assert (call(planned, "one/b").action, call(planned, "one/c").action) == ("make", "make")
    from_second = call(plan(film, made=Made(takes=made.takes[1:])), "one/b").digest
    assert call(planned, "one/b").digest == from_second


@pytest.mark.parametrize(
    ("statuses", "action"),
    [
        (["done", "failed"], "make"),  # one good take, and nothing more will be asked for
        (["done", "submitted"], "hold"),
        (["done", "done"], "hold"),
        (["done"], "hold"),
    ],
)
def test_only_takes_that_are_or_may_become_good_hold(film: Film, statuses: list[TakeStatus], action: str) -> None:
    first = call(plan(film), "one/a")
    takes = tuple(take_of(first, n, status) for n, status in enumerate(statuses, start=1))
    assert call(plan(film, made=Made(takes=takes), target="pollo"), "one/b").action == action


def test_one_made_already_is_asked_for_more_takes_without_a_pick(film: Film) -> None:
    made = made_of(film, a=2, b=1)
    more = compile_text(BOARD.replace("via: tail}}", "via: tail}, takes: 2}"))
    assert call(plan(more, made=made, target="pollo"), "one/b").because == ("1 of 2 takes were asked for",)


def test_a_number_in_the_storyboard_beats_a_pick(film: Film) -> None:
    made = made_of(film, a=2)
    alone = call(plan(film, made=made), "one/d").digest
    planned = plan(film, made=decided(made, pick("one/a", 2, approved=True)), target="pollo")
    assert (call(planned, "one/d").action, call(planned, "one/d").digest) == ("make", alone)


def test_a_number_names_a_take_from_earlier_words_too(film: Film, later: Film) -> None:
    made = made_of(film, a=2, d=1)
    planned = plan(later, made=made)
    assert actions(planned) == {"a": "make", "b": "make", "c": "make", "d": "keep"}
    other = compile_text(BOARD.replace("take: 1", "take: 3"))
    assert call(plan(other, made=made), "one/d").because == ("one/a has no good take 3",)


def test_what_is_selected_alone_goes_on_from_the_pick_or_the_number(film: Film) -> None:
    made = made_of(film, a=2)
    for picks in ((), (pick("one/a", 2),)):
        whole = plan(film, made=decided(made, *picks))
        for shot in ("one/b", "one/d"):
            alone = plan(film, made=decided(made, *picks), select=shot)
            assert [one.digest for one in alone.calls] == [call(whole, shot).digest]
    assert plan(film, made=made, target="pollo", select="one/b").calls[0].action == "hold"


def goes_on(compiled: Film, made: Made, shot: str = "one/b", *, target: str = "sandbox") -> tuple[str, str]:
    """Say what becomes of a shot that is selected alone, and the digest it is asked for with."""
    (one,) = plan(compiled, made=made, select=shot, target=target).calls
    return one.action, one.digest


def from_take(compiled: Film, take: Take, shot: str = "one/b") -> str:
    """Give the digest that a shot has where the one before has this take alone."""
    return goes_on(compiled, Made(takes=(take,)), shot)[1]


@pytest.mark.parametrize("target", ["sandbox", "pollo"])
def test_a_shot_used_as_it_was_made_is_used_as_it_was_picked(film: Film, later: Film, target: str) -> None:
    made = made_of(film, a=2)
    for number in (1, 2):
        known = decided(made, pick("one/a", number))
        assert goes_on(later, known, target=target) == ("make", from_take(film, made.takes[number - 1]))
    action = "hold" if target == "pollo" else "make"
    assert goes_on(later, made, target=target) == (action, from_take(film, made.takes[0])), "else the lowest is used"


@pytest.mark.parametrize("target", ["sandbox", "pollo"])
def test_a_shot_used_as_it_was_made_is_that_of_its_newest_request(film: Film, later: Film, target: str) -> None:
    made = made_of(film, a=2)
    new = take_of(call(plan(later, made=made), "one/a"), 3)
    known = decided(Made(takes=(*made.takes, new)), pick("one/a", 2))
    last = compile_text(BOARD.replace("camera: wide", "camera: low"))
    assert goes_on(last, known, target=target) == ("make", from_take(film, new)), "the pick holds for older words"
    assert goes_on(film, known, target=target) == ("make", from_take(film, made.takes[1]))


def test_a_shot_used_as_it_was_made_is_that_of_its_own_variant() -> None:
    text = SHARED.replace("there: {}", 'there: {aspect_ratio: "9:16"}')
    before, after = compile_text(text), compile_text(text.replace("wide", "close"))
    here, there = (take_of(call(plan(before), f"one/a@{name}"), n) for n, name in enumerate(("here", "there"), 1))
    both = Made(takes=(here, there))
    for number, (variant, own) in enumerate({"here": here, "there": there}.items(), 1):
        assert own.number == number
        assert goes_on(after, both, f"one/b@{variant}") == ("make", from_take(before, own, f"one/b@{variant}"))


def test_that_it_continues_another_shot_now_is_told_as_that(film: Film) -> None:
    made = made_of(film, a=1, b=1, c=1)
    other = compile_text(BOARD.replace("{shot: b, via: frame}", "{shot: a, via: frame}"))
    for known in (made, decided(made, pick("one/a", 1))):
        assert call(plan(other, made=known), "one/c").because == ("it continues one/a now",)
    named = compile_text(BOARD.replace("{shot: b, via: frame}", "{shot: a, via: frame, take: 1}"))
    assert call(plan(named, made=made), "one/c").because[-1] == "it continues take 1 of one/a now"
    second = compile_text(BOARD.replace("via: tail}", "via: tail, take: 2}"))
    assert call(plan(second, made=made_of(film, a=2, b=1)), "one/b").because == ("it continues take 2 of one/a now",)
    unmade = decided(Made(takes=made.takes[1:]))
    assert call(plan(other, made=unmade), "one/c").because == ("it continues one/a now",)


def test_a_shot_that_got_another_name_is_no_other_shot(film: Film) -> None:
    made = made_of(film, a=2, b=1)
    same = compile_text(BOARD.replace("id: a,", "id: alpha,").replace("shot: a,", "shot: alpha,"))
    assert call(plan(same, made=made), "one/b").action == "keep"
    picked = decided(made, replace(pick("one/a", 2), address="one/alpha"))
    assert call(plan(same, made=picked), "one/b").because == ("take 2 of one/alpha was picked, which it continues",)


# Approved takes stay


def test_an_approved_take_stays_whatever_changes(film: Film, later: Film) -> None:
    made = made_of(film, a=2, b=1)
    same = plan(film, made=decided(made, pick("one/a", 1, approved=True)))
    assert (call(same, "one/a").action, call(same, "one/a").stale) == ("keep", False)
    assert call(same, "one/a").because == ("take 1 is approved, made from this very request",)
    stale = plan(later, made=decided(made, pick("one/a", 1, approved=True)))
    found = call(stale, "one/a")
    assert (found.action, found.stale, int(found.cost.credits)) == ("keep", True, 0)
    assert found.because == ("take 1 is approved; since then its camera changed",)
    assert found.picked == (("one/a", sha("one/a", 1)),)
    assert found.asked == 0
    assert (found.digest, found.body) == (call(plan(later), "one/a").digest, call(plan(later), "one/a").body)
    assert call(stale, "one/b").action == "keep", "it goes on from the approved take, as it was made"
    assert call(stale, "one/b").digest == call(plan(film, made=made), "one/b").digest


def test_a_pick_alone_holds_for_the_words_it_was_made_from(film: Film, later: Film) -> None:
    planned = plan(later, made=decided(made_of(film, a=2), pick("one/a", 1)))
    found = call(planned, "one/a")
    assert (found.action, found.stale, found.picked) == ("make", False, ())
    assert found.because == ("its camera changed",)


def test_what_became_of_the_shot_before_is_told_of_an_approved_one(film: Film) -> None:
    made = made_of(film, a=2, b=1)
    planned = plan(film, made=decided(made, pick("one/a", 2), pick("one/b", 1, approved=True)))
    assert call(planned, "one/b").because == (
        "take 1 is approved; since then take 2 of one/a was picked, which it continues",
    )


def test_an_approved_take_needs_no_further_takes(film: Film) -> None:
    first = call(plan(film), "one/a")
    doubt = Made(takes=(take_of(first, 1), take_of(first, 2, "in-doubt")))
    assert call(plan(film, made=doubt), "one/a").action == "hold"
    approved = pick("one/a", 1, approved=True)
    for made in (doubt, made_of(film, a=1)):
        assert call(plan(film, made=decided(made, approved)), "one/a").action == "keep"


def test_an_approved_clip_that_is_away_is_fetched_and_an_expired_one_is_on_hold(film: Film, later: Film) -> None:
    first = call(plan(film), "one/a")
    for here in (film, later):
        for message, action in (("", "fetch"), (f"{EXPIRED}: gone", "hold")):
            made = Made(takes=(take_of(first, 1, here=False, message=message),))
            found = call(plan(here, made=decided(made, pick("one/a", 1, approved=True))), "one/a")
            assert (found.action, found.stale) == (action, here is later)


def test_a_decision_on_bytes_that_nobody_knows_holds_for_nothing(film: Film) -> None:
    planned = plan(film, made=decided(made_of(film, a=2), pick("one/a", 9, approved=True)))
    assert call(planned, "one/a").picked == ()


SHARED = """\
storyboard: 1
title: The Keeper
characters: {mira: {name: Mira, images: [refs/tom.png]}}
variants: {here: {}, there: {}}
scenes:
  - id: one
    characters: [mira]
    shots:
      - {id: a, action: She waits., camera: wide}
      - {id: b, action: She goes., continues: a}
"""


def test_one_of_two_that_share_a_request_is_approved() -> None:
    before, after = compile_text(SHARED), compile_text(SHARED.replace("wide", "close"))
    made = made_of(before, a=1, b=1)
    planned = plan(after, made=decided(made, pick("one/a@here", 1, approved=True)))
    assert [(one.usages, one.action, one.stale) for one in planned.calls] == [
        (("one/a@here",), "keep", True),
        (("one/b@here",), "keep", False),
        (("one/a@there",), "make", False),
        (("one/b@there",), "make", False),
    ]
    assert planned.calls[0].digest == planned.calls[2].digest
    assert read_plan(write_plan(planned), name="plan.json") == planned
    both = decided(made, *(pick(f"one/a@{variant}", 1, approved=True) for variant in ("here", "there")))
    assert [one.usages for one in plan(after, made=both).calls if one.stale] == [("one/a@here", "one/a@there")]


def test_each_variant_follows_its_own_pick() -> None:
    film = compile_text(SHARED)
    made = made_of(film, a=2, b=1)
    planned = plan(film, made=decided(made, pick("one/a@there", 2)), target="pollo")
    assert [(one.usages, one.action) for one in planned.calls if "one/b" in one.id] == [
        (("one/b@here",), "keep"),
        (("one/b@there",), "make"),
    ]


def test_a_pick_of_one_frees_all_that_share_what_is_made_from_it() -> None:
    film = compile_text(SHARED)
    planned = plan(film, made=decided(made_of(film, a=2), pick("one/a@there", 1)), target="pollo")
    assert [(one.usages, one.action) for one in planned.calls if "one/b" in one.id] == [
        (("one/b@here", "one/b@there"), "make"),
    ]


def test_a_take_made_for_another_variant_is_named_as_such(tmp_path: Path) -> None:
    text = SHARED.replace("there: {}", "there: {shots: {one/a: {camera: close}}}")
    film = sound(write(tmp_path, text))
    one = call(plan(film), "one/a@here")
    made = decided(Made(takes=(take_of(one, 1),)), pick("one/a@there", 1, approved=True))
    found = call(plan(film, made=made), "one/a@there")
    assert (found.action, found.because) == (
        "keep",
        ("take 1, made for one/a@here, is approved; since then its camera changed",),
    )


# Asked for anew on purpose


def test_remake_asks_from_the_present_words_and_the_approval_stays(film: Film, later: Film) -> None:
    made = decided(made_of(film, a=2, b=1), pick("one/a", 1, approved=True))
    planned = plan(later, made=made, again=Again(remake="state:stale"))
    found = call(planned, "one/a")
    assert (found.action, found.stale, found.asked, found.takes) == ("make", False, 0, 2)
    assert found.because == ("take 1 is approved and stays until another is picked", "its camera changed")
    assert found.picked == (("one/a", sha("one/a", 1)),)
    assert found.cost.credits > 0
    assert call(planned, "one/b").action == "keep", "what continues it goes on from the approved take"
    # Once that is made, the approval stands until another take is picked.
    new = take_of(found, 3)
    again = plan(later, made=decided(Made(takes=(*made.takes, new)), *made.picks))
    assert (call(again, "one/a").action, call(again, "one/a").stale) == ("keep", True)
    assert call(again, "one/a").because[1] == "take 3 is made from the present words: `pick` it to use it"
    picked = plan(later, made=decided(Made(takes=(*made.takes, new)), pick("one/a", 3)))
    assert (call(picked, "one/a").stale, call(picked, "one/a").picked) == (False, (("one/a", sha("one/a", 3)),))
    assert call(picked, "one/b").because == ("take 3 of one/a was picked, which it continues",)


def test_remake_of_what_was_made_anew_already_tells_the_two_takes_apart(film: Film, later: Film) -> None:
    made = decided(made_of(film, a=2, b=1), pick("one/a", 1, approved=True))
    remake = Again(remake="state:stale")
    new = [take_of(call(plan(later, made=made, again=remake), "one/a"), number) for number in (3, 4)]
    found = call(plan(later, made=decided(Made(takes=(*made.takes, *new)), *made.picks), again=remake), "one/a")
    assert (found.action, found.because) == (
        "keep",
        ("take 1 is approved and stays until another is picked", "take 3 is here, made from this very request"),
    )


def test_stale_is_a_state(film: Film, later: Film) -> None:
    made = decided(made_of(film, a=2), pick("one/a", 1, approved=True))
    assert [one.id for one in plan(later, made=made, select="state:stale").calls] == ["one/a"]
    assert plan(film, made=made, select="state:stale").calls == ()


def test_remake_of_what_is_not_stale_is_refused(film: Film, later: Film) -> None:
    made = decided(made_of(film, a=2), pick("one/a", 1, approved=True))
    with pytest.raises(UsageError, match="`--remake one/b` means no approved shot that is stale") as caught:
        plan(later, made=made, again=Again(remake="one/b"))
    assert caught.value.help == "There are: one/a."
    assert plan(film, made=made, again=Again(remake="state:stale")).totals.make == 3, "none is stale, none was meant"


@pytest.mark.parametrize("more", [1, 3])
def test_more_takes_are_asked_for_beyond_all(film: Film, more: int) -> None:
    made = made_of(film, a=2)
    found = call(plan(film, made=made, again=Again(more=(("one/a", more),))), "one/a")
    assert (found.action, found.asked, found.takes) == ("make", 2, 2 + more)
    assert read_body(found.body)["input"]["videoNum"] == more
    assert found.because[0].startswith(f"{more} more take")
    planned = plan(film, made=made, again=Again(more=(("one/a", more),)), select="one/a")
    assert planned.totals.seconds == 5 * more
    assert found.digest == call(plan(film), "one/a").digest


def test_more_takes_of_a_stale_one_are_made_from_the_present_words(film: Film, later: Film) -> None:
    made = decided(made_of(film, a=2), pick("one/a", 1, approved=True))
    found = call(plan(later, made=made, again=Again(more=(("one/a", 1),))), "one/a")
    assert (found.action, found.asked, found.takes) == ("make", 0, 1)


FAILED = ("its generation failed: too dark; `storyboard retry` asks again",)
LOST = ("the clip of take 1 expired before it was fetched: only `storyboard retake` pays for it again",)


@pytest.mark.parametrize(
    ("status", "message", "plain", "retried"),
    [
        ("failed", "too dark", ("hold", FAILED), "make"),
        ("failed", f"{EXPIRED}: 403", ("hold", LOST), "hold"),
        ("done", f"{EXPIRED}: 403", ("hold", LOST), "hold"),
        ("in-doubt", "", ("hold", None), "hold"),
        ("submitted", "", ("fetch", None), "fetch"),
    ],
)
def test_what_failed_is_retried_and_what_expired_is_retaken(
    film: Film, status: TakeStatus, message: str, plain: tuple[str, tuple[str, ...] | None], retried: str
) -> None:
    first = call(plan(film), "one/a")
    made = Made(takes=tuple(take_of(first, n, status, here=False, message=message) for n in (1, 2)))
    found = call(plan(film, made=made), "one/a")
    assert found.action == plain[0]
    assert plain[1] in (None, found.because)
    again = call(plan(film, made=made, again=Again(failed=True)), "one/a")
    assert again.action == retried
    if retried == "make":
        assert (again.asked, again.takes) == (2, 4)
        assert again.because == ("its generation failed: too dark; it is asked for again",)
    retaken = call(plan(film, made=made, again=Again(more=(("one/a", 1),))), "one/a")
    assert retaken.action == ("hold" if status == "in-doubt" else "make")


RETRY = Again(failed=True)


def test_an_approved_shot_is_not_retried_though_its_present_request_failed(film: Film, later: Film) -> None:
    made = made_of(film, a=2)
    failed = take_of(call(plan(later, made=made), "one/a"), 3, "failed", message="too dark")
    known = decided(Made(takes=(*made.takes, failed)), pick("one/a", 1, approved=True))
    found = call(plan(later, made=known, again=RETRY), "one/a")
    assert (found.action, found.stale, int(found.cost.credits)) == ("keep", True, 0)
    assert plan(later, made=known, again=RETRY, select="state:failed").calls == ()
    open_one = decided(known, pick("one/a", 1))
    assert call(plan(later, made=open_one, again=RETRY, select="state:failed"), "one/a").action == "make"


def test_a_shot_with_an_approved_take_beside_the_failed_ones_of_its_request_is_not_retried(film: Film) -> None:
    first = call(plan(film), "one/a")
    takes = (take_of(first, 1, "failed"), take_of(first, 2))
    known = decided(Made(takes=takes), pick("one/a", 2, approved=True))
    assert call(plan(film, made=known, again=RETRY), "one/a").action == "keep"
    assert plan(film, made=known, select="state:failed").calls == ()


def test_a_remake_that_failed_names_what_asks_for_it_again(film: Film, later: Film) -> None:
    made = made_of(film, a=2)
    new = call(plan(later, made=made), "one/a")
    known = decided(
        Made(takes=(*made.takes, *(take_of(new, n, "failed", message="too dark") for n in (3, 4)))),
        pick("one/a", 1, approved=True),
    )
    found = call(plan(later, made=known, again=Again(remake="one/a")), "one/a")
    assert (found.action, found.because) == (
        "hold",
        ("its generation failed: too dark; `storyboard retake` asks again",),
    )
    assert call(plan(later, made=known, again=Again(more=(("one/a", 1),))), "one/a").action == "make"


def test_of_two_that_share_a_request_that_failed_the_one_that_is_not_approved_is_retried() -> None:
    before, after = compile_text(SHARED), compile_text(SHARED.replace("wide", "close"))
    made = made_of(before, a=1)
    failed = take_of(call(plan(after, made=made), "one/a@here"), 2, "failed")
    known = decided(Made(takes=(*made.takes, failed)), pick("one/a@here", 1, approved=True))
    retried = plan(after, made=known, again=RETRY, select="state:failed")
    assert [(one.usages, one.action) for one in retried.calls] == [(("one/a@there",), "make")]
    shared = call(plan(after, made=known, again=Again(remake="one/a")), "one/a@here")
    assert (shared.usages, shared.because[0]) == (
        ("one/a@here", "one/a@there"),
        "its generation failed; `storyboard retry` asks again",
    )


def test_of_an_expired_take_and_one_that_is_here_the_latter_counts(film: Film) -> None:
    first = call(plan(film), "one/a")
    made = Made(takes=(take_of(first, 1, here=False, message=f"{EXPIRED}: 403"), take_of(first, 2)))
    assert call(plan(film, made=made), "one/a").because == ("take 2 is here, made from this very request",)


# The law


DECISION = st.tuples(st.sampled_from("abcd"), st.integers(1, 3), st.booleans())


@settings(max_examples=60, deadline=None)
@given(decisions=st.lists(DECISION, max_size=4, unique_by=lambda one: one[0]), changed=st.booleans())
def test_a_decision_changes_the_request_of_nothing_but_what_continues_the_shot(
    film: Film, later: Film, decisions: list[tuple[str, int, bool]], changed: bool
) -> None:
    made = made_of(film, a=2, b=2, c=1, d=1)
    compiled = later if changed else film
    picks = [pick(f"one/{shot}", number, approved=approved) for shot, number, approved in decisions]
    plain, told = plan(compiled, made=made), plan(compiled, made=decided(made, *picks))
    decided_on = {shot for shot, _, _ in decisions}
    for shot, before in (("a", ""), ("b", "a"), ("c", "ab"), ("d", "a")):
        one, other = call(plain, f"one/{shot}"), call(told, f"one/{shot}")
        bodies = [read_body(each.body)["input"] for each in (one, other)]
        assert [body.pop("videoNum") for body in bodies]
        assert bodies[0] == bodies[1]
        if not decided_on & set(before):
            assert one.digest == other.digest
        if shot not in decided_on and not decided_on & set(before):
            assert (one.action, one.because) == (other.action, other.because)
