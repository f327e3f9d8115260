"""Everyday slips of YAML, one row each: how the line looks, what the parser says, what happened and what to do."""

import re
from dataclasses import dataclass
from typing import Final

from storyboard.language.source import split_lines

_VALUE: Final = r"^(?P<before> *(?:- +)*(?:[\w.-]+: +|- +)?(?:\{ *[\w.-]+: +)?)"
_WHOLE: Final = r"^(?P<before> *(?:- +)*(?:[\w.-]+: +|- +))"
_REST: Final = r"(?P<value>.*\S)"
_NO_VALUE: Final = (
    "did not find expected (?:key|',' or|'-' ind|alpha|comment|node)|cannot start any|not allowed in this"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What a mistake of syntax really is, and where; `repaired` is its line as it was surely meant, to read on."""

    line: int
    column: int
    detail: str
    help: str
    end_column: int = 0
    repaired: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
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

ROWS: Final[tuple[_Row, ...]] = (
    _Row(
        looks=r"^ *(?P<at>\t+)",
        says="tab|cannot start any token",
        detail="A tab stands at the beginning of the line; YAML sets lines in with spaces alone.",
        help="Put two spaces where the tab is, and set your editor to write spaces.",
    ),
    _Row(
        looks=_WHOLE + r"(?P<value>\{[{%].*\S)",
        says=_NO_VALUE,
        detail="A value that begins with `{` is a group of keys to YAML, not text.",
    ),
    *(
        _Row(looks=_VALUE + rf"(?P<value>{re.escape(sign)}.*\S)", says=_NO_VALUE, detail=detail)
        for sign, detail in _OPENERS.items()
    ),
    _Row(
        looks=_WHOLE + r"""(?P<value>"[^"]*"(?P<at> *[^\s,:#\]}].*))$""",
        says=_NO_VALUE,
        detail="The text ends at its second quotation mark, and something comes after it.",
    ),
    _Row(
        looks=_WHOLE + r"""(?P<value>'(?P<text>[^']*'[^\s,:#\]}].*)')\s*$""",
        says=_NO_VALUE,
        detail="The apostrophe ends a text that stands in single quotes.",
        help='Put the text in double quotes: "{text}".',
    ),
    _Row(
        looks=_WHOLE + r"(?P<value>\[[^\]]*\](?P<at> *[^\s,:#].*))$",
        says=_NO_VALUE,
        detail="A value that begins with `[` is a list to YAML, and something comes after it.",
    ),
    _Row(
        looks=_WHOLE + r"(?P<value>\{[^}]*\}(?P<at> *[^\s,:#].*))$",
        says=_NO_VALUE,
        detail="A value that begins with `{` is a group of keys to YAML, and something comes after it.",
    ),
    _Row(
        looks=_WHOLE + r"(?P<at>[|>])(?P<value>.*\S)",
        says="comment or line break",
        detail="`|` and `>` at the beginning of a value say that the text stands on the lines below.",
        help="Move the text to the next line and set it in, or put it in quotes.",
    ),
    _Row(
        looks=_WHOLE + r"(?P<value>[“„«‘].*: .*)$",
        says="mapping values",
        detail="Typographic quotation marks do not quote in YAML, and the text holds a colon.",
    ),
    _Row(
        looks=_WHOLE + r'(?P<value>"[^"]*" *(?P<at>:) .*\S)',
        says="mapping values",
        detail="The text ends at its second quotation mark, and a colon comes after it.",
    ),
    _Row(
        looks=_WHOLE + r"(?P<value>[-?] .*\S)",
        says="not allowed in this context",
        detail="A value cannot begin with `- ` or `? ` on the line of its key.",
    ),
    _Row(
        looks=_WHOLE + r"(?P<value>[^\s\"'\[{|>].*?(?P<at>:) .*\S|[^\s\"'\[{|>].*(?P<end>:))\s*$",
        says="mapping values",
        detail="The text holds a colon with a space behind it, which to YAML ends a key.",
    ),
    _Row(
        looks=r"^.*(?P<at>\\.)",
        says="unknown escape",
        detail="In double quotes a backslash begins an escape, and YAML does not know this one.",
        help="Write `/` in paths, or put the text in single quotes.",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fallback:
    says: str
    detail: str
    help: str
    at_opening: bool = False


_FALLBACKS: Final = (
    _Fallback(
        says="unexpected end of stream",
        detail="The text in quotes that begins here is never closed.",
        help="Put the same quotation mark at its end.",
        at_opening=True,
    ),
    _Fallback(
        says="',' or '[\\]}]'",
        detail="A comma or the closing bracket is missing before this.",
        help="The bracket opens on line {opened}: close it, or put a comma between the entries.",
    ),
    _Fallback(
        says="could not find expected ':'",
        detail="This line is neither a key with its value nor set in to go on with the text above.",
        help="Write `key: value`; set the lines of a long text in further than its key.",
        at_opening=True,
    ),
    _Fallback(
        says="expected '-' indicator",
        detail="This line stands among the entries of a list but does not begin with `- `.",
        help="Begin it with `- `, or set it in as far as the keys it belongs to.",
    ),
    _Fallback(
        says="expected key|document start|mapping values|not allowed",
        detail="This line is not set in like those it should stand with.",
        help="Keys that belong together begin in the same column; what belongs to a key is set in further.",
    ),
    _Fallback(
        says="directive", detail="A line that begins with `%` is an instruction to YAML.", help="Put it in quotes."
    ),
    _Fallback(says="", detail="YAML cannot read this: {message}.", help=""),
)
_NO_SPACE: Final = re.compile(r"^(?P<before> *(?:- +)*)(?P<key>[a-z_]\w*)(?P<at>:)(?P<value>[^\s/:].*)$")


def explain_syntax(message: str, *, text: str, line: int, column: int, opened: tuple[int, int]) -> Slip:
    """Explain the parser's `message` at a line and column; `opened` is where what it was reading begins."""
    lines = split_lines(text)
    slip = _by_table(message, lines, line)
    slip = slip or next((found for number in (line, line - 1, opened[0]) if (found := _no_space(lines, number))), None)
    return slip or _by_message(message, line=line, column=column, opened=opened)


def repair(text: str, slip: Slip) -> str:
    """Return the text with the slip's line as it was meant; where one tab sets a line in, all tabs that do so go."""
    lines = split_lines(text)
    if lines[slip.line - 1].lstrip(" ").startswith("\t"):
        return "\n".join(_without_tabs(line) for line in lines)
    lines[slip.line - 1] = slip.repaired or ""
    return "\n".join(lines)


def quote(value: str) -> str:
    """Put a text into the quotation marks that it does not hold itself."""
    value = value.strip()
    return f"'{value.replace(chr(39), chr(39) * 2)}'" if '"' in value or "\\" in value else f'"{value}"'


def _by_table(message: str, lines: list[str], line: int) -> Slip | None:
    written = lines[line - 1] if line <= len(lines) else ""
    for row in ROWS:
        found = re.match(row.looks, written) if re.search(row.says, message) else None
        if found:
            return _slip(row, found, line)
    return None


def _slip(row: _Row, found: re.Match[str], line: int) -> Slip:
    groups = found.groupdict()
    value = groups.get("value")
    mark = next((name for name in ("at", "end", "value") if groups.get(name) is not None), "value")
    quoted = quote(value) if value is not None else ""
    text = groups.get("text") or ""
    return Slip(
        line=line,
        column=found.start(mark) + 1,
        end_column=found.end(mark) + 1,
        detail=row.detail,
        help=row.help.replace("{quoted}", f"`{quoted}`").replace("{text}", text),
        repaired=f"{groups['before']}{quoted}" if value is not None else _without_tabs(found.string),
    )


def _without_tabs(line: str) -> str:
    body = line.lstrip(" \t")
    return line[: len(line) - len(body)].replace("\t", "  ") + body


def _no_space(lines: list[str], number: int) -> Slip | None:
    found = _NO_SPACE.match(lines[number - 1]) if 0 < number <= len(lines) else None
    if not found:
        return None
    meant = f"{found['key']}: {found['value']}"
    return Slip(
        line=number,
        column=found.start("at") + 1,
        end_column=found.end("at") + 1,
        detail="Without a space behind it the colon is a part of the text.",
        help=f"Put a space after the colon: `{meant}`.",
        repaired=found["before"] + meant,
    )


def _by_message(message: str, *, line: int, column: int, opened: tuple[int, int]) -> Slip:
    row = next(row for row in _FALLBACKS if re.search(row.says, message))
    at = opened if row.at_opening else (line, column)
    detail, advice = row.detail.format(message=message), row.help.format(opened=opened[0])
    return Slip(line=at[0], column=at[1], detail=detail, help=advice)
