"""What to do about a value of the wrong kind, or a key that nobody knows: tables of the everyday slips."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from storyboard.language.tree.tree import Map, Seq

_YES_NO: Final = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
_MEASURE: Final = re.compile(r"(\d+(?:\.\d+)?)\s*(?:s|sec|secs|seconds?|px|%|x)?", re.IGNORECASE)
_BEAT: Final = re.compile(r"\d+(?:\.\d+)?\s*s?\s*[-–—]\s*\d+(?:\.\d+)?\s*s?|\d+(?::\d\d)+|\d+(?:\.\d+)?\s*s")
_NUMBERS: Final = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_FEW: Final = 50  # keys; where there are more, nobody wrote them on one line
_NO_SPACE: Final = re.compile(r"[a-z_]+:[^\s/].*")


def help_for_kind(value: Any, *, kinds: Sequence[str], written: int) -> str:
    """Return what to write instead of a value that is none of `kinds` (as JSON Schema names them), or nothing.

    `written` is how many characters it takes in the file.
    """
    if isinstance(value, bool | int | float) and "string" in kinds:
        return _in_quotes(value, written)
    return next((words for kind in kinds if (words := _HELP[kind](value))), _help_anything(value, kinds))


def help_for_bare(holder: Mapping[str, Any]) -> str:
    """Return what to do about a text in braces, which to YAML is a group of keys without values, or nothing."""
    if not _is_bare(holder):
        return ""
    return f'Put the text in quotes instead of braces: `"{", ".join(holder)}"`.'


def is_bare_again(holder: Mapping[str, Any], key: Any) -> bool:
    """Say whether a key is one of such a text after the first, which has told of it."""
    return _is_bare(holder) and next(iter(holder)) != key


def _is_bare(holder: Mapping[str, Any]) -> bool:
    """Say whether a group of keys is written as `{wide, static}` is."""
    if not isinstance(holder, Map) or not 0 < len(holder) <= _FEW:
        return False
    lines = {holder.key_place(key).line for key in holder}
    return len(lines) == 1 and not any(value is not None for value in holder.values())


def help_for_key(key: str, *, holder: Mapping[str, Any]) -> str:
    """Return what to do about a key that is surely no key but a piece of a text, or nothing."""
    if _BEAT.fullmatch(key):
        return "Beats belong inside a text: write `action: |` and one beat on each line below it, set in further."
    if _NO_SPACE.fullmatch(key) and holder.get(key) is None:
        return f"Put a space after the colon: `{key.replace(':', ': ', 1)}`."
    if holder.get(key, "") is None and _shares_line(key, holder):
        before = _value_before(key, holder)
        return f"Inside {{ }} a comma ends a value. If it belongs to the text, put the text in quotes: {before}."
    if " " in key and not isinstance(holder.get(key), Map | Seq):
        return "If this is a piece of a text, put the whole text in quotes: YAML takes “: ” as the end of a key."
    return ""


def _shares_line(key: str, holder: Mapping[str, Any]) -> bool:
    if not isinstance(holder, Map) or len(holder) > _FEW:
        return False
    line = holder.key_place(key).line
    return any(holder.key_place(other).line == line for other in holder if other != key)


def _value_before(key: str, holder: Mapping[str, Any]) -> str:
    keys = list(holder)
    before = keys[keys.index(key) - 1] if keys.index(key) else key
    return f'`{before}: "{holder[before]}, {key}"`'


def _want_text(value: Any) -> str:
    match value:
        case Seq() if len(value) == 1:
            return "Write the one entry itself, without brackets or a dash."
        case Seq() if value and all(isinstance(item, str) for item in value):
            return "Several lines are one text: write `|` after the key and the lines below it, set in further."
        case _:
            return ""


def _in_quotes(value: float, written: int) -> str:
    """Quote what was written; where YAML reads it as something else, as `1e3`, only its writer knows that."""
    shown = json.dumps(value)
    return f'Put it in quotes: `"{shown}"`.' if len(shown) == written else "Put it in quotes, just as it is written."


def _want_number(value: Any) -> str:
    if not isinstance(value, str):
        return ""
    text = value.strip().lower()
    measure = _MEASURE.fullmatch(text)
    if measure is None:
        return f"Write {_NUMBERS.index(text)}." if text in _NUMBERS else "Write a number, in digits."
    number = re.sub(r"^0+(?=\d)", "", measure[1])
    unit = " and without a unit" if measure[1] != text else ""
    return f"Write {number}, without quotes{unit}." if number == measure[1] else f"Write {number}."


def _want_whole(value: Any) -> str:
    if isinstance(value, float):
        return f"Write {int(value)} or {int(value) + 1}."
    return _want_number(value)


def _want_yes_no(value: Any) -> str:
    word = _YES_NO.get(value.lower()) if isinstance(value, str) else None
    if isinstance(value, str) and value.lower() in ("true", "false"):
        word = value.lower()
    return f"Write `{word}`, without quotes." if word else ""


def _want_list(value: Any) -> str:
    if isinstance(value, Map):
        return "Put `- ` before each entry."
    return "" if value is None else f"Write a list: `[{value}]`."


def _want_group(value: Any) -> str:
    if isinstance(value, Seq):
        return "Write each entry as a key with what belongs to it, not as a list."
    if isinstance(value, str) and _NO_SPACE.fullmatch(value):
        return f"Put a space after the colon: `{value.replace(':', ': ', 1)}`."
    return ""


def _want_nothing(_value: Any) -> str:
    return ""


_HELP: Final[Mapping[str, Callable[[Any], str]]] = {
    "string": _want_text,
    "integer": _want_whole,
    "number": _want_number,
    "boolean": _want_yes_no,
    "array": _want_list,
    "object": _want_group,
    "null": _want_nothing,
}


def _help_anything(value: Any, kinds: Sequence[str]) -> str:
    if value is not None:
        return ""
    if "object" in kinds or "array" in kinds:
        return "What belongs to it must be set in further than the key; or take the key out."
    return "Give it a value, or take the key out."
