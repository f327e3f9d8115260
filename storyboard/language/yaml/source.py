"""Bytes of a file as text that YAML can read: UTF-8, of a sane size, without characters that no editor shows."""

import re
from typing import Final

from storyboard.language.tree.tree import place_of
from storyboard.problems import Place, Problem
from storyboard.rules import problem

LARGEST_FILE: Final = 16 * 1024 * 1024  # bytes; a film of ten thousand shots in one file has nine million
_MOST_REPORTED: Final = 20
# What is forbidden, not what is allowed: the same set the other way round takes 30 ms to compile.
_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
_BREAK: Final = re.compile("\r\n|\n|\r")
_NO_TEXT: Final = "Name a file that is written in YAML; pictures, sounds and clips are named in it."
_NAMES: Final = {
    "\0": "NUL",
    "\x85": "next line",
    "\u2028": "line separator",
    "\u2029": "paragraph separator",
    "\x1b": "escape",
}


def decode(data: str | bytes, *, file: str) -> tuple[str | None, tuple[Problem, ...]]:
    """Return the text of a file without its byte order mark, or None and what is wrong with it."""
    if len(data) > LARGEST_FILE:
        return None, (_too_large(len(data), file),)
    try:
        text = data if isinstance(data, str) else data.decode("utf-8")
    except UnicodeDecodeError as error:
        return None, (_not_utf8(error, file),)
    text = text.removeprefix("\ufeff")
    problems = _forbidden(text, file)
    return (None if problems else text), problems


def split_lines(text: str) -> list[str]:
    """Split `text` into lines as YAML and editors do: at LF, CR LF and CR, and at nothing else."""
    return _BREAK.split(text)


def place_at(text: str, offset: int, *, file: str) -> Place:
    """Return the place of the character at `offset` of `text`."""
    before = text[:offset]
    line = before.count("\n") + before.count("\r") - before.count("\r\n") + 1
    column = offset - max(before.rfind("\n"), before.rfind("\r"))
    return place_of(file, (line, column, line, column + 1))


def hidden(text: str) -> tuple[str, ...]:
    """Tell of the first character that an escape has put into a text and that cannot stand there."""
    match = _FORBIDDEN.search(text)
    return () if match is None else (_said(match.group()),)


def _too_large(size: int, file: str) -> Problem:
    return problem(
        "yaml-too-large",
        place=Place(file=file),
        detail=f"The file has {size:,} bytes; at most {LARGEST_FILE:,} are read.",
        help="Spread the scenes over several files and name them in `include`.",
    )


def _not_utf8(error: UnicodeDecodeError, file: str) -> Problem:
    data = bytes(error.object)
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        detail, place = "The file is written in UTF-16.", Place(file=file)
    else:
        good = data[: error.start].decode("utf-8")
        good = good.removeprefix("\ufeff")
        place = place_at(good, len(good), file=file)
        detail = f"The byte 0x{data[error.start]:02x} here is not UTF-8 ({error.reason})."
        if b"\0" in data:  # which no text has
            return problem("not-utf8", place=Place(file=file), detail="The file is no text.", help=_NO_TEXT)
    return problem("not-utf8", place=place, detail=detail, help="Save the file with the encoding UTF-8.")


def _forbidden(text: str, file: str) -> tuple[Problem, ...]:
    found: list[Problem] = []
    for match in _FORBIDDEN.finditer(text):
        if len(found) == _MOST_REPORTED:
            break
        found.append(_bad_character(match.group(), place_at(text, match.start(), file=file)))
    return tuple(found)


def _bad_character(character: str, place: Place) -> Problem:
    help = "Delete it; most editors can show invisible characters."
    return problem("yaml-character", place=place, detail=_said(character), help=help)


def _said(character: str) -> str:
    name = _NAMES.get(character, "a control character")
    return f"The character U+{ord(character):04X} ({name}) cannot stand in a storyboard."
