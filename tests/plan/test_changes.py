"""What a plan says has changed in a shot that was made before, and in which words."""

from dataclasses import replace
from pathlib import Path

import pytest

from storyboard.plan.decisions.changes import changed_words, list_changes, remember
from storyboard.plan.made import Made, Take
from storyboard.plan.plan import Call, Plan
from tests.support.films import plan, sound, write

FILM = """\
storyboard: 1
title: The Keeper
style: grain
characters:
  mira: {name: Mira, description: a keeper, images: [https://example.com/mira.png]}
scenes:
  - id: one
    characters: [mira]
    shots:
      - id: a
        action: She waits at the glass.
        camera: slow dolly in
        sound: wind
        dialogue: [{who: mira, line: Not tonight.}]
      - {id: b, continues: a, action: She turns.}
"""


OTHER = "seedance-2-0"


def planned(folder: Path, text: str, *takes: Take) -> Plan:
    return plan(sound(write(folder, text)), made=Made(takes=takes))


def call(plan: Plan, id: str) -> Call:
    return next(call for call in plan.calls if call.id == f"one/{id}")


def made_of(call: Call, number: int = 1) -> Take:
    return Take(
        shot=call.id,
        number=number,
        digest=call.digest,
        attempt=call.id,
        status="done",
        usages=call.usages,
        sha256="0" * 64,
        file="x.mp4",
        request=remember(call),
    )


@pytest.mark.parametrize(
    ("old", "new", "because", "words"),
    [
        ("slow dolly in", "slow tilt up", "its camera changed", "“dolly in” became “tilt up”"),
        ("at the glass", "there", "its action changed", "“at the glass.” became “there.”"),
        ("sound: wind", "sound: wind and rain", "its sound changed", "“and rain” came"),
        ("Not tonight", "Never", "its dialogue changed", "“Not tonight.” became “Never.”"),
        ("style: grain", "style: noir", "its style changed", "“grain.” became “noir.”"),
        (
            "style: grain",
            "style: grain\nmodel: seedance-2-0",
            "its model changed from seedance-2-0-mini to seedance-2-0",
            "",
        ),
        (
            "style: grain",
            "style: grain\nprovider: {unlimited: false}",
            "its `unlimited` changed from not given to off",
            "",
        ),
        ("Not tonight.}", "Not tonight., how: softly}", "its dialogue changed", "“Mira:” became “Mira (softly):”"),
        ("style: grain", "style: grain\navoid: neon", "what it avoids changed", "“neon,” came"),
        ("a keeper", "a widow", "what is said of its references changed", "“keeper.” became “widow.”"),
        ("sound: wind", "duration: 7", "its duration changed from 5 to 7", ""),
        ("mira.png", "other.png", "https://example.com/other.png is new among its references", ""),
    ],
)
def test_the_cause_is_named_and_the_words(tmp_path: Path, old: str, new: str, because: str, words: str) -> None:
    before = call(planned(tmp_path / "a", FILM), "a")
    now = call(planned(tmp_path / "b", FILM.replace(old, new), made_of(before)), "a")
    assert now.action == "make"
    assert because in now.because
    change = next(one for one in list_changes(remember(before), remember(now)) if one.sentence == because)
    assert changed_words(change) == words


def test_of_a_prompt_of_its_own_the_words_are_told_apart_from_the_references(tmp_path: Path) -> None:
    own = FILM.replace("action: She waits at the glass.", 'prompt: "{{ roles }} She waits at the glass."')
    before = call(planned(tmp_path / "a", own), "a")
    now = call(planned(tmp_path / "b", own.replace("at the glass", "there"), made_of(before)), "a")
    assert now.because == ("its prompt changed",)
    (change,) = list_changes(remember(before), remember(now))
    assert changed_words(change) == "“at the glass.” became “there.”"


def test_another_crop_is_no_other_picture(tmp_path: Path) -> None:
    local = FILM.replace(
        "[https://example.com/mira.png]", "[{src: refs/tom.png, crop: {x: 0, y: 0, width: 300, height: 300}}]"
    )
    before = call(planned(tmp_path / "a", local), "a")
    now = call(planned(tmp_path / "b", local.replace("x: 0", "x: 9"), made_of(before)), "a")
    assert now.because == ("what is cut from refs/tom.png changed",)


OWN = FILM.replace("action: She waits at the glass.", 'action: She waits.\n        prompt: "{{ roles }} A storm."')
PLAIN = FILM.replace("style: grain\n", "")
TAIL = FILM.replace("continues: a,", "continues: {shot: a, via: tail, seconds: 4},")
MIRA = "{src: https://example.com/mira.png%s}"


