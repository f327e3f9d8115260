"""What an unquoted word of YAML is: the core rules of YAML 1.2, and a number with a leading zero is text."""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

LARGEST: Final = 2**53  # beyond it a JSON number is no longer exact everywhere
_MAYBE: Final = frozenset("-+.0123456789~nNtTfF")
_WORDS: Final[dict[str, bool | None]] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INT: Final = re.compile(r"[-+]?(?:0|[1-9][0-9]*)")
_HEX: Final = re.compile(r"0x[0-9a-fA-F]+")
_OCTAL: Final = re.compile(r"0o[0-7]+")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_NO_NUMBER: Final = re.compile(r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_LONGEST: Final = 40  # characters of a number that is worth converting


@dataclass(frozen=True, slots=True)
class BadNumber:
    """A number that cannot be taken; `reason` ends the sentence "… is"."""

    reason: str


Scalar = str | int | float | bool | None


def read_plain(text: str) -> Scalar | BadNumber:
    """Return what the unquoted `text` means."""
    if text and text[0] not in _MAYBE:
        return text
    if text in _WORDS:
        return _WORDS[text]
    for pattern, convert in _NUMBERS:
        if pattern.fullmatch(text):
            return convert(text)
    return text


def _whole(base: int) -> Callable[[str], int | BadNumber]:
    def convert(text: str) -> int | BadNumber:
        number = int(text, base) if len(text) <= _LONGEST else LARGEST + 1
        return number if abs(number) <= LARGEST else BadNumber("too large to be kept exactly")

    return convert


def _fraction(text: str) -> float | BadNumber:
    number = float(text) if len(text) <= 10 * _LONGEST else math.inf
    return number if abs(number) <= LARGEST else BadNumber("too large to be kept exactly")


def _no_number(_text: str) -> BadNumber:
    return BadNumber("no number that can be counted with")


_NUMBERS: Final[tuple[tuple[re.Pattern[str], Callable[[str], int | float | BadNumber]], ...]] = (
    (_INT, _whole(10)),
    (_HEX, _whole(16)),
    (_OCTAL, _whole(8)),
    (_FLOAT, _fraction),
    (_NO_NUMBER, _no_number),
)
