"""Clips are looked at as they come: each once, in a few threads, and what is found is the same."""

from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest

from storyboard.checks.ahead import Ahead
from storyboard.checks.inspection import inspect
from storyboard.checks.memory import Memory, remember
from storyboard.checks.table import BUILT_IN
from storyboard.media.survey import Stretch, Survey
from tests.checks.test_inspection import GOOD, Looker, film, shot, take

NAMES = ("a", "b", "c", "d", "e")
BLACK = Survey(seconds=5.0, black=(Stretch(start=1.0, end=4.0),), first=GOOD.first, last=GOOD.last)


def told(memory: Memory, *names: str, workers: int = 2) -> Ahead:
    ahead = Ahead(memory=memory, workers=workers)
    for name in names:
        ahead.look(Path(f"{name}.mp4"), name)
    return ahead


@pytest.fixture
def memory(tmp_path: Path) -> Callable[[Callable[[Path], Survey]], Memory]:
    return lambda look: Memory(folder=tmp_path / "surveys", look=look)


def test_each_clip_is_looked_at_once(memory: Callable[..., Memory]) -> None:
    looker = Looker()
    told(memory(looker), *NAMES).catch_up()
    assert sorted(looker.seen) == list(NAMES)


def test_what_came_after_the_threads_had_ended_is_looked_at(memory: Callable[..., Memory]) -> None:
    looker = Looker()
    ahead = told(memory(looker), "a")
    ahead.catch_up()
    ahead.look(Path("b.mp4"), "b")
    ahead.catch_up()
    assert looker.seen == ["a", "b"]


@pytest.mark.parametrize("names", [NAMES, NAMES[::-1], NAMES[2:], ()])
def test_the_findings_are_the_same_whoever_looked_and_when(
    tmp_path: Path, memory: Callable[..., Memory], names: tuple[str, ...]
) -> None:
    made = film(*(shot(f"s/{name}", take(1, name)) for name in NAMES))
    looker = Looker(b=BLACK)
    plain = Memory(folder=tmp_path / "plain", look=Looker(b=BLACK))
    told(memory(looker), *names).catch_up()
    found = inspect(made, out=tmp_path, memory=memory(looker), checks=BUILT_IN)
    assert found == inspect(made, out=tmp_path, memory=plain, checks=BUILT_IN)
    assert found != made
    assert sorted(looker.seen) == list(NAMES)


def test_nobody_waits_and_the_threads_are_few(memory: Callable[..., Memory]) -> None:
    free = Event()

    def look(_clip: Path) -> Survey:
        assert free.wait(60)
        return GOOD

    ahead = told(memory(look), *NAMES, workers=2)
    assert len(ahead.threads) == 2
    free.set()
    ahead.catch_up()
    assert all(memory(remember).survey_of(Path(name), name) == GOOD for name in NAMES)


def test_a_look_that_fails_ends_nothing(memory: Callable[..., Memory]) -> None:
    def look(clip: Path) -> Survey:
        if clip.stem == "b":
            raise RuntimeError("no")
        return GOOD

    told(memory(look), *NAMES).catch_up()
    assert [name for name in NAMES if memory(remember).survey_of(Path(name), name) is None] == ["b"]


def test_one_thread_is_the_least() -> None:
    assert Ahead(memory=Memory(folder=Path())).workers >= 1
