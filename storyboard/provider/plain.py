"""Words from the network made safe to show: no terminal escapes, no tricks with direction, bounded in length."""

import re
import unicodedata
from typing import Any

LONGEST = 500
LONGEST_URL = 8192
_ESCAPES = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|[\]PX^_].*?(?:\x07|\x1b\\|$)|[@-Z\\-_])|\x9b[0-?]*[ -/]*[@-~]", re.DOTALL
)
_LONGEST_ID = 200
_STEPS = re.compile(r"[/\\]")
_DOTS = frozenset({".", ".."})  # whoever unescapes a path before it is followed would go elsewhere
_SPACES = re.compile(r"\s+")
_VALUE = r"""(?:[^\s"'<>]|(?<==)"[^"]{0,200}"|(?<==)'[^']{0,200}')*"""
_ASKED = r"""(?=[^\s"'<>=]{0,200}=)"""
# What signs an address or opens a door must not be kept because it was repeated: who may enter, the query of an address
# and whatever else looks like one, and what is left of either where it was cut.
_OPENING = (
    (re.compile(r"""//[^\s/@"'<>]{1,512}@"""), "//…@"),
    (re.compile(rf"""(https?://[^\s?"'<>]{{1,4096}})\?{_VALUE}""", re.IGNORECASE), r"\1?…"),
    (re.compile(rf"""([?#]){_ASKED}{_VALUE}"""), r"\1…"),
    (
        re.compile(
            rf"""([\w-]{{0,40}}(?:credential|token|signature|\bsig|secret|password|api[_-]?key))={_VALUE}""",
            re.IGNORECASE,
        ),
        r"\1=…",
    ),
)


def plain(value: object, *, most: int = LONGEST) -> str:
    """Give text without control and format characters, on one line, at most this long; "" for what is no text.

    Addresses in it lose what lets in: a name with its password, their query, a fragment like one.
    """
    if not isinstance(value, str):
        return ""
    # Cut before the work, so that a huge text costs nothing; escapes may make up much of what is cut.
    bare = _ESCAPES.sub("", value[: most * 8])
    for opening, left in _OPENING:
        bare = opening.sub(left, bare)
    shown = "".join(" " if char in "\n\r\t\u2028\u2029" else char for char in bare if _is_shown(char))
    line = _SPACES.sub(" ", shown).strip()
    return line if len(line) <= most else f"{line[: most - 1]}…"


def task_id(value: object) -> str | None:
    """Give a task id that can be shown and, escaped, be a step of a path, else None. A number is taken as its digits.

    Whatever the provider calls a task that was paid for is kept, as long as it can do no harm.
    """
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**30:
        value = str(value)
    if not isinstance(value, str) or not 0 < len(value) <= _LONGEST_ID or not value.isprintable():
        return None
    return None if _DOTS & {*_STEPS.split(value)} else value


def web_url(value: object) -> str | None:
    """Give an http or https URL without spaces and control characters, else None."""
    if not isinstance(value, str) or len(value) > LONGEST_URL or not value.isprintable() or " " in value:
        return None
    return value if value.lower().startswith(("https://", "http://")) else None


def mapping(value: Any) -> dict[str, Any]:
    """Give the mapping, or an empty one for anything else."""
    return value if isinstance(value, dict) else {}


def _is_shown(char: str) -> bool:
    # Joiners are format characters that Indic and Arabic scripts and emoji need to be read.
    return char in "\n\r\t\u200c\u200d" or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Cn"}
