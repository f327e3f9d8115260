"""Freeze what the shipped templates write: the prompts of all golden cases, for good, under the version released.

    python scripts/freeze_templates.py VERSION

It writes tests/released/VERSION with the storyboards and their prompts; what is there already is never written again.
"""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main(arguments: list[str]) -> int:
    """Freeze one version."""
    sys.path.insert(0, str(ROOT))
    from tests.support.released import freeze

    if len(arguments) != 1 or not re.fullmatch(r"\d+\.\d+\.\d+", arguments[0]):
        print(__doc__, file=sys.stderr)
        return 2
    try:
        print(f"{freeze(arguments[0]).relative_to(ROOT)} is frozen")
    except FileExistsError as error:
        print(f"freeze: {error.filename} is there already; a frozen version stays as it is", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
