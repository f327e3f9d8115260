"""A paid run rehearsed: what goes wrong on purpose, and local files without a bucket."""

import pytest
from PIL import Image

from storyboard.provider.dialects import PROVIDERS
from storyboard.run.assets.put import PutStore
from storyboard.sandbox.rehearsal import failing, losing
from storyboard.stages.targets import POLLO, Aim, open_target
from tests.cli.desk import KEY, PICTURE, STORYBOARD, Desk
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


@pytest.mark.slow
def test_a_paid_run_of_local_pictures_and_chains_can_be_rehearsed_without_a_bucket(
    desk: Desk, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("POLLO_API_KEY", KEY)
    Image.new("RGB", (400, 400)).save(desk.folder / "mira.png")
    tail = "continues: {shot: wide, via: tail, seconds: 2}"
    desk.write(STORYBOARD.replace(PICTURE, "mira.png").replace("after: [wide]", tail))
    box = tmp_path_factory.mktemp("box")
    with served(box) as url:
        where = ("--target", "pollo", "--base-url", url, "--yes", "--budget", "20", "--poll-interval", "0.1")
        assert "error[no-store]" in desk("run", "film.yaml", *where).err
        said = desk("run", "film.yaml", *where, "--store", url)
        assert (said.code, "The Keeper: 2 done." in said.err) == (0, True), said.err
    assert len(list((box / "files").iterdir())) == 2
    tasks = [path.read_text(encoding="utf-8") for path in (box / "tasks").glob("*.json")]
    assert all(KEY not in task for task in tasks)


def test_the_real_api_is_no_store(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("POLLO_API_KEY", KEY)
    api = PROVIDERS[POLLO].base_url
    target = open_target(Aim(name=POLLO, store=api), folder=desk.folder)
    assert not isinstance(target.assets, PutStore)
