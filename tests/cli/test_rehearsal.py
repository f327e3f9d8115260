"""What goes wrong on purpose: takes that fail, answers that are lost though the task was made."""

import pytest

from storyboard.sandbox.rehearsal import failing, losing
from tests.cli.desk import STORYBOARD, Desk
from tests.cli.test_serving import served

GIVEN = {"prompt": "Mira lights the lamp."}


@pytest.mark.parametrize(
    ("words", "fails"), [(["lamp"], True), (["oar", "Mira"], True), (["oar"], False), ([""], False)]
)
def test_a_take_fails_where_its_prompt_holds_the_words(words: list[str], fails: bool) -> None:
    assert (failing(words)(GIVEN, 1) is not None) is fails


def test_an_answer_is_lost_once_for_each_of_the_words() -> None:
    lose = losing(["lamp", "oar"])
    assert [lose(GIVEN), lose(GIVEN), lose({"prompt": "an oar and a lamp"}), lose({"prompt": "an oar"})] == [
        *(True, False, True, False)
    ]
    assert not losing([])(GIVEN)


@pytest.mark.slow
def test_a_film_can_be_rehearsed_with_a_failure_and_a_doubt(
    desk: Desk, tmp_path_factory: pytest.TempPathFactory
) -> None:
    box = tmp_path_factory.mktemp("box")
    with served(box, "--fail", "climbs", "--lose", "lights the lamp") as url:
        desk.write(STORYBOARD.replace(", after: [wide]", ""))
        said = desk("run", "film.yaml", "--base-url", url, "--poll-interval", "0.1")
        assert said.code == 7
        shots = desk("status", "film.yaml", "--base-url", url, "--json").json["shots"]
        assert [shot["status"] for shot in shots.values()] == ["failed", "in-doubt"]
        assert "it was to fail: its prompt holds “climbs”" in said.err
        assert len(list((box / "tasks").glob("*.json"))) == 2
