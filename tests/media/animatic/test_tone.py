"""The sound is a room, never a noise: soft, exact in length, its own for each shot, and always the same."""

import array
import math
from dataclasses import replace

import pytest

from storyboard.media.animatic import Animatic, Slate, Spoken
from storyboard.media.animatic.timing import cues
from storyboard.media.animatic.tone import _TABLE, bed, chains_of
from tests.media.animatic import shots

RATE = 48_000


def heard(animatic: Animatic, seconds: float) -> "array.array[int]":
    return array.array("h", b"".join(bed(replace(animatic, seconds=seconds), round(seconds * RATE))))


def loudness(values: "array.array[int]", begin: float, end: float) -> float:
    part = values[round(begin * RATE) * 2 : round(end * RATE) * 2]
    return math.sqrt(sum(value * value for value in part[::5]) / max(1, len(part[::5])))


@pytest.mark.parametrize("seconds", [0.05, 1.0, 2.5])
@pytest.mark.parametrize("slate", [shots.PLAIN, shots.BARE, shots.LONG, None])
def test_a_bed_is_exact_and_never_harsh(seconds: float, slate: Slate | None) -> None:
    values = heard(shots.shot(slate), seconds)
    assert len(values) == round(seconds * RATE) * 2
    assert max(abs(value) for value in values) < 0.55 * 32768
    if seconds >= 1:
        assert loudness(values, 0.5, seconds) > 60


def test_a_bed_begins_and_ends_in_silence() -> None:
    values = heard(shots.shot(), 2)
    assert max(abs(value) for value in (*values[:96], *values[-96:])) < 200


def test_the_same_shot_sounds_the_same_and_another_does_not() -> None:
    first = heard(shots.shot(), 1)
    assert heard(shots.shot(), 1) == first
    assert heard(shots.shot(replace(shots.PLAIN, address="arrival/door")), 1) != first
    assert heard(replace(shots.shot(), take=2), 1) != first


def test_a_spoken_line_is_heard_where_it_is_seen() -> None:
    line = Spoken(speaker="Mira", line="Not tonight, nor tomorrow, nor ever.")
    talking = shots.shot(replace(shots.PLAIN, sound="", dialogue=(line,)))
    silent = shots.shot(replace(shots.PLAIN, sound="", dialogue=()))
    cue = cues(replace(talking, seconds=4))[0]
    with_voice, without = heard(talking, 4), heard(silent, 4)
    assert loudness(with_voice, cue.begin, cue.quiet) > 1.7 * loudness(without, cue.begin, cue.quiet)
    assert loudness(with_voice, 0, cue.begin) == pytest.approx(loudness(without, 0, cue.begin), rel=0.05)


def test_both_sides_differ() -> None:
    values = heard(shots.shot(), 1)
    assert values[0::2] != values[1::2]


NAMED = {
    "wind, a loose shutter": 2,
    "the sea and gulls": 3,
    "rain on a city street": 3,
    "nothing": 1,
    "": 1,
    "wind, rain, sea, fire, engine, city": 4,
}


@pytest.mark.parametrize("words", NAMED)
def test_sound_words_are_heard(words: str) -> None:
    assert len(chains_of(words)) == NAMED[words]


@pytest.mark.parametrize("number", range(len(_TABLE)))
def test_every_sound_of_the_table_can_be_made(number: int) -> None:
    word = _TABLE[number][0].split("(")[1].split("|")[0].rstrip("?").replace("s?", "")
    values = heard(shots.shot(replace(shots.BARE, sound=word)), 1)
    assert len(chains_of(word)) == 2
    assert loudness(values, 0.4, 0.8) > loudness(heard(shots.shot(shots.BARE), 1), 0.4, 0.8) * 0.8
