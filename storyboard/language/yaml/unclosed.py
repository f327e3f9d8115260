"""What was opened and never closed: the parser stumbles far below it, over lines that it took for a part of it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, cast

import yaml

from storyboard.language.yaml.source import split_lines

_HEAD: Final = re.compile(r"(?P<indent> *)(?P<dashes>(?:- +)*)(?P<key>[\w.-]+:(?:\s|$))?")
_CLOSERS: Final = {"{": "}", "[": "]"}
_OPENS: Final = (yaml.FlowMappingStartToken, yaml.FlowSequenceStartToken)
_CLOSES: Final = (yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclosed:
    """A quotation mark or a bracket: its sign and place, to the end of its line, and `missing`, what would close it.

    `before` is the first line that is no part of it, `closed` its own line as it was meant; None where it goes on
    below, so that nobody knows where its end was to be.
    """

    sign: str
    line: int
    column: int
    end_column: int
    missing: str
    before: int
    closed: str | None


@dataclass(frozen=True, slots=True)
class _Run:
    """The lines, from 0, that something runs over which opens above them; `brackets` are all that are open there."""

    opened: yaml.Mark
    brackets: Sequence[yaml.Mark]
    first: int
    end: int
    is_last: bool = False


def find_unclosed(text: str) -> Unclosed | None:
    """Find the first quotation mark or bracket of a broken file that was surely to be closed further above.

    Below it are lines that begin as `key:` or `- ` do and are set in no further than its own line; or the file ends.
    """
    lines = split_lines(text)
    for run in _runs(text, len(lines)):
        before = next((at for at in range(run.first, run.end) if _is_entry(lines[at], lines[run.opened.line])), None)
        if before is not None or run.is_last:
            return _unclosed(run, lines, run.end if before is None else before)
    return None


def _runs(text: str, count: int) -> Iterator[_Run]:
    brackets: list[yaml.Mark] = []
    seen = 0
    try:
        for token in yaml.scan(text, Loader=yaml.CSafeLoader):
            start, end = cast("yaml.Mark", token.start_mark), cast("yaml.Mark", token.end_mark)
            if isinstance(token, yaml.ScalarToken) and token.style in ("'", '"') and end.line > start.line:
                yield _Run(start, brackets, start.line + 1, end.line + 1)
            is_last = isinstance(token, yaml.StreamEndToken)
            if brackets and (end.line > seen or is_last):
                yield _Run(brackets[-1], brackets, seen + 1, count if is_last else end.line + 1, is_last)
            if isinstance(token, _CLOSES) and (not brackets or _CLOSERS[text[brackets[-1].index]] != text[start.index]):
                return  # what the parser says of it is as clear
            if isinstance(token, _OPENS):
                brackets.append(start)
            elif isinstance(token, _CLOSES):
                brackets.pop()
            seen = max(seen, end.line)
    except yaml.MarkedYAMLError as error:
        if error.context_mark is not None and "end of stream" in (error.problem or ""):
            yield _Run(error.context_mark, brackets, error.context_mark.line + 1, count, is_last=True)


def _is_entry(line: str, opening: str) -> bool:
    """Say whether a line is an entry or a key of its own, beside or above the line that something opens on."""
    head, own = _HEAD.match(line), _HEAD.match(opening)
    if head is None or own is None or not (head["dashes"] or head["key"]):
        return False
    return len(head["indent"]) <= len(own["indent"]) + (len(own["dashes"]) if own["key"] else 0)


def _unclosed(run: _Run, lines: list[str], before: int) -> Unclosed:
    at, line = run.opened, lines[run.opened.line]
    around = [mark for mark in run.brackets if mark.line == at.line and mark is not at]
    sign = line[at.column]
    closers = "".join(_CLOSERS[lines[mark.line][mark.column]] for mark in reversed(around))
    if sign in _CLOSERS:
        missing, first = _CLOSERS[sign] + closers, (around or [at])[0]
        whole = line.rstrip() + missing
    else:
        missing, first = sign, at
        body = line.rstrip()
        cut = len(body) - len(closers) if closers and body.endswith(closers) else len(body)
        whole = body[:cut] + sign + body[cut:]
    is_plain = " #" not in line and not any(text.strip() for text in lines[at.line + 1 : before])
    return Unclosed(
        sign=line[first.column],
        line=at.line + 1,
        column=first.column + 1,
        end_column=len(line.rstrip()) + 1,
        missing=missing,
        before=before + 1,
        closed=whole if is_plain else None,
    )
