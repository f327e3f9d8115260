"""Write docs/codes.md: every diagnostic code with its level and summary, from its page in schemas/rules."""

import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "codes.md"
HEAD = """# Codes

<!-- Written by scripts/write_codes.py from schemas/rules; change a code's own page instead. -->

Every problem has a code. `storyboard rule CODE` prints the page of one, with a wrong and a right example; without a
code it lists them all. How much a warning weighs can be [changed](language.md#warnings); an error cannot be silenced.
"""


def write_codes() -> str:
    """Write the page as Markdown: the errors, then the warnings, each by its code."""
    from storyboard.problems import Level
    from storyboard.resources import rule_codes
    from storyboard.rules import Rule, rule

    def table(title: str, rules: Iterable[Rule]) -> str:
        rows = "".join(f"| [`{one.code}`](../schemas/rules/{one.code}.md) | {one.summary} |\n" for one in rules)
        return f"\n## {title}\n\n| code | what is wrong |\n|---|---|\n{rows}"

    known = [rule(code) for code in rule_codes()]
    errors = (one for one in known if one.level is Level.ERROR)
    warnings = (one for one in known if one.level is Level.WARNING)
    return HEAD + table("Errors", errors) + table("Warnings", warnings)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    PAGE.write_text(write_codes(), encoding="utf-8")
