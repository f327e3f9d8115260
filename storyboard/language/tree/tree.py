"""What a file says as plain dicts and lists that remember where each key and value was written.

A place is kept as a tuple of ints, ten for an entry of a map and six for an item of a list, until it is asked for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TypeAlias, TypeGuard

from storyboard.problems import Place

Value: TypeAlias = "Map | Seq | str | int | float | bool | None"
Path: TypeAlias = Sequence[str | int]
Span: TypeAlias = tuple[int, int, int, int]  # line, column, end line, end column; from 1, the end exclusive
Mark: TypeAlias = tuple[int, int, int, int, int, int]  # a span, the style, the indent of a block's text
Entry: TypeAlias = tuple[int, int, int, int, int, int, int, int, int, int]  # the span of the key, the mark of the value


class Style(IntEnum):
    """How a scalar is written; only a literal block has one source line for each line of text."""

    PLAIN = 0
    QUOTED = 1
    LITERAL = 2
    FOLDED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class TextStart:
    """Where a text stands in its file: enough to find the source line of any line of the text."""

    place: Place
    style: Style = Style.PLAIN
    indent: int = 0


class Map(dict[str, "Value"]):
    """A mapping with the place of every key and value; `entries` has one entry for each key."""

    __slots__ = ("entries", "file", "span")

    def __init__(self, *, file: str, span: Span = (1, 1, 1, 1)) -> None:
        super().__init__()
        self.file = file
        self.span = span
        self.entries: dict[str, Entry] = {}

    @property
    def whole(self) -> Place:
        """Return the place from the first key to the end of the last value."""
        return place_of(self.file, self.span)

    def key_place(self, key: str) -> Place:
        """Return where `key` is written. Raise KeyError where it is not."""
        return place_of(self.file, self.entries[key][:4])

    def place(self, key: str) -> Place:
        """Return where the value of `key` is written. Raise KeyError where it is not."""
        return place_of(self.file, self.entries[key][4:8])

    def text_start(self, key: str) -> TextStart:
        """Return what `line_in_text` needs for the text under `key`."""
        return _text_start(self.file, self.entries[key][4:])

    def put(self, key: str, value: "Value", *, entry: Entry) -> None:
        """Set `key` together with its places."""
        self[key] = value
        self.entries[key] = entry


class Seq(list["Value"]):
    """A list with the place of every item."""

    __slots__ = ("file", "marks", "span")

    def __init__(self, *, file: str, span: Span = (1, 1, 1, 1)) -> None:
        super().__init__()
        self.file = file
        self.span = span
        self.marks: list[Mark] = []

    @property
    def whole(self) -> Place:
        """Return the place from the first item to the end of the last."""
        return place_of(self.file, self.span)

    def place(self, index: int) -> Place:
        """Return where the item `index` is written. Raise IndexError where there is none."""
        return place_of(self.file, self.marks[index][:4])

    def text_start(self, index: int) -> TextStart:
        """Return what `line_in_text` needs for the text at `index`."""
        return _text_start(self.file, self.marks[index])

    def put(self, value: "Value", *, mark: Mark) -> None:
        """Append an item together with its place."""
        self.append(value)
        self.marks.append(mark)


def place_of(file: str, span: Span) -> Place:
    """Make the `Place` of a span in `file`."""
    line, column, end_line, end_column = span
    return Place(file=file, line=line, column=column, end_line=end_line, end_column=end_column)


def find(root: Map | Seq, path: Path) -> Place:
    """Return where the value at `path` is written; where the path leads nowhere, where its last step that exists is."""
    holder, step = _last_step(root, path)
    return root.whole if holder is None or step is None else _place_in(holder, step)


def find_key(root: Map | Seq, path: Path) -> Place:
    """Return where the key at the end of `path` is written; for an item of a list, the item."""
    holder, step = _last_step(root, path)
    if isinstance(holder, Map) and isinstance(step, str):
        return holder.key_place(step)
    return find(root, path)


def line_in_text(start: TextStart, *, text: str, line: int) -> Place:
    """Return where line `line` (from 1) of `text` is written.

    Exact for a literal block and for a text on one line; elsewhere, where lines were folded, the whole text.
    """
    if start.style is not Style.LITERAL:
        return start.place
    lines = text.split("\n")
    number = min(max(line, 1), len(lines))
    row, column = start.place.line + number, start.indent + 1
    end = column + max(len(lines[number - 1]), 1)
    return Place(file=start.place.file, line=row, column=column, end_line=row, end_column=end)


def words_in_text(start: TextStart, *, text: str, line: int, column: int, width: int) -> Place:
    """Return where `width` characters from column `column` (from 0) of line `line` (from 1) of `text` are written.

    Exact for a literal block, and for a text on one line without escapes; elsewhere as `line_in_text`.
    """
    whole, place = line_in_text(start, text=text, line=line), start.place
    if start.style is Style.LITERAL:
        return replace(whole, column=whole.column + column, end_column=whole.column + column + width)
    quotes = 2 if start.style is Style.QUOTED else 0
    if place.line != place.end_line or place.end_column - place.column != len(text) + quotes:
        return whole
    first = place.column + quotes // 2 + column
    return replace(whole, column=first, end_column=first + width)


def _text_start(file: str, mark: tuple[int, ...]) -> TextStart:
    line, column, end_line, end_column, style, indent = mark
    return TextStart(place=place_of(file, (line, column, end_line, end_column)), style=Style(style), indent=indent)


def _place_in(holder: Map | Seq, step: str | int) -> Place:
    return holder.place(str(step)) if isinstance(holder, Map) else holder.place(int(step))


def _last_step(root: Map | Seq, path: Path) -> tuple[Map | Seq | None, str | int | None]:
    holder: Map | Seq | None = None
    last: str | int | None = None
    value: Value = root
    for step in path:
        if not _leads_on(value, step):
            break
        holder, last = value, step
        value = holder[step]  # type: ignore[index]  # a text leads on from a map alone, a number from a list alone
    return holder, last


def _leads_on(value: Value, step: str | int) -> TypeGuard[Map | Seq]:
    match value, step:
        case Map(), str():
            return step in value
        case Seq(), int():
            return 0 <= step < len(value)
        case _:
            return False
