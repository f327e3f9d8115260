"""The bench of polling: the same figures each time, of tasks that are followed to their end."""

import pytest

from benchmarks.polling import TASKS, WAYS, draw, every_five, follow, follow_all, main, ours, ours_unlearnt


def test_tasks_are_the_same_each_time_and_of_the_length_that_is_said() -> None:
    tasks = draw(120.0, 0.3, 0.05, clips=400)
    assert tasks == draw(120.0, 0.3, 0.05, clips=400)
    assert 110 < sorted(tasks)[200] < 130
    assert all(0 < task <= 120 * 4 for task in tasks)


@pytest.mark.parametrize(("task", "asked", "late"), [(12.0, 3, 3.0), (15.0, 3, 0.0), (0.5, 1, 4.5)])
def test_a_task_is_followed_to_its_end(task: float, asked: int, late: float) -> None:
    found = follow(task, every_five, ())
    assert found.asked == asked
    assert found.late == pytest.approx(late)


def test_what_is_learnt_takes_fewer_questions_and_less_time() -> None:
    tasks = draw(120.0, 0.3, 0.0, clips=60)
    learnt, blind = (follow_all(tasks, way)[20:] for way in (ours, ours_unlearnt))
    assert sum(one.asked for one in learnt) < sum(one.asked for one in blind)
    assert sum(one.late for one in learnt) < sum(one.late for one in blind)


def test_the_table_has_a_row_for_each_way_and_kind_of_task(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["5"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2 + len(TASKS) * len(WAYS)
    assert {line.count("|") for line in lines} == {6}
