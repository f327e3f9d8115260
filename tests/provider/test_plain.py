"""Words from the network never steer a terminal, and never grow without bound."""

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storyboard.provider.answers import Again, Unknown
from storyboard.provider.envelope import amount
from storyboard.provider.plain import LONGEST, plain, task_id, web_url
from storyboard.provider.pollo import read_balance, read_catalogue, read_quote, read_status, read_submit, status
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


@pytest.mark.parametrize(("told", "found"), [("cmb1x", "cmb1x"), (17, "17"), ("../x", None), ("", None), (True, None)])
def test_a_task_id_can_stand_in_a_path(told: object, found: str | None) -> None:
    assert task_id(told) == found


def test_a_task_id_is_escaped_in_its_path_all_the_same() -> None:
    assert status("a/../b?c").path == "/generation/a%2F..%2Fb%3Fc/status"


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
    for read in (read_quote, read_balance, read_catalogue):
        assert isinstance(read(response), Again)
    read_status(response)
