"""How long a line takes to say, and which descriptions contradict each other."""

import pytest

from storyboard.plan.lint.words import contradictions, seconds_to_say


@pytest.mark.parametrize(
    ("line", "least", "most"),
    [
        ("", 0, 0),
        ("Not tonight.", 0.5, 0.7),
        ("I've kept this light for forty years.", 2.0, 2.2),
        ("今夜はだめだ。", 0.8, 1.1),
        ("오늘 밤은 안 돼.", 0.8, 1.1),
        ("— … !", 0, 0),
    ],
)
def test_a_line_takes_its_time(line: str, least: float, most: float) -> None:
    assert least <= seconds_to_say(line) <= most


@pytest.mark.parametrize(
    ("plain", "worn", "found"),
    [
        ("a keeper in a yellow oilskin", "a red oilskin", [("yellow oilskin", "red oilskin")]),
        ("a keeper in a yellow oilskin", "the oilskin soaked", []),
        ("grey braid, yellow oilskin", "black coat", []),
        ("a dry coat", "a coat soaked through", [("dry", "soaked")]),
        ("a soaked coat", "drenched hair", []),
        ("young, in a Red scarf", "old, in a red scarf", [("young", "old")]),
    ],
)
def test_a_look_that_says_the_opposite_is_found(plain: str, worn: str, found: list[tuple[str, str]]) -> None:
    assert list(contradictions(plain, worn)) == found
