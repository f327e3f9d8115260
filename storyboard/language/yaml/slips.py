"""What a mistake of syntax really is: the parser's message and the line, explained by the tables of everyday slips."""

import re
from dataclasses import dataclass
from typing import Final

from storyboard.language.yaml.slips_table import FALLBACKS, ROWS, UNCLOSED, Row
from storyboard.language.yaml.source import split_lines
from storyboard.language.yaml.unclosed import Unclosed, find_unclosed


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """What a mistake of syntax really is, and where; `repaired` is its line as it was surely meant, to read on."""

    line: int
    column: int
    detail: str
    help: str
    end_column: int = 0
    repaired: str | None = None


_NO_SPACE: Final = re.compile(r"^(?P<before> *(?:- +)*)(?P<key>[a-z_]\w*)(?P<at>:)(?P<value>[^\s/:].*)$")


def explain_syntax(message: str, *, text: str, line: int, column: int, opened: tuple[int, int]) -> Slip:
    """Explain the parser's `message` at a line and column; `opened` is where what it was reading begins."""
    lines = split_lines(text)
    open_one = find_unclosed(text)
    line = open_one.line if open_one is not None else line
    slip = _by_table(message, lines, line)
    if slip is None and open_one is not None:
        return _never_closed(open_one, last=len(lines))
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


def _slip(row: Row, found: re.Match[str], line: int) -> Slip:
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
        repaired=f"{groups['before']}{quoted}" if value is not None else _untabbed(found.string),
    )


def _without_tabs(line: str) -> str:
    body = line.lstrip(" \t")
    return line[: len(line) - len(body)].replace("\t", "  ") + body


def _untabbed(line: str) -> str | None:
    without = _without_tabs(line)
    return without if without != line else None


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
    row = next(row for row in FALLBACKS if re.search(row.says, message))
    at = opened if row.at_opening else (line, column)
    detail, advice = row.detail.format(message=message), row.help.format(opened=opened[0])
    return Slip(line=at[0], column=at[1], detail=detail, help=advice)


def _never_closed(found: Unclosed, *, last: int) -> Slip:
    """Tell of what runs on over lines that are no part of it; the last of the file has nothing below it."""
    detail, advice = UNCLOSED[found.sign]
    where = f"at the end of line {found.line}" if found.closed is not None else "where it ends"
    return Slip(
        line=found.line,
        column=found.column,
        end_column=found.end_column,
        detail=f"{detail} before line {found.before} begins." if found.before <= last else f"{detail}.",
        help=advice.format(missing=found.missing, where=where),
        repaired=found.closed,
    )
