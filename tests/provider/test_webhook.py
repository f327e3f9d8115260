"""Webhooks as Pollo signs them: vectors worked out by hand, and everything that is not to be believed."""

import base64
import hashlib
import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyboard.provider.webhook import (
    TOLERANCE,
    BadHook,
    Hook,
    hook_headers,
    read_hook,
    read_secret,
    sign_hook,
)

SECRET = b"the secret of nobody"
NOW = 1_782_900_000.0
BODY = b'{"taskId":"task1","status":"succeed"}'


def by_hand(secret: bytes, message: bytes) -> str:
    """Work out HMAC-SHA256 as RFC 2104 defines it, without the library for it."""
    key = (hashlib.sha256(secret).digest() if len(secret) > 64 else secret).ljust(64, b"\0")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in key) + message).digest()
    return base64.b64encode(hashlib.sha256(bytes(byte ^ 0x5C for byte in key) + inner).digest()).decode()


def headers(body: bytes = BODY, *, id: str = "msg1", at: str = "1782900000", secret: bytes = SECRET) -> dict[str, str]:
    return hook_headers(secret, id=id, timestamp=at, body=body)


def read(given: dict[str, str], body: bytes = BODY, *, now: float = NOW) -> Hook | BadHook:
    return read_hook(given, body, secret=SECRET, now=now)


def test_a_known_answer() -> None:
    """Test case 2 of RFC 4231, reached by choosing the parts so that their joint is the RFC's text."""
    digest = bytes.fromhex("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
    assert by_hand(b"Jefe", b"what do ya want for nothing?") == base64.b64encode(digest).decode()


@pytest.mark.parametrize("secret", [SECRET, b"k", bytes(range(200))])
@pytest.mark.parametrize("body", [BODY, b"", "é".encode(), b"\xff\x00"])
def test_what_is_signed_is_id_timestamp_and_body(secret: bytes, body: bytes) -> None:
    signature = sign_hook(secret, id="msg1", timestamp="1782900000", body=body)
    assert signature == by_hand(secret, b"msg1.1782900000." + body)


@pytest.mark.parametrize("status", ["succeed", "failed"])
def test_one_that_is_signed_is_read(status: str) -> None:
    body = json.dumps({"taskId": "task1", "status": status, "more": [1]}).encode()
    assert read(headers(body), body) == Hook(id="msg1", task_id="task1", status=status)


def test_milliseconds_are_read_as_such() -> None:
    assert isinstance(read(headers(at="1782900000123")), Hook)


@pytest.mark.parametrize(
    ("off", "good"), [(0, True), (TOLERANCE, True), (-TOLERANCE, True), (TOLERANCE + 1, False), (-TOLERANCE - 1, False)]
)
def test_clocks_may_be_apart_a_little(off: float, good: bool) -> None:
    heard = read(headers(), now=NOW + off)
    assert isinstance(heard, Hook) is good
    assert good or heard == BadHook(fault="time")


@pytest.mark.parametrize(
    "at", ["", "now", "-1782900000", "1782900000.5", "１７８２９０００００", "9" * 40, " 1782900000"]
)
def test_a_timestamp_that_is_none_is_not_believed(at: str) -> None:
    assert read(headers(at=at)) == BadHook(fault="time")


SPOILED: dict[str, Callable[[dict[str, str]], dict[str, str]]] = {
    "no headers": lambda _given: {},
    "no signature": lambda given: {**given, "x-webhook-signature": ""},
    "another signature": lambda given: {**given, "x-webhook-signature": base64.b64encode(bytes(32)).decode()},
    "no text": lambda given: {**given, "x-webhook-signature": "ü€"},
    "in hexadecimal": lambda given: {
        **given,
        "x-webhook-signature": base64.b64decode(given["x-webhook-signature"]).hex(),
    },
    "another id": lambda given: {**given, "x-webhook-id": "msg2"},
    "another time": lambda given: {**given, "x-webhook-timestamp": "1782900001"},
    "parts moved": lambda given: {**given, "x-webhook-id": "msg1.1782900000", "x-webhook-timestamp": ""},
    "another secret": lambda _given: headers(secret=b"another"),
    "an empty id": lambda _given: headers(id=""),
}


@pytest.mark.parametrize("name", SPOILED)
def test_what_was_not_signed_like_this_is_not_believed(name: str) -> None:
    assert read(SPOILED[name](headers())) == BadHook(fault="signature")


def test_a_body_that_was_changed_is_not_believed() -> None:
    for changed in (BODY.replace(b"task1", b"task2"), BODY + b" ", BODY[:-1], b""):
        assert read(headers(), changed) == BadHook(fault="signature")


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"[]", b"null", b"1", b"\xff", b"[" * 100_000),
        *(b"{}", b'{"taskId":"task1"}', b'{"status":"succeed"}', b'{"taskId":"task1","status":"waiting"}'),
        *(b'{"taskId":"../balance","status":"succeed"}', b'{"taskId":{},"status":"succeed"}'),
        b'{"taskId":"task1","status":["succeed"]}',
    ],
)
def test_what_is_signed_and_still_no_webhook(body: bytes) -> None:
    assert read(headers(body), body) == BadHook(fault="content")


def test_an_id_without_end_is_not_kept() -> None:
    assert read(headers(id="m" * 201)) == BadHook(fault="content")


@given(body=st.binary(max_size=200), id=st.text(max_size=20), at=st.text(max_size=20), signature=st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_nothing_that_comes_breaks_the_reader(body: bytes, id: str, at: str, signature: str) -> None:
    told = {"x-webhook-id": id, "x-webhook-timestamp": at, "x-webhook-signature": signature}
    assert isinstance(read(told, body), BadHook)


@pytest.mark.parametrize(
    ("written", "secret"),
    [("aGVsbG8=", b"hello"), (" aGVsbG8=\n", b"hello"), ("", None), ("aGVsbG8", None), ("hello!", None), ("ä", None)],
)
def test_a_secret_is_base64(written: str, secret: bytes | None) -> None:
    assert read_secret(written) == secret
