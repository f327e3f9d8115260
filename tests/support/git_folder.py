"""Git as nobody has configured it, in a folder of a test."""

import os
import subprocess
from pathlib import Path

_NOBODY = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    **{f"GIT_{who}_{what}": "nobody@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
}


def git(folder: Path, *argv: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Do one thing in a repository, without looking at the settings of whoever runs the tests."""
    done = subprocess.run(
        ["git", *argv], cwd=folder, env=os.environ | _NOBODY, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0 or not check, done.stderr
    return done
