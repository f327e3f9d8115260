"""Words stay in their box: broken, made smaller, cut."""

import pytest

from storyboard.media.animatic import text, wrap
from storyboard.media.animatic.text import Style
from storyboard.media.animatic.wrap import Keep, break_lines, fit, fit_line

STYLE = Style(family="serif", size=24)
TEXTS = {
    "short": "Not tonight.",
    "long": "She climbs the last stairs, the brass lantern in hand. " * 9,
    "one long word": "W" * 400,
    "ideographs": "灯台守が最後の階段を登る。雨がガラスを打つ。" * 12,
    "Thai": "ผู้ดูแลประภาคารขึ้นบันไดขั้นสุดท้าย" * 10,
    "Arabic": "تصعد ميرا السلالم الأخيرة " * 20,
    "Devanagari": "मीरा आखिरी सीढ़ियाँ चढ़ती है " * 20,
    "emoji": "👩🏽‍🚀🌊🎬" * 60,
    "endless": "word " * 30_000,
}


@pytest.mark.parametrize("name", TEXTS)
@pytest.mark.parametrize("box", [(400, 200), (120, 60), (60, 400), (900, 34)])
def test_a_block_stays_in_its_box(name: str, box: tuple[int, int]) -> None:
    block = fit(TEXTS[name], STYLE, width=box[0], height=box[1])
    assert block.height <= box[1]
    assert block.width <= box[0] + 0.5 or name == "emoji"


def test_words_that_fit_keep_their_size() -> None:
    block = fit("Not tonight.", STYLE, width=400, height=100)
    assert [line.size for line in block.lines] == [24]
    assert not block.is_cut


def test_words_that_nearly_fit_are_made_smaller() -> None:
    block = fit(TEXTS["long"], STYLE, width=600, height=260)
    assert 18 <= block.lines[0].size < 24
    assert not block.is_cut


def test_words_that_do_not_fit_are_cut() -> None:
    assert fit(TEXTS["long"], STYLE, width=200, height=70).is_cut


def test_no_words_take_no_room() -> None:
    assert fit(" \n ", STYLE, width=100, height=100) is wrap.EMPTY


def test_no_room_shows_nothing() -> None:
    assert fit("words", STYLE, width=100, height=3).lines == ()


@pytest.mark.parametrize("name", [name for name in TEXTS if name != "endless"])
def test_broken_lines_hold_every_letter_once(name: str) -> None:
    words = text.clean(TEXTS[name]).strip()
    lines = list(break_lines(words, STYLE, 180))
    assert "".join(lines).replace(" ", "") == words.replace(" ", "")
    assert len(lines) > 1 or name == "short"


def test_lines_break_at_spaces() -> None:
    assert list(break_lines("one two three", STYLE, text.width("one two", STYLE) + 1)) == ["one two", "three"]


def test_a_line_never_begins_with_a_closing_sign() -> None:
    for width in range(110, 300, 7):
        lines = list(break_lines("彼女は「今夜はだめ。」と言った、そして去った。", STYLE, width))
        assert all(line[0] not in "。、」" for line in lines[1:])


def test_marks_stay_with_their_letters() -> None:
    lines = list(break_lines("ที่" * 40, STYLE, 50))
    assert all(line.startswith("ท") for line in lines)


@pytest.mark.parametrize(("keep", "first", "last"), [("start", "arrival", "…"), ("ends", "arriv", "-wide")])
def test_a_line_is_cut_where_that_matters_less(keep: Keep, first: str, last: str) -> None:
    style = Style(family="mono", size=20)
    words = "arrival-by-night-in-the-storm/the-very-wide"
    line = fit_line(words, style, width=200, keep=keep)
    kept = wrap._trimmed(list(words), 10, keep)
    assert line.width <= 200
    assert kept.startswith(first)
    assert kept.endswith(last)


@pytest.mark.parametrize("width", [0, 3, 9])
def test_a_line_without_room_is_empty(width: float) -> None:
    assert fit_line("Title", STYLE, width=width).width <= width


@pytest.mark.parametrize("width", [300, 442, 700])
def test_a_line_of_spaced_letters_stays_in_its_box(width: int) -> None:
    style = Style(family="sans", size=14.5, weight=600, tracking=0.09)
    words = "WIDE, STATIC, EYE LEVEL, 35 MM LENS, A SLOW PUSH IN AT THE VERY END OF IT, AND SO ON TO THE NEXT ONE"
    block = fit(words, style, width=width, height=200)
    assert len(block.lines) > 1
    assert block.width <= width
