"""Words from the network never steer a terminal, and never grow without bound."""

import unicodedata
from decimal import Decimal
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard.provider.answers import Again, Unknown
from storyboard.provider.envelope import amount
from storyboard.provider.plain import LONGEST, plain, task_id, web_url
from storyboard.provider.pollo import read_balance, read_quote, read_status, read_submit, status
from storyboard.provider.wire import HttpResponse


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ("plain words", "plain words"),
        ("two\nlines\tand\r\nmore", "two lines and more"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07after", "after"),
        ("\x1b]8;;https://e.x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x9b31mred", "red"),
        ("\u202egnp.exe", "gnp.exe"),
        ("a\x00b\x7fc\u200bd", "abcd"),
        ("नमस्ते क्\u200dष", "नमस्ते क्\u200dष"),
        ("人が映っています", "人が映っています"),
        (None, ""),
        (["x"], ""),
    ],
)
def test_words_are_made_safe_to_show(told: object, shown: str) -> None:
    assert plain(told) == shown


@given(st.text(st.characters(), max_size=2000))
def test_no_control_character_is_ever_shown(told: str) -> None:
    shown = plain(told)
    assert len(shown) <= LONGEST
    assert not any(unicodedata.category(char) == "Cc" for char in shown)


SIGNED: list[tuple[str, str]] = [
    (
        "cannot read https://s3.example.com/a.png?X-Amz-Signature=0f3c&X-Amz-Date=1",
        "cannot read https://s3.example.com/a.png?…",
    ),
    ('"https://a.example.com/x?sig=abc%3D", and more', '"https://a.example.com/x?…", and more'),
    ("HTTPS://A.example.com/x?sig=abc\u0026se=1 failed", "HTTPS://A.example.com/x?… failed"),
    ("two: http://a/b?c=d http://e/f?g", "two: http://a/b?… http://e/f?…"),
    ("...&X-Amz-Credential=AKIA%2F20260701&X-Amz-Signature=0f", "...&X-Amz-Credential=…"),
    ("X-Goog-Signature=0f3c is wrong", "X-Goog-Signature=… is wrong"),
    ("signature=0f", "signature=…"),
    ("see //cdn.example.com/x.mp4?token=abc", "see //cdn.example.com/x.mp4?…"),
    ("cdn.example.com/x.mp4?Policy=abc&Key-Pair-Id=K is gone", "cdn.example.com/x.mp4?… is gone"),
    ("https://u:pass@host.example.com/x and ftp://me@host/y", "https://…@host.example.com/x and ftp://…@host/y"),
    ("https://a.example.com/c#access_token=abc&x=1 failed", "https://a.example.com/c#… failed"),
    ('https://a.example.com/(x)?y="abc" failed', "https://a.example.com/(x)?… failed"),
    ("refresh_token=abc, api-key='abc def'", "refresh_token=… api-key=…"),
    ("write to me@example.com, item #4, is it? no", "write to me@example.com, item #4, is it? no"),
    ("Is it? See https://pollo.ai/pricing for that", "Is it? See https://pollo.ai/pricing for that"),
]


@pytest.mark.parametrize(("told", "shown"), SIGNED)
def test_a_signature_that_is_repeated_is_left_out(told: str, shown: str) -> None:
    assert plain(told) == shown


def test_a_signature_is_left_out_however_long_it_is() -> None:
    url = f"https://a.example.com/x?X-Amz-Signature={'0123456789abcdef' * 400}"
    assert plain(f"{url} {url}") == "https://a.example.com/x?… https://a.example.com/x?…"[: len(plain(f"{url} {url}"))]
    assert "0123456789abcdef" not in plain(f"{url} {url}")


ODD_IDS = (
    "cmb1x",
    "_Xy12",
    "-Xy12",
    "abc==",
    "a+b/c=",
    "task/1",
    "gen|5",
    "..a",
    "a..b",
    "%2e%2e",
    "ü",
    "a b",
    "x" * 200,
)


