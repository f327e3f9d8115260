"""Every script is set with real letters, in the order it is read."""

import unicodedata

import pytest

from storyboard.media.animatic import bidi, faces, missing, text
from storyboard.media.animatic.faces import Family
from storyboard.media.animatic.text import Style

SCRIPTS = {
    "Latin": "Ærøskøbing, naïve façade, Łódź, Çeşme, Việt Nam — “quoted” £€₹ 1234567890",
    "Cyrillic": "Смотритель маяка поднимается по лестнице, Україна їжак",
    "Greek": "Ο φαροφύλακας ανεβαίνει, ἀρχαῖος λόγος",
    "Arabic": "تصعد ميرا السلالم الأخيرة والفانوس في يدها، ١٢٣",
    "Persian and Urdu": "پیچ چراغ گل ٹھیک ہے",
    "Hebrew": "שומר המגדלור עולה במדרגות",
    "Devanagari": "क्षत्रिय प्रकाशस्तंभ का रखवाला, १२३।",
    "Thai": "ผู้ดูแลประภาคารขึ้นบันได",
    "Japanese": "灯台守が最後の階段を登る。「今夜はだめ」ー カタカナ",
    "Chinese": "灯塔看守人爬上最后的楼梯，雨打在玻璃上。燈塔",
    "Korean": "등대지기가 마지막 계단을 오른다.",
    "Bengali": "বাতিঘরের রক্ষক",
    "Tamil": "கலங்கரை விளக்கம்",
    "Telugu": "దీపస్తంభం",
    "Kannada": "ದೀಪಸ್ತಂಭ",
    "Malayalam": "വിളക്കുമാടം",
    "Gujarati": "દીવાદાંડી",
    "Gurmukhi": "ਚਾਨਣ ਮੁਨਾਰਾ",
    "Odia": "ବତୀଘର",
    "Sinhala": "ප්‍රදීපාගාරය",
    "Lao": "ປະພາຄານ",
    "Khmer": "ប៉មភ្លើង",
    "Burmese": "မီးပြတိုက်",
    "Amharic": "የብርሃን ቤት",
    "Armenian": "Փարոսապահը",
    "Georgian": "შუქურის მცველი",
    "signs": "♪ ↳ → … · © ★ ✓ ½ ∞",
    "emoji": "🎬 🌊 🚢 👩🏽‍🚀 ❤️",
}


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("family", ["sans", "serif", "italic", "mono"])
def test_no_letter_is_missing(script: str, family: Family) -> None:
    words = text.clean(SCRIPTS[script])
    line = text.shape(words, Style(family=family, size=24, region=faces.region_of(words)))
    assert missing(words) == ""
    assert all(glyph.number != 0 for glyph in line.glyphs)
    assert line.width > 24
    drawn = text.mask(line)
    assert drawn is not None
    assert drawn[0].getbbox() is not None


@pytest.mark.parametrize("char", ["\U00012000", "\u07ca", "\U00013000"])
def test_what_no_face_has_becomes_the_sign_for_it(char: str) -> None:
    if not missing(char):
        pytest.fail(f"choose another letter: some face has {unicodedata.name(char)}")
    assert missing(f"a{char}b{char}") == char
    style = Style(family="sans", size=20)
    shown, sign = text.shape(char, style), text.shape(faces.REPLACEMENT, style)
    assert [glyph.number for glyph in shown.glyphs] == [glyph.number for glyph in sign.glyphs]
    assert sign.glyphs[0].number != 0


def test_controls_and_strange_spaces_are_not_drawn() -> None:
    assert text.clean("a\u202eb\x00c\nd\te\u00a0f\ufe0f") == "abc d e f"


def test_letters_are_composed() -> None:
    assert text.clean("e\u0301") == "é"


def test_marks_join_their_letters() -> None:
    style = Style(family="sans", size=24)
    assert text.width("कि", style) < text.width("क", style) + text.width("इ", style)
    apart = sum(text.width(char, style) for char in "سلام")
    assert text.width("سلام", style) < apart


