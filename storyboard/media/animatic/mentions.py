"""How a member's references are told in few letters."""

import re
from itertools import groupby

_NAME = re.compile(r"^(.*?)(\d+)$")


def mention(refs: tuple[str, ...]) -> str:
    """Write names as mentions, those of one kind together: "@Image1 · 2  @Audio1"."""
    split = [match.groups() if (match := _NAME.match(ref)) else (ref, "") for ref in refs]
    groups = (
        f"@{kind}" + " · ".join(number for _, number in names) for kind, names in groupby(split, key=lambda s: s[0])
    )
    return "  ".join(groups)
