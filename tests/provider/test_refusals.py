"""Which messages refuse somebody's pictures."""

import pytest

from storyboard.provider.refusals import REFUSED_FACES, refuses_faces


@pytest.mark.parametrize(
    "message",
    [
        "may contain real person",
        "The request failed because the input image may contain real person.",
        "InputImageSensitiveContentDetected: MAY_CONTAIN_REAL_PERSON",
        "Reference images with real-people are not supported",
        "A real human face was found in Image1",
    ],
)
def test_words_that_mean_a_face(message: str) -> None:
    assert refuses_faces(message)


@pytest.mark.parametrize(
    "message",
    [
        "",
        "upstream error",
        "Input validation failed",
        "Not enough credits",
        "the prompt was refused",
        "no clip: timeout",
    ],
)
def test_words_that_mean_something_else(message: str) -> None:
    assert not refuses_faces(message)


def test_each_wording_has_its_source_and_is_in_the_form_that_is_looked_for() -> None:
    assert all(one.source and one.words == one.words.lower().replace("-", " ") for one in REFUSED_FACES)
