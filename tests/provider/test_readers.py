"""The readers of answers, given anything at all: each gives a meaning, and none ever fails."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyboard.provider import pollo, submitting
from storyboard.provider.answers import Unknown
from storyboard.provider.wire import HttpResponse
from tests.provider.test_conversations import READERS

KEYS = st.sampled_from(
    [
        *("code", "message", "data", "taskId", "generations", "result", "status", "credit", "cost", "error"),
        *("id", "url", "x"),
    ]
)
# Written as JSON has them, though Python would neither write nor read some.
NUMBERS = st.sampled_from(["1e99999999999999999999", "-1E-99999999999999999999", "9" * 5000, "NaN", "1e400", "0"])
LEAVES = st.one_of(NUMBERS, st.text(max_size=5).map(json.dumps), st.sampled_from(["null", "true", "[]", '"SUCCESS"']))


def _object(members: dict[str, str]) -> str:
    return "{" + ",".join(f'"{key}":{value}' for key, value in members.items()) + "}"


DOCUMENTS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.dictionaries(KEYS, inner, max_size=4).map(_object),
        st.lists(inner, max_size=3).map(lambda items: f"[{','.join(items)}]"),
    ),
    max_leaves=12,
)
WAITS = st.sampled_from(["", "0", "9" * 5000, "Wed, 21 Oct 2015 07:28:00 +99999999999999", "\x00"])


@settings(max_examples=200, deadline=None)
@given(
    body=st.one_of(DOCUMENTS.map(str.encode), st.binary(max_size=40), st.just(b"[" * 100_000)),
    status=st.sampled_from([200, 201, 400, 401, 403, 404, 408, 429, 500, 503]),
    wait=WAITS,
)
@pytest.mark.parametrize("call", sorted(READERS))
def test_whatever_comes_means_something(call: str, body: bytes, status: int, wait: str) -> None:
    headers = (("retry-after", wait), ("date", wait), ("content-type", "application/json"))
    assert READERS[call](HttpResponse(status=status, headers=headers, body=body))


def test_a_reader_that_stumbles_over_a_submission_s_answer_keeps_its_task(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(*_: Any) -> None:
        raise ArithmeticError

    monkeypatch.setattr(submitting, "parse", stumble)
    read = pollo.read_submit(HttpResponse(status=200, headers=(), body=b'{"taskId": "cmb1x"}'))
    assert read == Unknown(message="the answer cannot be read (ArithmeticError)", task_id="cmb1x")
