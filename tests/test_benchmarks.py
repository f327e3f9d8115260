"""The films that are measured are whole, and the figures are what they say."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.__main__ import growth_of, main
from benchmarks.boards import write_film
from benchmarks.measure import measure
from tests.support.films import plan, sound


def texts(folder: Path) -> dict[str, str]:
    return {str(file.relative_to(folder)): file.read_text(encoding="utf-8") for file in folder.rglob("*.yaml")}


@pytest.mark.parametrize(("shots", "scenes"), [(1, 1), (50, 1), (101, 3)])
def test_a_film_is_sound_and_no_two_of_its_shots_ask_for_the_same(tmp_path: Path, shots: int, scenes: int) -> None:
    planned = plan(sound(write_film(tmp_path, shots)))
    assert len(planned.calls) == len(planned.shots) == shots
    assert len({address.partition("/")[0] for address in planned.shots}) == scenes
    assert sum(bool(call.needs) for call in planned.calls) == sum(rank % 50 % 4 == 3 for rank in range(shots))


def test_a_film_is_the_same_each_time(tmp_path: Path) -> None:
    for name in "ab":
        write_film(tmp_path / name, 60)
    assert texts(tmp_path / "a") == texts(tmp_path / "b")


@pytest.mark.parametrize(
    ("known", "growth"),
    [
        ([], None),
        ([(10, 1.0), (100, 1.9)], None),
        ([(10, 1.0), (100, 1.9), (1000, 10.9)], 1.0),
        ([(10, 1.0), (100, 1.9), (1000, 19.9)], 2.0),
    ],
)
def test_growth_leaves_the_start_of_a_process_out(known: list[tuple[int, float]], growth: float | None) -> None:
    assert growth_of(known) == (None if growth is None else pytest.approx(growth))


def test_a_process_is_measured_to_its_end(tmp_path: Path) -> None:
    spent = measure((sys.executable, "-c", "b = bytearray(60_000_000)"), folder=tmp_path)
    assert spent.peak > 60_000_000
    assert spent.cpu > 0
    assert spent.wall > 0


def test_a_command_that_fails_is_no_figure(tmp_path: Path) -> None:
    with pytest.raises(subprocess.CalledProcessError):
        measure((sys.executable, "-c", "raise SystemExit(3)"), folder=tmp_path)


@pytest.mark.slow
def test_the_table_has_a_row_for_each_command_and_size(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["2", "3"]) == 0
    rows = [line.split(" | ")[:2] for line in capsys.readouterr().out.splitlines()[4:]]
    assert rows == [["| validate", "2"], ["| validate", "3"], ["| plan", "2"], ["| plan", "3"]]
