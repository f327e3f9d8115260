"""The stand-in answers whatever Schemathesis makes of its description: never a 5xx, never unlike the description."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from tests.judges.doors import with_doors
from tests.judges.openapi import Schema, described
from tests.judges.test_prism import sandbox
from tests.sandbox.talk import KEY, MINI
from tests.support.file_server import Answer, serving

pytestmark = pytest.mark.slow

# `make torture` takes more.
EXAMPLES = int(os.environ.get("FUZZ_EXAMPLES", "20"))
SOME = settings(max_examples=EXAMPLES, database=None, suppress_health_check=list(HealthCheck))
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
# What a plan says of a shot is for the frames alone: of a slate that is none nothing is shown, and nothing is refused.
LENIENT = "/plan"


def keyless(document: Schema) -> Schema:
    """Leave the key out of the description: it is sent with every call, so that not each wrong one ends at the door."""
    paths = {
        path: {method: {key: said for key, said in call.items() if key != "security"} for method, call in calls.items()}
        for path, calls in document["paths"].items()
    }
    return {**document, "paths": paths, "components": {}}


DOCUMENT = keyless(with_doors(described(page=None)))
API = schemathesis.openapi.from_dict(DOCUMENT)
CALLS = [(path, method.upper()) for path, calls in DOCUMENT["paths"].items() for method in calls]
WITH_INPUT = [(path, method) for path, method in CALLS if method != "GET"]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with sandbox(tmp_path_factory.mktemp("box")) as url:
        yield url


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    with requests.Session() as made:
        yield made


def ask(case: Any, url: str, session: requests.Session) -> Any:
    answer = case.call(base_url=url, session=session, headers=dict(KEY))
    lenient = [negative_data_rejection] if case.operation.path == LENIENT else []
    case.validate_response(answer, checks=[check for check in CHECKS if check not in lenient])
    return answer


def cases(path: str, method: str, mode: GenerationMode) -> st.SearchStrategy[Any]:
    return API[path][method].as_strategy(generation_mode=mode)


@pytest.mark.parametrize(("path", "method"), CALLS)
def test_what_the_description_allows_is_answered_as_described(
    path: str, method: str, served: str, session: requests.Session
) -> None:
    @SOME
    @given(case=cases(path, method, GenerationMode.POSITIVE))
    def hold(case: Any) -> None:
        ask(case, served, session)

    hold()


@pytest.mark.parametrize(("path", "method"), WITH_INPUT)
def test_what_the_description_does_not_allow_is_refused(
    path: str, method: str, served: str, session: requests.Session
) -> None:
    @SOME
    @given(case=cases(path, method, GenerationMode.NEGATIVE))
    def hold(case: Any) -> None:
        ask(case, served, session)

    hold()


def test_every_task_that_was_taken_has_a_status_as_described(served: str, session: requests.Session) -> None:
    status = API["/generation/{task}/status"]["GET"]
    asked = []

    @SOME
    @given(case=cases(MINI, "POST", GenerationMode.POSITIVE))
    def hold(case: Any) -> None:
        answer = ask(case, served, session)
        if answer.status_code == 200:
            task = answer.json()["data"]["taskId"]
            for _ in range(3):
                assert ask(status.Case(path_parameters={"task": task}), served, session).status_code == 200
            asked.append(task)

    hold()
    assert len(asked) >= EXAMPLES // 3


def test_an_answer_that_is_unlike_its_description_is_found(session: requests.Session) -> None:
    """The checks above could not fail otherwise."""
    case = API["/credit/balance"]["GET"].Case()
    with serving() as server:
        for answer, found in (
            (Answer(status=500), "Server error"),
            (Answer(body=b'{"code": "SUCCESS"}'), "Content-Type"),
        ):
            server.give("credit/balance", answer)
            with pytest.raises(BaseException, match=found):
                ask(case, server.base_url, session)
