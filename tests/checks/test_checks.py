"""Each check says what is wrong with a take, and nothing of one that is as it should be."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from storyboard.checks.footage import Check, Earlier, Finding, Footage
from storyboard.checks.single import check_black, check_cuts, check_frozen, check_rate, check_sound
from storyboard.checks.table import BUILT_IN, list_findings
from storyboard.checks.together import check_colour, check_seam, difference
from storyboard.media.survey import THUMB, Stretch, Survey

GREY = bytes([100]) * (THUMB[0] * THUMB[1] * 3)
WHITE = bytes([255]) * len(GREY)
GOOD = Survey(seconds=5.0, has_sound=True, loudness=-16.0, luma=90.0, first=GREY, last=GREY)
TAKE = Footage(
    address="a/one",
    number=1,
    clip=Path("a.mp4"),
    request=json.dumps({"input": {"generateAudio": True}}),
    seconds=5.0,
    width=864,
    height=496,
    fps=24.0,
    survey=GOOD,
)
MUTE = json.dumps({"input": {"generateAudio": False}})


def seen(**given: object) -> Footage:
    return replace(TAKE, survey=replace(GOOD, **given))  # type: ignore[arg-type]


def beside(*lumas: float, **given: object) -> Footage:
    return replace(seen(**given), scene=tuple(replace(GOOD, luma=luma) for luma in lumas))


def after(last: bytes, **given: object) -> Footage:
    return replace(seen(**given), earlier=Earlier(address="a/zero", survey=replace(GOOD, last=last)))


@pytest.mark.parametrize(
    ("check", "footage", "words"),
    [
        (check_black, seen(black=(Stretch(start=1.0, end=1.9),)), "it is black from 1.0 to 1.9 s"),
        (check_black, seen(black=(Stretch(start=0.0, end=5.0),)), "it is black all the time"),
        (check_black, seen(black=(Stretch(start=1.0, end=1.3),)), None),
        (check_frozen, seen(frozen=(Stretch(start=2.0, end=5.0),)), "it stands still from 2.0 to 5.0 s"),
        (check_frozen, seen(frozen=(Stretch(start=2.0, end=2.8),)), None),
        (
            check_frozen,
            seen(frozen=(Stretch(start=2.0, end=4.0),), black=(Stretch(start=1.8, end=4.0),)),
            None,
        ),
        (check_cuts, seen(cuts=(1.25, 3.0)), "it has a cut inside the shot, at 1.2, 3.0 s"),
        (check_sound, seen(silent=(Stretch(start=0.0, end=4.9),), loudness=-70.0), "it is silent; sound was asked for"),
        (check_sound, seen(silent=(Stretch(start=0.0, end=4.9),)), "it is silent but for 0.1 s"),
        (check_sound, seen(silent=(Stretch(start=0.0, end=2.0),)), None),
        (check_sound, seen(loudness=-52.0), "it is very quiet: -52 LUFS"),
        (check_sound, seen(loudness=-5.5), "it is very loud: -5.5 LUFS"),
        (check_sound, replace(seen(silent=(Stretch(start=0.0, end=5.0),)), request=MUTE), None),
        (check_sound, seen(has_sound=False, loudness=None), None),
        (check_rate, replace(TAKE, fps=12.0), "it has 12 frames a second"),
        (check_rate, replace(TAKE, fps=0.0), None),
        (check_seam, after(WHITE), "its first frame is unlike the last one of a/zero: 61% apart"),
        (check_seam, after(GREY), None),
        (check_seam, TAKE, None),
        (check_colour, beside(85, 95, 90), None),
        (
            check_colour,
            beside(30, 34),
            "it is much brighter than the other shots of its scene (90 against 32)",
        ),
        (check_colour, beside(200, 210), "it is much darker than the other shots of its scene (90 against 205)"),
        (check_colour, beside(200), None),
        (check_colour, beside(90, 90, blue=150.0), "its colours are unlike those of its scene: more blue by 22"),
        (check_colour, beside(90, 90, red=100.0), "its colours are unlike those of its scene: less red by 28"),
    ],
)
def test_a_check_says_what_it_finds(check: Check, footage: Footage, words: str | None) -> None:
    found = [finding.words for finding in check(footage)]
    assert found == ([] if words is None else [words])


@pytest.mark.parametrize("name", BUILT_IN)
def test_no_check_finds_anything_in_a_good_take(name: str) -> None:
    assert list(BUILT_IN[name](replace(TAKE, scene=(GOOD, GOOD), earlier=Earlier(address="a/b", survey=GOOD)))) == []


def test_a_check_that_breaks_is_told_and_the_others_go_on() -> None:
    def breaks(_footage: Footage) -> tuple[Finding, ...]:
        raise ZeroDivisionError

    def finds(_footage: Footage) -> tuple[Finding, ...]:
        return (Finding(words="it is odd"),)

    found = list_findings(TAKE, {"mine": breaks, "other": finds})
    assert [finding.words for finding in found] == ["the check `mine` broke off (ZeroDivisionError)", "it is odd"]
    assert found[0].weight == 0


def test_difference_is_none_for_the_same_and_whole_for_black_against_white() -> None:
    assert difference(GREY, GREY) == 0.0
    assert difference(bytes(len(GREY)), WHITE) == 1.0
    assert difference(GREY, b"") == 0.0
