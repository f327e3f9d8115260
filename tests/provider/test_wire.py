"""HTTP as values: headers, waits, pages for people, canonical bodies; and the dialects that are registered."""

import dataclasses
import json
from typing import Any

import pytest

from storyboard.provider.dialects import PROVIDERS
from storyboard.provider.wire import HttpResponse, header, is_cloudflare, is_html, retry_after
from tests.provider.models import NAMES, model


def _response(*headers: tuple[str, str], body: bytes = b"", status: int = 429) -> HttpResponse:
    return HttpResponse(status=status, headers=headers, body=body)


def test_a_header_is_found_in_any_case_and_the_first_one_counts() -> None:
    response = _response(("Retry-After", "3"), ("retry-after", "9"))
    assert header(response, "RETRY-AFTER") == "3"
    assert header(response, "x-other") is None


DATE = "Sun, 22 Nov 2026 10:00:00 GMT"


@pytest.mark.parametrize(
    ("said", "date", "seconds"),
    [
        (None, None, None),
        ("0", None, 0),
        ("7", None, 7),
        (" 7 ", None, 7),
        ("99999", None, 3600),
        ("9" * 10, None, 3600),
        ("9" * 5000, None, 3600),
        ("-1", None, None),
        ("1.5", None, None),
        ("٣", None, None),
        ("soon", DATE, None),
        ("Sun, 22 Nov 2026 10:00:42 GMT", DATE, 42),
        ("Sun, 22 Nov 2026 09:00:00 GMT", DATE, 0),
        ("Sun, 22 Nov 2026 10:00:42 GMT", None, None),
        ("Sun, 22 Nov 2026 10:00:42", DATE, None),
        ("Wed, 21 Oct 2015 07:28:00 +99999999999999", DATE, None),
        ("1 Jan 99999999999999999999 00:00:00 +0000", DATE, None),
        (DATE, "1 Jan 99999999999999999999 00:00:00 +0000", None),
    ],
)
def test_the_wait_that_is_asked_for(said: str | None, date: str | None, seconds: float | None) -> None:
    given = [("retry-after", said)] if said is not None else []
    dated = [("date", date)] if date is not None else []
    assert retry_after(_response(*given, *dated)) == seconds


@pytest.mark.parametrize(
    ("kind", "body", "found"),
    [
        ("text/html; charset=UTF-8", b"", True),
        ("", b"  <!DOCTYPE HTML><html>", True),
        ("text/plain", b"<HTML>", True),
        ("application/json", b'{"message": "<html>"}', False),
        ("", b"", False),
    ],
)
def test_a_page_for_people_is_told_from_an_answer(kind: str, body: bytes, found: bool) -> None:
    assert is_html(_response(("content-type", kind), body=body)) is found


def test_only_cloudflares_own_mark_says_that_it_was_cloudflare() -> None:
    assert is_cloudflare(_response(("CF-Mitigated", "challenge")))
    assert not is_cloudflare(_response(("server", "cloudflare"), ("cf-ray", "1")))


@pytest.mark.parametrize("name", sorted(PROVIDERS))
def test_a_body_is_sent_as_canonical_bytes(name: str) -> None:
    body = {"b": 5.0, "a": {"d": "é", "c": True}}
    for request in (PROVIDERS[name].submit(path="/p", body=body), PROVIDERS[name].quote(path="/q", body=body)):
        assert request.body == '{"a":{"c":true,"d":"é"},"b":5}'.encode()


@pytest.mark.parametrize("name", sorted(PROVIDERS))
def test_a_dialect_writes_requests_and_never_a_key(name: str) -> None:
    dialect = PROVIDERS[name]
    body: dict[str, Any] = {"input": {}}
    made = [
        dialect.submit(path="/p", body=body),
        dialect.quote(path="/q", body=body),
        dialect.status("t1"),
        dialect.balance(),
    ]
    assert [request.method for request in made] == ["POST", "POST", "GET", "GET"]
    assert all(request.keyed for request in made)
    assert all(json.loads(request.body) == body for request in made if request.body is not None)
    assert "key" not in {field.name for field in dataclasses.fields(made[0])}
    assert dialect.base_url.startswith("https://")


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_model_is_reached_through_a_registered_dialect(name: str) -> None:
    assert model(name).provider in PROVIDERS
