"""Every folder of `conversations` is one exchange: what is asked, what is sent, what came back, what it means.

`UPDATE_GOLDEN=1` rewrites `request.json` and `answer.json`; look at the difference before keeping it.
"""

import dataclasses
import json
import os
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from storyboard.provider import answers, pollo
from storyboard.provider.wire import HttpRequest, HttpResponse

FOLDER = Path(__file__).parent / "conversations"
CASES = sorted(path.name for path in FOLDER.iterdir())

READERS: dict[str, Callable[..., Any]] = {
    "submit": lambda response, **_: pollo.read_submit(response),
    "status": lambda response, task_id="t1", **_: pollo.read_status(response, task_id=task_id),
    "quote": lambda response, **_: pollo.read_quote(response),
    "balance": pollo.read_balance,
}
WRITERS: dict[str, Callable[..., HttpRequest]] = {
    "submit": pollo.submit,
    "status": lambda *, task_id: pollo.status(task_id),
    "quote": pollo.quote,
    "balance": pollo.balance,
}


@pytest.mark.parametrize("case", CASES)
def test_a_conversation_is_written_and_understood(case: str) -> None:
    params = _load(case, "params.json")
    call = params.pop("call")
    _check(case, "request.json", _request(WRITERS[call](**params)))
    _check(case, "answer.json", _answer(READERS[call](_response(_load(case, "response.json")), **params)))


def test_every_meaning_of_an_answer_has_a_conversation() -> None:
    told = {_load(case, "answer.json")["is"] for case in CASES}
    meanings = {
        name for name, kind in vars(answers).items() if isinstance(kind, type) and kind.__module__ == answers.__name__
    }
    assert meanings - told == {"Generation"}


def test_only_a_sure_refusal_lets_a_submission_be_sent_again() -> None:
    safe = {
        case
        for case in CASES
        if case.startswith("submit-") and _load(case, "answer.json")["is"] in ("RateLimited", "Blocked")
    }
    sent = {case: _load(case, "response.json") for case in safe}
    assert safe
    assert all(r["status"] in (403, 429) or "limit" in case or "cf-mitigated" in str(r) for case, r in sent.items())


def _request(request: HttpRequest) -> dict[str, Any]:
    body = None if request.body is None else json.loads(request.body)
    return {"method": request.method, "path": request.path, "keyed": request.keyed, "body": body}


def _response(written: dict[str, Any]) -> HttpResponse:
    body = written["text"] if "text" in written else json.dumps(written["json"])
    headers = tuple((name, value) for name, value in written["headers"])
    return HttpResponse(status=written["status"], headers=headers, body=body.encode())


def _answer(answer: Any) -> dict[str, Any]:
    return {"is": type(answer).__name__, **json.loads(json.dumps(dataclasses.asdict(answer), default=_plain))}


def _plain(value: object) -> str:
    assert isinstance(value, Decimal)
    return str(value)


def _load(case: str, name: str) -> Any:
    return json.loads((FOLDER / case / name).read_text(encoding="utf-8"))


def _check(case: str, name: str, found: dict[str, Any]) -> None:
    path = FOLDER / case / name
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(json.dumps(found, indent=2, ensure_ascii=True) + "\n", encoding="utf-8")
    assert path.exists(), "run with UPDATE_GOLDEN=1 and look at what it writes"
    assert found == json.loads(path.read_text(encoding="utf-8"))
