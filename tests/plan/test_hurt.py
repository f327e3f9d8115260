"""A film hurt at any place is told of its problems; nothing is raised, and every problem has its place."""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.plan.boards import CAST, Board, written
from tests.support.films import film, plan, problems, write

FILM: Board = {
    "storyboard": 1,
    "title": {"en": "The Keeper", "es": "La farera"},
    "include": ["part.yaml"],
    "language": "en",
    "languages": ["en", "es"],
    "style": "film",
    "variables": {"weather": "rain", "count": 3},
    "budget": {"credits": 12},
    "defaults": {"duration": 5, "takes": 2, "refs": [{"image": "refs/quay.jpg", "name": "palette", "role": "colours"}]},
    "provider": {"client_source": "x", "webhook_url": "${HOOK}"},
    "lint": {"unused-cast": "off"},
    **CAST,
    "profiles": {"draft": {"force": {"resolution": "480p"}}},
    "variants": {"plain": {}, "es": {"language": "es", "only": "tag:hero", "shots": {"a/x": {"camera": "still"}}}},
    "scenes": [
        {
            "id": "a",
            "place": "quay",
            "characters": ["mira", {"tom": {"images": 1, "motion": False}}],
            "after": ["b"],
            "shots": [
                {"id": "x", "action": "{{ mira }} in {{ weather }}.", "tags": ["hero"], "duration": 6},
                {"id": "y", "action": "{{ palette }}.", "continues": {"shot": "x", "via": "tail", "seconds": 3}},
                {"id": "z", "prompt": "{{ roles }}", "dialogue": [{"who": "tom", "line": {"en": "No.", "es": "No."}}]},
            ],
        },
        {"id": "b", "shots": [{"id": "x", "subjects": ["lantern"], "refs": [{"audio": {"src": "refs/beat.wav"}}]}]},
    ],
}
PART = "subjects: {rope: {images: [refs/lantern.png]}}\nscenes: [{id: p, shots: [{id: q, subjects: [rope]}]}]\n"
WORDS = """
x {{ {{ mira }} {{nobody}} a/x mira refs/tom.png refs/beat.wav https://example.com/x ${HOME} ../x / @Image1 tag: + +a/x+
"""
ODD: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, 10**30, "", "{{ mira }}", "\u2028", "a" * 5000, *WORDS.split()),
    *(
        [],
        {},
        [None],
        [[]],
        ["mira", "mira"],
        {"x": 1},
        {"src": "refs/tom.png"},
        {"mira": {}},
        {"en": "x"},
        {"shot": "x"},
    ),
)


def paths(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if at:
        yield at
    for key, item in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from paths(item, (*at, key))


PATHS = tuple(paths(FILM))


def hurt(board: Board, path: tuple[Any, ...], value: Any) -> Board:
    """Put a value, or nothing at all, where a path leads; where it leads nowhere any more, leave the board."""
    changed = deepcopy(board)
    holder: Any = changed
    for step in path[:-1]:
        try:
            holder = holder[step]
        except (KeyError, IndexError, TypeError):
            return changed
    try:
        if value is DELETE:
            del holder[path[-1]]
        else:
            holder[path[-1]] = value
    except (KeyError, IndexError, TypeError):
        pass
    return changed


DELETE = object()


@pytest.fixture(scope="module")
def desk() -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        write(Path(folder), "", {"part.yaml": PART})
        yield Path(folder)


def test_the_film_itself_is_sound(desk: Path) -> None:
    assert [one.code for one in problems(write(desk, written(FILM))) if one.level == "error"] == []


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(wounds=st.lists(st.tuples(st.sampled_from(PATHS), st.sampled_from((DELETE, *ODD))), min_size=1, max_size=3))
def test_a_film_hurt_anywhere_is_answered_in_sentences(desk: Path, wounds: list[tuple[tuple[Any, ...], Any]]) -> None:
    board = FILM
    for path, value in wounds:
        board = hurt(board, path, value)
    file = write(desk, written(board))
    told = problems(file)
    for one in told:
        assert one.place is not None
        assert one.place.line >= 1
        assert (one.place.end_line, one.place.end_column) >= (one.place.line, 1)
        assert one.detail.strip()
        assert "None" not in one.detail.replace("None of them", "")
    compiled = film(file)
    assert (compiled.drafts is None) == any(one.level == "error" for one in compiled.problems)
    if compiled.drafts is not None:
        plan(compiled)
