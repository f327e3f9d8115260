"""Slips that YAML can read, but as something else than was meant: what to do about them."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from storyboard.language.yaml.slips import quote
from storyboard.problems import Place

_TEMPLATE: Final = re.compile(r"^ *(?:- +)*(?:[\w.-]+: +|- +)?(\{[{%].*\S)")
_PRINTED: Final = re.compile(r"\{\{.*?\}\}")
_SIGN: Final = re.compile(r"([*&!][^,\]}#]*)")


def help_at(code: str, *, line: str, place: Place) -> str:
    """Return the help for what was refused at `place`, from the line as written, or nothing."""
    advise = _HELP.get(code)
    return advise(line, place) if advise else ""


def _quote_template(line: str, place: Place) -> str:
    printed = next((found for found in _PRINTED.finditer(line) if found.start() < place.column <= found.end()), None)
    whole = _TEMPLATE.match(line)
    if whole or printed:
        meant = whole[1] if whole else printed[0] if printed else ""
        return f"A value that begins with `{{{{` needs quotes: `{quote(meant)}`."
    one_word = place.line == place.end_line and place.end_column > place.column
    return f"Put it in quotes: `{quote(line[place.column - 1 : place.end_column - 1])}`." if one_word else ""


def _quote_sign(line: str, place: Place) -> str:
    found = _SIGN.match(line, place.column - 1)
    return f"If this is text, put it in quotes: `{quote(found[1])}`." if found else ""


def _add_space(line: str, _place: Place) -> str:
    found = re.match(r"\s*([a-z_]+):(\S.*)", line)
    return (
        f"Put a space after the colon: `{found[1]}: {found[2]}`."
        if found
        else "Begin with `storyboard: 1` and a `title`."
    )


def _say(words: str) -> Callable[[str, Place], str]:
    return lambda _line, _place: words


_HELP: Final[Mapping[str, Callable[[str, Place], str]]] = {
    "duplicate-key": _say("Take one of the two out, or put both values under one key."),
    "empty-file": _say("Begin with `storyboard: 1` and a `title`."),
    "not-a-mapping": _add_space,
    "text-cut-by-comment": _say("Put the text in quotes; if a comment is meant, put two spaces before the `#`."),
    "yaml-alias": _quote_sign,
    "yaml-alias-bomb": _say("Write the values out, or repeat smaller pieces."),
    "yaml-documents": _say("Put each storyboard into its own file, and take the `---` out."),
    "yaml-key": _quote_template,
    "yaml-merge": _say("Mark a group of keys with `&name` and write `<<: *name`."),
    "yaml-number": _say("If this is text, put it in quotes."),
    "yaml-tag": _quote_sign,
    "yaml-too-deep": _say("A storyboard needs far fewer levels; check the brackets."),
    "yaml-too-large": _say("Spread the scenes over several files and name them in `include`."),
}
