"""How takes are listed: which one is in the film."""

from collections.abc import Sequence

import pytest

from storyboard.cli.takes_text import takes_to_json
from storyboard.plan.made import Take
from storyboard.run.record.manifest import TakeResult
from storyboard.stages.rushes import Listed

HERE, THERE = "lamp/wide@here", "lamp/wide@there"


def listed(number: int, clip: str, *, picked: tuple[str, ...] = ()) -> Listed:
    take = Take(shot="lamp/wide", number=number, digest="d", attempt=f"{number}", status="done", sha256=clip)
    return Listed(
        shot="lamp/wide",
        name=f"lamp/wide#{number}",
        take=take,
        words="present",
        usages=(HERE, THERE),
        picked=picked,
        approved=(),
        file=None,
    )


@pytest.mark.parametrize(
    ("takes", "film", "expected"),
    [
        pytest.param([listed(1, "a"), listed(2, "a")], (2, "a"), [[], [HERE]], id="the film's number"),
        pytest.param([listed(1, "a"), listed(2, "a", picked=(HERE,))], (1, "a"), [[], [HERE]], id="the circled one"),
        pytest.param([listed(1, "a", picked=(THERE,)), listed(2, "a")], (2, "a"), [[], [HERE]], id="another's circle"),
        pytest.param([listed(1, "a"), listed(3, "a")], (2, "a"), [[HERE], []], id="a number that a merge has changed"),
        pytest.param([listed(1, "a"), listed(2, "b")], (1, "b"), [[], [HERE]], id="the clip beats the number"),
    ],
)
def test_of_takes_of_the_same_bytes_one_is_in_the_film(
    takes: Sequence[Listed], film: tuple[int, str], expected: list[list[str]]
) -> None:
    used = {HERE: TakeResult(number=film[0], status="done", sha256=film[1])}
    assert [one["used"] for one in takes_to_json(takes, used)["shots"]["lamp/wide"]] == expected
