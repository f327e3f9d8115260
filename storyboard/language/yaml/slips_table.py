"""Everyday slips of YAML, one row each: how the line looks, what the parser says, what happened and what to do."""

import re
from dataclasses import dataclass
from typing import Final

_VALUE: Final = r"^(?P<before> *(?:- +)*(?:[\w.-]+: +|- +)?(?:\{ *[\w.-]+: +)?)"
_WHOLE: Final = r"^(?P<before> *(?:- +)*(?:[\w.-]+: +|- +))"
_NO_VALUE: Final = (
    "did not find expected (?:key|',' or|'-' ind|alpha|comment|node)|cannot start any|not allowed in this"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One slip: it is this one if the line looks so and the parser says so."""

    looks: str  # of the line; `value` is what should be quoted, `at` is where the mistake stands
    says: str  # of the parser's message
    detail: str
    help: str = "Put the whole text in quotes: {quoted}."


_OPENERS: Final = {
    "@": "`@` at the beginning of a value is reserved in YAML.",
    "`": "A backtick at the beginning of a value is reserved in YAML.",
    "%": "`%` at the beginning of a value is reserved in YAML.",
    "*": "`*` at the beginning of a value stands for something marked with `&` before.",
    "&": "`&` at the beginning of a value marks it for repetition.",
    "!": "`!` at the beginning of a value is a tag.",
    "]": "`]` closes a list that was never opened.",
    "}": "`}` closes a group of keys that was never opened.",
    ",": "A comma at the beginning of a value separates entries of a list.",
}

ROWS: Final[tuple[Row, ...]] = (
    Row(
        looks=r"^ *(?P<at>\t+)",
        says="tab|cannot start any token",
        detail="A tab stands at the beginning of the line; YAML sets lines in with spaces alone.",
        help="Put two spaces where the tab is, and set your editor to write spaces.",
    ),
    Row(
        looks=_WHOLE + r"(?P<value>\{[{%].*\S)",
        says=_NO_VALUE,
        detail="A value that begins with `{` is a group of keys to YAML, not text.",
    ),
    *(
        Row(looks=_VALUE + rf"(?P<value>{re.escape(sign)}.*\S)", says=_NO_VALUE, detail=detail)
        for sign, detail in _OPENERS.items()
    ),
    Row(
        looks=_WHOLE + r"""(?P<value>"[^"]*"(?P<at> *[^\s,:#\]}].*))$""",
        says=_NO_VALUE,
        detail="The text ends at its second quotation mark, and something comes after it.",
    ),
    Row(
        looks=_WHOLE + r"""(?P<value>'(?P<text>[^']*'[^\s,:#\]}].*)')\s*$""",
        says=_NO_VALUE,
        detail="The apostrophe ends a text that stands in single quotes.",
        help='Put the text in double quotes: "{text}".',
    ),
    Row(
        looks=_WHOLE + r"(?P<value>\[[^\]]*\](?P<at> *[^\s,:#].*))$",
        says=_NO_VALUE,
        detail="A value that begins with `[` is a list to YAML, and something comes after it.",
    ),
    Row(
        looks=_WHOLE + r"(?P<value>\{[^}]*\}(?P<at> *[^\s,:#}\]].*))$",
        says=_NO_VALUE,
        detail="A value that begins with `{` is a group of keys to YAML, and something comes after it.",
    ),
    Row(
        looks=_WHOLE + r"(?P<at>[|>])(?P<value>.*\S)",
        says="comment or line break",
        detail="`|` and `>` at the beginning of a value say that the text stands on the lines below.",
        help="Move the text to the next line and set it in, or put it in quotes.",
    ),
    Row(
        looks=_WHOLE + r"(?P<value>[“„«‘].*: .*)$",
        says="mapping values",
        detail="Typographic quotation marks do not quote in YAML, and the text holds a colon.",
    ),
    Row(
        looks=_WHOLE + r'(?P<value>"[^"]*" *(?P<at>:) .*\S)',
        says="mapping values",
        detail="The text ends at its second quotation mark, and a colon comes after it.",
    ),
    Row(
        looks=_WHOLE + r"(?P<value>[-?] .*\S)",
        says="not allowed in this context",
        detail="A value cannot begin with `- ` or `? ` on the line of its key.",
    ),
    Row(
        looks=_WHOLE + r"(?P<value>[^\s\"'\[{|>].*?(?P<at>:) .*\S|[^\s\"'\[{|>].*(?P<end>:))\s*$",
        says="mapping values",
        detail="The text holds a colon with a space behind it, which to YAML ends a key.",
    ),
    Row(
        looks=r"""^[^"]*(?:"[^"]*"[^"]*)*?"[^"]*"(?P<at> *[^\s,:#\]}"].*)$""",
        says="',' or '",
        detail="A text in quotes ends before this, with no comma after it.",
        help="A quotation mark is missing on this line, or one is too many.",
    ),
    Row(
        looks=r"^.*?(?P<at>\\[^0abt\tnvfre \"/\\N_LPxuU])",
        says="unknown escape",
        detail="In double quotes a backslash begins an escape, and YAML does not know this one.",
        help="Write `/` in paths, or put the text in single quotes.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fallback:
    """What the parser's message means where no slip is seen in the line."""

    says: str
    detail: str
    help: str
    at_opening: bool = False


FALLBACKS: Final = (
    Fallback(
        says="',' or '[\\]}]'",
        detail="A comma or the closing bracket is missing before this.",
        help="The bracket opens on line {opened}: close it, or put a comma between the entries.",
    ),
    Fallback(
        says="could not find expected ':'",
        detail="This line is neither a key with its value nor set in to go on with the text above.",
        help="Write `key: value`; set the lines of a long text in further than its key.",
        at_opening=True,
    ),
    Fallback(
        says="expected '-' indicator",
        detail="This line stands among the entries of a list but does not begin with `- `.",
        help="Begin it with `- `, or set it in as far as the keys it belongs to.",
    ),
    Fallback(
        says="expected key|document start|mapping values|not allowed",
        detail="This line is not set in like those it should stand with.",
        help="Keys that belong together begin in the same column; what belongs to a key is set in further.",
    ),
    Fallback(
        says="directive", detail="A line that begins with `%` is an instruction to YAML.", help="Put it in quotes."
    ),
    Fallback(says="", detail="YAML cannot read this: {message}.", help=""),
)

UNCLOSED: Final = {
    '"': ("The text in quotes that begins here is not closed", "Put the same quotation mark where the text ends."),
    "'": (
        "The text in quotes that begins here is not closed",
        "Put the same quotation mark where the text ends; for an apostrophe, put the whole text in double quotes.",
    ),
    "[": ("The list that begins here is not closed", "Put `{missing}` {where}."),
    "{": ("The group of keys that begins here is not closed", "Put `{missing}` {where}."),
}
"""What is wrong, and what to do, by the sign that was never closed."""
