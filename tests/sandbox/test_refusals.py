"""What the stand-in refuses: what the vendor's schema refuses, and what could never be fetched; and how it says so."""

import copy
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storyboard.provider.profile import request_schema
from storyboard.sandbox.refusals import issues_of
from tests.provider.models import NAMES, model
from tests.sandbox.talk import MINI, body, image, talk

META = {
    "name": "Image1",
    "url": "https://cdn.example.com/a.png",
    "order": 0,
    "cropper": {
        "url": "https://cdn.example.com/b.png",
        "width": 512,
        "height": 512,
        "detail": {"x": 0, "y": 0, "width": 512, "height": 512, "rotate": 0, "scaleX": 1, "scaleY": 1},
    },
}
SUBJECT = {"type": "subject", "name": "Mira", "subjectId": "s", "images": [{"url": "https://e.example/a", "order": 1}]}
FULL = {
    **body(SUBJECT, image(), imageMeta=[META], unlimited=False),
    "webhookUrl": "https://h.example/",
    "clientSource": "x",
}
ODD: list[Any] = [
    None,
    True,
    0,
    -1,
    1,
    5,
    5.0,
    16,
    99,
    "",
    "x",
    "480p",
    "16:9",
    "adaptive",
    "x" * 101,
    [],
    {},
    [1],
    {"a": 1},
]


def _places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(place for key, item in inside for place in _places(item, (*at, key)))]


def _changed(at: tuple[Any, ...], how: str, value: Any) -> Any:
    whole = {"": copy.deepcopy(FULL)}
    place: Any = whole
    for key in ("", *at)[:-1]:
        place = place[key]
    last = ("", *at)[-1]
    if how == "drop":
        del place[last]
    elif how == "add" and isinstance(place[last], dict):
        place[last]["extra"] = value
    elif how == "add" and isinstance(place[last], list):
        place[last].append(value)
    else:
        place[last] = value
    return whole.get("")


@settings(max_examples=400, deadline=None)
@given(at=st.sampled_from(_places(FULL)), how=st.sampled_from(["drop", "add", "set"]), value=st.sampled_from(ODD))
def test_it_refuses_exactly_what_the_schema_refuses_and_addresses_that_are_none(
    at: tuple[Any, ...], how: str, value: Any
) -> None:
    changed = _changed(at, how, value)
    fits = not list(jsonschema.Draft202012Validator(request_schema(model())).iter_errors(changed))
    is_url = at[:2] == ("input", "refs") and at[-1] in ("url", "image")
    expected = fits and not (is_url and how != "drop")
    assert (not issues_of(model(), changed)) == expected, issues_of(model(), changed)


@pytest.mark.parametrize("name", NAMES)
def test_a_whole_body_fits_every_model(name: str) -> None:
    assert issues_of(model(name), FULL) == ()


@pytest.mark.parametrize(
    ("wrong", "issue"),
    [
        ({}, "'input' is a required property"),
        ([], "is not of type 'object'"),
        ({"input": {"prompt": "x"}}, "input: 'aspectRatio' is a required property"),
        (body(duration=3), "input.duration: 3 is not one of"),
        (body(aspectRatio="2:1"), "input.aspectRatio: "),
        (body(videoNum=5), "input.videoNum: 5 is greater than the maximum of 4"),
        (body(videoNum=1.5), "input.videoNum: 1.5 is not a whole number"),
        (body(generate_audio=True), "input: Additional properties are not allowed ('generate_audio' was unexpected)"),
        (body(refs=[]), "input.refs: "),
        (body({"type": "image", "name": "Image1", "order": 1}), "input.refs.0: 'image' is a required property"),
        (body(image("no address")), "input.refs.0.image: 'no address' is not a 'uri'"),
        (body(prompt="x" * 10001), "input.prompt: "),
        (body(image("http://cdn.example.com/a.png")), "is no https address"),
        (body(image("ftp://cdn.example.com/a.png")), "is no https address"),
        (body(image("http://sandbox/api/platform/files/" + "0" * 64 + ".png")), "is not there: hand it in first"),
        (body(image("http://sandbox/api/platform/clips/sbx1/1.mp4")), "is not there"),
        (body(image("http://sandbox/api/platform/files/../tasks/x.json")), "is no file or clip of this server"),
        (body(image("http://sandbox/")), "is no file or clip of this server"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, wrong: Any, issue: str) -> None:
    answer = talk(tmp_path)("POST", MINI, json=wrong)
    told = answer.json()
    assert (answer.status_code, told["message"], told["code"]) == (400, "Input validation failed", "BAD_REQUEST")
    assert any(issue in one["message"] for one in told["issues"]), told
    assert not (tmp_path / "tasks").exists()


def test_a_long_list_of_mistakes_is_bounded(tmp_path: Path) -> None:
    answer = talk(tmp_path)(
        "POST", MINI, json=body(*({"x": "y" * 5000} for _ in range(15)), **{f"k{n}": 1 for n in range(50)})
    )
    assert len(answer.content) < 10_000


@pytest.mark.parametrize("sent", [b"", b"{", b"\xff", b"[" * 100_000, b'{"input": NaN}'])
def test_what_is_no_json_is_refused(tmp_path: Path, sent: bytes) -> None:
    assert talk(tmp_path)("POST", MINI, content=sent).status_code == 400


def test_a_huge_body_is_refused(tmp_path: Path) -> None:
    answer = talk(tmp_path)("POST", MINI, content=b" " * (2 << 20))
    assert (answer.status_code, answer.json()["code"]) == (413, "PAYLOAD_TOO_LARGE")


KEYED = [
    ("POST", MINI),
    ("GET", "/generation/x/status"),
    ("GET", "/credit/balance"),
    ("PUT", "/files/x.png"),
    ("PUT", "/plan"),
]


@pytest.mark.parametrize(("method", "path"), KEYED)
def test_without_a_key_nobody_comes_in(tmp_path: Path, method: str, path: str) -> None:
    for headers in ({}, {"x-api-key": " "}):
        answer = talk(tmp_path)(method, path, key=False, headers=headers)
        assert (answer.status_code, answer.json()) == (401, {"message": "UNAUTHORIZED", "code": "UNAUTHORIZED"})


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/generation/bytedance/nobody/ref2video", 404),
        ("GET", "/generation/unknown/status", 404),
        ("GET", "/generation/..%2Fbalance/status", 404),
        ("GET", "/clips/unknown/1.mp4", 404),
        ("GET", "/clips/..%2F..%2Fclips/1.mp4", 404),
        ("GET", "/files/balance.json", 404),
        ("GET", "/nowhere", 404),
        ("DELETE", "/credit/balance", 405),
        ("GET", MINI, 405),
    ],
)
def test_unknown_places_are_answered_like_the_real_api(tmp_path: Path, method: str, path: str, status: int) -> None:
    answer = talk(tmp_path)(method, path)
    assert answer.status_code == status
    assert set(json.loads(answer.content)) == {"message", "code"}
