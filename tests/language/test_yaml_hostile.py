"""Hostile files end in a problem, in bounded memory and without a traceback; each is read by a process of its own."""

import json
import subprocess
import sys

import pytest

from storyboard.rules import MOST_PROBLEMS
from tests.language.hostile import CASES, MEMORY

SLOW = {"a million keys", "a list of eight million", "thirty thousand wrong shots", "a hundred thousand unknown keys"}


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] if name in SLOW else []) for name in CASES]
)
def test_a_hostile_file_is_answered_within_bounds(name: str) -> None:
    done = subprocess.run([sys.executable, "-m", "tests.language.hostile", name], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    code = CASES[name][1]
    assert code is None or code in answer["codes"], answer["codes"][:5]
    assert len(answer["codes"]) <= 2 * (MOST_PROBLEMS + 1)
    assert answer["memory"] < MEMORY