@pytest.mark.parametrize("told", ODD_IDS)
def test_whatever_can_do_no_harm_is_a_task_id(told: str) -> None:
    assert task_id(told) == told
    # One step of a path, whatever is in it.
    assert status(told).path.split("/")[2:] == [quote(told, safe=""), "status"]


@pytest.mark.parametrize(
    "told",
    [
        *(
            "",
            ".",
            "..",
            "../x",
            "a/../b",
            "..\\x",
            "a/.",
            "x" * 201,
            "a\nb",
            "a\x1b[31mb",
            "\u202egnp",
            "\ud800",
            "a\x00",
        ),
        *(True, None, 12.5, Decimal("1.5"), ["a"], {"a": 1}, 10**40),
    ],
)
def test_what_leads_elsewhere_or_steers_is_no_task_id(told: object) -> None:
    assert task_id(told) is None


def test_a_number_is_a_task_id() -> None:
    assert (task_id(17), task_id(-7)) == ("17", "-7")


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        (b'"../x"', "../x"),
        (b'["cmb1x"]', '["cmb1x"]'),
        (b'"a\\u001b[31mb"', "ab"),
        (b"12.5", '"12.5"'),
        (b'"%s"' % (b"x" * 100_000), "x" * 239 + "…"),
    ],
    ids=("a path", "a list", "an escape", "a fraction", "a long one"),
)
def test_what_is_no_task_id_is_told_in_the_doubt(told: bytes, shown: str) -> None:
    answer = HttpResponse(status=200, headers=(), body=b'{"code":"SUCCESS","data":{"taskId":%s}}' % told)
    assert read_submit(answer) == Unknown(message=f"the answer names the task in a way not understood: {shown}")


def test_an_error_tells_what_is_no_task_id_too() -> None:
    answer = HttpResponse(status=500, headers=(), body=b'{"message":"no luck","taskId":"../x"}')
    assert read_submit(answer) == Unknown(
        message="no luck; the answer names the task in a way not understood: ../x", task_id=None
    )


@pytest.mark.parametrize(
    ("ruins", "found"),
    [
        (b'{"taskId": "a+b/c=", ', "a+b/c="),
        (b'{"taskId":"gen|5","sta', "gen|5"),
        (b'{"taskId":"\\u00fc1"', "ü1"),
        (b'{"taskId":"../x", ', None),
        (b'{"taskId":"a\\qb", ', None),
        (b'{"taskId":"\xff", ', None),
        (b'{"taskId":"half', None),
    ],
)
def test_an_id_in_the_ruins_of_an_answer_is_kept(ruins: bytes, found: str | None) -> None:
    meaning = read_submit(HttpResponse(status=200, headers=(), body=ruins))
    assert meaning == Unknown(message="the answer is broken", task_id=found)


@pytest.mark.parametrize(
    "told", ["file:///etc/passwd", "javascript:x", "https://a b", "https://a\n", 7, None, "https://" + "a" * 9000]
)
def test_what_is_no_web_address_is_none(told: object) -> None:
    assert web_url(told) is None


@pytest.mark.parametrize(
    ("told", "found"),
    [(4, "4"), ("4.20", "4.20"), (-1, None), ("NaN", None), ("1e400", None), (True, None), ([], None), ("4,2", None)],
)
def test_amounts_are_decimals(told: object, found: str | None) -> None:
    assert amount(told) == (None if found is None else Decimal(found))


RUINS = [b"", b"\xff\xfe", b"[" * 100_000, b'{"a":' * 50_000, b"1" * 10_000, b'"' + b"x" * (5 << 20), b"null", b"NaN"]


@pytest.mark.parametrize("body", RUINS, ids=range(len(RUINS)))
def test_ruins_are_never_more_than_not_knowing(body: bytes) -> None:
    response = HttpResponse(status=200, headers=(), body=body)
    assert isinstance(read_submit(response), Unknown)
    for read in (read_quote, read_balance):
        assert isinstance(read(response), Again)
    read_status(response, task_id="t1")