@pytest.mark.parametrize(
    ("film", "edits", "because"),
    [
        (PLAIN, {"title: The Keeper": "title: The Keeper\nstyle: noir"}, ["its style changed"]),
        (OWN, {"A storm": "A calm", "She waits": "She sleeps"}, ["its prompt changed"]),
        (
            FILM,
            {"https://example.com/mira.png": MIRA % ", avatar_id: av_1"},
            ["the `avatar_id` of https://example.com/mira.png changed"],
        ),
        (
            FILM,
            {"description: a keeper": "description: a keeper, subject_id: subj_1"},
            ["the `subject_id` of https://example.com/mira.png changed", "what is said of its references changed"],
        ),
        (TAIL, {"seconds: 4": "seconds: 3"}, ["how many seconds it takes from the shot before changed"]),
        (
            TAIL,
            {"via: tail, seconds: 4": "via: frame"},
            ["what it takes from the shot before changed", "what is said of its references changed"],
        ),
    ],
)
def test_nothing_is_told_that_did_not_change(
    tmp_path: Path, film: str, edits: dict[str, str], because: list[str]
) -> None:
    new = film
    for old, edit in edits.items():
        new = new.replace(old, edit)
    before = planned(tmp_path / "a", film)
    now = planned(tmp_path / "b", new)
    told = list_changes(*(remember(call(one, "b" if film is TAIL else "a")) for one in (before, now)))
    assert [change.sentence for change in told] == because


CUT = "{src: refs/group.png, crop: {x: %d, y: 0, width: 300, height: 300}}"
TWICE = FILM.replace("[https://example.com/mira.png]", f"[{CUT % 0}, {CUT % 50}]")


@pytest.mark.parametrize(
    ("old", "new", "because"),
    [
        ("slow dolly in", "static", "its camera changed"),
        ("x: 50", "x: 60", "what is cut from refs/group.png changed"),
        (CUT % 50, f"{CUT % 50}, {CUT % 60}", "refs/group.png is once more among its references"),
        (f", {CUT % 50}", "", "refs/group.png is once less among its references"),
    ],
)
def test_of_a_picture_used_twice_only_what_changed_is_told(tmp_path: Path, old: str, new: str, because: str) -> None:
    before = call(planned(tmp_path / "a", TWICE), "a")
    now = call(planned(tmp_path / "b", TWICE.replace(old, new), made_of(before)), "a")
    told = [reason for reason in now.because if reason != "what is said of its references changed"]
    assert told == [because]


def test_what_goes_on_from_a_changed_shot_says_so(tmp_path: Path) -> None:
    before = planned(tmp_path / "a", FILM)
    first = made_of(call(before, "a"))
    second = made_of(call(planned(tmp_path / "b", FILM, first), "b"))
    now = planned(tmp_path / "c", FILM.replace("slow dolly in", "static"), first, second)
    assert call(now, "b").because == ("one/a, which it continues, will be made anew",)


def test_the_takes_of_another_storyboard_or_variant_are_no_cause(tmp_path: Path) -> None:
    before = call(planned(tmp_path / "a", FILM), "a")
    other = replace(made_of(before), storyboard="other.yaml")
    tall = replace(made_of(before), usages=("one/a@tall",))
    for take in (other, tall):
        now = call(planned(tmp_path / "b", FILM.replace("wind", "rain"), take), "a")
        assert now.because == ("it was never made here",)


def test_what_was_tried_and_taken_back_is_no_cause(tmp_path: Path) -> None:
    static = FILM.replace("slow dolly in", "static")
    first = made_of(call(planned(tmp_path / "a", FILM), "a"))
    tried = replace(made_of(call(planned(tmp_path / "b", static), "a"), 2), sha256="1" * 64)
    on_first = made_of(call(planned(tmp_path / "c", FILM, first), "b"))
    on_tried = made_of(call(planned(tmp_path / "d", static, first, tried), "b"), 2)
    takes = (first, tried, on_first, on_tried)
    ahead = planned(tmp_path / "e", FILM.replace("at the glass", "there"), *takes)
    assert call(ahead, "a").because == ("its action changed",)
    behind = planned(tmp_path / "f", FILM.replace("She turns", "She runs"), *takes)
    assert call(behind, "b").because == ("its action changed",)


def test_another_variant_of_the_same_shot_is_no_other_shot(tmp_path: Path) -> None:
    film = FILM.replace("scenes:", "languages: [es]\nvariants: {en: {}, es: {language: es}}\nscenes:")
    both = film.replace("She waits at the glass.", "{en: She waits., es: Espera.}")
    split = planned(tmp_path / "a", both)
    first = made_of(next(one for one in split.calls if one.id == "one/a@es"))
    second = made_of(next(one for one in planned(tmp_path / "b", both, first).calls if one.id == "one/b@es"))
    now = next(one for one in planned(tmp_path / "c", film, first, second).calls if one.id == "one/b@en")
    assert now.because == ("one/a@en, which it continues, will be made anew", "shared with one/b@es")


@pytest.mark.parametrize("damaged", ["", "{", "[]", '{"body": {}}'])
def test_a_memory_that_cannot_be_read_tells_nothing(tmp_path: Path, damaged: str) -> None:
    assert list_changes(damaged, remember(call(planned(tmp_path, FILM), "a"))) == ()