def test_tracking_opens_words_but_not_joined_letters() -> None:
    plain, open_ = Style(family="sans", size=20), Style(family="sans", size=20, tracking=0.2)
    assert text.width("CAMERA", open_) == pytest.approx(text.width("CAMERA", plain) + 5 * 4, abs=1.5)
    assert text.width("سلام", open_) == text.width("سلام", plain)


def test_a_weight_changes_the_letters() -> None:
    assert text.width("Mira", Style(family="sans", size=30, weight=800)) > text.width(
        "Mira", Style(family="sans", size=30)
    )


@pytest.mark.parametrize(
    ("words", "expected"),
    [("灯台守は", "jp"), ("등대", "kr"), ("灯塔", "sc"), ("plain", "sc")],
)
def test_the_region_of_han(words: str, expected: str) -> None:
    assert faces.region_of(words) == expected


def test_regions_have_their_own_shapes() -> None:
    images = []
    for region in ("jp", "sc"):
        drawn = text.mask(text.shape("骨直", Style(family="sans", size=40, region=region)))
        assert drawn is not None
        images.append(drawn[0].tobytes())
    assert images[0] != images[1]


# Capitals stand for Hebrew letters here, as in the algorithm's own examples.
def hebrew(words: str) -> str:
    return "".join(chr(0x5D0 + ord(char) - 65) if char.isupper() else char for char in words)


VISUAL = [
    ("abc", "abc"),
    ("ABC", "CBA"),
    ("car is THE CAR in arabic", "car is RAC EHT in arabic"),
    ("AB 12 CD", "DC 12 BA"),
    ("AB, 1.5 CD", "DC 1.5 ,BA"),
    ("he said AB.", "he said BA."),
    ("AB abc CD", "DC abc BA"),
    ("price 10% AB", "price 10% BA"),
    ("AB 10% CD", "DC 10% BA"),
    ("a (AB) b", "a (BA) b"),
]


@pytest.mark.parametrize(("words", "expected"), VISUAL)
def test_lines_are_ordered_as_they_are_read(words: str, expected: str) -> None:
    source = hebrew(words)
    assert "".join(bidi.visual(source, bidi.levels(source))) == hebrew(expected)


def test_arabic_numbers_run_to_the_right_inside() -> None:
    words = "عدد 123 آخر"
    shown = "".join(bidi.visual(words, bidi.levels(words)))
    assert "123" in shown
    assert shown.startswith("رخآ")


@pytest.mark.parametrize(
    ("words", "level"), [("abc", 0), (hebrew("ABC"), 1), ("12 " + hebrew("A"), 1), ("", 0), ("123", 0)]
)
def test_a_paragraphs_direction_is_its_first_letters(words: str, level: int) -> None:
    assert bidi.base_level(words) == level


def test_the_same_words_give_the_same_pixels() -> None:
    style = Style(family="serif", size=22.5)
    first, second = text.mask(text.shape("Not tonight.", style)), text.mask(text.shape("Not tonight.", style))
    assert first is not None
    assert second is not None
    assert first[0].tobytes() == second[0].tobytes()


def test_nothing_is_drawn_of_nothing() -> None:
    style = Style(family="sans", size=20)
    assert text.mask(text.shape("", style)) is None
    assert text.mask(text.shape("   ", style)) is None


def test_a_missing_package_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from storyboard.media.errors import MediaError

    monkeypatch.setitem(faces._FIRST, "mono", ("no_such_faces", "none.ttf", 0))
    faces.chain.cache_clear()
    faces.source_of.cache_clear()
    try:
        with pytest.raises(MediaError, match="pip install no-such-faces"):
            text.shape("unset words", Style(family="mono", size=77))
    finally:
        faces.chain.cache_clear()
        faces.source_of.cache_clear()
