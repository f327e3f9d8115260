"""`pick --best`: the take with the least against it is picked, and what speaks against each is said."""

from pathlib import Path

import pytest

from storyboard.media.animatic import Animatic
from storyboard.sandbox.app import create_app
from tests.cli.desk import STORYBOARD, Desk
from tests.media.reels import Reel, write_reel

GOOD = [Reel(4.0)]
DARK = [Reel(1.0), Reel(3.0, (0, 0, 0), alive=False)]
CUT = [Reel(2.0, (20, 20, 20)), Reel(2.0, (240, 240, 240))]


@pytest.fixture
def takes(monkeypatch: pytest.MonkeyPatch) -> list[list[Reel]]:
    """Let the sandbox hand out clips with these faults, by the number of the take."""
    given: list[list[Reel]] = []

    def draw(animatic: Animatic, target: Path) -> None:
        write_reel(target, given[animatic.take - 1])

    defaults = create_app.__kwdefaults__
    assert defaults is not None
    monkeypatch.setitem(defaults, "draw", draw)
    monkeypatch.setitem(defaults, "latency", 0.0)
    return given


def film(desk: Desk, number: int) -> None:
    text = STORYBOARD.replace("resolution: 480p}", f"resolution: 480p, generate_audio: false, takes: {number}}}")
    desk.write(text.split("      - {id: close")[0])
    assert desk("run", "film.yaml").code == 0


def picked(desk: Desk) -> list[int]:
    return [take["number"] for take in desk.manifest()["shots"]["lamp/wide"]["takes"] if take["picked"]]


def test_the_take_with_the_least_against_it_is_picked_and_it_says_why(desk: Desk, takes: list[list[Reel]]) -> None:
    takes += [DARK, CUT, GOOD]
    film(desk, 3)
    said = desk("pick", "film.yaml", "lamp/wide", "--best")
    assert said.code == 0
    assert picked(desk) == [3]
    assert "lamp/wide: take 1: it is 96×54 pixels; 864×496 were expected; it is black from 1.0 to 4.0 s; " in said.err
    assert "take 2: it is 96×54 pixels; 864×496 were expected; it has a cut inside the shot, at 2.0 s." in said.err
    assert "lamp/wide: take 3 is picked." in said.out
    listed = desk("takes", "film.yaml", "--json").json["shots"]["lamp/wide"]
    assert ["it is black from 1.0 to 4.0 s" in take["findings"] for take in listed] == [True, False, False]


def test_a_run_says_how_many_takes_have_findings(desk: Desk, takes: list[list[Reel]]) -> None:
    takes += [DARK, GOOD]
    film(desk, 2)
    said = desk("run", "film.yaml")
    assert "\n2 takes have findings: `storyboard takes film.yaml` lists them.\n" in said.err
    assert "\nNext: `storyboard cut film.yaml`" in said.err


def test_findings_follow_a_pick_at_once_and_go_with_it(desk: Desk, takes: list[list[Reel]]) -> None:
    takes += [CUT[:1] * 2, CUT[1:] * 2]
    text = STORYBOARD.replace("resolution: 480p}", "resolution: 480p, generate_audio: false}")
    text = text.replace("{id: wide,", "{id: wide, takes: 2,").replace("after: [wide]", "continues: wide")
    desk.write(text)
    assert desk("run", "film.yaml").code == 0

    def seams() -> list[str]:
        shot = desk.manifest()["shots"]["lamp/close"]
        return [words for take in shot["takes"] for words in take["findings"] if "unlike the last one" in words]

    assert seams() == []
    assert desk("pick", "film.yaml", "lamp/wide#2").code == 0
    assert seams() == ["its first frame is unlike the last one of lamp/wide: 65% apart"]
    assert desk("pick", "film.yaml", "lamp/wide#1").code == 0
    assert seams() == []
    looked = {path: path.stat().st_mtime_ns for path in desk.files() if "surveys" in path.parts}
    assert len(looked) == 2
    assert desk("run", "film.yaml").code == 0
    assert {path: path.stat().st_mtime_ns for path in desk.files() if "surveys" in path.parts} == looked


def test_of_equal_ones_the_first_made_is_picked(desk: Desk, takes: list[list[Reel]]) -> None:
    takes += [GOOD, GOOD]
    film(desk, 2)
    assert desk("pick", "film.yaml", "lamp/wide", "--best").code == 0
    assert picked(desk) == [1]


def test_of_equal_ones_what_is_picked_already_stays_picked(desk: Desk, takes: list[list[Reel]]) -> None:
    takes += [GOOD, [Reel(4.0, (110, 120, 100))]]
    film(desk, 2)
    assert desk("pick", "film.yaml", "lamp/wide#2").code == 0
    assert desk("pick", "film.yaml", "lamp/wide", "--best").code == 0
    assert picked(desk) == [2]


@pytest.mark.parametrize(
    ("words", "told"),
    [("lamp/wide#1", "names a take, and --best looks for it"), ("lamp/none", "lamp/none")],
)
def test_what_cannot_be_meant_is_said(desk: Desk, takes: list[list[Reel]], words: str, told: str) -> None:
    takes += [GOOD]
    film(desk, 1)
    said = desk("pick", "film.yaml", words, "--best")
    assert said.code == 2
    assert told in said.err


def test_without_a_take_there_is_nothing_to_choose_from(desk: Desk, takes: list[list[Reel]]) -> None:
    takes += [GOOD]
    film(desk, 1)
    desk.write(STORYBOARD)
    said = desk("pick", "film.yaml", "lamp/close", "--best")
    assert said.code == 2
    assert "lamp/close has no take here to choose from" in said.err


def test_the_path_of_a_take_is_whole_on_its_line(desk: Desk, takes: list[list[Reel]]) -> None:
    takes += [GOOD]
    desk.write(STORYBOARD.split("      - {id: close")[0])
    out = "a-folder-with-a-name-that-is-long/and-another-one-in-it-that-is-no-shorter/and-a-third-for-good-measure"
    assert desk("run", "film.yaml", "--out", out).code == 0
    file = desk("takes", "film.yaml", "--out", out, "--json").json["shots"]["lamp/wide"][0]["file"]
    assert f"  {file};" in desk("takes", "film.yaml", "--out", out).out
